// create_refund: reserve first. One conditional write takes the amount from what is refundable, the
// ledger moves it out of the merchant's reach, and only then does an attempt exist that could be
// sent.
#include <algorithm>

#include "base/check.hpp"
#include "ledger/ledger.hpp"
#include "payments/accept.hpp"
#include "payments/books.hpp"
#include "payments/request_check.hpp"
#include "payments/review.hpp"
#include "payments/trail.hpp"

namespace bursar::payments {
namespace {

// Why the reserve was not possible.
Error refusal(const Payment& payment, std::int64_t amount_minor) {
  if (payment.lifecycle != Lifecycle::captured && payment.lifecycle != Lifecycle::part_captured)
    return refused("not_refundable", "the payment is " + std::string(word(payment.lifecycle)) +
                                         "; only a captured one can be refunded");
  if (payment.in_doubt)
    return refused("in_doubt",
                   "the outcome of an earlier operation of this payment is not known yet");
  if (payment.dispute_state == DisputeState::open)
    return refused("dispute_open", "a dispute of this payment is open");
  if (payment.refundable_minor() <= 0)
    return refused("not_refundable", "nothing of this payment is left to refund");
  const Currency currency = payment.amount.currency;
  Error error = refused("amount_exceeds_refundable",
                        to_text({amount_minor, currency}) + " is more than the " +
                            to_text({payment.refundable_minor(), currency}) + " left to refund");
  error.details.emplace_back("refundable_minor", std::to_string(payment.refundable_minor()));
  return error;
}

Error duplicate_reference(const std::string& reference) {
  return conflict("duplicate_reference",
                  "reference '" + reference + "' stands for another refund of this payment");
}

// A card sale that is given back whole on its day (UTC) is undone instead, where the provider can:
// it never reaches the customer's statement. What was refused once goes the ordinary way.
bool is_same_day(storage::Tx& tx, const Call& call, const Payment& payment,
                 std::int64_t amount_minor) {
  const bool whole = payment.refunded_minor == 0 && payment.refund_pending_minor == 0 &&
                     amount_minor == payment.captured_minor;
  if (!whole || payment.capture_mode != CaptureMode::automatic || !payment.completed_at ||
      payment.completed_at->ms / k_day_ms != call.now.ms / k_day_ms ||
      (payment.method != "card" && payment.method != "test_payer"))
    return false;
  const auto account = providers::load_account(tx, payment.provider_account_id);
  const auto* adapter = account ? providers::find_adapter(account->adapter) : nullptr;
  return adapter != nullptr && adapter->capabilities().void_after_capture_same_day &&
         !store::has_refused_same_day(tx, payment.id);
}

store::OperationRow row_of(storage::Tx& tx, const Call& call, const CreateRefund& command,
                           const Payment& payment, std::int64_t amount_minor) {
  store::OperationRow row;
  Operation& operation = row.operation;
  operation.id = call.ids.next<OperationId>();
  operation.payment_id = payment.id;
  operation.seq = store::next_operation_seq(tx, payment.id);
  operation.type = OperationType::refund;
  operation.state = OperationState::queued;
  operation.amount = {amount_minor, payment.amount.currency};
  operation.requested_by = call.actor.name;
  operation.merchant_reference = command.merchant_reference;
  operation.reason = command.reason;
  operation.created_at = call.now;
  row.idempotency_key = command.idempotency_key;
  row.request_hash = command.request_hash;
  return row;
}

}  // namespace

Result<RefundCreated> create_refund(storage::Tx& tx, const Call& call,
                                    const CreateRefund& command) {
  if (auto valid = check_second_request(command.amount_minor, command.reason,
                                        command.merchant_reference, command.idempotency_key);
      !valid)
    return std::move(valid).error();
  auto loaded = load_payment(tx, call.actor.scope, command.payment_id);
  if (!loaded) return loaded.error();
  Payment& payment = *loaded;
  if (!command.idempotency_key.empty())
    if (const auto owner = store::operation_with_key(tx, payment.id, command.idempotency_key))
      return replay_operation(tx, std::move(payment), *owner, command.request_hash,
                              "another refund of this payment");
  if (!command.merchant_reference.empty() &&
      store::has_reference(tx, payment.id, command.merchant_reference))
    return duplicate_reference(command.merchant_reference);

  const std::int64_t amount_minor = command.amount_minor.value_or(payment.refundable_minor());
  if (amount_minor < 1 || !store::reserve_refund(tx, payment.id, amount_minor, call.now))
    return refusal(payment, amount_minor);
  const bool same_day = is_same_day(tx, call, payment, amount_minor);
  const std::string before = dimensions_json(payment);
  payment.refund_pending_minor += amount_minor;
  payment.updated_at = call.now;
  ++payment.version;

  store::OperationRow row = row_of(tx, call, command, payment, amount_minor);
  row.operation.same_day = same_day;
  const auto hold = books::reserve_refund(tx, call, payment, row.operation);
  if (!hold) return hold.error();
  row.hold = *hold;
  check(store::insert_operation(tx, row), "a refund's key and reference were free");
  const AttemptId attempt =
      prepare_attempt(tx, call, row.operation.id, payment.provider_account_id);

  History history;
  history.moved(row.operation, std::nullopt, command.reason);
  history.write(tx, call, payment.id);
  tell(tx, call, "refund.created", payment, &row.operation);
  audit_payment(tx, call, "create_refund", payment, before, dimensions_json(payment),
                command.reason);
  return RefundCreated{std::move(payment), std::move(row.operation), attempt, false};
}

}  // namespace bursar::payments
