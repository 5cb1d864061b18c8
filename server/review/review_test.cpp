// The review on both databases: every scenario it is there for raises its finding once, an ordinary
// day raises none, and what was closed opens again only when more came.
#include "review/review.hpp"

#include <deque>

#include "outbox/outbox.hpp"
#include "testing/testing.hpp"

namespace bursar::review {
namespace {

constexpr std::int64_t k_monday_ms = 1'700'438'400'000;  // 2023-11-20 00:00 UTC

class ReviewTest : public DbTest {
 protected:
  std::vector<storage::Migration> migrations() const override {
    return join({audit::migrations(), outbox::migrations(), review::migrations()});
  }
  void SetUp() override {
    DbTest::SetUp();
    at(10 * k_hour_ms);
  }
  /// Moves to a time of that Monday.
  void at(std::int64_t after_midnight_ms) { clock().set({k_monday_ms + after_midnight_ms}); }
  Call call_of(const std::string& who, ActorKind kind = ActorKind::user) {
    Actor& actor = actors_.emplace_back();  // a call only refers to it
    actor.kind = kind;
    actor.name = who;
    actor.ip = "192.0.2.7";
    actor.scope = ScopeIssuer::installation();
    return {actor, clock().now(), ids(), random()};
  }
  void note(const std::string& who, const std::string& action, const std::string& about = "",
            audit::Outcome outcome = audit::Outcome::ok, const std::string& after = "") {
    (void)db().write([&](storage::Tx& tx) -> Result<void> {
      audit::Entry entry;
      entry.action = action;
      entry.subject_kind = about.starts_with("us_") ? "user" : "payment";
      entry.subject_id = about;
      entry.company = company_;
      entry.outcome = outcome;
      entry.after = after;
      audit::record(tx, call_of(who), entry);
      return ok();
    });
    clock().advance_ms(1'000);
  }
  std::int64_t review() {
    Surroundings around;
    around.minute_of_week = [](Instant now) {
      return (now.ms - k_monday_ms) / k_minute_ms % (7 * 24 * 60);
    };
    around.email_of = [](storage::Tx&, std::string_view id) {
      return id == "us_eve" ? "eve@shop.example" : "ann@shop.example";
    };
    const Call call = call_of("review", ActorKind::job);
    const auto seen = db().read([&](storage::Tx& tx) { return look(tx, call, around); });
    return *db().write([&](storage::Tx& tx) { return raise_findings(tx, call, *seen); });
  }
  std::vector<Finding> findings(const Scope& scope = ScopeIssuer::installation()) {
    return db().read([&](storage::Tx& tx) { return list_findings(tx, scope, {}); });
  }
  Finding only(Rule rule, const std::string& subject) {
    const auto all = findings();
    EXPECT_EQ(all.size(), 1u);
    if (all.empty()) return {};
    EXPECT_EQ(word(all[0].seen.rule), word(rule));
    EXPECT_EQ(all[0].seen.subject, subject);
    return all[0];
  }
  Result<Finding> close(const Finding& finding, const std::string& why, std::int64_t version) {
    return db().write([&](storage::Tx& tx) {
      return close_finding(tx, call_of("ann@shop.example"), finding.id, version, why);
    });
  }
  CompanyId company_{77};
  std::deque<Actor> actors_;
};

TEST_P(ReviewTest, says_nothing_about_an_ordinary_day) {
  // Protects: rules below their thresholds are silent, or nobody would read them.
  for (int i = 0; i < 9; ++i) note("", "sign_in", "us_ann", audit::Outcome::denied);
  for (int i = 0; i < 40; ++i) note("ann@shop.example", "create_refund", "tx_1");
  for (int i = 0; i < 4; ++i) note("ann@shop.example", "export_audit_entries");
  note("ann@shop.example", "add_membership", "us_eve", audit::Outcome::ok, R"({"role":"viewer"})");
  note("ann@shop.example", "reset_second_factor", "us_eve");
  EXPECT_EQ(review(), 0);
  EXPECT_TRUE(findings().empty());
}

TEST_P(ReviewTest, sees_password_guessing) {
  // Protects: U-08, many refusals of one account within ten minutes.
  for (int i = 0; i < 10; ++i) note("", "sign_in", "us_eve", audit::Outcome::denied);
  EXPECT_EQ(review(), 1);
  const Finding found = only(Rule::password_guessing, "eve@shop.example");
  EXPECT_EQ(found.seen.count, 10);
  EXPECT_EQ(found.seen.entries.size(), 10u);
  EXPECT_EQ(found.seen.company, company_);
}

TEST_P(ReviewTest, sees_guessing_from_one_address_over_many_accounts) {
  // Protects: U-08, a list of leaked passwords tried once on each account.
  for (int i = 0; i < 30; ++i) note("", "sign_in", "", audit::Outcome::denied);
  EXPECT_EQ(review(), 1);
  only(Rule::password_guessing, "192.0.2.7");
}

TEST_P(ReviewTest, sees_money_sent_out_at_night) {
  // Protects: U-08, off hours in the installation's time zone; three acts by one person.
  at(2 * k_hour_ms);
  for (int i = 0; i < 3; ++i) note("eve@shop.example", "create_refund", "tx_1");
  EXPECT_EQ(review(), 1);
  EXPECT_EQ(only(Rule::money_off_hours, "eve@shop.example").seen.count, 3);
}

TEST_P(ReviewTest, sees_mass_export) {
  // Protects: U-08, five exports within an hour.
  for (int i = 0; i < 5; ++i) note("eve@shop.example", "export_audit_entries");
  EXPECT_EQ(review(), 1);
  only(Rule::mass_export, "eve@shop.example");
}

TEST_P(ReviewTest, sees_that_somebody_was_given_the_installation) {
  // Protects: U-08, role escalation; once is enough.
  note("ann@shop.example", "add_membership", "us_eve", audit::Outcome::ok,
       R"({"role":"administrator"})");
  EXPECT_EQ(review(), 1);
  only(Rule::role_escalation, "eve@shop.example");
}

TEST_P(ReviewTest, sees_money_after_a_factor_reset) {
  // Protects: U-08, an account that was taken over: reset, then money within a day.
  note("ann@shop.example", "reset_second_factor", "us_eve");
  clock().advance_ms(3 * k_hour_ms);
  note("eve@shop.example", "create_refund", "tx_1");
  EXPECT_EQ(review(), 1);
  EXPECT_EQ(only(Rule::money_after_reset, "eve@shop.example").seen.count, 2);
  clock().advance_ms(k_day_ms);
  note("eve@shop.example", "create_refund", "tx_2");
  EXPECT_EQ(review(), 0) << "a day later it is ordinary again";
}

TEST_P(ReviewTest, raises_each_once_and_again_only_for_more) {
  // Protects: the same entries never come back; closed is closed until something new happens.
  for (int i = 0; i < 5; ++i) note("eve@shop.example", "export_audit_entries");
  EXPECT_EQ(review(), 1);
  EXPECT_EQ(review(), 0);
  const Finding open = only(Rule::mass_export, "eve@shop.example");
  EXPECT_EQ(close(open, "", open.version).error().code, "invalid_note");
  EXPECT_EQ(close(open, "asked her", 7).error().code, "version_changed");
  const auto closed = close(open, "monthly reports, asked her", open.version);
  ASSERT_TRUE(closed.has_value());
  EXPECT_EQ(closed->closed_by, "ann@shop.example");
  EXPECT_EQ(close(*closed, "again", closed->version).error().code, "already_closed");
  EXPECT_EQ(review(), 0);
  note("eve@shop.example", "export_audit_entries");
  EXPECT_EQ(review(), 1);
  const Finding again = only(Rule::mass_export, "eve@shop.example");
  EXPECT_EQ(again.state, FindingState::open);
  EXPECT_EQ(again.seen.count, 6);
  EXPECT_EQ(again.note, "monthly reports, asked her");
}

TEST_P(ReviewTest, shows_findings_to_those_they_concern) {
  // Protects: tenancy; a company sees its own, a scope of single merchants none.
  for (int i = 0; i < 5; ++i) note("eve@shop.example", "export_audit_entries");
  EXPECT_EQ(review(), 1);
  EXPECT_EQ(findings(ScopeIssuer::of({company_}, {})).size(), 1u);
  EXPECT_EQ(findings(ScopeIssuer::of({CompanyId{78}}, {})).size(), 0u);
  EXPECT_EQ(findings(ScopeIssuer::of({}, {MerchantId{5}})).size(), 0u);
}

INSTANTIATE_TEST_SUITE_P(Both, ReviewTest, both_dialects(), dialect_name);

}  // namespace
}  // namespace bursar::review
