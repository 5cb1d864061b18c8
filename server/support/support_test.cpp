// Protects support at work: what is flagged reaches the right desk and nobody else's, answers
// travel both ways with an honest clock, basic settings stay basic, and searches leave a trace.
#include "support/support.hpp"

#include "audit/audit.hpp"
#include "fees/fees.hpp"
#include "idempotency/idempotency.hpp"
#include "identity/identity.hpp"
#include "merchants/merchants.hpp"
#include "outbox/outbox.hpp"
#include "payments/payments.hpp"
#include "testing/testing.hpp"

namespace bursar::support {
namespace {

using storage::Tx;
using State = EscalationState;

class SupportTest : public DbTest {
 protected:
  std::vector<storage::Migration> migrations() const override {
    return join({audit::migrations(), outbox::migrations(), idempotency::migrations(),
                 identity::migrations(), fees::migrations(), merchants::migrations(),
                 payments::migrations(), support::migrations()});
  }
  template <class F>
  auto must(F fn) {
    auto result = db().write(fn);
    EXPECT_TRUE(result) << (result ? "" : result.error().code + ": " + result.error().message);
    return std::move(result).value();
  }
  void SetUp() override {
    DbTest::SetUp();
    root_.scope = ScopeIssuer::installation();
    must([&](Tx& tx) -> Result<void> {
      const identity::Installation sandbox{identity::Environment::sandbox, true, false};
      if (auto done = identity::install(tx, call(root_), sandbox); !done) return done;
      fees::Plan plan;
      plan.name = "standard";
      if (auto saved = fees::save_plan(tx, call(root_), CompanyId{}, plan); !saved)
        return saved.error();
      return ok();
    });
    shop_ = add_merchant("Shop");
    rival_ = add_merchant("Rival");
    agent_ = add_person("agent@psp.example", "support_agent", place_of(shop_));
    worker_ = add_person("work@shop.example", "operator", place_of(shop_));
    foreign_ = add_person("work@rival.example", "operator", place_of(rival_));
    add_payment(PaymentId{101}, shop_, "buyer-1", "Ada@Buyer.example");
    add_payment(PaymentId{102}, shop_, "buyer-1", "ada@buyer.example");
    add_payment(PaymentId{103}, rival_, "buyer-1", "ada@buyer.example");
  }

  struct Someone {
    UserId id;
    std::string email;
  };
  Call call(const Actor& actor) { return {actor, clock().now(), ids(), random()}; }
  merchants::Merchant add_merchant(const std::string& name) {
    return must([&](Tx& tx) -> Result<merchants::Merchant> {
      const auto company = merchants::create_company(
          tx, call(root_), {name, name, "DE", "UTC", Currency::of("EUR")});
      if (!company) return company.error();
      merchants::CreateMerchant command;
      command.company_id = company->id;
      command.name = name;
      command.settlement_currency = Currency::of("EUR");
      return merchants::create_merchant(tx, call(root_), command);
    });
  }
  static identity::Place place_of(const merchants::Merchant& merchant) {
    return {identity::ScopeKind::merchant, merchant.company_id, merchant.id, {}};
  }
  Someone add_person(const std::string& email, std::string_view role, identity::Place place) {
    const identity::SeedUser command{email, email, std::string(role), place, {"hash"}};
    const auto user = must([&](Tx& tx) { return identity::seed_user(tx, call(root_), command); });
    return {user.id, email};
  }
  void add_payment(PaymentId id, const merchants::Merchant& merchant, const std::string& buyer,
                   const std::string& email) {
    must([&](Tx& tx) -> Result<void> {
      tx.exec(
          "INSERT INTO payment (id, company_id, merchant_id, project_id, external_id, buyer_id, "
          "method, card_brand, card_last4, provider_account_id, amount_minor, currency, "
          "captured_minor, refunded_minor, refund_pending_minor, fee_minor, lifecycle, "
          "refund_state, dispute_state, in_doubt, decline_reason, version, created_at, "
          "updated_at, request_hash, description, success_url, failure_url, return_url, "
          "callback_url, locale, metadata, buyer_email, buyer_first_name, buyer_last_name, "
          "buyer_ip, routing_plan) VALUES ($1, $2, $3, 1, '', $4, 'card', 'visa', '4242', 1, "
          "1000, 'EUR', 0, 0, 0, 0, 4, 1, 1, 0, '', 1, 1, 1, '', '', '', '', '', '', 'en', '{}', "
          "$5, 'Ada', 'Byron', '', '')",
          {id, merchant.company_id, merchant.id, buyer, email});
      return ok();
    });
  }
  Actor acting(const Someone& who, std::string_view permission) {
    Actor actor;
    actor.kind = ActorKind::user;
    actor.key = who.id.key;
    actor.name = who.email;
    actor.scope = must([&](Tx& tx) {
      return Result<Scope>(identity::scope_of(tx, who.id, permission, clock().now()));
    });
    return actor;
  }
  Result<Escalation> flag(const CreateEscalation& command) {
    const Actor actor = acting(agent_, "escalations:create");
    return db().write([&](Tx& tx) { return create_escalation(tx, call(actor), command); });
  }
  Escalation flagged(Priority priority = Priority::normal, PaymentId payment = PaymentId{101},
                     Queue queue = Queue::operations) {
    auto made =
        flag({SubjectKind::payment, payment.text(), {}, queue, priority, "please look at this"});
    EXPECT_TRUE(made) << (made ? "" : made.error().code);
    return *made;
  }
  Result<Escalation> change(const Someone& who, UpdateEscalation command) {
    const Actor actor = acting(who, "escalations:work");
    return db().write([&](Tx& tx) { return update_escalation(tx, call(actor), command); });
  }
  Result<Escalation> reply(const Someone& who, EscalationId id, std::string text = "an answer") {
    const Actor actor = acting(who, "escalations:read");
    return db().write([&](Tx& tx) { return reply_to_escalation(tx, call(actor), {id, text}); });
  }
  std::vector<Escalation> list(const Someone& who, ListEscalations filter = {}) {
    const Actor actor = acting(who, "escalations:read");
    return db().read(
        [&](Tx& tx) { return list_escalations(tx, actor.scope, filter, clock().now()); });
  }
  std::vector<std::string> recorded(const std::string& action) {
    return db().read([&](Tx& tx) {
      std::vector<std::string> subjects;
      for (const auto& entry : audit::list(tx, root_.scope, {}, 100))
        if (entry.entry.action == action) subjects.push_back(entry.entry.subject_id);
      return subjects;
    });
  }
  template <class R>
  static std::string code_of(const R& result) {
    return result ? "" : result.error().code;
  }

  Actor root_;
  merchants::Merchant shop_, rival_;
  Someone agent_, worker_, foreign_;
};
INSTANTIATE_TEST_SUITE_P(Both, SupportTest, both_dialects(), dialect_name);

TEST_P(SupportTest, AFlagReachesTheDeskOfItsMerchantAndNoOther) {
  // Protects: RS5 and isolation. What is flagged stands in the merchant's queue, nowhere else.
  const Escalation one = flagged();
  EXPECT_EQ(one.state, State::open);
  EXPECT_EQ(one.merchant_id, shop_.id);
  EXPECT_EQ(list(worker_).size(), 1U);
  EXPECT_EQ(list(agent_).size(), 1U);
  EXPECT_TRUE(list(foreign_).empty());
  EXPECT_EQ(code_of(reply(foreign_, one.id)), "not_found");
  EXPECT_EQ(code_of(change(foreign_, {one.id, 1, State::resolved, {}, {}, {}})), "not_found");
  EXPECT_EQ(recorded("create_escalation"), std::vector{one.id.text()});
}

TEST_P(SupportTest, OnlyWhatIsInReachIsFlagged) {
  // Protects: subjects are found through the scope; absent and foreign ones look alike.
  const auto payment = [](PaymentId id) {
    return CreateEscalation{SubjectKind::payment, id.text(),        {},
                            Queue::operations,    Priority::normal, "why"};
  };
  EXPECT_EQ(code_of(flag(payment(PaymentId{103}))), "not_found");
  EXPECT_EQ(code_of(flag(payment(PaymentId{999}))), "not_found");
  CreateEscalation customer{SubjectKind::customer, "buyer-1",        shop_.id,
                            Queue::operations,     Priority::normal, "why"};
  EXPECT_TRUE(flag(customer));
  customer.subject_id = "buyer";
  EXPECT_EQ(code_of(flag(customer)), "not_found") << "the start of an id is another customer";
  customer = {SubjectKind::customer, "buyer-1",        rival_.id,
              Queue::operations,     Priority::normal, "why"};
  EXPECT_EQ(code_of(flag(customer)), "not_found");
  EXPECT_TRUE(flag(
      {SubjectKind::merchant, shop_.id.text(), {}, Queue::operations, Priority::normal, "why"}));
  EXPECT_EQ(code_of(flag({SubjectKind::merchant,
                          rival_.id.text(),
                          {},
                          Queue::operations,
                          Priority::normal,
                          "why"})),
            "not_found");
  EXPECT_EQ(code_of(flag({SubjectKind::payment,
                          PaymentId{102}.text(),
                          {},
                          Queue::operations,
                          Priority::normal,
                          "  "})),
            "note_empty");
}

TEST_P(SupportTest, TheSameIsFlaggedOncePerQueueWhileItIsOpen) {
  // Protects: two agents do not open the same case twice, and a resolved one can be flagged again.
  const Escalation one = flagged();
  const auto again =
      flag({SubjectKind::payment, one.subject_id, {}, one.queue, Priority::normal, "again"});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, "already_escalated");
  EXPECT_EQ(again.error().details.front().second, one.id.text());
  const Escalation risk = flagged(Priority::high, PaymentId{101}, Queue::risk);
  EXPECT_EQ(code_of(change(worker_, {risk.id, 1, {}, {}, Queue::operations, {}})),
            "already_escalated");
  ASSERT_TRUE(change(worker_, {one.id, 1, State::resolved, {}, {}, {}}));
  EXPECT_NE(flagged().id, one.id);
  EXPECT_EQ(code_of(reply(agent_, one.id)), "already_escalated") << "it was flagged anew meanwhile";
}

TEST_P(SupportTest, AnswersTravelBothWays) {
  // Protects: RS5. The worker's reply is the first answer, the asker's takes a waiting one up again
  // and opens a resolved one, and both sides read every step.
  const Escalation one = flagged();
  clock().advance_ms(k_minute_ms);
  auto now = *reply(worker_, one.id, "which order is it");
  EXPECT_EQ(now.first_reply_at, clock().now());
  now = *change(worker_, {one.id, now.version, State::waiting, {}, {}, worker_.id});
  EXPECT_EQ(now.assignee_name, worker_.email);
  now = *reply(agent_, one.id, "order 7");
  EXPECT_EQ(now.state, State::in_progress);
  now = *change(worker_, {one.id, now.version, State::resolved, {}, {}, {}});
  EXPECT_EQ(now.resolved_at, clock().now());
  now = *reply(agent_, one.id, "it is back");
  EXPECT_EQ(now.state, State::open);
  EXPECT_FALSE(now.resolved_at);
  EXPECT_EQ(now.replies, 3);
  const auto steps = db().read([&](Tx& tx) { return steps_of(tx, one.id); });
  std::string sides;
  for (const auto& step : steps)
    sides += step.kind == EscalationStep::Kind::change ? 'c' : step.from_work ? 'w' : 'a';
  EXPECT_EQ(sides, "wcaca");
  EXPECT_EQ(steps[1].text, R"({"state":"waiting","assignee":"work@shop.example"})");
}

TEST_P(SupportTest, TheClockStandsStillWhileTheAskerIsWaitedFor) {
  // Protects: the age that is shown is the time the desk had, and priority moves what is due.
  const Escalation one = flagged(Priority::high);
  EXPECT_EQ(one.due_at, one.created_at.plus_ms(4 * k_hour_ms));
  auto now = *change(worker_, {one.id, 1, State::waiting, {}, {}, {}});
  clock().advance_ms(10 * k_hour_ms);
  ListEscalations late;
  late.overdue = true;
  EXPECT_TRUE(list(worker_, late).empty());
  now = *change(worker_, {one.id, now.version, State::in_progress, {}, {}, {}});
  EXPECT_EQ(now.due_at, one.due_at.plus_ms(10 * k_hour_ms));
  now = *change(worker_, {one.id, now.version, {}, Priority::urgent, {}, {}});
  EXPECT_EQ(now.due_at, one.due_at.plus_ms(7 * k_hour_ms));
  clock().advance_ms(4 * k_hour_ms + 1);
  EXPECT_EQ(list(worker_, late).size(), 1U);
}

TEST_P(SupportTest, OnlyWhoMayWorkThereIsGivenWork) {
  // Protects: assigning never hands a merchant's case to somebody of another, and the second of two
  // people who change one case is told.
  const Escalation one = flagged();
  EXPECT_EQ(code_of(change(worker_, {one.id, 1, {}, {}, {}, foreign_.id})), "assignee_unfit");
  EXPECT_EQ(code_of(change(worker_, {one.id, 1, {}, {}, {}, agent_.id})), "assignee_unfit");
  ASSERT_TRUE(change(worker_, {one.id, 1, {}, {}, {}, worker_.id}));
  EXPECT_EQ(code_of(change(worker_, {one.id, 1, {}, {}, {}, UserId{}})), "version_changed");
  const auto freed = change(worker_, {one.id, 2, {}, {}, {}, UserId{}});
  ASSERT_TRUE(freed);
  EXPECT_FALSE(freed->assignee);
  const Someone onlooker = add_person("look@shop.example", "risk", place_of(shop_));
  EXPECT_TRUE(reply(onlooker, one.id)) << "risk works on escalations";
  const Someone viewer = add_person("view@shop.example", "viewer", place_of(shop_));
  EXPECT_EQ(code_of(reply(viewer, one.id)), "not_found") << "a viewer sees none";
}

TEST_P(SupportTest, TheQueuePagesByDueTimeWithoutGapOrRepeat) {
  // Protects: keyset paging in both orders, over escalations of equal due times.
  std::vector<EscalationId> made;
  for (int i = 0; i < 7; ++i) {
    const PaymentId id{500 + i};
    add_payment(id, shop_, "b", "b@x.example");
    made.push_back(flagged(i % 2 == 0 ? Priority::normal : Priority::urgent, id).id);
  }
  for (const bool by_due : {true, false}) {
    ListEscalations filter;
    filter.by_due = by_due;
    filter.limit = 2;
    std::vector<Escalation> seen;
    for (auto page = list(worker_, filter); !page.empty(); page = list(worker_, filter)) {
      seen.insert(seen.end(), page.begin(), page.end());
      filter.before = page.back().id;
    }
    ASSERT_EQ(seen.size(), made.size());
    for (std::size_t i = 1; i < seen.size(); ++i) {
      if (by_due) EXPECT_LE(seen[i - 1].due_at, seen[i].due_at);
      else EXPECT_GT(seen[i - 1].id, seen[i].id);
    }
    std::sort(seen.begin(), seen.end(),
              [](const Escalation& a, const Escalation& b) { return a.id < b.id; });
    for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i].id, made[i]);
  }
  ListEscalations filter;
  filter.priority = Priority::urgent;
  filter.states = {State::open, State::in_progress};
  filter.unassigned = true;
  EXPECT_EQ(list(worker_, filter).size(), 3U);
  filter.subject_id = PaymentId{501}.text();
  EXPECT_EQ(list(worker_, filter).size(), 1U);
}

TEST_P(SupportTest, BasicSettingsChangeFieldByFieldAndSayWhatChanged) {
  // Protects: RS4. Each field of the list, its checks, two editors, and no address in the trail.
  const Actor actor = acting(agent_, "merchants:write_basic");
  const auto save = [&](UpdateBasicSettings command) {
    command.merchant = shop_.id;
    return db().write([&](Tx& tx) { return update_basic_settings(tx, call(actor), command); });
  };
  UpdateBasicSettings command;
  command.contact_name = "Ada";
  ASSERT_TRUE(save(command));
  EXPECT_EQ(code_of(save(command)), "version_changed");
  command = {
      {}, 1, {}, "ada@shop.example", "+35799123456", std::vector<std::string>{"a@b.example"}};
  const auto saved = save(command);
  ASSERT_TRUE(saved) << saved.error().code;
  EXPECT_EQ(saved->contact_name, "Ada");
  EXPECT_EQ(saved->notification_emails, std::vector<std::string>{"a@b.example"});
  EXPECT_EQ(code_of(save({{}, 2, {}, "nobody", {}, {}})), "email_invalid");
  EXPECT_EQ(code_of(save({{}, 2, {}, {}, "12", {}})), "phone_invalid");
  EXPECT_EQ(code_of(save({{}, 2, {}, {}, {}, std::vector<std::string>(6, "a@b.example")})),
            "too_many_addresses");
  command.merchant = rival_.id;
  EXPECT_EQ(
      code_of(db().write([&](Tx& tx) { return update_basic_settings(tx, call(actor), command); })),
      "not_found");
  db().read([&](Tx& tx) {
    for (const auto& entry : audit::list(tx, root_.scope, {}, 100))
      EXPECT_EQ(entry.entry.after.find("ada@shop"), std::string::npos) << entry.entry.after;
    return 0;
  });
}

TEST_P(SupportTest, CustomersAreFoundInReachAndTheSearchIsOnRecord) {
  // Protects: RS3. Both ways of searching, only assigned merchants, and a trace at each of them.
  const Actor actor = acting(agent_, "customers:read");
  const auto find = [&](std::string search) {
    return db().write([&](Tx& tx) {
      return find_customers(tx, call(actor), {std::move(search), {}, 50});
    });
  };
  for (const char* search : {"ADA@buyer.example", "buyer-1", "buy"}) {
    const auto found = find(search);
    ASSERT_TRUE(found);
    ASSERT_EQ(found->size(), 1U) << search;
    EXPECT_EQ(found->front().merchant_id, shop_.id);
    EXPECT_EQ(found->front().payments, 2);
  }
  EXPECT_EQ(recorded("find_customers"), std::vector<std::string>(3, shop_.id.text()));
  EXPECT_TRUE(find("nobody@buyer.example")->empty());
  EXPECT_EQ(code_of(find("bu")), "search_too_short");
  EXPECT_EQ(recorded("find_customers").size(), 3U);
}

}  // namespace
}  // namespace bursar::support
