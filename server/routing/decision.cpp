// Eligibility, rules, strategies and health, on values alone: the same rows and payment always give
// the same plan.
#include "routing/decision.hpp"

#include <algorithm>

#include "providers/restrictions.hpp"
#include "routing/score.hpp"

namespace bursar::routing {
namespace {

using providers::ProviderAccount;
using providers::RequestKind;
using Accounts = std::vector<const ProviderAccount*>;

constexpr std::uint64_t k_buckets = 10'000;
constexpr std::uint64_t k_explored = 500;  ///< of the buckets: 5 % try another account first

bool is_pinned(const Subject& subject) {
  return subject.method_or_id.starts_with(ProviderAccountTag::k_prefix);
}

bool is_capable(const providers::Capabilities& capabilities, const Subject& subject) {
  if (subject.kind == RequestKind::authorize && !capabilities.authorize) return false;
  if (subject.kind == RequestKind::verify && !capabilities.verify) return false;
  if (subject.kind == RequestKind::payout && !capabilities.payout) return false;
  const bool stores = !subject.stored_credential.empty() && subject.stored_credential != "none";
  return !stores || capabilities.stored_credentials;
}

// Why an account cannot take the payment; empty when it can.
std::string_view objection(const ProviderAccount& account, const Subject& subject) {
  if (!account.is_enabled) return "disabled";
  if (!is_pinned(subject) && !providers::takes_method(account, subject.method_or_id))
    return "other_method";
  const auto restriction =
      providers::restriction_of(account, subject.amount, subject.kind, subject.country);
  if (!restriction.empty()) return restriction;
  const providers::Adapter* adapter = providers::find_adapter(account.adapter);
  if (adapter == nullptr) return "adapter_missing";
  const providers::Capabilities capabilities = adapter->capabilities();
  if (!is_capable(capabilities, subject)) return "not_capable";
  // Only cards are typed in beforehand; every other method is the provider's own flow.
  const bool needs_card = (is_pinned(subject) ? account.method : subject.method_or_id) == "card";
  if (needs_card && !subject.has_card && !capabilities.test_payer) return "card_needed";
  return {};
}

const Evidence& evidence_of(const Evidences& evidences, const ProviderAccount& account) {
  static const Evidence nothing;
  const auto found = evidences.find(account.id.key);
  return found == evidences.end() ? nothing : found->second;
}

std::int64_t weight_of(const Rule& rule, const ProviderAccount& account) {
  for (const Target& target : rule.targets)
    if (target.account == account.id) return target.weight;
  return 1;
}

void to_front(Accounts& accounts, std::size_t index) {
  std::rotate(accounts.begin(), accounts.begin() + static_cast<std::ptrdiff_t>(index),
              accounts.begin() + static_cast<std::ptrdiff_t>(index) + 1);
}

// The account of the payment's bucket first, the others behind it in their order.
void split(Accounts& accounts, const Order& order, const Subject& subject) {
  std::int64_t total = 0;
  for (const ProviderAccount* account : accounts) total += weight_of(*order.rule, *account);
  if (total == 0) return;
  const std::uint64_t bucket =
      hash64(order.profile.key, order.version, subject.payment.key) % k_buckets;
  const auto reached = static_cast<std::int64_t>(bucket) * total;
  std::int64_t upto = 0;
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    upto += weight_of(*order.rule, *accounts[i]) * static_cast<std::int64_t>(k_buckets);
    if (reached < upto) return to_front(accounts, i);
  }
}

void by_cost(Accounts& accounts, const Evidences& evidences) {
  std::stable_sort(accounts.begin(), accounts.end(),
                   [&](const ProviderAccount* a, const ProviderAccount* b) {
                     const Evidence& left = evidence_of(evidences, *a);
                     const Evidence& right = evidence_of(evidences, *b);
                     if (left.cost_minor != right.cost_minor)
                       return left.cost_minor < right.cost_minor;
                     return left.score_ppm > right.score_ppm;
                   });
}

// The account that is tried first although it is not the best, or none.
const ProviderAccount* by_score(Accounts& accounts, const Evidences& evidences, const Order& order,
                                const Subject& subject) {
  std::stable_sort(
      accounts.begin(), accounts.end(), [&](const ProviderAccount* a, const ProviderAccount* b) {
        return evidence_of(evidences, *a).score_ppm > evidence_of(evidences, *b).score_ppm;
      });
  const std::uint64_t hash = hash64(order.version, order.profile.key, subject.payment.key);
  if (!subject.payment || accounts.size() < 2 || hash % k_buckets >= k_explored) return nullptr;
  to_front(accounts, 1 + hash / k_buckets % (accounts.size() - 1));
  return accounts.front();
}

Choice choice_of(const ProviderAccount& account, const Subject& subject) {
  return {account.id, account.title, account.adapter,
          is_pinned(subject) ? account.method : subject.method_or_id, ""};
}

}  // namespace

Accounts eligible(std::span<const ProviderAccount> accounts, const Subject& subject, Plan& plan) {
  const ProviderAccountId pinned{id_key(ProviderAccountTag::k_prefix, subject.method_or_id)};
  Accounts fit;
  for (const ProviderAccount& account : accounts) {
    // A pinned id that names nothing fits no account.
    if (is_pinned(subject) && account.id != pinned) continue;
    const std::string_view reason = objection(account, subject);
    if (reason.empty()) fit.push_back(&account);
    else plan.excluded.push_back({account.id, std::string(reason)});
  }
  return fit;
}

std::optional<std::size_t> match(const Compiled& profile, const Subject& subject, Plan& plan) {
  const std::vector<rules::Value> facts = facts_of(subject);
  std::optional<std::size_t> first;
  for (std::size_t i = 0; i < profile.conditions.size(); ++i) {
    const Rule& rule = profile.content.rules[i];
    const bool holds = rules::evaluate(*profile.conditions[i], {facts, subject.now, nullptr});
    plan.results.push_back({rule.name, rule.is_enabled, holds});
    if (!first && holds && rule.is_enabled) first = i;
  }
  return first;
}

Accounts targeted(const Rule& rule, const Accounts& accounts, Plan& plan) {
  if (rule.targets.empty()) return accounts;
  Accounts chosen;
  for (const Target& target : rule.targets)
    for (const ProviderAccount* account : accounts)
      if (account->id == target.account) chosen.push_back(account);
  for (const ProviderAccount* account : accounts)
    if (std::find(chosen.begin(), chosen.end(), account) == chosen.end())
      plan.excluded.push_back({account->id, "not_a_target"});
  return chosen;
}

void arrange(Accounts accounts, const Order& order, const Evidences& evidences,
             const Subject& subject, Plan& plan) {
  const ProviderAccount* explored = nullptr;
  if (order.rule != nullptr) {
    switch (order.rule->strategy) {
      case Strategy::single:
        if (accounts.size() > 1) accounts.resize(1);
        break;
      case Strategy::priority: break;
      case Strategy::split: split(accounts, order, subject); break;
      case Strategy::least_cost: by_cost(accounts, evidences); break;
      case Strategy::best_auth: explored = by_score(accounts, evidences, order, subject); break;
    }
  }
  for (std::size_t i = 1; i < accounts.size(); ++i)
    if (order.sticky && accounts[i]->id == order.sticky) to_front(accounts, i);
  std::vector<Choice> unhealthy;
  for (const ProviderAccount* account : accounts) {
    Choice choice = choice_of(*account, subject);
    const BreakerState breaker = evidence_of(evidences, *account).breaker;
    if (breaker == BreakerState::open) {
      choice.note = "breaker_open";
      if (order.rule != nullptr && order.rule->is_strict)
        plan.excluded.push_back({account->id, "breaker_open"});
      else unhealthy.push_back(std::move(choice));
      continue;
    }
    if (breaker == BreakerState::half_open) choice.note = "probe";
    else if (order.sticky && account->id == order.sticky) choice.note = "sticky";
    else if (account == explored) choice.note = "explored";
    plan.choices.push_back(std::move(choice));
  }
  for (Choice& choice : unhealthy) plan.choices.push_back(std::move(choice));
}

}  // namespace bursar::routing
