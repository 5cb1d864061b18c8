// Status words, one list per noun.
#include <array>

#include "batches/state_machine.hpp"

namespace bursar::batches {
namespace {

constexpr std::array<std::string_view, 4> k_kinds{"payout", "refund", "capture", "void"};
constexpr std::array<std::string_view, 10> k_states{
    "uploaded", "validating", "invalid",
    "ready",    "approval",   "processing",
    "paused",   "completed",  "completed_with_errors",
    "canceled"};
constexpr std::array<std::string_view, 9> k_item_states{"valid",    "invalid",   "open",
                                                        "in_doubt", "succeeded", "declined",
                                                        "failed",   "refused",   "canceled"};
constexpr std::array<std::string_view, 11> k_events{
    "check_began", "found_lines", "found_none", "held",       "released",         "confirmed",
    "paused",      "resumed",     "canceled",   "ended_well", "ended_with_errors"};

template <class E, std::size_t N>
std::string_view word_of(const std::array<std::string_view, N>& words, E value) {
  const auto at = static_cast<std::size_t>(value) - 1;
  return at < N ? words[at] : std::string_view();
}

template <class E, std::size_t N>
std::optional<E> value_of(const std::array<std::string_view, N>& words, std::string_view word) {
  for (std::size_t at = 0; at < N; ++at)
    if (words[at] == word) return static_cast<E>(at + 1);
  return std::nullopt;
}

}  // namespace

std::string_view word(Kind kind) { return word_of(k_kinds, kind); }
std::string_view word(State state) { return word_of(k_states, state); }
std::string_view word(ItemState state) { return word_of(k_item_states, state); }
std::string_view word(Event event) { return word_of(k_events, event); }
std::optional<Kind> kind_of(std::string_view word) { return value_of<Kind>(k_kinds, word); }
std::optional<State> state_of(std::string_view word) { return value_of<State>(k_states, word); }
std::optional<ItemState> item_state_of(std::string_view word) {
  return value_of<ItemState>(k_item_states, word);
}

std::string_view permission_of(Kind kind) {
  switch (kind) {
    case Kind::payout: return "payouts:create";
    case Kind::refund: return "payments:refund";
    case Kind::capture:
    case Kind::void_: return "payments:capture";
  }
  return "payouts:create";
}

}  // namespace bursar::batches
