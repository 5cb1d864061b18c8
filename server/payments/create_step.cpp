// create_capture, create_void, create_increment: second steps on a hold. One conditional write
// takes the amount from what is held, so that steps at the same time never add up to more.
#include "base/check.hpp"
#include "payments/accept.hpp"
#include "payments/conclude.hpp"
#include "payments/request_check.hpp"
#include "payments/state_machine.hpp"
#include "payments/store.hpp"
#include "payments/trail.hpp"

namespace bursar::payments {
namespace {

struct Kind {
  OperationType type;
  std::string_view name;    ///< of the audit action
  std::string_view event;   ///< told when it is created
  std::string_view action;  ///< in allowed_actions()
};
constexpr Kind k_capture{OperationType::capture, "create_capture", "capture.created",
                         "create_capture"};
constexpr Kind k_void{OperationType::void_, "create_void", "void.created", "create_void"};
constexpr Kind k_increment{OperationType::incremental, "create_increment", "increment.created",
                           "create_increment"};

Error refusal(const Payment& payment, const Kind& kind, std::int64_t amount_minor) {
  for (const AllowedAction& one : allowed_actions(payment)) {
    if (one.action != kind.action || one.allowed) continue;
    const bool held =
        payment.lifecycle == Lifecycle::authorized || payment.lifecycle == Lifecycle::part_captured;
    if (payment.in_doubt && held) return refused("in_doubt", one.reason);
    if (payment.step_open && held) return refused("step_open", one.reason);
    return refused("not_held",
                   "the payment is " + std::string(word(payment.lifecycle)) + ": " + one.reason);
  }
  const Currency currency = payment.amount.currency;
  Error error = refused("amount_exceeds_held",
                        to_text({amount_minor, currency}) + " is more than the " +
                            to_text({payment.capturable_minor(), currency}) + " that is held");
  error.details.emplace_back("capturable_minor", std::to_string(payment.capturable_minor()));
  return error;
}

// What the provider of the hold can do.
Result<void> supports(storage::Tx& tx, const Payment& payment, const Kind& kind, bool part) {
  const auto account = providers::load_account(tx, payment.provider_account_id);
  check(account.has_value(), "a payment has a provider account");
  const providers::Adapter* adapter = providers::find_adapter(account->adapter);
  check(adapter != nullptr, "a provider account has an adapter");
  const providers::Capabilities can = adapter->capabilities();
  const bool again = payment.lifecycle == Lifecycle::part_captured;
  std::string_view what;
  if (kind.type == OperationType::incremental && !can.increment) what = "raise a hold";
  if (kind.type == OperationType::void_ && part && !can.partial_void) what = "let go of a part";
  if (kind.type == OperationType::capture && part && !can.partial_capture) what = "capture a part";
  if (kind.type == OperationType::capture && again && !can.multi_capture)
    what = "capture more than once";
  if (what.empty()) return ok();
  return refused("not_supported", "the provider cannot " + std::string(what));
}

store::OperationRow row_of(storage::Tx& tx, const Call& call, const CreateStep& command,
                           const Payment& payment, const Kind& kind) {
  store::OperationRow row;
  Operation& operation = row.operation;
  operation.id = call.ids.next<OperationId>();
  operation.payment_id = payment.id;
  operation.seq = store::next_operation_seq(tx, payment.id);
  operation.type = kind.type;
  operation.state = OperationState::queued;
  operation.amount = {*command.amount_minor, payment.amount.currency};
  operation.is_final = command.is_final;
  operation.requested_by = call.actor.name;
  operation.merchant_reference = command.merchant_reference;
  operation.reason = command.reason;
  operation.created_at = call.now;
  row.idempotency_key = command.idempotency_key;
  row.request_hash = command.request_hash;
  return row;
}

Result<StepCreated> accept(storage::Tx& tx, const Call& call, CreateStep command,
                           const Payment& before, const Kind& kind) {
  const bool raises = kind.type == OperationType::incremental;
  const std::int64_t held_minor = before.capturable_minor();
  if (!command.amount_minor && raises)
    return invalid("amount_minor", "missing", "says how much more is to be held");
  if (!command.amount_minor) command.amount_minor = held_minor;
  const std::int64_t minor = *command.amount_minor;
  if (raises && before.amount.minor > k_amount_max_minor - minor)
    return invalid("amount_minor", "out_of_range", "the hold would be too large");
  if (held_minor > 0)
    if (auto able = supports(tx, before, kind, !raises && minor < held_minor); !able)
      return std::move(able).error();
  const std::int64_t takes_minor = raises ? 0 : minor;
  if (minor < 1 || !store::reserve_step(tx, before.id, takes_minor, !raises, call.now))
    return refusal(before, kind, minor);
  const store::OperationRow row = row_of(tx, call, command, before, kind);
  if (!store::insert_operation(tx, row))
    return conflict("duplicate_reference", "reference '" + command.merchant_reference +
                                               "' stands for another operation of this payment");
  const Operation& operation = row.operation;
  const AttemptId attempt = prepare_attempt(tx, call, operation.id, before.provider_account_id);

  auto payment = store::load_payment(tx, before.id);
  check(payment.has_value(), "a payment does not vanish");
  History history;
  history.moved(operation, std::nullopt);
  history.write(tx, call, payment->id);
  tell(tx, call, kind.event, *payment, &operation);
  audit_payment(tx, call, kind.name, *payment, dimensions_json(before), dimensions_json(*payment),
                command.reason);
  return StepCreated{std::move(*payment), operation, attempt, false};
}

Result<StepCreated> create_step(storage::Tx& tx, const Call& call, const CreateStep& command,
                                const Kind& kind) {
  if (auto valid = check_second_request(command.amount_minor, command.reason,
                                        command.merchant_reference, command.idempotency_key);
      !valid)
    return std::move(valid).error();
  auto payment = load_payment(tx, call.actor.scope, command.payment_id);
  if (!payment) return payment.error();
  if (!command.idempotency_key.empty())
    if (const auto owner = store::operation_with_key(tx, payment->id, command.idempotency_key))
      return replay_operation(tx, std::move(*payment), *owner, command.request_hash,
                              "another request about this payment");
  if (!command.merchant_reference.empty() &&
      store::has_reference(tx, payment->id, command.merchant_reference))
    return conflict("duplicate_reference", "reference '" + command.merchant_reference +
                                               "' stands for another operation of this payment");
  return accept(tx, call, command, *payment, kind);
}

// The hold has run out at the issuer's; nothing is sent.
void run_out(storage::Tx& tx, const Call& call, Payment& payment) {
  const std::string before = dimensions_json(payment);
  const Lifecycle from = payment.lifecycle;
  payment.voided_minor += payment.capturable_minor();
  payment.lifecycle = *next(from, PaymentEvent::deadline_passed);
  payment.hold_step = HoldStep::none;
  payment.hold_step_at = std::nullopt;
  payment.completed_at = call.now;
  store::save_payment(tx, payment, call.now);
  History history;
  history.moved(payment, from, "the hold has run out");
  history.write(tx, call, payment.id);
  tell(tx, call, from == Lifecycle::authorized ? "payment.expired" : "payment.released", payment);
  audit_payment(tx, call, "run_out_hold", payment, before, dimensions_json(payment));
}

// Looked at again a little later, whatever became of it.
void postpone(storage::Tx& tx, const Call& call, Payment& payment, HoldStep step) {
  payment.hold_step = step;
  payment.hold_step_at = call.now.plus_ms(30 * k_minute_ms);
  store::save_payment(tx, payment, call.now);
}

}  // namespace

Result<StepCreated> create_capture(storage::Tx& tx, const Call& call, const CreateStep& command) {
  return create_step(tx, call, command, k_capture);
}

Result<StepCreated> create_void(storage::Tx& tx, const Call& call, const CreateStep& command) {
  return create_step(tx, call, command, k_void);
}

Result<StepCreated> create_increment(storage::Tx& tx, const Call& call, const CreateStep& command) {
  return create_step(tx, call, command, k_increment);
}

Result<std::vector<AttemptId>> take_due_hold_steps(storage::Tx& tx, const Call& call,
                                                   std::int64_t limit) {
  std::vector<AttemptId> prepared;
  for (const PaymentId id : store::due_hold_steps(tx, call.now, limit)) {
    auto payment = store::load_payment(tx, id);
    check(payment.has_value(), "a due hold belongs to a payment");
    const HoldStep step = payment->hold_step;
    if (payment->in_doubt || payment->step_open) {
      postpone(tx, call, *payment, step);
      continue;
    }
    if (step == HoldStep::expire) {
      run_out(tx, call, *payment);
      continue;
    }
    // Whatever comes of the step, the hold itself ends half an hour later.
    postpone(tx, call, *payment, HoldStep::expire);
    CreateStep command;
    command.payment_id = id;
    command.reason = "automatic, before the hold ends";
    const auto made = step == HoldStep::capture ? create_capture(tx, call, command)
                                                : create_void(tx, call, command);
    if (made) prepared.push_back(made->attempt);
  }
  return prepared;
}

}  // namespace bursar::payments
