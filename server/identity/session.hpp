// Sessions: the two token types, what a signed-in person still owes, and what the Guard reads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/actor.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "identity/profile.hpp"

namespace bursar::identity {

/// A pre-session is another token type in another cookie; it never reaches what a full one reaches.
enum class SessionKind { pre = 1, full = 2 };

/// What still stands between the person and a full session.
enum class Stage {
  full = 1,
  must_verify_totp,
  must_change_password,
  must_enrol_totp,
  must_confirm_phone,  ///< before the first enrolment, where the profile wants a phone
};
std::string_view stage_name(Stage stage);

/// Factors proven in this session: 1 password, 2 password and second factor.
enum class MfaLevel { password = 1, second_factor = 2 };

/// A live session as the Guard sees it.
struct Visitor {
  SessionId session;
  UserId user;
  std::string email;
  std::string name;
  std::string locale;
  std::string time_zone;
  SessionKind kind = SessionKind::pre;
  Stage stage = Stage::must_verify_totp;
  MfaLevel mfa_level = MfaLevel::password;
  bool totp_enrolled = false;
  std::int64_t passkeys = 0;
  Instant last_seen_at;
  Instant idle_deadline;
  Instant absolute_deadline;
  Instant fresh_until;  ///< before this instant no further confirmation is asked
  ProfileId profile = ProfileId::standard;
  bool has_phone = false;         ///< a number is written down, confirmed or not
  bool phone_confirmed = false;   ///< has a phone number that was confirmed
  bool has_sms = false;           ///< and codes may be sent to it
  bool is_factor_waived = false;  ///< the demo's policy: nobody here needs a second factor
};

/// A token just issued. The raw value exists only here and in the cookie.
struct SessionGrant {
  Secret token;
  Visitor visitor;
};

/// A permission and where it holds, for the office to show or grey out controls.
struct Capability {
  std::string_view permission;
  Scope scope;
};

/// One row of "where am I signed in".
struct SessionSummary {
  SessionId id;
  Instant created_at;
  Instant last_seen_at;
  std::string ip;
  std::string user_agent;
  MfaLevel mfa_level = MfaLevel::password;
};

}  // namespace bursar::identity
