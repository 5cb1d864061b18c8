// The order of methods: a question where questions tell something; the same request again where
// they do not and repeating is safe; undoing when the time is over or a person wants it.
#include "payments/resolver.hpp"

#include "base/check.hpp"
#include "payments/order.hpp"

namespace bursar::payments {
namespace {

using providers::Capabilities;
using providers::OutcomeKind;
using providers::RequestKind;

/// After it a payer does not expect to be charged any more, so nothing goes out again that might be
/// carried out only now.
constexpr std::int64_t k_payer_waits_ms = 15 * k_minute_ms;
/// Money out has nobody who waits: as long as anybody still asks about it.
constexpr std::int64_t k_repeat_max_ms = 7 * k_day_ms;
/// A payment without an answer is taken back after this: its payer has gone elsewhere.
constexpr std::int64_t k_answer_deadline_ms = k_day_ms;

const providers::Adapter& adapter_of(const store::Context& context) {
  const providers::Adapter* adapter = providers::find_adapter(context.adapter);
  check(adapter != nullptr, "no adapter '" + context.adapter + "'");
  return *adapter;
}

bool is_payers(OperationType type) {
  return type == OperationType::sale || type == OperationType::auth ||
         type == OperationType::verification;
}

std::int64_t age_ms(Instant now, const store::Context& context) {
  return now.ms - context.attempt.sent_at.value_or(context.attempt.prepared_at).ms;
}

// A provider that says another amount is for people; so is everything that is not a payer's.
bool is_overdue(storage::Tx& tx, Instant now, const store::Context& context) {
  const auto deadline = reversal_deadline(context);
  return deadline && now >= *deadline && !store::has_contradiction(tx, context);
}

// A later repeat with nothing certain in it says nothing of what was done before.
bool is_news(OutcomeKind kind) {
  return kind != OutcomeKind::unknown && kind != OutcomeKind::not_executed;
}

}  // namespace

bool can_ask(const Capabilities& can, const Attempt& attempt) {
  return can.query_by_our_reference &&
         (!can.query_needs_provider_reference || !attempt.provider_reference.empty());
}

std::optional<Instant> reversal_deadline(const store::Context& context) {
  const Capabilities can = adapter_of(context).capabilities();
  const OperationState state = context.operation.state;
  // What a provider has accepted is waited for as long as anybody can learn its end.
  const bool accepted = state == OperationState::pending || state == OperationState::action;
  const bool waits =
      state == OperationState::in_doubt || (accepted && !can_ask(can, context.attempt));
  if (!waits || !can.reverse || !is_payers(context.operation.type) ||
      context.attempt.reversal != ReversalState::none)
    return std::nullopt;
  return context.attempt.sent_at.value_or(context.attempt.prepared_at)
      .plus_ms(k_answer_deadline_ms);
}

std::optional<Instant> absence_is_proof_at(const store::Context& context) {
  const std::int64_t wait_ms = adapter_of(context).capabilities().absence_is_proof_after_ms;
  if (wait_ms <= 0 || !context.attempt.answered_at) return std::nullopt;
  return context.attempt.answered_at->plus_ms(wait_ms);
}

std::string_view repeat_objection(storage::Tx& tx, Instant now, const store::Context& context) {
  const Capabilities can = adapter_of(context).capabilities();
  const Attempt& attempt = context.attempt;
  if (!can.same_key_is_safe || !can.repeat_settles) return "not_offered";
  if (can_ask(can, attempt) && can.absence_is_proof_after_ms > 0) return "answers";
  // It is kept nowhere, so what went out could not be sent again as it was.
  if (context.has_cvv) return "has_security_code";
  if (attempt.request_masked.empty()) return "not_recorded";
  if (attempt.account_version != context.account_version) return "account_changed";
  if (attempt.reversal != ReversalState::none) return "being_taken_back";
  // What was accepted is known there, so a repeat cannot be what carries it out.
  const bool may_be_first =
      is_payers(context.operation.type) && context.operation.state == OperationState::in_doubt;
  const std::int64_t age = age_ms(now, context);
  if (age < 0 || age > (may_be_first ? k_payer_waits_ms : k_repeat_max_ms)) return "too_late";
  return store::has_contradiction(tx, context) ? "contradiction" : "";
}

std::optional<AskMethod> next_method(storage::Tx& tx, Instant now, const store::Context& context) {
  const Capabilities can = adapter_of(context).capabilities();
  const Attempt& attempt = context.attempt;
  if (attempt.reversal == ReversalState::open && can.reverse) return AskMethod::reversal;
  const bool doubted = context.operation.state == OperationState::in_doubt;
  const bool waits = doubted || context.operation.state == OperationState::pending ||
                     context.operation.state == OperationState::action;
  const bool asks = can_ask(can, attempt);
  const bool asked_in_vain = doubted && asks && can.absence_is_proof_after_ms == 0 &&
                             store::last_query_found_nothing(tx, attempt.id);
  if (asks && !asked_in_vain) return AskMethod::query;
  if (waits && repeat_objection(tx, now, context).empty()) return AskMethod::same_request;
  if (asks) return AskMethod::query;
  if (is_overdue(tx, now, context)) return AskMethod::reversal;
  return std::nullopt;
}

std::optional<AskMethod> choose_method(storage::Tx& tx, const Call& call, store::Context& context) {
  const auto method = next_method(tx, call.now, context);
  if (method == AskMethod::reversal && context.attempt.reversal != ReversalState::open)
    reverse_when_overdue(tx, call, context);
  return method;
}

void reverse_when_overdue(storage::Tx& tx, const Call& call, store::Context& context) {
  if (is_overdue(tx, call.now, context))
    start_reversal(tx, call, context, ReversalCause::no_answer_in_time, "no answer within a day");
}

bool fill_repeat(storage::Tx& tx, const vault::KeyRing& keys, const store::Context& context,
                 Question& question) {
  question.request = order_of(tx, keys, context);
  question.first_sent_at = context.attempt.sent_at.value_or(context.attempt.prepared_at);
  const providers::Adapter& adapter = adapter_of(context);
  question.key_for_ms = adapter.capabilities().same_key_for_ms;
  // The same to the byte, as far as it was kept; of a card that is everything but the number, which
  // never changes under its id.
  const auto wire = adapter.build(question.request, question.config);
  return providers::masked_body(wire.body.reveal()) == context.attempt.request_masked;
}

bool fill_reversal(storage::Tx& tx, const Call& call, store::Context& context, Question& question) {
  auto reversal = reversal_of(tx, context.attempt.id);
  check(reversal && reversal->state == ReversalState::open, "what is sent again is still wanted");
  const auto delay_ms = question_delay_ms(reversal->sends);
  ++reversal->sends;
  if (!reversal->sent_at) reversal->sent_at = call.now;
  store::save_reversal(tx, *reversal);
  context.attempt.next_check_at = call.now.plus_ms(delay_ms.value_or(k_day_ms));
  providers::ProviderRequest& request = question.request;
  request.kind = RequestKind::reverse;
  request.about = order_kind(context.operation);
  request.our_reference = reversal->reference();
  request.original_reference = context.attempt.our_reference;
  request.original_provider_reference = context.attempt.provider_reference;
  request.method = context.payment.method;
  request.amount = context.operation.amount;
  return true;
}

std::string_view question_objection(const Question& question, Instant now) {
  if (question.method != AskMethod::same_request || question.key_for_ms == 0) return "";
  // A forgotten key would make it another request, carried out a second time.
  if (question.clock_even_since > question.first_sent_at)
    return "how long ago it was sent first is not certain";
  const std::int64_t age = now.ms - question.first_sent_at.ms;
  return age < 0 || age >= question.key_for_ms / 2 ? "its key may be forgotten soon" : "";
}

void record_repeat(storage::Tx& tx, const Call& call, store::Context& context,
                   const providers::Outcome& outcome) {
  Attempt& attempt = context.attempt;
  attempt.repeat_sent_at = std::nullopt;
  // The last moment at which a request of ours can have left.
  if (attempt.phase == AttemptPhase::answered) attempt.answered_at = call.now;
  if (is_news(outcome.kind) || outcome.contradicts)
    return conclude(tx, call, context, outcome, k_from_repeat);
  if (attempt.phase == AttemptPhase::answered && attempt.reversal != ReversalState::open) {
    const auto delay_ms = question_delay_ms(attempt.queries);
    attempt.next_check_at = delay_ms ? std::optional(call.now.plus_ms(*delay_ms)) : std::nullopt;
    reverse_when_overdue(tx, call, context);
  }
  store::save_attempt(tx, attempt);
}

}  // namespace bursar::payments
