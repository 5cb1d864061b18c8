// Words of the trail's enumerations, and what is kept of a client's name for itself.
#include <array>

#include "audit/audit.hpp"

namespace bursar::audit {
namespace {

constexpr std::size_t k_device_max = 160;
constexpr std::array<std::string_view, 4> k_outcomes{"", "ok", "denied", "error"};
constexpr std::array<std::string_view, 5> k_actor_kinds{"", "user", "api_key", "job", "provider"};

template <class Enum, class Words>
std::string_view word_in(const Words& words, Enum value) {
  const auto number = static_cast<std::int64_t>(value);
  if (number < 0 || number >= static_cast<std::int64_t>(words.size())) return {};
  return words[static_cast<std::size_t>(number)];
}

template <class Enum, class Words>
std::optional<Enum> number_in(const Words& words, std::string_view word) {
  for (std::size_t i = 1; i < words.size(); ++i)
    if (words[i] == word) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace

std::string_view word(Outcome value) { return word_in(k_outcomes, value); }
std::string_view word(ActorKind value) { return word_in(k_actor_kinds, value); }

std::optional<Outcome> outcome_of(std::string_view word) {
  return number_in<Outcome>(k_outcomes, word);
}

std::optional<ActorKind> actor_kind_of(std::string_view word) {
  return number_in<ActorKind>(k_actor_kinds, word);
}

std::string device_of(std::string_view user_agent) {
  std::string device(user_agent.substr(0, k_device_max));
  for (char& c : device)
    if (c < ' ' || c > '~') c = '?';
  return device;
}

}  // namespace bursar::audit
