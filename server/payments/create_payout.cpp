// create_payout: reserve first. The amount leaves the merchant's available balance before an
// attempt exists that could be sent.
#include <array>

#include "base/check.hpp"
#include "payments/accept.hpp"
#include "payments/books.hpp"
#include "payments/conclude.hpp"
#include "payments/order.hpp"
#include "payments/payout_target.hpp"
#include "payments/request_check.hpp"
#include "payments/review.hpp"
#include "payments/store.hpp"
#include "payments/trail.hpp"
#include "routing/routing.hpp"

namespace bursar::payments {
namespace {

Result<void> validate(const CreatePayout& command) {
  if (command.amount.minor < 1 || command.amount.minor > k_amount_max_minor)
    return invalid("amount_minor", "out_of_range",
                   "must be from 1 to " + std::to_string(k_amount_max_minor));
  if (command.amount.currency == Currency())
    return invalid("currency", "unknown_currency", "is missing");
  const std::array<TextRule, 8> rules{{{"external_id", command.external_id, 255},
                                       {"buyer_id", command.buyer_id, 255},
                                       {"payment_method", command.payment_method, 255},
                                       {"holder", command.holder, 140},
                                       {"description", command.description, 140},
                                       {"callback_url", command.callback_url, 2'048},
                                       {"buyer_email", command.buyer_email, 254},
                                       {"bic", command.bic, 11}}};
  for (const TextRule& rule : rules)
    if (auto fits = check_text(rule); !fits) return fits;
  if (auto fits = check_metadata(command.metadata); !fits) return fits;
  return check_key(command.idempotency_key);
}

Payment payment_of(const CreatePayout& command, const merchants::Merchant& merchant, PaymentId id) {
  Payment payment;
  payment.id = id;
  payment.kind = PaymentKind::payout;
  payment.company_id = merchant.company_id;
  payment.merchant_id = merchant.id;
  payment.project_id = merchant.default_project_id;
  payment.merchant_name = merchant.name;
  payment.external_id = command.external_id;
  payment.buyer_id = command.buyer_id;
  payment.method = !command.iban.empty()      ? "bank_transfer"
                   : !command.address.empty() ? "crypto"
                                              : "card";
  payment.amount = command.amount;
  payment.description = command.description;
  payment.callback_url = command.callback_url;
  payment.metadata = command.metadata.empty() ? "{}" : command.metadata;
  payment.buyer_email = command.buyer_email;
  payment.created_at = key_instant(id.key);
  payment.updated_at = payment.created_at;
  return payment;
}

// The card it goes to, and the first digits of one that was typed in.
std::string take_card(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                      const CreatePayout& command, Payment& payment) {
  if (command.card) {
    const vault::Card card =
        vault::store_card(tx, call, keys, payment.company_id, payment.merchant_id, *command.card);
    payment.card_id = card.id;
    payment.card_brand = card.brand;
    payment.card_last4 = card.last4;
    return card.bin;
  }
  if (command.card_of) {
    const auto earlier = store::load_payment(tx, command.card_of);
    check(earlier.has_value(), "the target was found");
    payment.card_id = earlier->card_id;
    payment.card_brand = earlier->card_brand;
    payment.card_last4 = earlier->card_last4;
  }
  return {};
}

routing::Subject subject_of(const Call& call, const CreatePayout& command,
                            const merchants::Merchant& merchant, const Payment& payment) {
  routing::Subject subject;
  subject.company = payment.company_id;
  subject.merchant = payment.merchant_id;
  subject.merchant_text = payment.merchant_id.text();
  subject.merchant_mcc = merchant.mcc;
  subject.payment = payment.id;
  subject.method_or_id = command.payment_method;
  subject.amount = command.amount;
  subject.kind = providers::RequestKind::payout;
  subject.has_card = static_cast<bool>(payment.card_id);
  subject.card_scheme = payment.card_brand;
  subject.card_key = payment.card_id.text();
  subject.customer_id = command.buyer_id;
  subject.email = command.buyer_email;
  subject.now = call.now;
  return subject;
}

Operation operation_of(const Call& call, const Payment& payment) {
  Operation operation;
  operation.id = call.ids.next<OperationId>();
  operation.payment_id = payment.id;
  operation.seq = 1;
  operation.type = OperationType::payout;
  operation.state = OperationState::queued;
  operation.amount = payment.amount;
  operation.requested_by = call.actor.name;
  operation.reason = payment.description;
  operation.created_at = payment.created_at;
  return operation;
}

void leave_trail(storage::Tx& tx, const Call& call, Payment payment, const Operation& operation,
                 const std::optional<gate::Demand>& demand) {
  const Lifecycle begun = payment.lifecycle;
  History history;
  payment.lifecycle = Lifecycle::created;
  history.moved(payment, std::nullopt);
  payment.lifecycle = begun;
  const std::string reason = "amount reserved" + (demand ? "; " + wait_reason(*demand) : "");
  history.moved(payment, Lifecycle::created, reason);
  history.moved(operation, std::nullopt);
  history.write(tx, call, payment.id);
  tell(tx, call, "payout.created", payment, &operation);
  if (demand) tell(tx, call, "payout.review", payment, &operation);
  audit_payment(tx, call, "create_payout", payment, "", dimensions_json(payment), operation.reason);
}

// Reserves and records, and prepares unless people have to look first; the payment's row exists
// already.
Result<AttemptId> prepare(storage::Tx& tx, const Call& call, const Payment& payment,
                          const std::optional<gate::Demand>& demand) {
  store::OperationRow row;
  row.operation = operation_of(call, payment);
  if (demand) row.operation.state = OperationState::approval;
  const auto hold = books::reserve_payout(tx, call, payment, row.operation);
  if (!hold) return hold.error();
  row.hold = *hold;
  check(store::insert_operation(tx, row), "a fresh payment has no operations");
  leave_trail(tx, call, payment, row.operation, demand);
  if (demand) return AttemptId{};
  return prepare_attempt(tx, call, row.operation.id, payment.provider_account_id);
}

}  // namespace

routing::Subject payout_facts(storage::Tx& tx, const Call& call, const CreatePayout& command,
                              const merchants::Merchant& merchant) {
  Payment payment = payment_of(command, merchant, {});
  if (command.card_of)
    if (const auto earlier = load_payment(tx, call.actor.scope, command.card_of)) {
      payment.card_id = earlier->card_id;
      payment.card_brand = earlier->card_brand;
    }
  return subject_of(call, command, merchant, payment);
}

namespace {

// Records a payout whose destination stands in the command.
Result<Created> record_payout(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                              const Addressed& whole, const merchants::Merchant& merchant,
                              gate::Gate* gate) {
  const CreatePayout& command = whole.command;
  Payment payment = payment_of(command, merchant, call.ids.next<PaymentId>());
  std::string card_bin = take_card(tx, call, keys, command, payment);
  routing::Subject subject = subject_of(call, command, merchant, payment);
  subject.card_bin = std::move(card_bin);
  // One account takes it; a payout is never tried again by another one.
  const auto plan = routing::decide(tx, call, subject);
  if (!plan) return plan.error();
  payment.provider_account_id = plan->choices.front().account;
  payment.routing_plan = routing::plan_json(*plan);
  const auto demand = demand_on(tx, call, gate, payment, subject);
  payment.lifecycle = *next(Lifecycle::created,
                            demand ? PaymentEvent::review_needed : PaymentEvent::attempt_prepared);
  const store::RequestKey request{command.idempotency_key, command.request_hash};
  if (!store::insert_payment(tx, payment, request)) return collided_payment(tx, payment, request);
  const providers::PayoutDestination destination{squeezed(command.iban), squeezed(command.bic),
                                                 command.address, command.holder};
  store::insert_payout_detail(
      tx, payment.id,
      {whole.target.rail, whole.target.display, command.holder, command.recipient, {}},
      seal_destination(call, keys, payment.id, destination));
  const auto attempt = prepare(tx, call, payment, demand);
  if (!attempt) return attempt.error();
  if (demand)
    if (auto kept = ask_people(tx, call, *gate, payment, *demand); !kept) return kept.error();
  return Created{std::move(payment), *attempt, false};
}

}  // namespace

Result<Created> create_payout(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                              const CreatePayout& command, gate::Gate* gate) {
  if (auto valid = validate(command); !valid) return std::move(valid).error();
  const auto merchant = merchants::load_merchant(tx, call.actor.scope, command.merchant_id);
  if (!merchant) return merchant.error();
  // A repeat finds what was done, whatever has become of its recipient since.
  if (!command.idempotency_key.empty())
    if (const auto owner = store::payment_with_key(tx, merchant->id, command.idempotency_key))
      return replay_payment(tx, *owner, command.request_hash);
  const auto whole = addressed(tx, call, keys, command);
  if (!whole) return whole.error();
  if (auto allowed = may_trade(*merchant, command.amount.currency); !allowed)
    return std::move(allowed).error();
  return record_payout(tx, call, keys, *whole, *merchant, gate);
}

}  // namespace bursar::payments
