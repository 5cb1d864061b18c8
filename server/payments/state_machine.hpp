// The three state machines as data: state × event → state. What is not in a table does not happen:
// a late or repeated message that finds no row is recorded and changes nothing. states.md is drawn
// from these tables by a test.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "payments/payments.hpp"

namespace bursar::payments {

enum class PaymentEvent {
  review_needed = 1,
  refused_by_us,
  attempt_prepared,
  approved_by_person,
  rejected_by_person,
  action_needed,
  action_done,
  authorized,
  captured_part,
  captured,
  declined,
  not_executed,
  voided,
  canceled_by_customer,
  deadline_passed,
  paid,
  verified,
  returned,
  canceled,  ///< by the merchant or in the office
};
enum class OperationEvent {
  approval_needed = 1,
  queued,
  rejected,
  canceled,
  sent,
  action_needed,
  pending,
  approved,
  declined,
  not_executed,
  no_answer,
  reversed,
};
enum class AttemptEvent { claimed = 1, left_open, concluded };

std::string_view word(PaymentEvent event);
std::string_view word(OperationEvent event);
std::string_view word(AttemptEvent event);

template <class State, class Event>
struct Transition {
  State from;
  Event on;
  State to;
};
using PaymentTransition = Transition<Lifecycle, PaymentEvent>;
using OperationTransition = Transition<OperationState, OperationEvent>;
using AttemptTransition = Transition<AttemptPhase, AttemptEvent>;

inline constexpr auto k_payment_transitions = std::to_array<PaymentTransition>({
    {Lifecycle::created, PaymentEvent::review_needed, Lifecycle::review},
    {Lifecycle::created, PaymentEvent::refused_by_us, Lifecycle::declined},
    {Lifecycle::created, PaymentEvent::attempt_prepared, Lifecycle::processing},
    {Lifecycle::created, PaymentEvent::canceled_by_customer, Lifecycle::canceled},
    {Lifecycle::created, PaymentEvent::deadline_passed, Lifecycle::expired},
    {Lifecycle::created, PaymentEvent::canceled, Lifecycle::canceled},
    {Lifecycle::review, PaymentEvent::approved_by_person, Lifecycle::processing},
    {Lifecycle::review, PaymentEvent::rejected_by_person, Lifecycle::declined},
    {Lifecycle::review, PaymentEvent::deadline_passed, Lifecycle::expired},
    {Lifecycle::review, PaymentEvent::canceled, Lifecycle::canceled},
    {Lifecycle::processing, PaymentEvent::action_needed, Lifecycle::action},
    {Lifecycle::processing, PaymentEvent::attempt_prepared, Lifecycle::processing},
    {Lifecycle::processing, PaymentEvent::authorized, Lifecycle::authorized},
    {Lifecycle::processing, PaymentEvent::captured, Lifecycle::captured},
    {Lifecycle::processing, PaymentEvent::paid, Lifecycle::paid},
    {Lifecycle::processing, PaymentEvent::verified, Lifecycle::verified},
    {Lifecycle::processing, PaymentEvent::declined, Lifecycle::declined},
    {Lifecycle::processing, PaymentEvent::not_executed, Lifecycle::failed},
    {Lifecycle::processing, PaymentEvent::canceled_by_customer, Lifecycle::canceled},
    {Lifecycle::processing, PaymentEvent::deadline_passed, Lifecycle::expired},
    {Lifecycle::processing, PaymentEvent::canceled, Lifecycle::canceled},
    {Lifecycle::action, PaymentEvent::action_done, Lifecycle::processing},
    {Lifecycle::action, PaymentEvent::canceled_by_customer, Lifecycle::canceled},
    {Lifecycle::action, PaymentEvent::deadline_passed, Lifecycle::expired},
    {Lifecycle::action, PaymentEvent::canceled, Lifecycle::canceled},
    {Lifecycle::authorized, PaymentEvent::captured_part, Lifecycle::part_captured},
    {Lifecycle::authorized, PaymentEvent::captured, Lifecycle::captured},
    {Lifecycle::authorized, PaymentEvent::voided, Lifecycle::voided},
    {Lifecycle::authorized, PaymentEvent::deadline_passed, Lifecycle::expired},
    {Lifecycle::part_captured, PaymentEvent::captured_part, Lifecycle::part_captured},
    {Lifecycle::part_captured, PaymentEvent::captured, Lifecycle::captured},
    {Lifecycle::part_captured, PaymentEvent::deadline_passed, Lifecycle::captured},
    {Lifecycle::paid, PaymentEvent::returned, Lifecycle::returned},
    // Late success: the provider executed what we had given up. Always accepted.
    {Lifecycle::declined, PaymentEvent::captured, Lifecycle::captured},
    {Lifecycle::declined, PaymentEvent::authorized, Lifecycle::authorized},
    {Lifecycle::declined, PaymentEvent::paid, Lifecycle::paid},
    {Lifecycle::declined, PaymentEvent::verified, Lifecycle::verified},
    {Lifecycle::failed, PaymentEvent::captured, Lifecycle::captured},
    {Lifecycle::failed, PaymentEvent::authorized, Lifecycle::authorized},
    {Lifecycle::failed, PaymentEvent::paid, Lifecycle::paid},
    {Lifecycle::failed, PaymentEvent::verified, Lifecycle::verified},
    {Lifecycle::expired, PaymentEvent::captured, Lifecycle::captured},
    {Lifecycle::expired, PaymentEvent::authorized, Lifecycle::authorized},
    {Lifecycle::expired, PaymentEvent::paid, Lifecycle::paid},
    {Lifecycle::expired, PaymentEvent::verified, Lifecycle::verified},
    {Lifecycle::canceled, PaymentEvent::captured, Lifecycle::captured},
    {Lifecycle::canceled, PaymentEvent::authorized, Lifecycle::authorized},
    {Lifecycle::canceled, PaymentEvent::paid, Lifecycle::paid},
    {Lifecycle::canceled, PaymentEvent::verified, Lifecycle::verified},
});

inline constexpr auto k_operation_transitions = std::to_array<OperationTransition>({
    {OperationState::created, OperationEvent::approval_needed, OperationState::approval},
    {OperationState::created, OperationEvent::queued, OperationState::queued},
    {OperationState::created, OperationEvent::canceled, OperationState::canceled},
    {OperationState::approval, OperationEvent::queued, OperationState::queued},
    {OperationState::approval, OperationEvent::rejected, OperationState::declined},
    {OperationState::approval, OperationEvent::canceled, OperationState::canceled},
    {OperationState::queued, OperationEvent::sent, OperationState::sent},
    {OperationState::queued, OperationEvent::canceled, OperationState::canceled},
    {OperationState::sent, OperationEvent::action_needed, OperationState::action},
    {OperationState::sent, OperationEvent::pending, OperationState::pending},
    {OperationState::sent, OperationEvent::approved, OperationState::succeeded},
    {OperationState::sent, OperationEvent::declined, OperationState::declined},
    {OperationState::sent, OperationEvent::not_executed, OperationState::failed},
    {OperationState::sent, OperationEvent::no_answer, OperationState::in_doubt},
    {OperationState::action, OperationEvent::action_needed, OperationState::action},
    {OperationState::action, OperationEvent::pending, OperationState::pending},
    {OperationState::action, OperationEvent::approved, OperationState::succeeded},
    {OperationState::action, OperationEvent::declined, OperationState::declined},
    {OperationState::action, OperationEvent::no_answer, OperationState::in_doubt},
    {OperationState::action, OperationEvent::canceled, OperationState::canceled},
    {OperationState::pending, OperationEvent::pending, OperationState::pending},
    {OperationState::pending, OperationEvent::action_needed, OperationState::action},
    {OperationState::pending, OperationEvent::approved, OperationState::succeeded},
    {OperationState::pending, OperationEvent::declined, OperationState::declined},
    {OperationState::pending, OperationEvent::no_answer, OperationState::in_doubt},
    {OperationState::in_doubt, OperationEvent::no_answer, OperationState::in_doubt},
    {OperationState::in_doubt, OperationEvent::pending, OperationState::pending},
    {OperationState::in_doubt, OperationEvent::action_needed, OperationState::action},
    {OperationState::in_doubt, OperationEvent::approved, OperationState::succeeded},
    {OperationState::in_doubt, OperationEvent::declined, OperationState::declined},
    {OperationState::in_doubt, OperationEvent::not_executed, OperationState::failed},
    {OperationState::declined, OperationEvent::approved, OperationState::succeeded},
    {OperationState::failed, OperationEvent::approved, OperationState::succeeded},
    {OperationState::canceled, OperationEvent::approved, OperationState::succeeded},
    // The payer may still be at it: the provider is asked on until it says no more.
    {OperationState::canceled, OperationEvent::action_needed, OperationState::canceled},
    {OperationState::canceled, OperationEvent::pending, OperationState::canceled},
    {OperationState::canceled, OperationEvent::no_answer, OperationState::canceled},
    {OperationState::canceled, OperationEvent::declined, OperationState::canceled},
    {OperationState::canceled, OperationEvent::not_executed, OperationState::canceled},
    // A cascade: the same operation goes out again by another way.
    {OperationState::sent, OperationEvent::queued, OperationState::queued},
    {OperationState::succeeded, OperationEvent::reversed, OperationState::reversed},
});

inline constexpr auto k_attempt_transitions = std::to_array<AttemptTransition>({
    {AttemptPhase::prepared, AttemptEvent::claimed, AttemptPhase::sending},
    {AttemptPhase::prepared, AttemptEvent::concluded, AttemptPhase::resolved},
    {AttemptPhase::sending, AttemptEvent::left_open, AttemptPhase::answered},
    {AttemptPhase::sending, AttemptEvent::concluded, AttemptPhase::resolved},
    {AttemptPhase::answered, AttemptEvent::left_open, AttemptPhase::answered},
    {AttemptPhase::answered, AttemptEvent::concluded, AttemptPhase::resolved},
    {AttemptPhase::resolved, AttemptEvent::concluded, AttemptPhase::resolved},
});

template <class State, class Event, std::size_t N>
constexpr std::optional<State> next_in(const std::array<Transition<State, Event>, N>& table,
                                       State from, Event on) {
  for (const auto& row : table)
    if (row.from == from && row.on == on) return row.to;
  return std::nullopt;
}
/// The state after `on`, or nothing when the table does not know the step.
constexpr std::optional<Lifecycle> next(Lifecycle from, PaymentEvent on) {
  return next_in(k_payment_transitions, from, on);
}
constexpr std::optional<OperationState> next(OperationState from, OperationEvent on) {
  return next_in(k_operation_transitions, from, on);
}
constexpr std::optional<AttemptPhase> next(AttemptPhase from, AttemptEvent on) {
  return next_in(k_attempt_transitions, from, on);
}

/// How far a state is on its way: no message moves anything to a lower rank.
int rank(Lifecycle state);
int rank(OperationState state);
int rank(AttemptPhase state);
/// Final states end the subject's own work (late success and reversal are the only exceptions).
bool is_final(Lifecycle state);
bool is_final(OperationState state);

}  // namespace bursar::payments
