// Words of the enumerations and the way back, for storage, API and office alike.
#include "routing/words.hpp"

#include <array>

namespace bursar::routing {
namespace {

template <class E, std::size_t k_count>
std::optional<E> found(const std::array<E, k_count>& values, std::string_view text) {
  for (const E value : values)
    if (word(value) == text) return value;
  return std::nullopt;
}

}  // namespace

std::string_view word(Strategy value) {
  switch (value) {
    case Strategy::single: return "single";
    case Strategy::priority: return "priority";
    case Strategy::split: return "split";
    case Strategy::least_cost: return "least_cost";
    case Strategy::best_auth: return "best_auth";
  }
  return "";
}

std::string_view word(Sticky value) {
  switch (value) {
    case Sticky::none: return "none";
    case Sticky::customer: return "customer";
    case Sticky::card: return "card";
  }
  return "";
}

std::string_view word(NextAccount value) {
  switch (value) {
    case NextAccount::never: return "never";
    case NextAccount::once: return "once";
    case NextAccount::always: return "always";
  }
  return "";
}

std::string_view word(VersionState value) {
  switch (value) {
    case VersionState::draft: return "draft";
    case VersionState::active: return "active";
    case VersionState::retired: return "retired";
  }
  return "";
}

std::string sticky_subject(Sticky sticky, const std::string& customer_id,
                           const std::string& card_key) {
  if (sticky == Sticky::customer && !customer_id.empty()) return "u" + customer_id;
  if (sticky == Sticky::card && !card_key.empty()) return "k" + card_key;
  return {};
}

std::optional<Strategy> strategy_of(std::string_view text) {
  return found(std::to_array({Strategy::single, Strategy::priority, Strategy::split,
                              Strategy::least_cost, Strategy::best_auth}),
               text);
}
std::optional<Sticky> sticky_of(std::string_view text) {
  return found(std::to_array({Sticky::none, Sticky::customer, Sticky::card}), text);
}
std::optional<NextAccount> next_account_of(std::string_view text) {
  return found(std::to_array({NextAccount::never, NextAccount::once, NextAccount::always}), text);
}

}  // namespace bursar::routing
