// Judging and carrying out what a person says about an operation. What is decided goes the same way
// as a provider's answer, so that a late answer and a person meet in one place and one of them
// wins.
#include "payments/manual_status.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/check.hpp"
#include "base/text.hpp"
#include "payments/conclude.hpp"
#include "payments/manual_status_store.hpp"

namespace bursar::payments {
namespace {

constexpr Origin k_from_person{"human", "change_transaction_state"};
constexpr std::size_t k_text_max = 500;
constexpr std::size_t k_hash_length = 64;

constexpr std::array<std::pair<Verdict, std::string_view>, 3> k_verdicts{
    {{Verdict::approved, "approved"},
     {Verdict::declined, "declined"},
     {Verdict::not_executed, "not_executed"}}};

OperationEvent event_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::approved: return OperationEvent::approved;
    case Verdict::declined: return OperationEvent::declined;
    case Verdict::not_executed: return OperationEvent::not_executed;
  }
  throw Bug("verdict outside its enumeration", std::source_location::current());
}

providers::OutcomeKind outcome_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::approved: return providers::OutcomeKind::approved;
    case Verdict::declined: return providers::OutcomeKind::declined;
    case Verdict::not_executed: return providers::OutcomeKind::not_executed;
  }
  throw Bug("verdict outside its enumeration", std::source_location::current());
}

bool is_text(std::string_view text) {
  return !text.empty() && text.size() <= k_text_max && is_printable_utf8(text);
}

bool is_hash(std::string_view text) {
  return text.empty() || (text.size() == k_hash_length &&
                          text.find_first_not_of("0123456789abcdef") == std::string_view::npos);
}

Result<void> check_words(const ChangeState& command) {
  if (!is_text(command.reason))
    return invalid("reason", "text_invalid", "must be 1 to 500 bytes of text");
  if (!is_text(command.evidence))
    return invalid("evidence", "text_invalid", "must be 1 to 500 bytes of text");
  if (vault::contains_card_number(command.reason + " " + command.evidence))
    return invalid("evidence", "card_number_not_allowed", "must not hold a card number");
  if (!is_hash(command.evidence_sha256))
    return invalid("evidence_sha256", "hash_invalid", "must be 64 hexadecimal digits");
  const std::string& reason = command.decline_reason;
  if (!reason.empty() &&
      (command.verdict != Verdict::declined || providers::decline_reason(reason).reason != reason))
    return invalid("decline_reason", "reason_unknown", "is not a reason of a decline");
  return ok();
}

Result<void> check_permitted(const Operation& operation, const Attempt& attempt,
                             const ChangeState& command) {
  const auto allowed = allowed_verdicts(operation, attempt);
  if (allowed.empty())
    return refused("not_in_doubt",
                   "the operation is " + std::string(word(operation.state)) +
                       "; only one that nobody has an answer for is decided by people");
  std::string permitted;
  for (const AllowedVerdict& one : allowed) {
    if (one.verdict == command.verdict) {
      if (one.needs_second_person && !command.has_second_person)
        return refused("second_person_needed", "money moves; somebody else has to agree");
      return ok();
    }
    permitted.append(permitted.empty() ? "" : " ").append(word(one.verdict));
  }
  Error error = refused("verdict_not_permitted", "this end is not open to the operation");
  error.details.emplace_back("permitted", permitted);
  return error;
}

providers::Outcome outcome_of(const ChangeState& command, const Attempt& attempt) {
  providers::Outcome outcome;
  outcome.kind = outcome_of(command.verdict);
  outcome.provider_reference = attempt.provider_reference;
  outcome.provider_message = "decided by a person: " + command.evidence;
  if (command.verdict == Verdict::declined)
    outcome.decline_reason =
        command.decline_reason.empty() ? "do_not_honor" : command.decline_reason;
  return outcome;
}

bool is_repeat(const ManualDecision& known, const Call& call, const ChangeState& command) {
  return known.verdict == command.verdict && known.reason == command.reason &&
         known.evidence == command.evidence && known.evidence_sha256 == command.evidence_sha256 &&
         known.decided_by == call.actor.name;
}

}  // namespace

std::string_view word(Verdict value) {
  for (const auto& [verdict, name] : k_verdicts)
    if (verdict == value) return name;
  return "";
}

std::optional<Verdict> verdict_of(std::string_view text) {
  for (const auto& [verdict, name] : k_verdicts)
    if (name == text) return verdict;
  return std::nullopt;
}

bool moves_money(const Operation& operation, Verdict verdict) {
  if (operation.type == OperationType::verification) return false;
  const bool reserved =
      operation.type == OperationType::refund || operation.type == OperationType::payout;
  return reserved || verdict == Verdict::approved;
}

std::vector<AllowedVerdict> allowed_verdicts(const Operation& operation, const Attempt& attempt) {
  const bool given_up = operation.state == OperationState::pending && !attempt.next_check_at;
  if (operation.state != OperationState::in_doubt && !given_up) return {};
  // While a request of ours may be on its way nobody can know.
  if (attempt.phase != AttemptPhase::answered || attempt.repeat_sent_at) return {};
  std::vector<AllowedVerdict> allowed;
  for (const auto& [verdict, name] : k_verdicts)
    // What is being undone must not be booked: it may be gone in the next moment.
    if (next(operation.state, event_of(verdict)) &&
        (verdict != Verdict::approved || attempt.reversal != ReversalState::open))
      allowed.push_back({verdict, moves_money(operation, verdict)});
  return allowed;
}

Result<StateChanged> change_transaction_state(storage::Tx& tx, const Call& call,
                                              const ChangeState& command) {
  if (auto fit = check_words(command); !fit) return fit.error();
  const auto view = load_operation_view(tx, call.actor.scope, command.operation);
  if (!view) return view.error();
  const auto known = store::find_decision(tx, command.operation);
  if (known && is_repeat(*known, call, command))
    return StateChanged{view->payment, view->operation, true};
  if (auto fit = check_permitted(view->operation, view->attempt, command); !fit) return fit.error();
  auto context = store::load_context(tx, view->attempt.id);
  check(context.has_value(), "an operation's attempt has a context");
  const OperationState from = context->operation.state;
  conclude(tx, call, *context, outcome_of(command, context->attempt), k_from_person);
  if (context->operation.state == from)
    return refused("nothing_changed", "the amount no longer fits into what is left of the payment");
  store::insert_decision(tx, view->payment.id,
                         {command.operation, command.verdict, command.reason, command.evidence,
                          command.evidence_sha256, call.actor.name, call.now});
  const auto after = load_operation_view(tx, call.actor.scope, command.operation);
  if (!after) return after.error();
  return StateChanged{after->payment, after->operation, false};
}

std::vector<ManualDecision> decisions_of(storage::Tx& tx, PaymentId payment) {
  return store::decisions(tx, payment);
}

Result<OperationView> load_operation_view(storage::Tx& tx, const Scope& scope, OperationId id) {
  const auto operation = store::load_operation(tx, id);
  if (!operation) return not_found(OperationTag::k_noun);
  auto payment = load_payment(tx, scope, operation->payment_id);
  if (!payment) return not_found(OperationTag::k_noun);
  const auto attempt = store::newest_attempt(tx, id);
  if (!attempt) return OperationView{*std::move(payment), *operation, {}};
  auto context = store::load_context(tx, *attempt);
  check(context.has_value(), "an attempt has a context");
  return OperationView{*std::move(payment), *operation, std::move(context->attempt)};
}

}  // namespace bursar::payments
