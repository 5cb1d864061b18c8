// Judging: conditions within a policy must all hold; between policies the strictest wins.
#include "approvals/policy.hpp"

#include <algorithm>

#include "approvals/catalogue.hpp"
#include "base/text.hpp"

namespace bursar::approvals {
namespace {

constexpr std::int64_t k_day_minutes = 24 * 60;
constexpr std::int64_t k_week_minutes = 7 * k_day_minutes;
constexpr std::int64_t k_days_all = 127;
constexpr std::int64_t k_age_days_max = 3'650;
constexpr std::int64_t k_expires_h_max = 720;
constexpr std::size_t k_name_max = 80;
constexpr std::size_t k_thresholds_max = 40;
constexpr std::size_t k_roles_max = 20;
constexpr std::int64_t k_amount_max_minor = 1'000'000'000'000'000;

bool reaches(const std::vector<Threshold>& thresholds, const std::optional<Money>& amount) {
  if (thresholds.empty() || !amount) return true;
  for (const Threshold& threshold : thresholds)
    if (threshold.currency == amount->currency) return amount->minor >= threshold.amount_minor;
  // What nobody set a limit for is not let through unseen.
  return true;
}

bool has_age(std::int64_t days, const Facts& facts) {
  if (days == 0 || !facts.since) return true;
  return facts.now.ms - facts.since->ms >= days * k_day_ms;
}

bool is_asked_by(const std::vector<std::string>& wanted, const std::vector<std::string>& held) {
  return wanted.empty() || std::any_of(held.begin(), held.end(), [&](const std::string& role) {
           return std::find(wanted.begin(), wanted.end(), role) != wanted.end();
         });
}

bool covers(const identity::Place& policy, const identity::Place& subject) {
  switch (policy.kind) {
    case identity::ScopeKind::installation: return true;
    case identity::ScopeKind::company: return policy.company == subject.company;
    case identity::ScopeKind::merchant: return policy.merchant == subject.merchant;
    case identity::ScopeKind::project: return false;
  }
  return false;
}

Result<void> check_thresholds(const Policy& policy, const Kind& kind) {
  if (!policy.thresholds.empty() && !kind.has_amount)
    return invalid("thresholds", "condition_unfit", "these acts have no amount");
  if (policy.thresholds.size() > k_thresholds_max)
    return invalid("thresholds", "too_many", "at most 40 currencies");
  for (std::size_t i = 0; i < policy.thresholds.size(); ++i) {
    const Threshold& threshold = policy.thresholds[i];
    if (threshold.amount_minor < 1 || threshold.amount_minor > k_amount_max_minor)
      return invalid("thresholds", "out_of_range", "an amount must be 1 or more");
    for (std::size_t other = 0; other < i; ++other)
      if (policy.thresholds[other].currency == threshold.currency)
        return invalid("thresholds", "currency_twice",
                       std::string(threshold.currency.code()) + " is named twice");
  }
  return ok();
}

Result<void> check_hours(const Hours& hours) {
  if (hours.days < 1 || hours.days > k_days_all)
    return invalid("hours.days", "out_of_range", "name at least one day");
  for (const std::int64_t minute : {hours.from_minute, hours.until_minute})
    if (minute < 0 || minute >= k_day_minutes)
      return invalid("hours", "out_of_range", "a time of day is from 00:00 to 23:59");
  if (hours.from_minute == hours.until_minute)
    return invalid("hours", "out_of_range", "the window must begin and end at different times");
  return ok();
}

}  // namespace

const Kind* find_kind(std::string_view key) {
  const auto* found = std::find_if(k_kinds.begin(), k_kinds.end(),
                                   [&](const Kind& kind) { return kind.key == key; });
  return found == k_kinds.end() ? nullptr : &*found;
}

bool is_within(const Hours& hours, std::int64_t minute_of_week) {
  std::int64_t length = hours.until_minute - hours.from_minute;
  if (length <= 0) length += k_day_minutes;
  for (std::int64_t day = 0; day < 7; ++day) {
    if ((hours.days & (1 << day)) == 0) continue;
    const std::int64_t begins = day * k_day_minutes + hours.from_minute;
    const std::int64_t passed = (minute_of_week - begins + k_week_minutes) % k_week_minutes;
    if (passed < length) return true;
  }
  return false;
}

bool applies(const Policy& policy, const Facts& facts) {
  return policy.is_active && covers(policy.place, facts.place) &&
         reaches(policy.thresholds, facts.amount) && has_age(policy.older_than_days, facts) &&
         is_asked_by(policy.requester_roles, facts.requester_roles) &&
         (!policy.hours || is_within(*policy.hours, facts.minute_of_week)) &&
         (policy.condition.empty() || !facts.fits || facts.fits(policy.condition));
}

std::optional<Requirement> judge(const std::vector<Policy>& policies, const Facts& facts,
                                 bool is_guarded) {
  std::optional<Requirement> found;
  if (is_guarded) found = Requirement{};
  for (const Policy& policy : policies) {
    if (!applies(policy, facts)) continue;
    if (!found) found = Requirement{policy.approvers, policy.expires_after_h, {}};
    found->approvers = std::max(found->approvers, policy.approvers);
    found->expires_after_h = std::min(found->expires_after_h, policy.expires_after_h);
    found->because.append(found->because.empty() ? "" : "\n").append(policy.name);
  }
  return found;
}

Result<void> validate(const Policy& policy) {
  const Kind* kind = find_kind(policy.kind);
  if (kind == nullptr) return invalid("kind", "kind_unknown", "there is no kind " + policy.kind);
  if (policy.name.empty() || code_points(policy.name) > k_name_max ||
      !is_printable_utf8(policy.name) || policy.name.find('\n') != std::string::npos)
    return invalid("name", "name_invalid", "a name has 1 to 80 printable characters");
  if (auto fit = check_thresholds(policy, *kind); !fit) return fit;
  if (policy.older_than_days < 0 || policy.older_than_days > k_age_days_max)
    return invalid("older_than_days", "out_of_range", "must be from 0 to 3650");
  if (policy.older_than_days > 0 && !kind->has_age)
    return invalid("older_than_days", "condition_unfit", "these acts have no age");
  if (!policy.condition.empty() && !kind->has_condition)
    return invalid("condition", "condition_unfit", "these acts know no conditions");
  if (policy.requester_roles.size() > k_roles_max)
    return invalid("requester_roles", "too_many", "at most 20 roles");
  if (policy.hours)
    if (auto fit = check_hours(*policy.hours); !fit) return fit;
  if (policy.approvers < 1 || policy.approvers > 3)
    return invalid("approvers", "out_of_range", "must be from 1 to 3");
  if (policy.expires_after_h < 1 || policy.expires_after_h > k_expires_h_max)
    return invalid("expires_after_h", "out_of_range", "must be from 1 to 720");
  if (policy.place.kind == identity::ScopeKind::project)
    return invalid("scope_kind", "scope_not_available", "policies do not hold at projects");
  return ok();
}

}  // namespace bursar::approvals
