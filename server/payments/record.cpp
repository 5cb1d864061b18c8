// record_answer and record_reply: bytes from the provider become an outcome, and the outcome is
// applied.
#include <algorithm>

#include "base/check.hpp"
#include "payments/resolver.hpp"
#include "payments/unanswered.hpp"

namespace bursar::payments {
namespace {

using providers::Outcome;
using providers::OutcomeKind;
using providers::RequestKind;
using providers::WireResponse;

/// Between the end of the payer's time and our giving up.
constexpr std::int64_t k_action_grace_ms = k_minute_ms;

const providers::Adapter& adapter_of(const store::Context& context) {
  const providers::Adapter* adapter = providers::find_adapter(context.adapter);
  check(adapter != nullptr, "no adapter '" + context.adapter + "'");
  return *adapter;
}

providers::ProviderRequest request_of(const store::Context& context, RequestKind kind) {
  providers::ProviderRequest request;
  request.kind = kind;
  request.about = order_kind(context.operation);
  request.method = context.payment.method;
  request.provider_reference = context.attempt.provider_reference;
  request.our_reference = context.attempt.our_reference;
  request.amount = context.operation.amount;
  return request;
}

// What became of the exchange, kept once: a second answer to the same attempt does not overwrite
// it.
void keep_exchange(const Call& call, Attempt& attempt, const WireResponse& response,
                   std::string request_masked) {
  if (attempt.http_status != 0 || !attempt.response_masked.empty()) return;
  // The end of the exchange, even when it was taken for an orphan before: absence is proof only
  // that long after the last moment at which the request can have left.
  attempt.answered_at = call.now;
  attempt.latency_us = response.latency_us;
  attempt.http_status = response.status;
  // Empty where nothing was put together to be sent, whatever was meant to be.
  attempt.request_masked = std::move(request_masked);
  attempt.response_masked = response.reach == providers::Reach::answered
                                ? providers::masked_body(response.body)
                                : response.failure;
}

// From when on "not found" proves that there is nothing: the provider's time for hiding it, counted
// from the end of the exchange and over a clock that did not jump meanwhile.
std::optional<Instant> proof_at(const Question& question, const store::Context& context) {
  const auto due_at = absence_is_proof_at(context);
  if (!due_at) return std::nullopt;
  const std::int64_t wait_ms = due_at->ms - context.attempt.answered_at->ms;
  return std::max(*due_at, question.clock_even_since.plus_ms(wait_ms));
}

// The question that can prove absence is asked as soon as it can.
void ask_when_proof_is_due(const Call& call, store::Context& context,
                           std::optional<Instant> due_at) {
  Attempt& attempt = context.attempt;
  if (due_at && *due_at > call.now && (!attempt.next_check_at || *attempt.next_check_at > *due_at))
    attempt.next_check_at = due_at;
}

// The payer's time is over and the provider still waits: given up here, and a payment that comes
// after all is taken as a late one.
bool is_overdue(const Call& call, const store::Context& context, const Outcome& outcome) {
  const auto deadline = context.payment.action_deadline;
  return outcome.kind == OutcomeKind::action && deadline &&
         call.now > deadline->plus_ms(k_action_grace_ms);
}

}  // namespace

Result<void> record_answer(storage::Tx& tx, const Call& call, AttemptId attempt,
                           const WireResponse& response, std::string request_masked) {
  const auto recorded = record_exchange(tx, call, attempt, response, std::move(request_masked));
  if (!recorded) return recorded.error();
  return ok();
}

Result<std::optional<AttemptId>> record_exchange(storage::Tx& tx, const Call& call,
                                                 AttemptId attempt, const WireResponse& response,
                                                 std::string request_masked) {
  auto context = store::load_context(tx, attempt);
  if (!context) return not_found(AttemptTag::k_noun);
  check(context->attempt.phase != AttemptPhase::prepared, "an answer to what was never sent");
  Outcome outcome =
      adapter_of(*context).parse(request_of(*context, order_kind(context->operation)), response);
  keep_exchange(call, context->attempt, response, std::move(request_masked));
  // That this exchange came to nothing says nothing of those that followed under the same key.
  if (context->attempt.repeats > 0 && outcome.kind == OutcomeKind::not_executed)
    outcome.kind = OutcomeKind::unknown;
  conclude(tx, call, *context, outcome, k_from_answer);
  return context->next_attempt ? std::optional(context->next_attempt) : std::nullopt;
}

Result<void> record_reply(storage::Tx& tx, const Call& call, const Question& question,
                          const WireResponse& response) {
  auto context = store::load_context(tx, question.attempt);
  if (!context) return not_found(AttemptTag::k_noun);
  const providers::Adapter& adapter = adapter_of(*context);
  if (question.method != AskMethod::query) {
    const bool repeat = question.method == AskMethod::same_request;
    const Outcome outcome = adapter.parse(
        repeat ? request_of(*context, order_kind(context->operation)) : question.request, response);
    note_reply(tx, call, context->attempt, question, outcome, response);
    if (repeat) record_repeat(tx, call, *context, outcome);
    else record_reversal(tx, call, *context, outcome);
    return ok();
  }
  Outcome outcome = adapter.parse(request_of(*context, RequestKind::query), response);
  note_reply(tx, call, context->attempt, question, outcome, response);
  if (is_overdue(call, *context, outcome)) {
    // Where it can be undone nobody can pay any more afterwards.
    if (reversal_objection(context->operation, context->attempt, context->adapter).empty()) {
      start_reversal(tx, call, *context, ReversalCause::payer_too_late,
                     "the payer did not act in time");
      return ok();
    }
    outcome.kind = OutcomeKind::declined;
    outcome.decline_reason = "action_expired";
    outcome.provider_message = "the payer did not act in time";
  }
  if (outcome.kind != OutcomeKind::unknown) {
    conclude(tx, call, *context, outcome, k_from_query);
    return ok();
  }
  if (context->attempt.phase != AttemptPhase::answered) return ok();
  // Not believed, or no longer certain: never passed over in silence.
  if (outcome.contradicts || outcome.doubts_earlier) {
    conclude(tx, call, *context, outcome, k_from_query);
    return ok();
  }
  if (outcome.found) {
    reverse_when_overdue(tx, call, *context);
    return ok();
  }
  const std::optional<Instant> due_at = proof_at(question, *context);
  if (due_at && question.asked_at >= *due_at && !context->attempt.repeat_sent_at) {
    // What was pending and is unknown now must become in doubt first; the next question decides.
    const bool doubted = context->operation.state == OperationState::in_doubt ||
                         context->operation.state == OperationState::canceled;
    outcome.kind = doubted ? OutcomeKind::not_executed : OutcomeKind::unknown;
    if (doubted) outcome.provider_message = "the provider never received it";
    conclude(tx, call, *context, outcome, k_from_query);
    return ok();
  }
  ask_when_proof_is_due(call, *context, due_at);
  store::save_attempt(tx, context->attempt);
  reverse_when_overdue(tx, call, *context);
  return ok();
}

Result<void> record_reply(storage::Tx& tx, const Call& call, AttemptId attempt,
                          const WireResponse& response) {
  Question question;
  question.attempt = attempt;
  question.asked_at = call.now;
  return record_reply(tx, call, question, response);
}

Result<void> record_webhook(storage::Tx& tx, const Call& call, AttemptId attempt,
                            const Outcome& outcome) {
  auto context = store::load_context(tx, attempt);
  if (!context) return not_found(AttemptTag::k_noun);
  // What was never sent has no outcome, and a message without news changes nothing.
  if (context->attempt.phase == AttemptPhase::prepared ||
      (outcome.kind == OutcomeKind::unknown && !outcome.contradicts && !outcome.doubts_earlier))
    return ok();
  if (!context->attempt.answered_at) context->attempt.answered_at = call.now;
  conclude(tx, call, *context, outcome, k_from_webhook);
  return ok();
}

std::int64_t ask_now(storage::Tx& tx, const Call& call, PaymentId payment) {
  return store::make_due(tx, payment, call.now);
}

}  // namespace bursar::payments
