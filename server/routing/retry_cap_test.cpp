// The schemes' limits: the judgement over random tables and declines, and the table in versions.
#include "routing/retry_cap.hpp"

#include "audit/audit.hpp"
#include "base/random.hpp"
#include "outbox/outbox.hpp"
#include "routing/routing.hpp"
#include "testing/testing.hpp"

namespace bursar::routing {
namespace {

constexpr std::array<std::string_view, 6> k_reasons{
    "do_not_honor", "lost_or_stolen", "stop_order", "insufficient_funds", "closed_account", ""};
constexpr Instant k_now{1'800'000'000'000};

/// A small world drawn from a seed: few values, so that they meet often.
class Draw {
 public:
  explicit Draw(unsigned seed) : random_(seed) {}
  std::int64_t upto(std::int64_t n) {
    return static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(n)));
  }
  Money amount() { return {100 * (1 + upto(2)), Currency::of("EUR")}; }
  std::string scheme() { return upto(3) == 0 ? "mastercard" : "visa"; }

  RetryCap cap() {
    RetryCap cap;
    cap.scheme = scheme();
    cap.kind = static_cast<CapKind>(1 + upto(4));
    if (cap.kind == CapKind::category) cap.code = upto(2) == 0 ? "1" : "2";
    if (cap.kind == CapKind::advice) cap.code = upto(2) == 0 ? "03" : "21";
    if (upto(3) == 0) cap.covers = CapCovers::merchant_initiated;
    const bool coded = cap.kind == CapKind::category || cap.kind == CapKind::advice;
    cap.attempts_max = coded ? upto(3) : 1 + upto(4);
    cap.window_hours = 1 + upto(48);
    return cap;
  }
  Decline decline() {
    Decline one;
    one.at = k_now.plus_ms(-upto(50) * k_hour_ms + upto(3) - 1);
    one.amount = amount();
    one.reason = k_reasons.at(static_cast<std::size_t>(upto(6)));
    one.advice = upto(3) == 0 ? "21" : upto(3) == 0 ? "03" : "";
    return one;
  }
  CapQuestion question() {
    CapQuestion question;
    question.scheme = scheme();
    question.amount = amount();
    question.is_merchant_initiated = upto(2) == 0;
    if (upto(2) == 0) question.agreed_at = k_now.plus_ms(-upto(50) * k_hour_ms);
    question.never_only = upto(4) == 0;
    question.now = k_now;
    return question;
  }
  template <class F>
  auto several(std::int64_t most, F make) {
    std::vector<decltype(make())> all(static_cast<std::size_t>(upto(most + 1)));
    for (auto& one : all) one = make();
    return all;
  }

 private:
  SeededRandom random_;
};

// The rule said again in the plainest way: does this row stop this question at this instant?
bool stops(const RetryCap& cap, const std::vector<Decline>& declines, const CapQuestion& question) {
  std::int64_t counted = 0;
  for (const Decline& one : declines) {
    const bool fresh = question.now.ms - one.at.ms < cap.window_hours * 3'600'000;
    const bool first_category = one.reason == "lost_or_stolen" || one.reason == "stop_order" ||
                                one.reason == "closed_account";
    const bool second_category = one.reason == "insufficient_funds";
    bool named = cap.kind == CapKind::card;
    if (cap.kind == CapKind::amount) named = one.amount.minor == question.amount.minor;
    if (cap.kind == CapKind::category) named = cap.code == "1" ? first_category : second_category;
    if (cap.kind == CapKind::advice) named = one.advice == cap.code;
    const bool series = cap.covers == CapCovers::merchant_initiated ||
                        (cap.kind == CapKind::category && one.reason == "stop_order");
    const bool under_it = question.is_merchant_initiated &&
                          (!question.agreed_at || question.agreed_at->ms <= one.at.ms);
    if (fresh && named && (!series || under_it)) ++counted;
  }
  const std::int64_t enough = cap.attempts_max == 0 ? 1 : cap.attempts_max;
  const bool asked =
      cap.scheme == question.scheme && (!question.never_only || cap.attempts_max == 0);
  return asked && counted >= enough;
}

bool any_stops(const std::vector<RetryCap>& caps, const std::vector<Decline>& declines,
               const CapQuestion& question) {
  return std::any_of(caps.begin(), caps.end(),
                     [&](const RetryCap& cap) { return stops(cap, declines, question); });
}

TEST(RetryCap, HoldsExactlyAsLongAsARowOfTheTableDoes) {
  // Protects merchants from fines, and payers from being refused a moment longer than needed.
  int hits = 0;
  for (unsigned seed = 0; seed < 20'000; ++seed) {
    Draw draw(seed);
    const auto caps = draw.several(4, [&] { return draw.cap(); });
    const auto declines = draw.several(8, [&] { return draw.decline(); });
    CapQuestion question = draw.question();
    const auto hit = cap_hit(caps, declines, question);
    ASSERT_EQ(hit.has_value(), any_stops(caps, declines, question)) << "seed " << seed;
    if (!hit) continue;
    ++hits;
    ASSERT_TRUE(stops(hit->cap, declines, question)) << "seed " << seed;
    ASSERT_GE(hit->declined, std::max<std::int64_t>(hit->cap.attempts_max, 1));
    question.now = hit->until.plus_ms(-1);
    ASSERT_TRUE(any_stops(caps, declines, question)) << "seed " << seed << ": let go too early";
    question.now = hit->until;
    ASSERT_FALSE(any_stops(caps, declines, question)) << "seed " << seed << ": holds on";
  }
  EXPECT_GT(hits, 3'000) << "the draws say something";
}

TEST(RetryCap, AnotherDeclineNeverOpensWhatWasClosed) {
  // Protects the count: more declines are never fewer.
  for (unsigned seed = 0; seed < 5'000; ++seed) {
    Draw draw(seed);
    const auto caps = draw.several(4, [&] { return draw.cap(); });
    auto declines = draw.several(8, [&] { return draw.decline(); });
    const CapQuestion question = draw.question();
    const auto before = cap_hit(caps, declines, question);
    declines.push_back(draw.decline());
    const auto after = cap_hit(caps, declines, question);
    if (!before) continue;
    ASSERT_TRUE(after) << "seed " << seed;
    ASSERT_GE(after->until, before->until) << "seed " << seed;
  }
}

TEST(RetryCap, TheShippedTableFitsItsOwnRules) {
  // Protects the default: it could be written in the office as it stands, and names its sources.
  EXPECT_TRUE(check_caps(shipped_caps()));
  for (const RetryCap& cap : shipped_caps()) EXPECT_FALSE(cap.source.empty()) << cap.scheme;
}

TEST(RetryCap, RowsThatMakeNoSenseAreRefusedByName) {
  // Protects everybody's cards from a mistyped table.
  const auto field_of = [](RetryCap cap) {
    const auto checked = check_caps({cap});
    return checked ? std::string() : checked.error().field;
  };
  const RetryCap good{"visa", CapKind::category, "1", CapCovers::all, 0, 720, "x"};
  EXPECT_EQ(field_of(good), "");
  RetryCap bad = good;
  bad.scheme = "visum";
  EXPECT_EQ(field_of(bad), "rows.0.scheme");
  bad = good;
  bad.code = "5";
  EXPECT_EQ(field_of(bad), "rows.0.code");
  bad.kind = CapKind::card;
  EXPECT_EQ(field_of(bad), "rows.0.code");
  bad.code = "";
  EXPECT_EQ(field_of(bad), "rows.0.attempts_max") << "one decline must not shut a card out";
  bad = good;
  bad.window_hours = 0;
  EXPECT_EQ(field_of(bad), "rows.0.window_hours");
  bad.window_hours = k_cap_window_hours_max + 1;
  EXPECT_EQ(field_of(bad), "rows.0.window_hours");
  EXPECT_FALSE(check_caps({good, good})) << "twice the same";
  EXPECT_FALSE(check_caps(std::vector<RetryCap>(41, good)));
}

class CapTableTest : public DbTest {
 protected:
  std::vector<storage::Migration> migrations() const override {
    return join({audit::migrations(), outbox::migrations(), fees::migrations(),
                 providers::migrations(), routing::migrations()});
  }
  Call call() { return {person_, clock().now(), ids(), random()}; }
  template <class F>
  auto write(F fn) {
    return db().write([&](storage::Tx& tx) { return fn(tx); });
  }
  CapTable now() {
    CapTable table;
    (void)write([&](storage::Tx& tx) -> Result<void> {
      table = caps_now(tx);
      return ok();
    });
    return table;
  }
  // A decline of `card` at this instant.
  void decline(CardId card, std::string_view reason, std::string_view advice = "") {
    (void)write([&](storage::Tx& tx) -> Result<void> {
      const Call at = call();
      note_decline(tx,
                   {card, at.ids.next<AttemptId>(), {500, Currency::of("EUR")}, reason, advice});
      return ok();
    });
  }
  std::optional<CapHit> asked(CardId card, std::string scheme, bool merchant_initiated = false) {
    std::optional<CapHit> hit;
    CapQuestion question;
    question.card = card;
    question.scheme = std::move(scheme);
    question.amount = {500, Currency::of("EUR")};
    question.is_merchant_initiated = merchant_initiated;
    question.now = clock().now();
    (void)write([&](storage::Tx& tx) -> Result<void> {
      hit = cap_hit(tx, question);
      return ok();
    });
    return hit;
  }

  Actor person_ = [] {
    Actor actor;
    actor.name = "ada";
    actor.scope = ScopeIssuer::installation();
    return actor;
  }();
};
INSTANTIATE_TEST_SUITE_P(Both, CapTableTest, both_dialects(), dialect_name);

TEST_P(CapTableTest, ChangesInVersionsAndGoesBack) {
  // Protects the figures an acquirer confirmed: who changed them is kept, nobody overwrites unseen.
  EXPECT_EQ(now().version, 0);
  EXPECT_EQ(now().rows, shipped_caps());
  auto rows = shipped_caps();
  rows[1].attempts_max = 15;
  const auto changed = write([&](auto& tx) { return change_caps(tx, call(), {0, rows, "ours"}); });
  ASSERT_TRUE(changed) << changed.error().message;
  EXPECT_EQ(now().rows, rows);
  EXPECT_FALSE(now().is_shipped);
  const auto stale = write([&](auto& tx) { return change_caps(tx, call(), {0, {}, "x"}); });
  EXPECT_EQ(stale.error().code, "version_changed");
  const auto same = write([&](auto& tx) { return change_caps(tx, call(), {1, rows, "x"}); });
  EXPECT_EQ(same.error().code, "nothing_changed");
  const auto silent = write([&](auto& tx) { return change_caps(tx, call(), {1, {}, ""}); });
  EXPECT_EQ(silent.error().field, "reason");
  ASSERT_TRUE(write([&](auto& tx) { return reset_caps(tx, call(), 1, "back"); }));
  EXPECT_EQ(now().rows, shipped_caps());
  EXPECT_EQ(now().version, 2);
  const auto again = write([&](auto& tx) { return reset_caps(tx, call(), 2, "back"); });
  EXPECT_EQ(again.error().code, "nothing_changed");
  std::vector<CapTable> history;
  (void)write([&](storage::Tx& tx) -> Result<void> {
    history = cap_history(tx);
    return ok();
  });
  ASSERT_EQ(history.size(), 2U);
  EXPECT_EQ(history[1].rows, rows);
  EXPECT_EQ(history[1].reason, "ours");
  EXPECT_EQ(history[0].created_by, "ada");
}

TEST_P(CapTableTest, BelongsToTheWholeInstallation) {
  // Protects other companies: whoever sees one of them does not change what holds for all.
  person_.scope = ScopeIssuer::of({CompanyId{7}}, {});
  const auto refused = write([&](auto& tx) { return change_caps(tx, call(), {0, {}, "x"}); });
  EXPECT_EQ(refused.error().kind, ErrorKind::forbidden);
  EXPECT_EQ(now().version, 0);
}

TEST_P(CapTableTest, NeverAgainHoldsByCodeAndForItsTime) {
  // Protects merchants from the schemes' fees: a stolen card is not tried again, a stopped series
  // binds what the merchant starts and not the customer.
  const CardId stolen{11};
  const CardId stopped{12};
  const CardId advised{13};
  const CardId quiet{14};
  decline(stolen, "lost_or_stolen");
  decline(stopped, "stop_order");
  decline(advised, "do_not_honor", "03");
  decline(quiet, "do_not_honor");
  const auto hit = asked(stolen, "visa");
  ASSERT_TRUE(hit);
  EXPECT_TRUE(hit->is_never());
  EXPECT_EQ(hit->until.ms / k_hour_ms, clock().now().plus_ms(30 * k_day_ms).ms / k_hour_ms);
  EXPECT_FALSE(asked(stolen, "amex")) << "a scheme without such a row";
  EXPECT_FALSE(asked(stopped, "visa"));
  EXPECT_TRUE(asked(stopped, "visa", true));
  EXPECT_TRUE(asked(advised, "mastercard"));
  EXPECT_FALSE(asked(quiet, "visa"));
  clock().advance_ms(30 * k_day_ms + k_hour_ms);
  EXPECT_FALSE(asked(stolen, "visa"));
}

TEST_P(CapTableTest, TheTableOfTheInstallationDecides) {
  // Protects what an acquirer told: a shorter or longer time works from the next question on.
  const CardId card{21};
  decline(card, "lost_or_stolen");
  auto rows = shipped_caps();
  rows[0].window_hours = 2;
  ASSERT_TRUE(write([&](auto& tx) { return change_caps(tx, call(), {0, rows, "acquirer"}); }));
  EXPECT_TRUE(asked(card, "visa"));
  clock().advance_ms(2 * k_hour_ms + 1'000);
  EXPECT_FALSE(asked(card, "visa"));
  rows[0].window_hours = 366 * 24;
  ASSERT_TRUE(write([&](auto& tx) { return change_caps(tx, call(), {1, rows, "acquirer"}); }));
  clock().advance_ms(300 * k_day_ms);
  decline(card, "do_not_honor");  // sweeps what nobody can ask for any more, and no more than that
  EXPECT_TRUE(asked(card, "visa"));
}

}  // namespace
}  // namespace bursar::routing
