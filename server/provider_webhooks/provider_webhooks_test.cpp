// Messages of providers on both databases: believed only when proven, applied only where they
// belong, and in whatever order and number they come.
#include "provider_webhooks/provider_webhooks.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "payments/dispute_report.hpp"
#include "payments/fixture_test.hpp"
#include "providers/accounts.hpp"
#include "vault/seal.hpp"

namespace bursar::provider_webhooks {
namespace {

using payments::Created;

constexpr std::string_view k_secret = "a secret of messages";

/// One message as the provider would write it.
struct Message {
  std::string event_id = "ev_1";
  std::string reference, kind = "charge", status = "approved", code = "00";
  std::int64_t minor = 10'000;
  std::string currency = "EUR", named = "sp_1", more = "";
  std::string body() const {
    return R"({"event_id":")" + event_id +
           R"(","type":"operation.updated","created_at_ms":1,"operation":{"reference":")" +
           reference + R"(","kind":")" + kind + R"(","status":")" + status + R"(","code":")" +
           code + R"(","amount_minor":)" + std::to_string(minor) + R"(,"currency":")" + currency +
           R"(","provider_reference":")" + named + R"(")" + more + "}}";
  }
};

class WebhookTest : public payments::PaymentsTest {
 protected:
  std::vector<storage::Migration> migrations() const override {
    return join({PaymentsTest::migrations(), provider_webhooks::migrations()});
  }
  void SetUp() override {
    PaymentsTest::SetUp();
    set_secret(account_, k_secret);
  }
  void set_secret(ProviderAccountId id, std::string_view secret) {
    must([&](storage::Tx& tx) -> Result<void> {
      providers::ChangeAccount change;
      change.id = id;
      change.version = providers::load_account(tx, id)->version;
      change.webhook_secret = Secret(std::string(secret));
      const auto changed = providers::change_account(tx, call(), *keys_, change);
      if (!changed) return changed.error();
      return ok();
    });
  }
  ProviderAccountId other_account() {
    providers::CreateAccount create;
    create.account.adapter = "sim";
    create.account.title = "Other";
    create.account.method = "wallet";
    create.account.base_url = "http://127.0.0.1:9";
    create.api_key = Secret("key");
    create.webhook_secret = Secret("another secret of messages");
    return db()
        .write([&](storage::Tx& tx) {
          return providers::create_account(tx, call(), *keys_, true, create);
        })
        ->id;
  }
  ProviderAccountId stripe_account() {
    providers::CreateAccount create;
    create.account.adapter = "stripe";
    create.account.title = "Stripe";
    create.account.method = "card";
    create.account.base_url = "https://127.0.0.1:9";
    create.api_key = Secret("sk_test_1");
    create.webhook_secret = Secret("a secret of webhooks");
    return db()
        .write([&](storage::Tx& tx) {
          return providers::create_account(tx, call(), *keys_, true, create);
        })
        ->id;
  }
  /// A sale whose request has left through this account.
  Created sale_through(ProviderAccountId account) {
    payments::CreateSale command = sale_command();
    command.payment_method = account.text();
    Created created = must_sell(command);
    (void)claim_one(created.attempt);
    return created;
  }
  std::string signature(const std::string& body, std::string_view secret, Instant at) {
    const std::string t = std::to_string(at.ms);
    return "t=" + t +
           ",v1=" + to_hex(vault::keyed_hash(Secret(std::string(secret)), t + "." + body));
  }
  Result<std::int64_t> take(ProviderAccountId account, const std::string& header,
                            const std::string& body) {
    Incoming message{account, {{"sim-signature", header}}, body};
    if (header.empty()) message.headers.clear();
    return db().write([&](storage::Tx& tx) { return receive(tx, call(), *keys_, message); });
  }
  std::int64_t must_take(const Message& message) {
    const std::string body = message.body();
    const auto taken = take(account_, signature(body, k_secret, clock().now()), body);
    EXPECT_TRUE(taken) << (taken ? "" : taken.error().message);
    return taken ? *taken : -1;
  }
  void apply_all() {
    must([&](storage::Tx& tx) -> Result<void> {
      const auto done = apply_due(tx, call(), 100);
      if (!done) return done.error();
      return ok();
    });
  }
  Received newest() {
    return read([&](storage::Tx& tx) { return list_received(tx, everything(), account_, 1); })
        ->front();
  }
  std::string rows() {
    return read([&](storage::Tx& tx) {
      return std::to_string(list_received(tx, everything(), account_, 100)->size());
    });
  }
  /// A sale whose request has left and whose answer is still out.
  Created sent_sale() {
    Created created = must_sell(sale_command());
    (void)claim_one(created.attempt);
    return created;
  }
  Message about(const Created& sale) {
    Message message;
    message.reference = sale.attempt.text();
    return message;
  }
};
INSTANTIATE_TEST_SUITE_P(Both, WebhookTest, both_dialects(), dialect_name);

TEST_P(WebhookTest, AProvenMessageSettlesTheOperation) {
  // Protects the fast way out of doubt: kept, answered, applied once, and the books agree.
  const Created sale = sent_sale();
  EXPECT_EQ(must_take(about(sale)), 1);
  EXPECT_EQ(payment(sale.payment.id).lifecycle, payments::Lifecycle::processing);
  apply_all();
  EXPECT_EQ(payment(sale.payment.id).lifecycle, payments::Lifecycle::captured);
  EXPECT_EQ(newest().state, State::applied);
  EXPECT_EQ(last_attempt(sale.payment.id).resolved_by, "webhook");
  EXPECT_EQ(must_take(about(sale)), 0) << "a repeat is known by its name";
  apply_all();
  EXPECT_EQ(findings(), "");
}

TEST_P(WebhookTest, WhatIsNotProvenChangesNothing) {
  // Protects against forgery: every kind of wrong proof is refused and leaves no row behind.
  const Created sale = sent_sale();
  const std::string body = about(sale).body();
  const Instant now = clock().now();
  const std::string good = signature(body, k_secret, now);
  const std::string other_secret = signature(body, "another secret of messages", now);
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"missing", ""},
      {"empty", " "},
      {"presence only", "t=1,v1="},
      {"wrong", good.substr(0, good.size() - 1) + (good.back() == '0' ? "1" : "0")},
      {"truncated", good.substr(0, good.size() - 2)},
      {"of another account", other_secret},
      {"old", signature(body, k_secret, now.plus_ms(-300'001))},
      {"from the future", signature(body, k_secret, now.plus_ms(300'001))},
      {"of another time", "t=" + std::to_string(now.ms + 1) + good.substr(good.find(','))}};
  for (const auto& [name, header] : wrong) {
    const auto taken = take(account_, header, body);
    ASSERT_FALSE(taken) << name;
    EXPECT_EQ(taken.error().kind, ErrorKind::unauthenticated) << name;
  }
  EXPECT_FALSE(take(account_, good, body + " ")) << "raw bytes";
  EXPECT_EQ(rows(), "0");
  EXPECT_TRUE(take(account_, signature(body, k_secret, now.plus_ms(-299'999)), body));
}

TEST_P(WebhookTest, WithoutASecretThereIsNoAddress) {
  // Protects against failing open: no secret, no route, whatever the message carries.
  const Created sale = sent_sale();
  const std::string body = about(sale).body();
  set_secret(account_, "");
  for (const std::string& secret : {std::string(k_secret), std::string()}) {
    const auto taken = take(account_, signature(body, secret, clock().now()), body);
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().kind, ErrorKind::not_found);
  }
  EXPECT_EQ(take(ProviderAccountId{77}, "x", body).error().kind, ErrorKind::not_found);
}

TEST_P(WebhookTest, OneFieldOffIsKeptApart) {
  // Protects the books: a proven message that is about something else is seen, never applied.
  const ProviderAccountId other = other_account();
  const Created sale = sent_sale();
  const auto mutated = [&](std::string id, auto change) {
    Message message = about(sale);
    message.event_id = std::move(id);
    change(message);
    return message;
  };
  const std::vector<Message> wrong{mutated("amount", [](Message& m) { m.minor = 10'001; }),
                                   mutated("currency", [](Message& m) { m.currency = "USD"; }),
                                   mutated("kind", [](Message& m) { m.kind = "refund"; })};
  for (const Message& message : wrong) {
    EXPECT_EQ(must_take(message), 1);
    apply_all();
    EXPECT_EQ(newest().state, State::quarantined) << message.event_id;
    EXPECT_FALSE(newest().reason.empty());
    EXPECT_EQ(payment(sale.payment.id).lifecycle, payments::Lifecycle::processing);
  }
  const std::string body = about(sale).body();
  ASSERT_TRUE(take(other, signature(body, "another secret of messages", clock().now()), body));
  apply_all();
  const auto foreign =
      read([&](storage::Tx& tx) { return list_received(tx, everything(), other, 1); });
  EXPECT_EQ(foreign->front().state, State::quarantined) << "another account's reference";
  EXPECT_EQ(payment(sale.payment.id).lifecycle, payments::Lifecycle::processing);
  const Created named =
      answered_sale([](const auto& request) { return payments::approved(request); });
  Message misnamed = about(named);
  misnamed.event_id = "named";
  misnamed.named = "sp_of_somebody_else";
  must_take(misnamed);
  apply_all();
  EXPECT_EQ(newest().state, State::quarantined);
  EXPECT_EQ(findings(), "");
}

TEST_P(WebhookTest, AnUnknownReferenceWaits) {
  // Protects messages that come before what they are about: parked, tried again, given up one day.
  Message early;
  early.reference = AttemptId{ids().next_key()}.text();
  must_take(early);
  apply_all();
  EXPECT_EQ(newest().state, State::parked);
  ASSERT_TRUE(newest().next_try_at);
  EXPECT_EQ(newest().next_try_at->ms - clock().now().ms, 4'000);
  for (int tries = 0; tries < 40 && newest().next_try_at; ++tries) {
    clock().advance_ms(k_day_ms);
    apply_all();
  }
  EXPECT_FALSE(newest().next_try_at);
  EXPECT_EQ(newest().tries, 24);
}

TEST_P(WebhookTest, ADisputeOpensACaseAndItsNewsReopenIt) {
  // Protects what cardholders' banks take back: none of it is lost, a repeat adds nothing, and news
  // about a case that somebody had resolved opens it again.
  const Created sale =
      answered_sale([](const auto& request) { return payments::approved(request); });
  const auto tell = [&](const std::string& event, const std::string& status,
                        const std::string& reference, std::int64_t minor) {
    const std::string body =
        R"({"event_id":")" + event + R"(","type":"dispute.updated","created_at_ms":1,)" +
        R"("dispute":{"provider_reference":"dp_1","reference":")" + reference +
        R"(","stage":"chargeback","status":")" + status +
        R"(","reason":"10.4","scheme":"visa","amount_minor":)" + std::to_string(minor) +
        R"(,"currency":"EUR","respond_by_ms":1790000000000}})";
    const auto taken = take(account_, signature(body, k_secret, clock().now()), body);
    EXPECT_TRUE(taken);
    apply_all();
    return taken ? *taken : -1;
  };
  const auto cases = [&] {
    return *read([&](storage::Tx& tx) -> Result<std::vector<payments::ExceptionCase>> {
      payments::ListExceptions filter;
      filter.kind = payments::ExceptionKind::dispute_reported;
      return payments::list_exceptions(tx, everything(), filter);
    });
  };
  EXPECT_EQ(tell("e1", "needs_response", sale.attempt.text(), 5'000), 1);
  EXPECT_EQ(tell("e1", "needs_response", sale.attempt.text(), 5'000), 0);
  ASSERT_EQ(cases().size(), 1U);
  EXPECT_EQ(newest().outcome, "dispute");
  EXPECT_EQ(newest().state, State::applied);
  const payments::ExceptionCase first = cases().front();
  EXPECT_EQ(first.amount.minor, 5'000);
  EXPECT_NE(first.note.find("chargeback 10.4 (visa) of 50.00 EUR, needs response by 2026-09-21"),
            std::string::npos)
      << first.note;
  must([&](storage::Tx& tx) -> Result<void> {
    const auto done = payments::resolve_exception(
        tx, call(), {first.id, first.version, payments::SettledAs::accepted, "taken note of"});
    if (!done) return done.error();
    return ok();
  });
  tell("e2", "lost", sale.attempt.text(), 5'000);
  ASSERT_EQ(cases().size(), 1U);
  EXPECT_EQ(cases().front().state, payments::ExceptionState::open);
  EXPECT_EQ(cases().front().note.find("lost"), cases().front().note.find("dp_1") - 6);
  EXPECT_NE(cases().front().note.find("needs response"), std::string::npos);
  for (int i = 0; i < 30; ++i) tell("n" + std::to_string(i), "won", sale.attempt.text(), 5'000);
  EXPECT_LE(cases().front().note.size(), 1'000U);
  EXPECT_EQ(tell("e3", "lost", AttemptId{ids().next_key()}.text(), 1), 1);
  EXPECT_EQ(newest().state, State::parked) << "kept until its charge is known";
  EXPECT_EQ(findings(), "");
}

TEST_P(WebhookTest, ADisputeIsFoundByTheProvidersOwnName) {
  // Protects disputes of providers that know no name of ours: parked until a message about the
  // charge has told both names, and then on its payment.
  const ProviderAccountId stripe = stripe_account();
  const Created sale = sale_through(stripe);
  const auto tell = [&](const std::string& body) {
    const std::string at = std::to_string(clock().now().ms / 1'000);
    const Incoming message{
        stripe,
        {{"stripe-signature",
          "t=" + at +
              ",v1=" + to_hex(vault::keyed_hash(Secret("a secret of webhooks"), at + "." + body))}},
        body};
    const auto taken =
        db().write([&](storage::Tx& tx) { return receive(tx, call(), *keys_, message); });
    EXPECT_TRUE(taken) << (taken ? "" : taken.error().message);
    apply_all();
  };
  const auto newest_state = [&] {
    return read([&](storage::Tx& tx) { return list_received(tx, everything(), stripe, 1); })
        ->front()
        .state;
  };
  tell(R"({"id":"evt_1","type":"charge.dispute.created","data":{"object":{"object":"dispute",)"
       R"("id":"du_1","charge":"ch_1","amount":10000,"currency":"eur","status":"needs_response",)"
       R"("reason":"fraudulent"}}})");
  EXPECT_EQ(newest_state(), State::parked);
  tell(R"({"id":"evt_2","type":"charge.succeeded","data":{"object":{"object":"charge","id":"ch_1",)"
       R"("amount":10000,"currency":"eur","status":"succeeded","paid":true,"captured":true,)"
       R"("metadata":{"our_operation":"sale","our_reference":")" +
       sale.attempt.text() + R"("}}}})");
  EXPECT_EQ(newest_state(), State::applied);
  EXPECT_EQ(payment(sale.payment.id).lifecycle, payments::Lifecycle::captured);
  clock().advance_ms(k_day_ms);
  apply_all();
  payments::ListExceptions filter;
  filter.kind = payments::ExceptionKind::dispute_reported;
  const auto cases = read([&](storage::Tx& tx) -> Result<std::vector<payments::ExceptionCase>> {
    return payments::list_exceptions(tx, everything(), filter);
  });
  ASSERT_EQ(cases->size(), 1U);
  EXPECT_EQ(cases->front().payment_id, sale.payment.id);
}

TEST_P(WebhookTest, EveryOrderAndEveryRepeatEndsAlike) {
  // Protects the state of a payment: all 720 orders of six messages, each doubled somewhere, end in
  // the same payment and the same books.
  std::vector<Message> history(6);
  const char* statuses[] = {"action", "pending", "pending", "approved", "declined", "approved"};
  for (std::size_t i = 0; i < history.size(); ++i) {
    history[i].status = statuses[i];
    history[i].code = history[i].status == "declined" ? "05" : "00";
    if (history[i].status == "action")
      history[i].more = R"(,"action":{"type":"redirect","url":"https://a.example"})";
  }
  const bool quick = GetParam() == storage::Dialect::postgres;
  std::vector<std::size_t> order{0, 1, 2, 3, 4, 5};
  std::set<std::string> ends;
  int orders = 0;
  do {
    ++orders;
    // The schemes let nobody try a card again that was declined as often as these are.
    if (orders % 12 == 1) take_another_card();
    if (orders % 12 != 0 && quick) continue;
    const Created sale = sent_sale();
    for (std::size_t place = 0; place < order.size(); ++place) {
      Message message = history[order[place]];
      message.reference = sale.attempt.text();
      message.event_id = sale.attempt.text() + std::to_string(order[place]);
      must_take(message);
      const bool repeats = static_cast<std::size_t>(orders) % 6 == place;
      if (repeats) {
        EXPECT_EQ(must_take(message), 0);
      }
      if ((static_cast<std::size_t>(orders) + place) % 3 == 0) apply_all();
    }
    apply_all();
    const auto end = payment(sale.payment.id);
    ends.insert(std::string(word(end.lifecycle)) + " " + std::to_string(end.captured_minor) + " " +
                std::string(word(last_operation(sale.payment.id).state)));
  } while (std::next_permutation(order.begin(), order.end()));
  EXPECT_EQ(orders, 720);
  EXPECT_EQ(ends, std::set<std::string>{"captured 10000 succeeded"});
  EXPECT_EQ(findings(), "");
}

}  // namespace
}  // namespace bursar::provider_webhooks
