// Judges a profile's content before it is stored: names, numbers, conditions and targets.
#include <algorithm>

#include "base/text.hpp"
#include "providers/restrictions.hpp"
#include "routing/routing.hpp"

namespace bursar::routing {
namespace {

constexpr std::size_t k_rules_max = 100;
constexpr std::size_t k_targets_max = 20;
constexpr std::size_t k_name_max = 80;
constexpr std::int64_t k_weight_max = 10'000;
constexpr std::int64_t k_attempts_most = 5;
constexpr std::int64_t k_budget_most_ms = 60'000;

using Accounts = std::vector<providers::ProviderAccount>;

std::string at(std::size_t index, std::string_view member) {
  return "rules." + std::to_string(index) + "." + std::string(member);
}

Result<void> check_target(std::string field, const Rule& rule, const Target& target,
                          const Accounts& accounts) {
  const bool is_known = std::any_of(accounts.begin(), accounts.end(), [&](const auto& account) {
    return account.id == target.account;
  });
  if (!is_known)
    return invalid(field + ".provider_account_id", "unknown_account",
                   "no such account may be used here");
  if (std::count_if(rule.targets.begin(), rule.targets.end(),
                    [&](const Target& other) { return other.account == target.account; }) > 1)
    return invalid(field + ".provider_account_id", "account_twice", "is named twice");
  if (target.weight < 0 || target.weight > k_weight_max)
    return invalid(field + ".weight", "out_of_range", "must be from 0 to 10000");
  return ok();
}

Result<void> check_rule(Rule& rule, std::size_t index, const Accounts& accounts) {
  if (trim(rule.name).empty() || rule.name.size() > k_name_max || !is_printable_utf8(rule.name))
    return invalid(at(index, "name"), "invalid_name", "must be printable text of 1 to 80 bytes");
  rule.name = trim(rule.name);
  auto condition = rules::compile(rule.condition, schema());
  if (!condition) {
    Error error = std::move(condition).error();
    error.field = at(index, "condition");
    return error;
  }
  rule.condition = condition->canonical();
  if (rule.targets.size() > k_targets_max)
    return invalid(at(index, "targets"), "too_many", "must be at most 20");
  if (rule.targets.empty() && (rule.strategy == Strategy::single || rule.is_strict))
    return invalid(at(index, "targets"), "missing_value", "must name at least one account");
  for (std::size_t i = 0; i < rule.targets.size(); ++i)
    if (auto fits = check_target(at(index, "targets." + std::to_string(i)), rule, rule.targets[i],
                                 accounts);
        !fits)
      return fits;
  const auto has_weight = [](const Target& target) { return target.weight > 0; };
  if (rule.strategy == Strategy::split && !rule.targets.empty() &&
      std::none_of(rule.targets.begin(), rule.targets.end(), has_weight))
    return invalid(at(index, "targets"), "no_weight", "must have a weight above 0");
  return ok();
}

Result<void> check_cascade(const Cascade& cascade) {
  if (cascade.attempts_max < 1 || cascade.attempts_max > k_attempts_most)
    return invalid("cascade.attempts_max", "out_of_range", "must be from 1 to 5");
  if (cascade.time_budget_ms < 0 || cascade.time_budget_ms > k_budget_most_ms)
    return invalid("cascade.time_budget_ms", "out_of_range", "must be from 0 to 60000");
  return ok();
}

}  // namespace

Result<Content> check_content(storage::Tx& tx, const Place& place, Content content) {
  if (content.rules.size() > k_rules_max)
    return invalid("rules", "too_many", "must be at most 100");
  const Accounts accounts = providers::usable_accounts(tx, place.company);
  for (std::size_t i = 0; i < content.rules.size(); ++i)
    if (auto fits = check_rule(content.rules[i], i, accounts); !fits)
      return std::move(fits).error();
  if (auto fits = check_cascade(content.cascade); !fits) return std::move(fits).error();
  return content;
}

}  // namespace bursar::routing
