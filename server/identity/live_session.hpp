// Sessions from the inside: loading one with its account, judging its stage, issuing and advancing
// tokens. Private to identity.
#pragma once

#include <optional>
#include <string>

#include "identity/identity.hpp"
#include "identity/store.hpp"

namespace bursar::identity {

/// A live session with everything a use case decides on.
struct LiveSession {
  store::SessionRow row;
  store::Account account;
  Visitor visitor;
};

/// What the installation says about second factors.
struct Rules {
  bool demo_skips_factor = false;
  ProfileId profile = ProfileId::standard;
  bool sms_enabled = false;
  /// Nobody enrols a first factor without a phone number confirmed by a message.
  bool wants_phone() const { return sms_enabled && profile_of(profile).has_closed_list; }
};
Rules rules_of(Tx& tx);
/// What the account still owes at this assurance. `skip_factor`: it may be without a second one.
Stage stage_of(const store::Account& account, MfaLevel level, bool skip_factor, const Rules& rules);
/// Whether the account may be without a second factor: by the demo's policy, or by a profile whose
/// closed list covers all that the person may do.
bool may_skip_factor(Tx& tx, const Rules& rules, UserId user, Instant now);

/// Nothing when the token is unknown, ended or past a deadline, when the account may not be used,
/// or when a full session no longer meets what the account owes.
std::optional<LiveSession> find_live(Tx& tx, const Secret& token, Instant now);
/// Errors: unauthenticated/signed_out.
Result<LiveSession> load_live(Tx& tx, const Secret& token, Instant now);

/// Who signs in, and with what assurance so far.
struct Issue {
  const store::Account& account;
  MfaLevel mfa_level = MfaLevel::password;
  std::string user_agent;
};
/// Issues a pre-session or, when nothing is owed, a full session; the oldest beyond the limit end.
SessionGrant issue_session(Tx& tx, const Call& call, const Settings& settings, const Issue& issue);

/// Carries a session on after a step that changes its assurance or credentials: a pre-session ends
/// and another session is issued; a full one keeps its deadlines and gets a fresh token and
/// confirmation.
SessionGrant advance_session(Tx& tx, const Call& call, const Settings& settings,
                             const LiveSession& live, MfaLevel level);

/// Counts a wrong code or confirmation; at the limit the session ends and the account's factor
/// locks. Returns the refusal to show.
Error count_factor_failure(Tx& tx, const Call& call, const Settings& settings,
                           const LiveSession& live, std::string_view action, Error wrong);
/// The refusal while the factor is locked, if it is.
std::optional<Error> factor_locked(const store::Account& account, Instant now);

Error signed_out();

}  // namespace bursar::identity
