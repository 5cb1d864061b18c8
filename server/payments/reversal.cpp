// Asking for a reversal, and what it makes of everything else that is told about its attempt.
#include "payments/reversal.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/text.hpp"
#include "payments/exception.hpp"
#include "payments/manual_status.hpp"
#include "payments/resolver.hpp"
#include "payments/trail.hpp"

namespace bursar::payments {
namespace {

using providers::Outcome;
using providers::OutcomeKind;

constexpr Origin k_from_wish{"reversal", "reverse_operation"};
constexpr Origin k_from_reversal{"reversal", "record_reply"};
constexpr std::size_t k_text_max = 500;
constexpr std::size_t k_detail_max = 300;

// A refund that is a reversal itself is asked about like any other order.
bool is_reversible(const Operation& operation) {
  const OperationType type = operation.type;
  if (operation.same_day) return false;
  return type == OperationType::sale || type == OperationType::auth ||
         type == OperationType::verification || type == OperationType::refund ||
         type == OperationType::payout;
}

bool is_no(OutcomeKind kind) {
  return kind == OutcomeKind::declined || kind == OutcomeKind::not_executed;
}

// A step of the history from the state to itself.
void note(storage::Tx& tx, const Call& call, const store::Context& context,
          const std::string& reason) {
  History history;
  history.moved(context.operation, context.operation.state, reason);
  history.write(tx, call, context.payment.id);
}

void end(storage::Tx& tx, const Call& call, store::Context& context, Reversal& reversal,
         ReversalState state) {
  reversal.state = context.attempt.reversal = state;
  reversal.ended_at = call.now;
  store::save_reversal(tx, reversal);
}

Reversal present(storage::Tx& tx, const store::Context& context) {
  auto reversal = reversal_of(tx, context.attempt.id);
  check(reversal.has_value(), "an attempt that is being undone has a reversal");
  return *std::move(reversal);
}

// What one says about news after the reversal was sent and is no longer repeated.
void open_case(storage::Tx& tx, const Call& call, const store::Context& context) {
  (void)open_exception(tx, call, context.payment,
                       {ExceptionKind::late_success, context.operation.id, context.operation.amount,
                        "said to be carried out after it was refused, and a reversal had been "
                        "sent: nothing was booked"});
}

void cut(std::string& text) {
  if (text.size() > k_detail_max || !is_printable_utf8(text)) text.clear();
}

// Pending, or waiting for the payer: nobody knows any more from now on.
void bring_into_doubt(storage::Tx& tx, const Call& call, store::Context& context,
                      const std::string& reason) {
  Outcome outcome;
  outcome.provider_reference = context.attempt.provider_reference;
  outcome.provider_message = reason;
  conclude(tx, call, context, outcome, k_from_wish);
  check(context.operation.state == OperationState::in_doubt, "what is taken back is in doubt");
}

}  // namespace

std::string_view word(ReversalCause value) {
  switch (value) {
    case ReversalCause::person: return "person";
    case ReversalCause::no_answer_in_time: return "no_answer_in_time";
    case ReversalCause::payer_too_late: return "payer_too_late";
  }
  return "";
}

std::string_view reversal_objection(const Operation& operation, const Attempt& attempt,
                                    std::string_view adapter) {
  const bool waits = operation.state == OperationState::in_doubt ||
                     operation.state == OperationState::pending ||
                     operation.state == OperationState::action;
  if (!waits || attempt.phase != AttemptPhase::answered) return "not_in_doubt";
  if (!is_reversible(operation)) return "not_reversible";
  const providers::Adapter* known = providers::find_adapter(adapter);
  if (known == nullptr || !known->capabilities().reverse) return "not_supported";
  return attempt.reversal == ReversalState::open ? "under_way" : "";
}

void start_reversal(storage::Tx& tx, const Call& call, store::Context& context, ReversalCause cause,
                    const std::string& reason) {
  const bool was_certain = context.operation.state != OperationState::in_doubt;
  const std::string words = "being taken back: " + reason;
  if (was_certain) bring_into_doubt(tx, call, context, words);
  Attempt& attempt = context.attempt;
  const auto before = reversal_of(tx, attempt.id);
  Reversal reversal;
  reversal.attempt = attempt.id;
  reversal.number = before ? before->number + 1 : 1;
  reversal.operation = context.operation.id;
  reversal.payment = context.payment.id;
  reversal.cause = cause;
  reversal.requested_by = call.actor.name;
  reversal.reason = reason;
  reversal.requested_at = call.now;
  store::insert_reversal(tx, reversal);
  attempt.reversal = ReversalState::open;
  attempt.next_check_at = call.now;
  store::save_attempt(tx, attempt);
  if (was_certain) return;
  note(tx, call, context, words);
  audit_payment(tx, call, k_from_wish.action, context.payment, dimensions_json(context.payment),
                dimensions_json(context.payment), words);
}

bool is_held_by_reversal(storage::Tx& tx, const Call& call, store::Context& context,
                         const Outcome& outcome, const Origin& origin) {
  const ReversalState state = context.attempt.reversal;
  if (state == ReversalState::none || state == ReversalState::refused ||
      outcome.kind == OutcomeKind::unknown)
    return false;
  // A provider's messages come in any order, so that even its "no" may be older than a "yes": from
  // the wish on its acknowledgement alone ends this, unless a person does.
  if (is_no(outcome.kind) && state != ReversalState::open) return false;
  if (is_no(outcome.kind) && origin.word == "human") {
    Reversal reversal = present(tx, context);
    reversal.detail = "decided by a person";
    end(tx, call, context, reversal, ReversalState::needless);
    // Never sent: as if nobody had asked for it.
    if (reversal.sends == 0) context.attempt.reversal = ReversalState::none;
    return false;
  }
  const std::string says =
      std::string(origin.word) + " says " + std::string(providers::word(outcome.kind)) + ": ";
  if (!outcome.provider_reference.empty())
    context.attempt.provider_reference = outcome.provider_reference;
  if (state == ReversalState::open) {
    note(tx, call, context, says + "it is being taken back");
  } else {
    note(tx, call, context,
         says + (state == ReversalState::acknowledged
                     ? "ignored, it has been taken back"
                     : "a reversal had been sent, a person must look"));
    if (state == ReversalState::needless) open_case(tx, call, context);
  }
  store::save_attempt(tx, context.attempt);
  return true;
}

void record_reversal(storage::Tx& tx, const Call& call, store::Context& context, Outcome outcome) {
  if (context.attempt.reversal != ReversalState::open)
    return store::save_attempt(tx, context.attempt);
  Reversal reversal = present(tx, context);
  reversal.detail = outcome.provider_message;
  if (!outcome.provider_code.empty())
    reversal.detail = "code " + outcome.provider_code + ": " + reversal.detail;
  cut(reversal.detail);
  if (outcome.kind == OutcomeKind::approved) {
    end(tx, call, context, reversal, ReversalState::acknowledged);
    const bool too_late = reversal.cause == ReversalCause::payer_too_late;
    outcome.kind = too_late ? OutcomeKind::declined : OutcomeKind::not_executed;
    if (too_late) outcome.decline_reason = "action_expired";
    outcome.provider_message = "taken back at the provider";
    outcome.provider_reference.clear();
    conclude(tx, call, context, outcome, k_from_reversal);
    return;
  }
  if (outcome.kind == OutcomeKind::declined) {
    end(tx, call, context, reversal, ReversalState::refused);
    note(tx, call, context, "cannot be taken back, " + reversal.detail);
    // What stands there is asked for soon, however often it was asked before.
    context.attempt.next_check_at = call.now.plus_ms(2 * k_second_ms);
  } else {
    store::save_reversal(tx, reversal);
  }
  store::save_attempt(tx, context.attempt);
}

Result<ReversalRequested> reverse_operation(storage::Tx& tx, const Call& call,
                                            const ReverseOperation& command) {
  const std::string reason(trim(command.reason));
  if (reason.empty() || reason.size() > k_text_max || !is_printable_utf8(reason))
    return invalid("reason", "text_invalid", "must be 1 to 500 bytes of text");
  if (vault::contains_card_number(reason))
    return invalid("reason", "card_number_not_allowed", "must not hold a card number");
  const auto view = load_operation_view(tx, call.actor.scope, command.operation);
  if (!view) return view.error();
  if (!view->attempt.id) return refused("not_in_doubt", "nothing was sent");
  auto context = store::load_context(tx, view->attempt.id);
  check(context.has_value(), "an operation's attempt has a context");
  const std::string_view objection =
      reversal_objection(context->operation, context->attempt, context->adapter);
  if (objection == "not_in_doubt")
    return refused("not_in_doubt", "the operation is " +
                                       std::string(word(context->operation.state)) +
                                       "; only one without an answer is taken back");
  if (objection == "not_reversible")
    return refused("not_reversible", "a second step on a hold cannot be taken back");
  if (objection == "not_supported")
    return refused("not_supported", "the provider cannot undo by our reference");
  const bool replayed = objection == "under_way";
  if (!replayed) start_reversal(tx, call, *context, ReversalCause::person, reason);
  auto payment = store::load_payment(tx, view->payment.id);
  check(payment.has_value(), "a payment does not vanish");
  return ReversalRequested{*std::move(payment), context->operation, present(tx, *context),
                           replayed};
}

}  // namespace bursar::payments
