// Drives the product's use cases the way its server does: accept, claim, send, record, resolve,
// refund, mature. A client repeats what it got no answer to; a starting process adopts what the
// last one left in flight.
#include <fmt/format.h>

#include <array>

#include "audit/audit.hpp"
#include "crash/payments_memory.hpp"
#include "identity/identity.hpp"
#include "ledger/ledger.hpp"
#include "outbox/outbox.hpp"
#include "payments/steps.hpp"
#include "recipients/recipients.hpp"
#include "routing/routing.hpp"

namespace bursar::crash {
namespace {

using payments::OperationState;
using storage::Db;
using storage::Tx;

const Currency k_eur = Currency::of("EUR");
constexpr std::string_view k_base_url = "http://127.0.0.1:9";

std::vector<storage::Migration> scripts() {
  std::vector<storage::Migration> all;
  for (const auto& module :
       {audit::migrations(), outbox::migrations(), identity::migrations(), fees::migrations(),
        merchants::migrations(), ledger::migrations(), vault::migrations(), providers::migrations(),
        routing::migrations(), recipients::migrations(), payments::migrations()})
    all.insert(all.end(), module.begin(), module.end());
  return all;
}

/// The worked scenario's plan: 1.40 % + 0.25, refund 0.30, reserve 10 %, available after two days.
fees::Plan plan() {
  fees::Plan plan;
  plan.name = "standard";
  plan.sale = {14'000, {{k_eur, 25, {}, {}}}};
  plan.refund = {0, {{k_eur, 30, {}, {}}}};
  plan.reserve_ppm = 100'000;
  plan.reserve_days = 180;
  return plan;
}

providers::WireResponse not_found() {
  providers::WireResponse response;
  response.reach = providers::Reach::answered;
  response.status = 404;
  response.body = R"({"found":false})";
  return response;
}

class Client {
 public:
  Client(PaymentsMemory& memory, Db& db, SeededRandom& random)
      : memory_(memory), db_(db), random_(random) {}

  void step() {
    memory_.clock.advance_ms(1 + draw(3'000));
    if (!memory_.account) return set_up();
    if (memory_.sale) return sell();
    if (memory_.refund) return refund();
    const std::int64_t lot = draw(100);
    if (lot < 22) order();
    else if (lot < 38) claim();
    else if (lot < 62) record();
    else if (lot < 80) order_refund();
    else if (lot < 92) ask();
    else mature();
  }

 private:
  std::int64_t draw(std::int64_t bound) {
    return static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(bound)));
  }

  /// One write; what it showed of the append-only tables counts once it is acknowledged.
  template <class F>
  storage::TxResult<F> write(F body) {
    Position position;
    auto result = db_.write([&](Tx& tx) {
      auto done = body(tx);
      position = position_of(tx);
      return done;
    });
    if (result) memory_.position = position;
    return result;
  }

  void expect(bool holds, std::string_view what, const Error& error) {
    if (!holds && memory_.surprise.empty())
      memory_.surprise = fmt::format("{} was refused: {}, {}", what, error.code, error.message);
  }

  void set_up() {
    if (!memory_.company) {
      const merchants::CreateCompany company{"Shops", "Shops GmbH", "DE", "Europe/Berlin", k_eur};
      memory_.company =
          write([&](Tx& tx) { return merchants::create_company(tx, memory_.call(), company); })
              .value()
              .id;
    } else if (!memory_.merchant) {
      const merchants::CreateMerchant merchant{
          memory_.company, "Shop", "Shop GmbH", "5999", "SHOP*1", "", k_eur, {k_eur}, plan()};
      memory_.merchant =
          write([&](Tx& tx) { return merchants::create_merchant(tx, memory_.call(), merchant); })
              .value()
              .id;
    } else {
      providers::CreateAccount account;
      account.account.adapter = "sim";
      account.account.title = "Acquirer";
      account.account.method = "card";
      account.account.base_url = k_base_url;
      account.account.cost.acquirer = {1'500, {{k_eur, 3, {}, {}}}};
      account.api_key = Secret("key");
      memory_.account =
          write([&](Tx& tx) {
            return providers::create_account(tx, memory_.call(), *memory_.keys, true, account);
          })
              .value()
              .id;
    }
  }

  /// Writes down a sale before it is sent; now and then one that must be refused.
  void order() {
    const std::int64_t number = ++memory_.numbered;
    payments::CreateSale command;
    command.merchant_id = memory_.merchant;
    command.external_id = fmt::format("order-{}", number);
    command.buyer_id = fmt::format("buyer-{}", draw(5));
    command.amount = {100 + draw(50'000), k_eur};
    command.payment_method = "card";
    command.description = std::string(static_cast<std::size_t>(draw(200)), 'd');
    command.idempotency_key = fmt::format("sale-{}", number);
    command.request_hash = fmt::format("hash-{}", number);
    if (draw(3) > 0) {
      vault::CardInput card;
      card.number = Secret("4242424242424242");
      card.expiry_month = 12;
      card.expiry_year = 2040;
      command.card = std::move(card);
    }
    switch (draw(12)) {
      case 0: command.amount.currency = Currency::of("JPY"); break;
      case 1: command.amount.minor = 0; break;
      case 2:
        if (const KnownOperation* other = any_known()) command.external_id = other->external_id;
        break;
      default: break;
    }
    memory_.sale = std::move(command);
    sell();
  }

  void sell() {
    const payments::CreateSale& command = *memory_.sale;
    const auto created = write(
        [&](Tx& tx) { return payments::create_sale(tx, memory_.call(), *memory_.keys, command); });
    if (created)
      memory_.known[created->attempt] = {created->payment.id,
                                         command.external_id,
                                         {},
                                         command.amount.minor,
                                         OperationState::queued};
    else
      expect(command.amount.currency != k_eur || command.amount.minor == 0 ||
                 created.error().code == "duplicate_order_id",
             "a sale", created.error());
    memory_.sale.reset();
  }

  /// What the runner does with the next attempts: durable as sending, then out on the wire.
  void claim() {
    const auto dispatches = write([&](Tx& tx) {
      return payments::claim_prepared(tx, memory_.call(), *memory_.keys, {}, 1 + draw(4));
    });
    for (const payments::Dispatch& dispatch : dispatches.value()) {
      memory_.learn(dispatch.attempt, OperationState::sent);
      memory_.arrived.emplace_back(dispatch.attempt,
                                   memory_.acquirer.order(dispatch.request, random_));
    }
  }

  void record() {
    if (memory_.arrived.empty()) return order();
    const auto chosen = memory_.arrived.begin() + draw(std::ssize(memory_.arrived));
    const auto& [attempt, answer] = *chosen;
    const Result<void> recorded = write([&](Tx& tx) {
      return payments::record_answer(tx, memory_.call(), attempt, answer.response, R"({"a":1})");
    });
    if (!recorded) return expect(false, "an answer", recorded.error());
    memory_.learn(attempt, answer.after);
    memory_.arrived.erase(chosen);
  }

  /// Questions about what is unknown or pending, with the provider's book as the answer.
  void ask() {
    memory_.clock.advance_ms(draw(2 * k_minute_ms));
    const auto questions = write(
        [&](Tx& tx) { return payments::claim_questions(tx, memory_.call(), *memory_.keys, 8); });
    for (const payments::Question& question : questions.value()) {
      const auto reply = answer_to(question);
      const Result<void> recorded = write([&](Tx& tx) {
        return payments::record_reply(tx, memory_.call(), question,
                                      reply ? reply->response : not_found());
      });
      if (!recorded) return expect(false, "a reply", recorded.error());
      if (reply) memory_.learn(question.attempt, reply->after);
    }
  }

  // Who takes an attempt back has long given up its connection.
  std::optional<Answer> answer_to(const payments::Question& question) {
    if (question.method != payments::AskMethod::reversal)
      return memory_.acquirer.query(question.request);
    std::erase_if(memory_.arrived, [&](const auto& one) { return one.first == question.attempt; });
    return memory_.acquirer.undo(question.request);
  }

  void order_refund() {
    const KnownOperation* sale = any_known();
    for (int i = 0; i < 4 && sale != nullptr && sale->state != OperationState::succeeded; ++i)
      sale = any_known();
    if (sale == nullptr) return order();
    payments::CreateRefund command;
    command.payment_id = sale->payment;
    if (draw(4) > 0) command.amount_minor = 1 + draw(sale->amount_minor + sale->amount_minor / 3);
    command.reason = "returned goods";
    command.merchant_reference = fmt::format("refund-{}", ++memory_.numbered);
    command.idempotency_key = command.merchant_reference;
    command.request_hash = command.merchant_reference;
    memory_.refund = std::move(command);
    refund();
  }

  void refund() {
    const payments::CreateRefund& command = *memory_.refund;
    const auto created =
        write([&](Tx& tx) { return payments::create_refund(tx, memory_.call(), command); });
    if (created)
      memory_.known[created->attempt] = {created->payment.id, created->payment.external_id,
                                         command.merchant_reference,
                                         created->operation.amount.minor, OperationState::queued};
    else expect(created.error().kind == ErrorKind::refused, "a refund", created.error());
    memory_.refund.reset();
  }

  void mature() {
    memory_.clock.advance_ms(draw(4 * k_day_ms));
    const auto matured = write([&](Tx& tx) -> Result<std::int64_t> {
      return ledger::mature(tx, memory_.call(), memory_.clock.now(), 1 + draw(20));
    });
    expect(matured.has_value(), "maturity", matured ? Error{} : matured.error());
  }

  /// Any acknowledged operation; null while there is none.
  const KnownOperation* any_known() {
    if (memory_.known.empty()) return nullptr;
    auto found = memory_.known.begin();
    std::advance(found, draw(std::ssize(memory_.known)));
    return &found->second;
  }

  PaymentsMemory& memory_;
  Db& db_;
  SeededRandom& random_;
};

void start(Db& db, PaymentsMemory& memory) {
  memory.arrived.clear();
  db.migrate(scripts());
  (void)db.write([&](Tx& tx) { return payments::adopt_orphans(tx, memory.call()); });
}

}  // namespace

PaymentsMemory::PaymentsMemory() : keys(vault::make_key_ring({{1, Secret(std::string(32, 'k'))}})) {
  actor.name = "client";
  actor.scope = ScopeIssuer::installation();
}

void PaymentsMemory::learn(AttemptId attempt, OperationState state) {
  OperationState& noted = known[attempt].state;
  if (stage_of(state) >= stage_of(noted) && stage_of(noted) < 4) noted = state;
}

Workload payments_workload() {
  auto memory = std::make_shared<PaymentsMemory>();
  return {"payments", 400, [memory](Db& db) { start(db, *memory); },
          [memory](Db& db, SeededRandom& random) { Client(*memory, db, random).step(); },
          [memory](Db& db) { return check_payments(db, *memory); }};
}

}  // namespace bursar::crash
