// Reading and changing the security policy. Before the installation row exists the default holds:
// everybody has a second factor and no message leaves.
#include "identity/security_policy.hpp"

#include <algorithm>
#include <array>

#include "identity/code_store.hpp"
#include "identity/phone_number.hpp"
#include "identity/session_limits.hpp"
#include "identity/store.hpp"
#include "identity/trail.hpp"

namespace bursar::identity {
namespace {

constexpr std::int64_t k_refund_limit_max = 1'000'000'000;
constexpr std::size_t k_prefixes_max = 250;

std::string text_of(const SecurityPolicy& policy) {
  std::string prefixes;
  for (const std::string& prefix : policy.sms_prefixes)
    prefixes.append(prefixes.empty() ? "" : " ").append(prefix);
  return json_of(
      {{"profile", std::string(profile_of(policy.profile).key)},
       {"refund_limit", std::to_string(policy.refund_limit)},
       {"refund_two_people", std::to_string(policy.refund_two_people)},
       {"payout_two_people", std::to_string(policy.payout_two_people)},
       {"batch_two_people", std::to_string(policy.batch_two_people)},
       {"password_profile", std::string(password_profile_of(policy.password.profile).key)},
       {"password_length_min", std::to_string(policy.password.length_min)},
       {"passwords_remembered", std::to_string(policy.password.remembered)},
       {"idle_minutes", std::to_string(policy.sessions.idle_minutes)},
       {"session_hours", std::to_string(policy.sessions.hours)},
       {"sessions_max", std::to_string(policy.sessions.sessions_max)},
       {"sms_enabled", policy.sms_enabled ? "true" : "false"},
       {"sms_prefixes", prefixes}});
}

Result<void> apply_sms(const UpdateSecurityPolicy& command, SecurityPolicy& policy) {
  if (command.sms_enabled) {
    if (*command.sms_enabled && !command.can_send_sms)
      return refused("sms_not_set_up", "set up a gateway for text messages first");
    policy.sms_enabled = *command.sms_enabled;
  }
  if (!command.sms_prefixes) return ok();
  policy.sms_prefixes = *command.sms_prefixes;
  std::sort(policy.sms_prefixes.begin(), policy.sms_prefixes.end());
  const auto last = std::unique(policy.sms_prefixes.begin(), policy.sms_prefixes.end());
  policy.sms_prefixes.erase(last, policy.sms_prefixes.end());
  if (policy.sms_prefixes.size() > k_prefixes_max)
    return invalid("sms_prefixes", "out_of_range", "too many calling codes");
  for (const std::string& prefix : policy.sms_prefixes)
    if (!is_calling_code(prefix))
      return invalid("sms_prefixes", "prefix_unknown", prefix + " is no country's calling code");
  return ok();
}

Result<void> apply_limits(const UpdateSecurityPolicy& command, SecurityPolicy& policy) {
  struct Limit {
    std::string_view name;
    const std::optional<std::int64_t>& wanted;
    std::int64_t& kept;
  };
  const std::array limits{
      Limit{"refund_limit", command.refund_limit, policy.refund_limit},
      Limit{"refund_two_people", command.refund_two_people, policy.refund_two_people},
      Limit{"payout_two_people", command.payout_two_people, policy.payout_two_people},
      Limit{"batch_two_people", command.batch_two_people, policy.batch_two_people}};
  for (const Limit& limit : limits) {
    if (!limit.wanted) continue;
    if (*limit.wanted < 0 || *limit.wanted > k_refund_limit_max)
      return invalid(std::string(limit.name), "out_of_range",
                     "must be 0 to 1000000000 whole units");
    limit.kept = *limit.wanted;
  }
  return ok();
}

Result<void> apply_access(const UpdateSecurityPolicy& command, SecurityPolicy& policy) {
  if (command.password_profile) {
    const PasswordProfile* profile = find_password_profile(*command.password_profile);
    if (profile == nullptr)
      return invalid("password_profile", "profile_unknown", "there is no such password profile");
    policy.password.profile = profile->id;
  }
  // The profile of the same change decides how long sessions may be idle.
  const Bounds idle{
      k_idle_minutes_bounds.lowest,
      std::min(k_idle_minutes_bounds.highest, profile_of(policy.profile).idle_ms / k_minute_ms)};
  struct Limit {
    std::string_view name;
    const std::optional<std::int64_t>& wanted;
    std::int64_t& kept;
    Bounds bounds;
  };
  const std::array limits{
      Limit{"password_length_min", command.password_length_min, policy.password.length_min,
            k_password_length_bounds},
      Limit{"passwords_remembered", command.passwords_remembered, policy.password.remembered,
            k_passwords_remembered_bounds},
      Limit{"idle_minutes", command.idle_minutes, policy.sessions.idle_minutes, idle},
      Limit{"session_hours", command.session_hours, policy.sessions.hours, k_session_hours_bounds},
      Limit{"sessions_max", command.sessions_max, policy.sessions.sessions_max, k_sessions_bounds}};
  for (const Limit& limit : limits) {
    if (!limit.wanted) continue;
    if (*limit.wanted < limit.bounds.lowest || *limit.wanted > limit.bounds.highest)
      return invalid(std::string(limit.name), "out_of_range",
                     "must be " + std::to_string(limit.bounds.lowest) + " to " +
                         std::to_string(limit.bounds.highest));
    limit.kept = *limit.wanted;
  }
  return ok();
}

// Whoever chooses a profile must not lock themselves out of changing it again.
Result<void> check_own_phone(Tx& tx, const Call& call, const SecurityPolicy& policy) {
  if (!profile_of(policy.profile).has_closed_list || call.actor.kind != ActorKind::user)
    return ok();
  const auto account = store::find_account(tx, UserId{call.actor.key});
  if (account && account->phone_confirmed_at) return ok();
  return refused("phone_first",
                 "this profile asks for confirmed phone numbers: confirm your own first");
}

Result<SecurityPolicy> changed(Tx& tx, const Call& call, const UpdateSecurityPolicy& command,
                               SecurityPolicy policy) {
  if (command.profile) {
    const Profile* profile = find_profile(*command.profile);
    if (profile == nullptr)
      return invalid("profile", "profile_unknown", "there is no such security profile");
    policy.profile = profile->id;
    if (auto fits = check_own_phone(tx, call, policy); !fits) return fits.error();
  }
  if (auto fits = apply_limits(command, policy); !fits) return fits.error();
  if (auto fits = apply_access(command, policy); !fits) return fits.error();
  if (auto fits = apply_sms(command, policy); !fits) return fits.error();
  return policy;
}

}  // namespace

std::int64_t SecurityPolicy::idle_ms() const {
  return std::min(sessions.idle_minutes * k_minute_ms, profile_of(profile).idle_ms);
}

SecurityPolicy security_policy(Tx& tx) { return store::find_policy(tx).value_or(SecurityPolicy{}); }

Result<SecurityPolicy> update_security_policy(Tx& tx, const Call& call,
                                              const UpdateSecurityPolicy& command) {
  const SecurityPolicy before = security_policy(tx);
  auto after = changed(tx, call, command, before);
  if (!after) return after;
  if (!store::save_policy(tx, *after, command.version))
    return conflict("version_changed", "somebody changed the policy to version " +
                                           std::to_string(before.version) + " meanwhile");
  after->version = command.version + 1;
  audit::Entry entry;
  entry.action = "update_security_policy";
  entry.subject_kind = "installation";
  entry.before = text_of(before);
  entry.after = text_of(*after);
  audit::record(tx, call, entry);
  keep_sessions_to(tx, call, before, *after);
  if (command.everybody_changes_password) make_everybody_change_password(tx, call);
  return after;
}

}  // namespace bursar::identity
