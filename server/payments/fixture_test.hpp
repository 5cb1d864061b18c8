// What the tests of payments share: a merchant, a provider account, and the provider's side of
// every exchange as plain functions.
#pragma once

#include <fmt/format.h>

#include <boost/json.hpp>

#include "audit/audit.hpp"
#include "ledger/ledger.hpp"
#include "outbox/outbox.hpp"
#include "payments/payments.hpp"
#include "payments/steps.hpp"
#include "recipients/recipients.hpp"
#include "routing/routing.hpp"
#include "testing/testing.hpp"

namespace bursar::payments {

inline const Currency k_eur = Currency::of("EUR");

/// Everything a payment needs, in the order of its foreign keys.
inline std::vector<storage::Migration> all_migrations() {
  return join({audit::migrations(), outbox::migrations(), fees::migrations(), ledger::migrations(),
               vault::migrations(), merchants::migrations(), providers::migrations(),
               routing::migrations(), recipients::migrations(), payments::migrations()});
}

/// Provider answers as the simulated acquirer words them.
inline providers::WireResponse answered(int status, std::string body) {
  providers::WireResponse response;
  response.reach = providers::Reach::answered;
  response.status = status;
  response.body = std::move(body);
  response.latency_us = 1'500;
  return response;
}
inline providers::WireResponse result(const providers::ProviderRequest& request,
                                      std::string_view status, std::string_view code,
                                      std::string_view more = "") {
  return answered(
      200,
      fmt::format(R"({{"reference":"{}","provider_reference":"ac_{}","status":"{}","code":"{}",)"
                  R"("message":"","amount_minor":{},"currency":"{}"{}}})",
                  request.our_reference, request.our_reference, status, code, request.amount.minor,
                  request.amount.currency.code(), more));
}
inline providers::WireResponse approved(const providers::ProviderRequest& request) {
  return result(request, "approved", "00", R"(,"auth_code":"123456","rrn":"000000000042")");
}
inline providers::WireResponse declined(const providers::ProviderRequest& request,
                                        std::string_view code = "51") {
  return result(request, "declined", code);
}
inline providers::WireResponse pending(const providers::ProviderRequest& request,
                                       std::int64_t poll_after_ms = 30'000) {
  return result(request, "pending", "09", fmt::format(R"(,"poll_after_ms":{})", poll_after_ms));
}
inline providers::WireResponse no_answer() {
  providers::WireResponse response;
  response.reach = providers::Reach::unknown;
  response.failure = "connection closed before an answer";
  return response;
}
inline providers::WireResponse not_sent() {
  providers::WireResponse response;
  response.failure = "connection refused";
  return response;
}
inline providers::WireResponse not_found_reply() { return answered(404, R"({"found":false})"); }

class PaymentsTest : public DbTest {
 protected:
  std::vector<storage::Migration> migrations() const override { return all_migrations(); }
  void SetUp() override {
    DbTest::SetUp();
    must([&](storage::Tx& tx) -> Result<void> {
      company_ = merchants::create_company(tx, call(),
                                           {"Shops", "Shops GmbH", "DE", "Europe/Berlin", k_eur})
                     ->id;
      merchants::CreateMerchant merchant{
          company_, "Shop", "Shop GmbH", "5999", "SHOP*1", "", k_eur, {k_eur, Currency::of("USD")},
          plan()};
      merchant_ = merchants::create_merchant(tx, call(), merchant)->id;
      providers::CreateAccount account;
      account.account.adapter = "sim";
      account.account.title = "Acquirer";
      account.account.method = "card";
      account.account.base_url = "http://127.0.0.1:9";
      account.account.cost.interchange = {2'000, {}};
      account.account.cost.scheme = {800, {{k_eur, 2, {}, {}}}};
      account.account.cost.acquirer = {1'500, {{k_eur, 3, {}, {}}}};
      account.api_key = Secret("key");
      account_ = providers::create_account(tx, call(), *keys_, true, account)->id;
      return ok();
    });
  }

  /// The plan of the worked scenario: 1.40 % + 0.25, refund 0.30, reserve 10 %, T+2.
  virtual fees::Plan plan() const {
    fees::Plan plan;
    plan.name = "standard";
    plan.sale = {14'000, {{k_eur, 25, {}, {}}}};
    plan.refund = {0, {{k_eur, 30, {}, {}}}};
    plan.reserve_ppm = 100'000;
    plan.reserve_days = 180;
    return plan;
  }

  Call call() { return {actor_, clock().now(), ids(), random()}; }
  const Scope& everything() const { return actor_.scope; }

  template <class F>
  void must(F fn) {
    const Result<void> done = db().write(fn);
    ASSERT_TRUE(done) << done.error().code << ": " << done.error().message;
  }
  template <class F>
  auto read(F fn) {
    return db().read(fn);
  }

  /// The next sale is by another card: some declines shut one out.
  void take_another_card() { ++expiry_year_; }
  CreateSale sale_command(std::int64_t minor = 10'000) {
    CreateSale command;
    command.merchant_id = merchant_;
    command.external_id = "order-" + std::to_string(++orders_);
    command.buyer_id = "buyer-1";
    command.amount = {minor, k_eur};
    command.payment_method = "card";
    vault::CardInput card;
    card.number = Secret("4242424242424242");
    card.expiry_month = 12;
    card.expiry_year = expiry_year_;
    command.card = card;
    command.request_hash = "hash-" + std::to_string(orders_);
    return command;
  }
  Result<Created> sell(const CreateSale& command) {
    return db().write([&](storage::Tx& tx) { return create_sale(tx, call(), *keys_, command); });
  }
  Created must_sell(const CreateSale& command) {
    auto created = sell(command);
    EXPECT_TRUE(created) << (created ? "" : created.error().message);
    return created ? std::move(*created) : Created{};
  }
  Result<RefundCreated> refund(const CreateRefund& command) {
    return db().write([&](storage::Tx& tx) { return create_refund(tx, call(), command); });
  }
  Result<RefundCreated> refund(PaymentId payment, std::optional<std::int64_t> minor = {}) {
    CreateRefund command;
    command.payment_id = payment;
    command.amount_minor = minor;
    return refund(command);
  }

  std::vector<Dispatch> claim(const std::vector<AttemptId>& only = {}, std::int64_t limit = 100) {
    auto claimed = db().write(
        [&](storage::Tx& tx) { return claim_prepared(tx, call(), *keys_, only, limit); });
    EXPECT_TRUE(claimed);
    return claimed ? std::move(*claimed) : std::vector<Dispatch>{};
  }
  Dispatch claim_one(AttemptId attempt) {
    auto claimed = claim({attempt});
    EXPECT_EQ(claimed.size(), 1U);
    return claimed.empty() ? Dispatch{} : std::move(claimed.front());
  }
  void answer(AttemptId attempt, const providers::WireResponse& response) {
    must([&](storage::Tx& tx) {
      return record_answer(tx, call(), attempt, response, R"({"a":1})");
    });
  }
  void reply(AttemptId attempt, const providers::WireResponse& response) {
    must([&](storage::Tx& tx) { return record_reply(tx, call(), attempt, response); });
  }
  std::vector<Question> questions() {
    auto claimed =
        db().write([&](storage::Tx& tx) { return claim_questions(tx, call(), *keys_, 100); });
    EXPECT_TRUE(claimed);
    return claimed ? std::move(*claimed) : std::vector<Question>{};
  }
  std::int64_t adopt() {
    auto adopted = db().write([&](storage::Tx& tx) { return adopt_orphans(tx, call()); });
    EXPECT_TRUE(adopted);
    return adopted ? *adopted : -1;
  }

  /// A sale that was sent and answered.
  template <class F>
  Created answered_sale(F respond, std::int64_t minor = 10'000) {
    Created created = must_sell(sale_command(minor));
    const Dispatch sent = claim_one(created.attempt);
    answer(created.attempt, respond(sent.request));
    return created;
  }
  Created captured_sale(std::int64_t minor = 10'000) {
    return answered_sale([](const auto& request) { return approved(request); }, minor);
  }
  Created doubted_sale() {
    return answered_sale([](const auto&) { return no_answer(); });
  }
  /// A refund of a captured payment that was sent and answered.
  template <class F>
  RefundCreated answered_refund(PaymentId payment, std::int64_t minor, F respond) {
    auto created = refund(payment, minor);
    EXPECT_TRUE(created) << (created ? "" : created.error().message);
    if (!created) return {};
    const Dispatch sent = claim_one(created->attempt);
    answer(created->attempt, respond(sent.request));
    return std::move(*created);
  }

  Payment payment(PaymentId id) {
    return read([&](storage::Tx& tx) { return *load_payment(tx, everything(), id); });
  }
  Operation last_operation(PaymentId id) {
    return read([&](storage::Tx& tx) { return operations_of(tx, id).back(); });
  }
  Attempt last_attempt(PaymentId id) {
    return read([&](storage::Tx& tx) { return attempts_of(tx, id).back(); });
  }
  /// "created processing captured": the payment's own steps.
  std::string steps(PaymentId id, std::string_view kind = "payment") {
    std::string text;
    for (const HistoryStep& step : read([&](storage::Tx& tx) { return history_of(tx, id); }))
      if (step.subject_kind == kind) text += (text.empty() ? "" : " ") + step.to;
    return text;
  }
  std::string event_types() {
    must([](storage::Tx& tx) -> Result<void> {
      outbox::assign_sequence(tx);
      return ok();
    });
    std::string text;
    for (const auto& stored : read([&](storage::Tx& tx) { return outbox::after(tx, 0, 1'000); }))
      if (!stored.event.type.starts_with("merchant") && !stored.event.type.starts_with("company"))
        text += (text.empty() ? "" : " ") + stored.event.type;
    return text;
  }
  std::int64_t balance(ledger::Bucket bucket) {
    return read([&](storage::Tx& tx) {
      return ledger::balance(tx, ledger::merchant_account(bucket, merchant_, k_eur));
    });
  }
  std::int64_t provider_balance() {
    return read([&](storage::Tx& tx) {
      return ledger::balance(
          tx, ledger::provider_account(ledger::Bucket::provider_receivable, account_, k_eur));
    });
  }
  std::int64_t own_balance(ledger::Bucket bucket) {
    return read(
        [&](storage::Tx& tx) { return ledger::balance(tx, ledger::own_account(bucket, k_eur)); });
  }
  void mature_all() {
    must([&](storage::Tx& tx) -> Result<void> {
      ledger::mature(tx, call(), clock().now(), 1'000);
      return ok();
    });
  }
  void set_overdraft(std::int64_t minor) {
    must([&](storage::Tx& tx) -> Result<void> {
      merchants::UpdateMerchant change;
      change.id = merchant_;
      change.version = merchants::load_merchant(tx, everything(), merchant_)->version;
      change.refund_overdraft_minor = minor;
      const auto updated = merchants::update_merchant(tx, call(), change);
      if (!updated) return updated.error();
      return ok();
    });
  }
  /// Everything both verifiers found, one line each; empty when all is sound.
  std::string findings() {
    std::string text;
    read([&](storage::Tx& tx) {
      for (const auto& finding : verify(tx)) text += finding.check + ": " + finding.detail + "\n";
      for (const auto& finding : ledger::verify(tx))
        text += "ledger " + finding.check + ": " + finding.detail + "\n";
      return true;
    });
    return text;
  }

  CompanyId company_;
  MerchantId merchant_;
  ProviderAccountId account_;
  std::unique_ptr<vault::KeyRing> keys_ = vault::make_key_ring({{1, Secret(std::string(32, 'k'))}});
  Actor actor_ = [] {
    Actor actor;
    actor.name = "tester";
    actor.scope = ScopeIssuer::installation();
    return actor;
  }();
  int orders_ = 0;
  int expiry_year_ = 2030;
};

}  // namespace bursar::payments
