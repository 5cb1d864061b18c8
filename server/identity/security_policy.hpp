// The security policy an installation has chosen: a profile and the limits people may set.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/call.hpp"
#include "base/result.hpp"
#include "identity/password_policy.hpp"
#include "identity/profile.hpp"
#include "storage/storage.hpp"

namespace bursar::identity {

struct SecurityPolicy {
  ProfileId profile = ProfileId::standard;
  /// Refunds above it take more; whole units of the payment's currency.
  std::int64_t refund_limit = 1'000;
  /// Above these a second person has to agree, whatever the approval policies say; whole units.
  std::int64_t refund_two_people = 10'000;
  std::int64_t payout_two_people = 50'000;
  std::int64_t batch_two_people = 100'000;  ///< per currency of a batch
  /// Codes by SMS: off until a gateway is set up and somebody turns them on.
  bool sms_enabled = false;
  /// Calling codes that messages may go to ("+44"); empty is everywhere.
  std::vector<std::string> sms_prefixes;
  PasswordPolicy password;
  SessionLimits sessions;
  std::int64_t version = 1;

  /// A session ends after so long without anything done: never later than the profile says.
  std::int64_t idle_ms() const;
};

/// The strictest one before install() has run.
SecurityPolicy security_policy(storage::Tx& tx);

struct UpdateSecurityPolicy {
  std::int64_t version = 0;  ///< as last read; another one is conflict/version_changed
  std::optional<std::string> profile;
  std::optional<std::int64_t> refund_limit;
  std::optional<std::int64_t> refund_two_people, payout_two_people, batch_two_people;
  std::optional<bool> sms_enabled;
  std::optional<std::vector<std::string>> sms_prefixes;
  std::optional<std::string> password_profile;
  std::optional<std::int64_t> password_length_min, passwords_remembered;
  std::optional<std::int64_t> idle_minutes, session_hours, sessions_max;
  /// Everybody, the one who asks included, is signed out and chooses another password next time.
  bool everybody_changes_password = false;
  bool can_send_sms = false;  ///< a gateway is set up
};
/// For holders of `security:write`; audited with what was before and after. Shorter sessions and
/// fewer of them hold for those that live already; rules of passwords hold from the next change on.
/// Errors: invalid/profile_unknown, out_of_range, prefix_unknown; conflict/version_changed;
/// refused/sms_not_set_up; refused/phone_first (a profile with a closed list would lock out whoever
/// chooses it without a confirmed phone number).
Result<SecurityPolicy> update_security_policy(storage::Tx& tx, const Call& call,
                                              const UpdateSecurityPolicy& command);

}  // namespace bursar::identity
