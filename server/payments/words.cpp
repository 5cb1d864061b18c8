// The one spelling of every status word, and the ranks that order states.
#include "base/check.hpp"
#include "payments/state_machine.hpp"

namespace bursar::payments {
namespace {

// Words of an enumeration whose first number is 1; a number outside it has none.
template <class E, std::size_t N>
std::string_view pick(const std::array<std::string_view, N>& words, E value) {
  const auto number = static_cast<std::size_t>(value);
  return number >= 1 && number <= N ? words.at(number - 1) : std::string_view();
}

constexpr std::array<std::string_view, 15> k_lifecycles{
    "created",       "review",   "action", "processing", "authorized",
    "part_captured", "captured", "voided", "canceled",   "declined",
    "failed",        "expired",  "paid",   "verified",   "returned"};
constexpr std::array<std::string_view, 3> k_kinds{"purchase", "payout", "verification"};
constexpr std::array<std::string_view, 2> k_capture_modes{"automatic", "manual"};
constexpr std::array<std::string_view, 3> k_liabilities{"unknown", "merchant", "issuer"};
constexpr std::array<std::string_view, 3> k_refund_states{"none", "part", "full"};
constexpr std::array<std::string_view, 4> k_dispute_states{"none", "open", "won", "lost"};
constexpr std::array<std::string_view, 9> k_operation_types{
    "sale", "auth", "incremental", "capture", "void", "refund", "payout", "verification", "return"};
constexpr std::array<std::string_view, 12> k_operation_states{
    "created",   "approval", "queued", "sent",     "action",   "pending",
    "succeeded", "declined", "failed", "in_doubt", "canceled", "reversed"};
constexpr std::array<std::string_view, 4> k_phases{"prepared", "sending", "answered", "resolved"};
constexpr std::array<std::string_view, 3> k_certainties{"not_sent", "unknown", "known"};
constexpr std::array<std::string_view, 19> k_payment_events{"review_needed",
                                                            "refused_by_us",
                                                            "attempt_prepared",
                                                            "approved_by_person",
                                                            "rejected_by_person",
                                                            "action_needed",
                                                            "action_done",
                                                            "authorized",
                                                            "captured_part",
                                                            "captured",
                                                            "declined",
                                                            "not_executed",
                                                            "voided",
                                                            "canceled_by_customer",
                                                            "deadline_passed",
                                                            "paid",
                                                            "verified",
                                                            "returned",
                                                            "canceled"};
constexpr std::array<std::string_view, 12> k_operation_events{
    "approval_needed", "queued",   "rejected", "canceled",     "sent",      "action_needed",
    "pending",         "approved", "declined", "not_executed", "no_answer", "reversed"};
constexpr std::array<std::string_view, 3> k_attempt_events{"claimed", "left_open", "concluded"};

}  // namespace

std::string_view word(Lifecycle value) { return pick(k_lifecycles, value); }
std::string_view word(RefundState value) { return pick(k_refund_states, value); }
std::string_view word(DisputeState value) { return pick(k_dispute_states, value); }
std::string_view word(OperationType value) { return pick(k_operation_types, value); }
std::string_view word(OperationState value) { return pick(k_operation_states, value); }
std::string_view word(AttemptPhase value) { return pick(k_phases, value); }
std::string_view word(Certainty value) { return pick(k_certainties, value); }
std::string_view word(ReversalState value) {
  switch (value) {
    case ReversalState::none: return "none";
    case ReversalState::open: return "open";
    case ReversalState::acknowledged: return "acknowledged";
    case ReversalState::refused: return "refused";
    case ReversalState::needless: return "needless";
  }
  return "";
}
std::string_view word(AskMethod value) {
  switch (value) {
    case AskMethod::query: return "query";
    case AskMethod::same_request: return "same_request";
    case AskMethod::reversal: return "reversal";
  }
  return "";
}
std::string_view word(PaymentKind value) { return pick(k_kinds, value); }
std::string_view word(CaptureMode value) { return pick(k_capture_modes, value); }
std::string_view word(Liability value) { return pick(k_liabilities, value); }
std::string_view word(HoldStep value) {
  switch (value) {
    case HoldStep::none: return "none";
    case HoldStep::capture: return "capture";
    case HoldStep::cancel: return "cancel";
    case HoldStep::expire: return "expire";
  }
  return "";
}
std::string_view word(PaymentEvent event) { return pick(k_payment_events, event); }
std::string_view word(OperationEvent event) { return pick(k_operation_events, event); }
std::string_view word(AttemptEvent event) { return pick(k_attempt_events, event); }

std::optional<Lifecycle> lifecycle_of(std::string_view text) {
  for (std::size_t i = 0; i < k_lifecycles.size(); ++i)
    if (k_lifecycles.at(i) == text) return static_cast<Lifecycle>(i + 1);
  return std::nullopt;
}

std::optional<PaymentKind> payment_kind_of(std::string_view text) {
  for (std::size_t i = 0; i < k_kinds.size(); ++i)
    if (k_kinds.at(i) == text) return static_cast<PaymentKind>(i + 1);
  return std::nullopt;
}

int rank(Lifecycle state) {
  switch (state) {
    case Lifecycle::created: return 0;
    case Lifecycle::review: return 1;
    case Lifecycle::action:
    case Lifecycle::processing: return 2;
    case Lifecycle::voided:
    case Lifecycle::canceled:
    case Lifecycle::declined:
    case Lifecycle::failed:
    case Lifecycle::expired: return 3;
    // Money that moved outranks every belief that it did not.
    case Lifecycle::authorized: return 4;
    case Lifecycle::part_captured: return 5;
    case Lifecycle::captured:
    case Lifecycle::paid:
    case Lifecycle::verified: return 6;
    case Lifecycle::returned: return 7;
  }
  throw Bug("life cycle outside its enumeration", std::source_location::current());
}

int rank(OperationState state) {
  switch (state) {
    case OperationState::created: return 0;
    case OperationState::approval: return 1;
    case OperationState::queued: return 2;
    case OperationState::sent: return 3;
    // Between these three the provider's word decides; none undoes another.
    case OperationState::action:
    case OperationState::pending:
    case OperationState::in_doubt: return 4;
    case OperationState::canceled:
    case OperationState::declined:
    case OperationState::failed: return 5;
    case OperationState::succeeded: return 6;
    case OperationState::reversed: return 7;
  }
  throw Bug("operation state outside its enumeration", std::source_location::current());
}

int rank(AttemptPhase state) { return static_cast<int>(state); }

bool is_final(Lifecycle state) {
  switch (state) {
    case Lifecycle::captured:
    case Lifecycle::voided:
    case Lifecycle::canceled:
    case Lifecycle::declined:
    case Lifecycle::failed:
    case Lifecycle::expired:
    case Lifecycle::paid:
    case Lifecycle::verified:
    case Lifecycle::returned: return true;
    default: return false;
  }
}

bool is_final(OperationState state) { return rank(state) >= 5; }

}  // namespace bursar::payments
