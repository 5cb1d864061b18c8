// The decision itself, pure: who can take the payment, which rule matches, in which order. Private
// to routing.
#pragma once

#include <map>
#include <span>

#include "routing/breaker.hpp"
#include "routing/content.hpp"

namespace bursar::routing {

/// What was looked up about an account for the strategies that ask.
struct Evidence {
  BreakerState breaker = BreakerState::closed;
  std::int64_t cost_minor = 0;
  std::int64_t score_ppm = 0;
};
using Evidences = std::map<std::int64_t, Evidence>;  ///< by key of the account

/// Accounts that can take the payment, in their given order; the others go into `plan.excluded`.
std::vector<const providers::ProviderAccount*> eligible(
    std::span<const providers::ProviderAccount> accounts, const Subject& subject, Plan& plan);

/// Asks every rule, also behind the first that holds, and writes the answers into `plan.results`.
/// The place of the first rule that holds, or nothing.
std::optional<std::size_t> match(const Compiled& profile, const Subject& subject, Plan& plan);

/// The eligible accounts that a rule names, in its order; the others are excluded as not_a_target.
std::vector<const providers::ProviderAccount*> targeted(
    const Rule& rule, const std::vector<const providers::ProviderAccount*>& accounts, Plan& plan);

/// Puts accounts into the order of a strategy and fills `plan.choices`: open breakers to the end
/// (or out, when strict), the sticky account to the front.
struct Order {
  const Rule* rule = nullptr;  ///< none: the given order
  ProfileId profile;
  std::int64_t version = 0;
  ProviderAccountId sticky;
};
void arrange(std::vector<const providers::ProviderAccount*> accounts, const Order& order,
             const Evidences& evidences, const Subject& subject, Plan& plan);

}  // namespace bursar::routing
