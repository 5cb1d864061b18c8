// Reads and writes of accounts, sign-in, sessions and links. Private to identity. Rows carry what
// use cases decide on; every count that limits attempts is changed by one conditional statement.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "identity/identity.hpp"

namespace bursar::identity::store {

/// An account with everything sign-in decides on.
struct Account {
  UserId id;
  std::string email;
  std::string name;
  UserState state = UserState::invited;
  PasswordHash password_hash;
  bool must_change_password = false;
  std::optional<Instant> temporary_password_until;
  std::string totp_sealed;  ///< empty = no authenticator app
  bool must_enrol_totp = false;
  std::int64_t failed_logins = 0;  ///< since the last success
  std::optional<Instant> locked_until;
  std::optional<Instant> factor_locked_until;
  std::string locale = "en";
  std::string time_zone = "UTC";
  Instant created_at;
  std::optional<Instant> last_login_at;
  std::int64_t version = 1;
  std::string phone_sealed;                   ///< empty = no phone
  std::optional<Instant> phone_confirmed_at;  ///< by its person; codes go to confirmed numbers only
  std::optional<Instant> phone_changed_at;
  std::int64_t passkeys = 0;
  UserId stands_for;  ///< set: for whom of another tenant this account holds a place, see
                      ///< invitation.hpp
};

struct SessionRow {
  SessionId id;
  UserId user;
  SessionKind kind = SessionKind::pre;
  MfaLevel mfa_level = MfaLevel::password;
  std::string totp_pending;
  Instant last_seen_at;
  Instant idle_deadline;
  Instant absolute_deadline;
  Instant fresh_until;
};

struct InsertSession {
  SessionRow row;
  std::string token_digest;
  std::string ip;
  std::string user_agent;
};

struct LinkRow {
  std::int64_t key = 0;
  UserId user;
  Instant expires_at;
  bool used = false;
};

struct LoginEvent {
  UserId user;
  std::string email_tried;
  bool ok = false;
  std::string reason;
  std::string user_agent;
  bool known_device = false;
  std::string network;
  bool is_unusual = false;
};

// Installation.
std::optional<Installation> find_installation(Tx& tx);
void insert_installation(Tx& tx, const Installation& installation, Instant now);
void update_demo_policy(Tx& tx, const Installation& installation);

// Accounts.
bool any_account(Tx& tx);
std::optional<Account> find_account(Tx& tx, UserId id);
std::optional<Account> find_account_by_email(Tx& tx, std::string_view folded_email);
/// Accounts that stand in for the person, newest first.
std::vector<UserId> stand_ins_of(Tx& tx, UserId user);
/// False when the e-mail is taken; a stand-in takes none.
bool insert_account(Tx& tx, const Account& account, Instant now);
void save_password(Tx& tx, UserId user, const PasswordHash& hash, Instant now);
void replace_hash(Tx& tx, UserId user, const PasswordHash& from, const PasswordHash& to);
void save_state(Tx& tx, UserId user, UserState state);
/// Accounts that neither their person nor an API key they made has used since `limit`.
std::vector<UserId> accounts_unused_since(Tx& tx, Instant limit);
/// Keeps the last `kept` of them.
void add_password_history(Tx& tx, IdSource& ids, UserId user, const PasswordHash& hash,
                          std::int64_t kept);
std::vector<PasswordHash> password_history(Tx& tx, UserId user, std::int64_t count);

// Wrong passwords and codes.
std::optional<Instant> device_locked_until(Tx& tx, UserId user, std::string_view device);
/// Adds a failure and returns the count so far.
std::int64_t add_device_failure(Tx& tx, UserId user, std::string_view device);
void lock_device(Tx& tx, UserId user, std::string_view device, Instant until);
std::int64_t add_account_failure(Tx& tx, UserId user);
void lock_account(Tx& tx, UserId user, Instant until);
void clear_login_failures(Tx& tx, UserId user, std::string_view device);
void note_login(Tx& tx, UserId user, Instant now);
std::int64_t add_factor_failure(Tx& tx, UserId user);
void lock_factor(Tx& tx, UserId user, Instant until);
void clear_factor_failures(Tx& tx, UserId user);
void insert_login_event(Tx& tx, const Call& call, const LoginEvent& event);

// Second factor.
/// True when `step` is greater than the last accepted one, which it then becomes.
bool accept_totp_step(Tx& tx, UserId user, std::int64_t step);
void save_totp(Tx& tx, UserId user, std::string_view sealed, std::int64_t step);
void require_enrolment(Tx& tx, UserId user);
void replace_recovery_codes(Tx& tx, UserId user, const std::vector<std::string>& digests);
/// True when the code existed and was unused; it is used now.
bool use_recovery_code(Tx& tx, UserId user, std::string_view digest, Instant now);

// Sessions.
void insert_session(Tx& tx, const InsertSession& session);
std::optional<SessionRow> find_live_session(Tx& tx, std::string_view token_digest, Instant now);
std::string session_user_agent(Tx& tx, SessionId id);
void save_touch(Tx& tx, SessionId id, Instant now, Instant idle_deadline);
void save_pending_totp(Tx& tx, SessionId id, std::string_view sealed);
/// A fresh token and assurance on the same session; the former token is dead.
void renew_token(Tx& tx, const InsertSession& session);
bool revoke_session(Tx& tx, SessionId id, UserId user, Instant now);
/// Ends all sessions of the user but `kept` (none = all); returns how many.
std::int64_t revoke_sessions(Tx& tx, UserId user, SessionId kept, Instant now);
std::vector<SessionSummary> live_sessions(Tx& tx, UserId user, Instant now);

// One-time links.
void insert_link(Tx& tx, const Call& call, LinkPurpose purpose, UserId user,
                 const IssuedLink& link);
std::optional<LinkRow> find_link(Tx& tx, LinkPurpose purpose, std::string_view token_digest);
/// True when the link was unused and in time; it is used now.
bool use_link(Tx& tx, std::int64_t key, Instant now);
void drop_links(Tx& tx, LinkPurpose purpose, UserId user);
bool link_waiting(Tx& tx, LinkPurpose purpose, Instant now);

}  // namespace bursar::identity::store
