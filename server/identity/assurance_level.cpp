// Judging levels: constant data and pure functions.
#include "identity/assurance_level.hpp"

#include <algorithm>

#include "identity/permission.hpp"

namespace bursar::identity {
namespace {

constexpr std::int64_t k_late_refund_ms = 180 * k_day_ms;

bool writes(std::string_view permission) { return !permission.ends_with(":read"); }

bool on_closed_list(std::string_view permission) {
  const Permission* known = find_permission(permission);
  return known != nullptr && !known->needs_second_factor;
}

// More than `limit` whole units of the amount's currency.
bool exceeds(const Money& amount, std::int64_t limit) {
  std::int64_t unit = 1;
  for (int digit = 0; digit < amount.currency.exponent(); ++digit) unit *= 10;
  const std::int64_t whole = amount.minor / unit;
  return whole > limit || (whole == limit && amount.minor % unit != 0);
}

Error missing(std::string code, std::string message, std::string_view permission) {
  Error error{ErrorKind::forbidden, std::move(code), std::move(message), {}, {}};
  error.details.emplace_back("required_permission", permission);
  return error;
}

}  // namespace

const ActionLevel* find_action_level(std::string_view operation_id) {
  const auto found = std::find_if(
      k_action_levels.begin(), k_action_levels.end(),
      [operation_id](const ActionLevel& row) { return row.operation_id == operation_id; });
  return found == k_action_levels.end() ? nullptr : &*found;
}

AssuranceLevel level_of(std::string_view operation_id, std::string_view permission) {
  if (const ActionLevel* row = find_action_level(operation_id)) return row->level;
  if (permission.empty()) return AssuranceLevel::l0;
  if (permission == "self") return AssuranceLevel::l1;
  const Permission* known = find_permission(permission);
  const bool platform = known != nullptr && known->platform;
  return platform && writes(permission) ? AssuranceLevel::l3 : AssuranceLevel::l2;
}

AssuranceLevel level_of(const Profile& profile, std::string_view operation_id,
                        std::string_view permission) {
  const AssuranceLevel level = level_of(operation_id, permission);
  const bool by_password = profile.has_closed_list && on_closed_list(permission);
  return by_password && level == AssuranceLevel::l2 ? AssuranceLevel::l1 : level;
}

bool needs_second_person(std::string_view operation_id) {
  const ActionLevel* row = find_action_level(operation_id);
  return row != nullptr && row->raised == AssuranceLevel::l5;
}

bool takes_second_person(const SecurityPolicy& policy, std::string_view operation_id,
                         const std::vector<Money>& totals) {
  const ActionLevel* row = find_action_level(operation_id);
  if (row == nullptr) return false;
  std::int64_t limit = 0;
  switch (row->second) {
    case SecondPerson::never:
    case SecondPerson::by_content: return false;
    case SecondPerson::always: return true;
    case SecondPerson::above_refund_limit: limit = policy.refund_two_people; break;
    case SecondPerson::above_payout_limit: limit = policy.payout_two_people; break;
    case SecondPerson::above_batch_limit: limit = policy.batch_two_people; break;
  }
  return std::any_of(totals.begin(), totals.end(),
                     [limit](const Money& total) { return exceeds(total, limit); });
}

AssuranceLevel refund_level(const SecurityPolicy& policy, const Money& amount, Instant paid_at,
                            Instant now) {
  const Profile& profile = profile_of(policy.profile);
  const bool late = now.ms - paid_at.ms > k_late_refund_ms;
  // Two people, and a code unless the profile lets refunds through by password alone.
  if (takes_second_person(policy, "create_refund", {amount}) && !profile.has_closed_list)
    return AssuranceLevel::l5;
  return late || exceeds(amount, policy.refund_limit) ? profile.large_refund : profile.refund;
}

std::string_view method_name(FactorMethod method) {
  switch (method) {
    case FactorMethod::passkey: return "passkey";
    case FactorMethod::totp: return "totp";
    case FactorMethod::sms: return "sms";
    case FactorMethod::password: return "password";
  }
  return "password";
}

Error step_up_required(AssuranceLevel level, const std::vector<FactorMethod>& methods) {
  Error error{ErrorKind::forbidden,
              "step_up_required",
              "confirm it is you, then repeat the request",
              {},
              {}};
  std::string words;
  for (const FactorMethod method : methods)
    words.append(words.empty() ? "" : " ").append(method_name(method));
  error.details.emplace_back("level", level_name(level));
  error.details.emplace_back("methods", std::move(words));
  return error;
}

std::optional<Error> factor_problem(const Visitor& visitor, std::string_view permission) {
  const Permission* known = find_permission(permission);
  if (known == nullptr) return std::nullopt;
  const Profile& profile = profile_of(visitor.profile);
  const bool strict = profile.has_closed_list && known->needs_second_factor;
  if (strict && visitor.mfa_level != MfaLevel::second_factor && !visitor.is_factor_waived)
    return missing("second_factor_required", "this right needs the second factor", permission);
  if ((strict || known->needs_phone) && !visitor.phone_confirmed)
    return missing("phone_required", "this right needs a confirmed phone number", permission);
  return std::nullopt;
}

}  // namespace bursar::identity
