// The identity front door: people and API keys, how they prove who they are, and what they may do.
// Argon2id runs never inside a transaction: such use cases come in three steps (load, prove,
// record); `prove` is pure CPU for a bounded pool. Refusals that must leave a trace are values, not
// errors, because an error rolls the trace back.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/result.hpp"
#include "identity/api_key.hpp"
#include "identity/password_policy.hpp"
#include "identity/permission.hpp"
#include "identity/role.hpp"
#include "identity/session.hpp"
#include "identity/settings.hpp"
#include "identity/user.hpp"
#include "storage/storage.hpp"

namespace bursar::identity {

using storage::Tx;

const std::vector<storage::Migration>& migrations();

// ---- installation
// --------------------------------------------------------------------------------

/// The installation's own row. `demo_skip_second_factor` lets accounts without a second factor into
/// a full session; the database itself refuses it outside a sandbox that is flagged as a demo.
struct Installation {
  Environment environment = Environment::sandbox;
  bool demo = false;
  bool demo_skip_second_factor = false;
};

/// Writes the row and the built-in roles; safe to run at every start (refreshes the roles' grants).
/// Errors: refused/demo_only; conflict/environment_fixed when the stored environment differs.
Result<void> install(Tx& tx, const Call& call, const Installation& installation);
/// The stored row; the strictest one before install() has run.
Installation installation(Tx& tx);

// ---- passwords
// -----------------------------------------------------------------------------------

/// Checks what the policy asks, and the block list. `context` are words the password must not lean
/// on (name, e-mail). Errors: invalid/password_too_long, password_not_text, password_too_common;
/// those of check_password_policy.
Result<void> check_password(std::string_view password, const std::vector<std::string>& context,
                            const PasswordPolicy& policy = {});
/// One Argon2id run (20 to 250 ms of CPU): never inside a transaction.
PasswordHash hash_password(const Settings& settings, CryptoRandom& random, const Secret& password);
bool verify_password(const Settings& settings, const PasswordHash& hash, const Secret& password);
/// check_password, then hash_password.
Result<PasswordHash> prepare_password(const Settings& settings, CryptoRandom& random,
                                      const Secret& password,
                                      const std::vector<std::string>& context,
                                      const PasswordPolicy& policy = {});
/// A random password for an administrator to hand over; must be changed at first use.
Secret make_temporary_password(CryptoRandom& random);

// ---- first administrator
// -------------------------------------------------------------------------

/// Errors: refused/setup_closed once any account exists. Earlier set-up links die.
Result<IssuedLink> create_setup_link(Tx& tx, const Call& call, const Settings& settings);
/// Whether a set-up link is waiting: says nothing else.
bool setup_open(Tx& tx, Instant now);
/// Creates the first administrator and signs in (stage must_enrol_totp unless the demo skips it).
/// Errors: not_found/link_invalid (unknown, used, expired), invalid/email_invalid, name_invalid.
Result<SessionGrant> accept_setup(Tx& tx, const Call& call, const Settings& settings,
                                  const AcceptSetup& command);

// ---- sign-in
// -------------------------------------------------------------------------------------

struct LoginAttempt {
  std::string email;
  Secret password;
  std::string device_token;  ///< device cookie as sent, may be empty
  std::string user_agent;
};

/// Result of the load step. For an account that does not exist or may not try now, `hash` is the
/// dummy: all cases cost the same.
struct LoginCheck {
  UserId user;
  PasswordHash hash;
  bool may_try = false;
};

/// Result of the prove step.
struct LoginProof {
  bool matches = false;
  std::optional<PasswordHash> upgraded;  ///< set when the stored hash has an outdated cost
};

/// Nothing in `grant` = the uniform refusal; the failure has been recorded.
struct LoginOutcome {
  std::optional<SessionGrant> grant;
  Secret device_token;  ///< to set as device cookie; empty to leave it as it is
};

LoginCheck load_login(Tx& tx, const Settings& settings, const LoginAttempt& attempt, Instant now);
LoginProof prove_login(const Settings& settings, CryptoRandom& random, const LoginCheck& check,
                       const Secret& password);
/// Counts, locks, writes login_event and audit, and issues the session. The limits are judged here,
/// so attempts running in parallel cannot exceed them.
Result<LoginOutcome> record_login(Tx& tx, const Call& call, const Settings& settings,
                                  const LoginAttempt& attempt, const LoginCheck& check,
                                  const LoginProof& proof);
/// The refusal every failed sign-in gets: unauthenticated/login_failed.
Error login_failed();

// ---- changing the password
// -----------------------------------------------------------------------

struct PasswordCheck {
  Secret token;
  Visitor visitor;
  PasswordHash hash;
  std::vector<PasswordHash> earlier;  ///< newest first, the present one included
  PasswordPolicy policy;
};

struct PasswordProof {
  bool current_matches = false;
  bool reused = false;
  PasswordHash hash;
};

/// Errors: unauthenticated/signed_out; refused/wrong_stage before the second factor is verified;
/// limited/too_many_attempts.
Result<PasswordCheck> load_password(Tx& tx, const Secret& token, Instant now);
/// Up to two Argon2id runs more than the policy remembers. Errors: those of check_password.
Result<PasswordProof> prove_password(const Settings& settings, CryptoRandom& random,
                                     const PasswordCheck& check, const Secret& current,
                                     const Secret& wanted);
struct PasswordOutcome {
  std::optional<SessionGrant> grant;  ///< nothing = refused, and recorded
  std::optional<Error> refusal;       ///< current_password_wrong, password_reused
};
/// Stores the hash, ends all other sessions of the user and issues a fresh token. The current
/// password must be given, except in a pre-session that owes the change.
Result<PasswordOutcome> record_password(Tx& tx, const Call& call, const Settings& settings,
                                        const PasswordCheck& check, const PasswordProof& proof);

// ---- second factor
// -------------------------------------------------------------------------------

struct TotpEnrolment {
  Secret secret_base32;
  Secret otpauth_uri;
  std::string qr_svg;  ///< carries the secret as well
};

/// Errors: unauthenticated/signed_out; refused/wrong_stage; forbidden/confirmation_required when a
/// full session replaces its factor without a fresh confirmation.
Result<TotpEnrolment> start_totp_enrolment(Tx& tx, const Call& call, const Settings& settings,
                                           const Secret& token);

/// The refusal of an act that needs a confirmation not older than five minutes.
Error confirmation_required();

/// Nothing in `grant` = refused, and recorded.
struct FactorOutcome {
  std::optional<SessionGrant> grant;
  std::optional<Error> refusal;             ///< code_wrong, too_many_attempts
  std::vector<std::string> recovery_codes;  ///< after enrolment only, shown once
};

/// Ends enrolment with a first code. Errors: as start, refused/no_enrolment.
Result<FactorOutcome> confirm_totp_enrolment(Tx& tx, const Call& call, const Settings& settings,
                                             const Secret& token, std::string_view code);
/// Verifies a TOTP or recovery code of a pre-session. Errors: unauthenticated/signed_out;
/// refused/wrong_stage.
Result<FactorOutcome> verify_totp(Tx& tx, const Call& call, const Settings& settings,
                                  const Secret& token, std::string_view code);

/// Step-up by TOTP code. A confirmed session gets a fresh token.
Result<FactorOutcome> confirm_session_by_code(Tx& tx, const Call& call, const Settings& settings,
                                              const Secret& token, std::string_view code);
/// Step-up by password; `matches` comes from verify_password on load_password()'s hash.
Result<FactorOutcome> confirm_session_by_password(Tx& tx, const Call& call,
                                                  const Settings& settings, const Secret& token,
                                                  bool matches);

// ---- sessions
// ------------------------------------------------------------------------------------

/// The live session of a token, or nothing (unknown, ended, past a deadline, account not active).
std::optional<Visitor> find_session(Tx& tx, const Secret& token, SessionKind kind, Instant now);
/// Moves the idle deadline; background requests must not call it.
Result<void> touch_session(Tx& tx, SessionId session, Instant now);
/// The CSRF token that belongs to a session token.
std::string csrf_token(const Settings& settings, const Secret& session_token);
std::vector<SessionSummary> list_sessions(Tx& tx, UserId user, Instant now);
/// Ends one of the actor's own sessions. Errors: not_found.
Result<void> end_session(Tx& tx, const Call& call, SessionId session);
/// Sign-out by token; nothing to end is fine.
Result<void> sign_out(Tx& tx, const Call& call, const Secret& token);

/// Where the user holds the permission now: the union of the memberships whose role grants it.
Scope scope_of(Tx& tx, UserId user, std::string_view permission, Instant now);
std::vector<Capability> capabilities(Tx& tx, UserId user, Instant now);
/// Whether a scope reaches anything at all.
bool reaches_anything(const Scope& scope);

/// A refused request, for the audit trail.
struct Denial {
  std::string operation;   ///< operation_id of the route
  std::string permission;  ///< required permission, may be empty
  std::string reason;      ///< code of the refusal
};
Result<void> record_denial(Tx& tx, const Call& call, const Denial& denial);

// ---- users
// ---------------------------------------------------------------------------------------

/// Creates an account with a temporary password. Errors: invalid/email_invalid, name_invalid,
/// role_unknown, expiry_past; conflict/email_taken; refused/role_foreign, outlasts_own;
/// forbidden/permission_missing when the role grants more than the actor holds at that place.
Result<User> create_user(Tx& tx, const Call& call, const Settings& settings,
                         const CreateUser& command);
/// An active account with a final password; for demo and tests. Errors: as create_user;
/// refused/demo_only unless the installation is a sandbox.
Result<User> seed_user(Tx& tx, const Call& call, const SeedUser& command);
/// An account without a password and the invitation that lets its person choose one. The link is
/// the only copy: hand it over or have it delivered. Errors: as create_user.
Result<InvitedUser> invite_user(Tx& tx, const Call& call, const Settings& settings,
                                const InviteUser& command);
/// People with a membership inside the scope who fit the filters, newest first.
std::vector<User> list_users(Tx& tx, const Scope& scope, const ListUsers& filter, Instant now);
/// Errors: not_found.
Result<PersonDetail> read_person(Tx& tx, const Call& call, const Settings& settings, UserId user);
/// Every change of a person below demands that the person holds nothing outside the actor's scope
/// and nothing the actor does not hold: not_found; forbidden/permission_missing.
/// Errors: invalid/email_invalid, name_invalid, phone_invalid; conflict/version_changed,
/// email_taken.
Result<User> update_user(Tx& tx, const Call& call, const Settings& settings,
                         const UpdateUser& command);
/// Errors: refused/last_administrator. Ends the user's sessions and links at once.
Result<User> disable_user(Tx& tx, const Call& call, UserId user);
/// Errors: refused/not_disabled.
Result<User> enable_user(Tx& tx, const Call& call, UserId user);
/// Disables accounts unused for 90 days (never the last administrator); returns how many. For a
/// daily job.
std::int64_t disable_unused_users(Tx& tx, const Call& call, const Settings& settings);

/// Errors: conflict/version_changed, membership_exists; those of giving a role:
/// invalid/role_unknown, role_without_effect, expiry_past; refused/role_foreign, outlasts_own.
Result<User> add_membership(Tx& tx, const Call& call, const AddMembership& command);
/// Errors: as add_membership; not_found; refused/last_administrator.
Result<User> change_membership(Tx& tx, const Call& call, const ChangeMembership& command);
/// Errors: conflict/version_changed; not_found; refused/last_administrator.
Result<User> end_membership(Tx& tx, const Call& call, const EndMembership& command);
/// Errors: invalid/transfer_invalid; refused/nothing_to_transfer; as add_membership.
Result<User> transfer_user(Tx& tx, const Call& call, const TransferUser& command);

/// Errors: not_found.
Result<std::vector<SessionSummary>> list_user_sessions(Tx& tx, const Call& call, UserId user);
Result<void> end_user_session(Tx& tx, const Call& call, UserId user, SessionId session);
/// Ends all sessions but the actor's present one; returns how many.
Result<std::int64_t> end_user_sessions(Tx& tx, const Call& call, UserId user);
/// Newest first, keys below `before` (0 = from the newest). Errors: not_found.
Result<std::vector<LoginRecord>> list_logins(Tx& tx, const Call& call, UserId user,
                                             std::int64_t before, std::int64_t limit);
/// The next sign-in has to choose another password; ends all sessions. Errors: refused/state_unfit.
Result<User> require_password_change(Tx& tx, const Call& call, UserId user);
/// Removes the factor, so that the next sign-in enrols one; ends all sessions.
/// Errors: refused/own_factor, no_factor, second_administrator_required.
Result<User> reset_second_factor(Tx& tx, const Call& call, UserId user);
/// Who agreed to an act beside whoever does it. A trial is rolled back and needs nobody.
struct SecondPeople {
  std::vector<UserId> people;
  bool is_trial = false;
};
/// The same for an administrator, when somebody else who could do it has agreed. Errors: as
/// reset_second_factor.
Result<User> reset_administrator_factor(Tx& tx, const Call& call, UserId user,
                                        const SecondPeople& second);
/// Whether any membership of the person, of now or later, makes them an administrator.
bool is_administrator(Tx& tx, UserId user);

// ---- one-time links
// ------------------------------------------------------------------------------

/// Invitation (of an invited account) or reset link (of an active one); the earlier one dies.
/// Errors: not_found; refused/state_unfit; forbidden/permission_missing.
Result<IssuedLink> create_user_link(Tx& tx, const Call& call, const Settings& settings, UserId user,
                                    LinkPurpose purpose);
/// Whether links leave by mail; else whoever makes one hands it over.
bool mails_links(Tx& tx, const Settings& settings);
/// Somebody forgot their password: queues a mail with a reset link for whoever has this address.
/// False for an unknown address, too soon after the last link, after ten of a day, or while mail is
/// not set up; the asker must not be told which.
Result<bool> request_reset(Tx& tx, const Call& call, const Settings& settings,
                           std::string_view email);
/// Whom a live link is for. Errors: not_found/link_invalid.
Result<LinkView> read_link(Tx& tx, const Secret& token, LinkPurpose purpose, Instant now);
/// Up to one Argon2id run more than the policy remembers. Errors: those of check_password;
/// invalid/password_reused.
Result<PasswordHash> prove_link_password(const Settings& settings, CryptoRandom& random,
                                         const LinkView& link, const Secret& wanted);
/// Sets the password by an invitation or reset link; the second factor stays as it is. Ends all
/// sessions. Errors: not_found/link_invalid.
Result<UserId> accept_user_link(Tx& tx, const Call& call, const Secret& token, LinkPurpose purpose,
                                const PasswordHash& password);

// ---- roles
// ---------------------------------------------------------------------------------------

/// Built-in roles, those of the installation and of the companies in scope, with their permissions.
std::vector<Role> list_roles(Tx& tx, const Scope& scope);
/// Errors: not_found.
Result<Role> read_role(Tx& tx, const Scope& scope, RoleId id);
/// Who holds the role inside the scope now, by name. Errors: not_found.
Result<std::vector<RoleHolder>> list_role_holders(Tx& tx, const Scope& scope, RoleId id,
                                                  Instant now, std::int64_t limit);
/// Errors: invalid/name_invalid, description_invalid, permission_unknown, permissions_empty;
/// refused/platform_permission, outlasts_own; conflict/role_name_taken; not_found (company);
/// forbidden/permission_missing when it would contain more than the actor holds there.
Result<Role> create_role(Tx& tx, const Call& call, const CreateRole& command);
/// Errors: as create_role for what is added; not_found; refused/role_built_in;
/// conflict/version_changed. Holders of the role feel it at their next request.
Result<Role> update_role(Tx& tx, const Call& call, const UpdateRole& command);
/// Errors: not_found; refused/role_built_in, role_in_use; conflict/version_changed.
Result<void> delete_role(Tx& tx, const Call& call, RoleId id, std::int64_t version);
/// Which roles carry a permission, and which colleagues of the asker could give one of them.
Granters who_can_grant(Tx& tx, UserId asker, std::string_view permission, Instant now);

// ---- API keys
// ------------------------------------------------------------------------------------

/// Errors: invalid/label_invalid, scope_unknown, scopes_empty, expiry_invalid, address_invalid,
/// too_many_addresses;
/// forbidden/permission_missing when a scope exceeds what the acting user may do at that merchant;
/// not_found outside the actor's scope.
Result<IssuedApiKey> create_api_key(Tx& tx, const Call& call, const Settings& settings,
                                    const CreateApiKey& command);
/// One key as it is now. Errors: not_found.
Result<ApiKey> read_api_key(Tx& tx, const Call& call, MerchantId merchant, ApiKeyId id);
/// Newest first; nothing outside the scope.
std::vector<ApiKey> list_api_keys(Tx& tx, const Scope& scope, MerchantId merchant, Instant now);
/// Label, allowed addresses and signing key. Errors: as create_api_key; refused/key_not_active;
/// invalid/signing_key_invalid.
Result<ApiKey> update_api_key(Tx& tx, const Call& call, const UpdateApiKey& command);
/// The replacement works at once, the rotated key until its overlap ends. Errors: not_found;
/// refused/key_not_active; invalid/overlap_invalid.
Result<IssuedApiKey> rotate_api_key(Tx& tx, const Call& call, const Settings& settings,
                                    const RotateApiKey& command);
/// Errors: not_found. Revoking a revoked key changes nothing.
Result<ApiKey> revoke_api_key(Tx& tx, const Call& call, MerchantId merchant, ApiKeyId id);
/// The key by its public id with what its maker leaves it of its scopes, for judge_api_key().
std::optional<StoredApiKey> find_api_key(Tx& tx, std::string_view public_id, Instant now);
/// Tells of keys that end within 30, 7 and 1 days, each once; returns how many. For a daily job.
std::int64_t remind_expiring_keys(Tx& tx, const Call& call);
/// Notes that a key's signature was used, for all processes; false when it was before.
Result<bool> note_signed_request(Tx& tx, ApiKeyId id, std::string_view nonce, Instant expires_at);
/// Drops those whose time is refused anyway; returns how many. For a job.
std::int64_t forget_signed_requests(Tx& tx, Instant now);
/// Adds the counts gathered in memory.
Result<void> record_api_key_uses(Tx& tx, const std::vector<ApiKeyUse>& uses);

}  // namespace bursar::identity
