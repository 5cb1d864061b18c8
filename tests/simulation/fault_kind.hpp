// The names of everything that may go wrong in a run, and one occasion on which it did. A schedule
// of faults is a list of such occasions; a failing run can be repeated with fewer of them.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace bursar::simulation {

enum class FaultKind : std::uint8_t {
  refuse,  ///< the connection is refused: certainly not sent
  lose_request,
  slow_request,    ///< arrives after the caller has given up
  repeat_request,  ///< arrives a second time
  lose_answer,
  late_answer,  ///< comes after the caller has given up, and is believed
  hours_late,   ///< the same, hours later
  repeat_answer,
  tear_answer,  ///< half of the body
  wrong_amount,
  wrong_currency,
  wrong_reference,  ///< an answer about somebody else's operation
  misbook,          ///< the acquirer states another amount, from now on and for ever
  silence,          ///< nothing about this reference is answered for hours
  deny,             ///< queries know nothing for hours, then a message tells the truth
  crash_before_commit,
  crash_after_commit,
  stall,        ///< the process stops between claim and send
  lose_reply,   ///< the merchant never hears what was committed
  clock_jump,   ///< the wall clock jumps, the monotonic one does not
  outage,       ///< the acquirer is away
  drop_before,  ///< the acquirer itself loses requests, answers, breaks, is overloaded
  drop_after,
  break_after,
  overload,
  late_cards,    ///< what is pending stays so for hours
  lose_webhook,  ///< a message of the acquirer does not arrive, five times at most
  late_webhook,
  repeat_webhook,
};

inline constexpr auto k_fault_words = std::to_array<std::pair<FaultKind, std::string_view>>({
    {FaultKind::refuse, "refuse"},
    {FaultKind::lose_request, "lose_request"},
    {FaultKind::slow_request, "slow_request"},
    {FaultKind::repeat_request, "repeat_request"},
    {FaultKind::lose_answer, "lose_answer"},
    {FaultKind::late_answer, "late_answer"},
    {FaultKind::hours_late, "hours_late"},
    {FaultKind::repeat_answer, "repeat_answer"},
    {FaultKind::tear_answer, "tear_answer"},
    {FaultKind::wrong_amount, "wrong_amount"},
    {FaultKind::wrong_currency, "wrong_currency"},
    {FaultKind::wrong_reference, "wrong_reference"},
    {FaultKind::misbook, "misbook"},
    {FaultKind::silence, "silence"},
    {FaultKind::deny, "deny"},
    {FaultKind::crash_before_commit, "crash_before_commit"},
    {FaultKind::crash_after_commit, "crash_after_commit"},
    {FaultKind::stall, "stall"},
    {FaultKind::lose_reply, "lose_reply"},
    {FaultKind::clock_jump, "clock_jump"},
    {FaultKind::outage, "outage"},
    {FaultKind::drop_before, "drop_before"},
    {FaultKind::drop_after, "drop_after"},
    {FaultKind::break_after, "break_after"},
    {FaultKind::overload, "overload"},
    {FaultKind::late_cards, "late_cards"},
    {FaultKind::lose_webhook, "lose_webhook"},
    {FaultKind::late_webhook, "late_webhook"},
    {FaultKind::repeat_webhook, "repeat_webhook"},
});
inline constexpr std::size_t k_fault_kinds = k_fault_words.size();

constexpr std::string_view word(FaultKind kind) {
  return k_fault_words.at(static_cast<std::size_t>(kind)).second;
}

constexpr std::optional<FaultKind> fault_kind_of(std::string_view text) {
  for (const auto& [kind, name] : k_fault_words)
    if (name == text) return kind;
  return std::nullopt;
}

/// The `number`-th occasion (from 1) for a fault of this kind.
struct FaultEvent {
  FaultKind kind = FaultKind::refuse;
  std::uint64_t number = 0;
  auto operator<=>(const FaultEvent&) const = default;
};

}  // namespace bursar::simulation
