// Profiles in versions and decisions with their reasons, on both databases.
#include "routing/routing.hpp"

#include "audit/audit.hpp"
#include "outbox/outbox.hpp"
#include "testing/testing.hpp"

namespace bursar::routing {
namespace {

class RoutingTest : public DbTest {
 protected:
  std::vector<storage::Migration> migrations() const override {
    return join({audit::migrations(), outbox::migrations(), fees::migrations(),
                 providers::migrations(), routing::migrations()});
  }
  Call call() { return {person_, clock().now(), ids(), random()}; }

  ProviderAccountId account(std::string title, CompanyId company = {},
                            std::int64_t cost_ppm = 1'000) {
    providers::CreateAccount command;
    command.account.company_id = company;
    command.account.adapter = "sim";
    command.account.title = std::move(title);
    command.account.method = "card";
    command.account.base_url = "http://127.0.0.1:9000";
    command.account.cost.acquirer.percent_ppm = cost_ppm;
    command.api_key = Secret("k");
    const auto made = db().write([&](storage::Tx& tx) {
      return providers::create_account(tx, call(), *keys_, true, command);
    });
    EXPECT_TRUE(made) << made.error().message;
    return made->id;
  }
  template <class F>
  auto write(F fn) {
    return db().write([&](storage::Tx& tx) { return fn(tx); });
  }
  // A profile whose first version is active.
  Profile active(Content content, const Place& place = {}) {
    const auto made =
        write([&](storage::Tx& tx) { return create_profile(tx, call(), place, "Main"); });
    EXPECT_TRUE(made) << made.error().message;
    activate(made->id, 1, std::move(content));
    return *made;
  }
  void activate(ProfileId id, std::int64_t revision, Content content) {
    const auto changed = write([&](storage::Tx& tx) {
      return change_draft(tx, call(), id, revision, std::move(content));
    });
    ASSERT_TRUE(changed) << changed.error().field << " " << changed.error().message;
    const auto activated =
        write([&](storage::Tx& tx) { return activate_draft(tx, call(), id, changed->revision); });
    ASSERT_TRUE(activated) << activated.error().message;
  }
  Subject subject(std::int64_t minor = 1'000) {
    Subject one;
    one.company = company_;
    one.merchant = merchant_;
    one.payment = PaymentId{ids().next_key()};
    one.method_or_id = "card";
    one.amount = {minor, Currency::of("EUR")};
    one.card_scheme = "visa";
    one.customer_id = "buyer-1";
    one.now = clock().now();
    return one;
  }
  Result<Plan> decided(const Subject& one) {
    return write([&](storage::Tx& tx) { return decide(tx, call(), one); });
  }
  // Titles in order, with what was noted of each.
  std::string order(const Subject& one) {
    const auto plan = decided(one);
    if (!plan) return plan.error().code;
    std::string text;
    for (const Choice& choice : plan->choices)
      text += (text.empty() ? "" : " ") + choice.title +
              (choice.note.empty() ? "" : "(" + choice.note + ")");
    return text;
  }
  void observed(ProviderAccountId account, Signal signal, int times = 1, bool learns = false) {
    ASSERT_TRUE(write([&](storage::Tx& tx) -> Result<void> {
      for (int i = 0; i < times; ++i)
        observe(tx, call(), {account, "card", signal, true, "visa", Currency::of("EUR"), false},
                learns);
      return ok();
    }));
  }

  static Rule rule(std::string name, std::string condition, std::vector<Target> targets,
                   Strategy strategy = Strategy::priority) {
    return {std::move(name), std::move(condition), strategy, std::move(targets), false, true};
  }

  const CompanyId company_{11 << 20};
  const MerchantId merchant_{21 << 20};
  std::unique_ptr<vault::KeyRing> keys_ = vault::make_key_ring({{1, Secret(std::string(32, 'k'))}});
  Actor person_ = [] {
    Actor actor;
    actor.name = "operator";
    actor.scope = ScopeIssuer::installation();
    return actor;
  }();
};
INSTANTIATE_TEST_SUITE_P(Both, RoutingTest, both_dialects(), dialect_name);

TEST_P(RoutingTest, WithoutAProfileTheOwnAccountsComeFirst) {
  // Protects installations that never wrote a rule: every account in its order, the rest with
  // reasons.
  const auto shared = account("Shared");
  account("Own", company_);
  const auto foreign = account("Foreign", CompanyId{12 << 20});
  ASSERT_TRUE(write([&](storage::Tx& tx) -> Result<void> {
    providers::set_enabled(tx, call(), shared, false);
    return ok();
  }));
  const auto plan = decided(subject());
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->reason, "no_profile");
  ASSERT_EQ(plan->choices.size(), 1U);
  EXPECT_EQ(plan->choices[0].title, "Own");
  ASSERT_EQ(plan->excluded.size(), 1U);
  EXPECT_EQ(plan->excluded[0].reason, "disabled");
  Subject pinned = subject();
  pinned.method_or_id = foreign.text();
  EXPECT_EQ(decided(pinned).error().code, "not_found");
  pinned.method_or_id = shared.text();
  const auto refusal = decided(pinned);
  ASSERT_FALSE(refusal);
  EXPECT_EQ(refusal.error().code, "no_eligible_route");
  EXPECT_EQ(refusal.error().details[0].second, "disabled");
  // A mistyped id is an account that does not exist, never the name of a method.
  for (const char* mistyped : {"cr_", "cr_nonsense", "cr_c0000000000000000000000000"}) {
    pinned.method_or_id = mistyped;
    EXPECT_EQ(decided(pinned).error().code, "not_found") << mistyped;
  }
}

TEST_P(RoutingTest, TheFirstRuleThatHoldsDecides) {
  // Protects the rule order, and that what a rule leaves out says so.
  const auto a = account("A");
  const auto b = account("B");
  account("C");
  Rule off = rule("off", "true", {{a, 1}});
  off.is_enabled = false;
  active({{off, rule("large", "payment.amount>=money('100.00','EUR')", {{b, 1}, {a, 1}}),
           rule("rest", "true", {{a, 1}})},
          {},
          Sticky::none});
  const auto large = decided(subject(10'000));
  ASSERT_TRUE(large);
  EXPECT_EQ(large->rule, "large");
  EXPECT_EQ(large->version, 1);
  EXPECT_EQ(large->place, "installation");
  ASSERT_EQ(large->choices.size(), 2U);
  EXPECT_EQ(large->choices[0].title, "B");
  ASSERT_EQ(large->excluded.size(), 1U);
  EXPECT_EQ(large->excluded[0].reason, "not_a_target");
  ASSERT_EQ(large->results.size(), 3U);
  EXPECT_TRUE(large->results[0].holds && !large->results[0].is_enabled);
  EXPECT_TRUE(large->results[2].holds) << "rules behind the match are answered too";
  EXPECT_EQ(order(subject(9'999)), "A");
  const auto read = read_plan(plan_json(*large));
  ASSERT_TRUE(read);
  EXPECT_EQ(plan_json(*read), plan_json(*large)) << "the stored plan is the whole plan";
}

TEST_P(RoutingTest, StrictRulesRatherRefuse) {
  // Protects contracts that allow one account only.
  const auto a = account("A");
  account("B");
  Rule strict = rule("only A", "card.scheme == \"visa\"", {{a, 1}}, Strategy::single);
  const ProfileId profile = active({{strict}, {}, Sticky::none}).id;
  ASSERT_TRUE(write([&](storage::Tx& tx) -> Result<void> {
    providers::set_enabled(tx, call(), a, false);
    return ok();
  }));
  EXPECT_EQ(order(subject()), "B") << "better another account than none";
  const auto draft = write([&](storage::Tx& tx) { return create_draft(tx, call(), profile, 0); });
  ASSERT_TRUE(draft);
  strict.is_strict = true;
  activate(profile, 1, {{strict}, {}, Sticky::none});
  EXPECT_EQ(order(subject()), "no_eligible_route");
}

TEST_P(RoutingTest, SplitsAreExactAndRepeatable) {
  // Protects agreed shares: the same payment takes the same route, 30 in 100 go where 30 should.
  const auto a = account("A");
  const auto b = account("B");
  active({{rule("split", "true", {{a, 30}, {b, 70}}, Strategy::split)}, {}, Sticky::none});
  int to_a = 0;
  Subject one = subject();
  for (int i = 0; i < 400; ++i) {
    one.payment = PaymentId{ids().next_key()};
    const auto plan = db().read([&](storage::Tx& tx) { return decide(tx, call(), one); });
    ASSERT_TRUE(plan && plan->choices.size() == 2);
    to_a += plan->choices[0].account == a ? 1 : 0;
  }
  EXPECT_NEAR(to_a, 120, 40);
  EXPECT_EQ(order(one), order(one));
}

TEST_P(RoutingTest, CheapestFirst) {
  // Protects margins: expected cost decides, not the order of targets.
  const auto dear = account("Dear", {}, 9'000);
  const auto cheap = account("Cheap", {}, 2'000);
  active({{rule("cost", "true", {{dear, 1}, {cheap, 1}}, Strategy::least_cost)}, {}, Sticky::none});
  EXPECT_EQ(order(subject(100'000)), "Cheap Dear");
}

TEST_P(RoutingTest, BestAuthorisationNeedsEvidence) {
  // Protects approval rates: recorded outcomes decide once there are enough of them.
  const auto a = account("A");
  const auto b = account("B");
  active({{rule("best", "true", {{a, 1}, {b, 1}}, Strategy::best_auth)}, {}, Sticky::none});
  Subject question = subject();
  question.payment = {};  // a question explores nothing
  observed(b, Signal::approved, 90, true);
  EXPECT_EQ(order(question), "A B") << "90 outcomes are too few";
  observed(b, Signal::declined, 10, true);
  observed(a, Signal::approved, 70, true);
  observed(a, Signal::declined, 60, true);
  EXPECT_EQ(order(question), "B A");
  observed(b, Signal::declined, 250, true);
  EXPECT_EQ(order(question), "A B") << "and change with the times";
  EXPECT_TRUE(decided(question)->learns);
}

TEST_P(RoutingTest, OpenBreakersStandAtTheEnd) {
  // Protects payers during an outage: the account in trouble is the last resort, or none at all.
  const auto a = account("A");
  const auto b = account("B");
  active({{rule("ab", "true", {{a, 1}, {b, 1}})}, {}, Sticky::none});
  observed(a, Signal::declined, 40);
  EXPECT_EQ(order(subject()), "A B") << "declined cards are no outage";
  observed(a, Signal::timeout, 3);
  EXPECT_EQ(order(subject()), "B A(breaker_open)");
  clock().advance_ms(30'000);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(order(subject()), "A(probe) B") << i;
  EXPECT_EQ(order(subject()), "B A(breaker_open)") << "three probes, no more";
  observed(a, Signal::approved, 3);
  EXPECT_EQ(order(subject()), "A B");
  db().read([&](storage::Tx& tx) {
    int told = 0;
    tx.query("SELECT type FROM event WHERE type LIKE 'provider_account.breaker_%'", {},
             [&](const storage::Row&) { ++told; });
    EXPECT_EQ(told, 2) << "opened and closed are events";
    return true;
  });
}

TEST_P(RoutingTest, StickyCustomersStay) {
  // Protects stored cards: the account that took the customer's last payment comes first.
  const auto a = account("A");
  const auto b = account("B");
  active({{rule("ab", "true", {{a, 1}, {b, 1}})}, {}, Sticky::customer});
  ASSERT_TRUE(write([&](storage::Tx& tx) -> Result<void> {
    remember(tx, call(), Sticky::customer, {merchant_, "buyer-1", "", b});
    return ok();
  }));
  EXPECT_EQ(order(subject()), "B(sticky) A");
  Subject other = subject();
  other.customer_id = "buyer-2";
  EXPECT_EQ(order(other), "A B");
}

TEST_P(RoutingTest, TheNarrowestPlaceDecides) {
  // Protects tenants: a merchant's profile before its company's, that before the installation's,
  // and each back when the narrower one is retired.
  const auto a = account("A");
  const auto b = account("B");
  active({{rule("all", "true", {{a, 1}})}, {}, Sticky::none});
  const Profile own =
      active({{rule("own", "true", {{b, 1}})}, {}, Sticky::none}, {company_, merchant_});
  EXPECT_EQ(order(subject()), "B");
  ASSERT_TRUE(write([&](storage::Tx& tx) { return retire_profile(tx, call(), own.id); }));
  EXPECT_EQ(order(subject()), "A");
  const auto again = write([&](storage::Tx& tx) {
    return create_profile(tx, call(), {company_, merchant_}, "Twice");
  });
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, "profile_exists");
}

TEST_P(RoutingTest, VersionsAreKeptAndDraftsGuarded) {
  // Protects history: what decided yesterday can be read and brought back; two people who change
  // one draft notice.
  const auto a = account("A");
  const Profile profile = active({{rule("one", "true", {{a, 1}})}, {}, Sticky::none});
  const auto draft =
      write([&](storage::Tx& tx) { return create_draft(tx, call(), profile.id, 0); });
  ASSERT_TRUE(draft);
  EXPECT_EQ(draft->number, 2);
  EXPECT_EQ(draft->content.rules[0].name, "one");
  const auto change = [&](std::int64_t revision, std::string name) {
    return write([&](storage::Tx& tx) {
      return change_draft(tx, call(), profile.id, revision,
                          {{rule(name, "1<2", {{a, 1}})}, {}, Sticky::none});
    });
  };
  ASSERT_TRUE(change(1, "two"));
  EXPECT_EQ(change(1, "late").error().code, "version_changed");
  ASSERT_TRUE(write([&](storage::Tx& tx) { return activate_draft(tx, call(), profile.id, 2); }));
  db().read([&](storage::Tx& tx) {
    const auto versions = list_versions(tx, profile.id);
    EXPECT_EQ(versions.size(), 2U);
    EXPECT_EQ(versions[0].state, VersionState::active);
    EXPECT_EQ(versions[1].state, VersionState::retired);
    const auto earlier = read_version(tx, person_.scope, profile.id, 1);
    EXPECT_EQ(earlier->content.rules[0].name, "one");
    EXPECT_EQ(read_version(tx, person_.scope, profile.id, 2)->content.rules[0].condition, "1 < 2");
    EXPECT_EQ(read_version(tx, ScopeIssuer::of({company_}, {}), profile.id, 1).error().code,
              "not_found");
    return true;
  });
  const auto back = write([&](storage::Tx& tx) { return create_draft(tx, call(), profile.id, 1); });
  ASSERT_TRUE(back);
  EXPECT_EQ(back->content.rules[0].name, "one");
  EXPECT_TRUE(write([&](storage::Tx& tx) { return drop_draft(tx, call(), profile.id); }));
}

TEST_P(RoutingTest, WhatCannotWorkIsRefusedByName) {
  // Protects the editor: every bad member is named with its place.
  const auto a = account("A");
  const auto foreign = account("Foreign", CompanyId{12 << 20});
  const auto fault = [&](Content content) {
    const auto checked = db().read([&](storage::Tx& tx) {
      return check_content(tx, {company_, {}}, content);
    });
    return checked ? std::string("fine") : checked.error().field + " " + checked.error().code;
  };
  EXPECT_EQ(fault({{rule("x", "payment.amout > 3", {{a, 1}})}, {}, Sticky::none}),
            "rules.0.condition unknown_field");
  EXPECT_EQ(fault({{rule(" ", "true", {{a, 1}})}, {}, Sticky::none}), "rules.0.name invalid_name");
  EXPECT_EQ(fault({{rule("x", "true", {{foreign, 1}})}, {}, Sticky::none}),
            "rules.0.targets.0.provider_account_id unknown_account");
  EXPECT_EQ(fault({{rule("x", "true", {{a, 1}, {a, 2}})}, {}, Sticky::none}),
            "rules.0.targets.0.provider_account_id account_twice");
  EXPECT_EQ(fault({{rule("x", "true", {}, Strategy::single)}, {}, Sticky::none}),
            "rules.0.targets missing_value");
  EXPECT_EQ(fault({{rule("x", "true", {{a, 0}}, Strategy::split)}, {}, Sticky::none}),
            "rules.0.targets no_weight");
  Cascade cascade;
  cascade.attempts_max = 6;
  EXPECT_EQ(fault({{}, cascade, Sticky::none}), "cascade.attempts_max out_of_range");
  EXPECT_EQ(fault({{rule("x", "true", {})}, {}, Sticky::none}), "fine");
}

}  // namespace
}  // namespace bursar::routing
