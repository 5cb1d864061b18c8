// A person's passkeys: made, listed, named, removed. A factor changes only under a fresh
// confirmation by the present one (M-08), and whatever changes it ends the other sessions (S-06).
#include "identity/passkey.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "identity/factor.hpp"
#include "identity/passkey_parts.hpp"
#include "identity/passkey_store.hpp"
#include "identity/trail.hpp"
#include "identity/webauthn_ceremony.hpp"

namespace bursar::identity {
namespace {

constexpr std::size_t k_name_max = 60;
// The words of the WebAuthn specification; others are left out, they only spare a dialog.
constexpr std::array<std::string_view, 6> k_transports{"usb",    "nfc",        "ble",
                                                       "hybrid", "smart-card", "internal"};

PasskeyRequest request_of(const LiveSession& live) {
  return {live.row.user, live.row.id, PasskeyPurpose::registration};
}

Result<std::string> checked_name(std::string_view name) {
  const std::string_view trimmed = trim(name);
  const bool fits = !trimmed.empty() && is_printable_utf8(trimmed) &&
                    trimmed.find('\n') == std::string_view::npos &&
                    code_points(trimmed) <= k_name_max;
  if (!fits) return invalid("name", "name_invalid", "a name has 1 to 60 characters");
  return std::string(trimmed);
}

std::string known_transports(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string_view word : k_transports)
    if (std::find(words.begin(), words.end(), word) != words.end())
      text.append(text.empty() ? "" : " ").append(word);
  return text;
}

Result<LiveSession> load_adding(Tx& tx, const Secret& token, Instant now) {
  auto live = load_enrolling(tx, token, now);
  if (!live) return live;
  if (live->account.passkeys >= static_cast<std::int64_t>(k_passkeys_max))
    return refused("too_many_passkeys", "ten passkeys are the most: remove one first");
  return live;
}

bool has_totp(const store::Account& account) { return !account.totp_sealed.empty(); }

// A full session that was confirmed just now; a pre-session removes nothing.
Result<LiveSession> load_removing(Tx& tx, const Secret& token, Instant now) {
  auto live = load_live(tx, token, now);
  if (!live) return live;
  if (live->row.kind != SessionKind::full) return refused("wrong_stage", "finish signing in first");
  if (now >= live->row.fresh_until) return confirmation_required();
  return live;
}

// The last factor stays with everybody but those who may be without one altogether.
Result<void> keep_last(Tx& tx, const LiveSession& live, std::int64_t others, Instant now) {
  if (others > 0 || may_skip_factor(tx, rules_of(tx), live.row.user, now)) return ok();
  return refused("last_factor", "this is the only second factor left: add another one first");
}

std::string facts_of(const Passkey& passkey) {
  return json_of({{"passkey_id", passkey.id.text()}, {"passkey_name", passkey.name}});
}

FactorOutcome refuse(Tx& tx, const Call& call, const PasskeyRequest& request, std::string reason) {
  FactorOutcome outcome;
  const bool is_late = reason == "challenge_expired" || reason == "challenge_wrong";
  outcome.refusal = is_late ? passkey_expired() : passkey_wrong();
  if (reason == "passkey_known")
    outcome.refusal = conflict(reason, "this passkey is registered already");
  record_passkey_denial(tx, call, {"add_passkey", request, std::move(reason)});
  return outcome;
}

// Who used a recovery code may have lost the phone, so the app on it stops counting.
FactorOutcome enrolled(Tx& tx, const Call& call, const Settings& settings, const LiveSession& live,
                       const Passkey& passkey) {
  const UserId user = live.row.user;
  FactorOutcome outcome;
  if (live.account.must_enrol_totp) store::clear_totp(tx, user);
  if (live.account.must_enrol_totp || !has_factor(live.account))
    outcome.recovery_codes = make_recovery_codes(tx, call, settings, user);
  store::note_enrolled(tx, user);
  store::revoke_sessions(tx, user, live.row.id, call.now);
  outcome.grant = advance_session(tx, call, settings, live, MfaLevel::second_factor);
  record_and_tell(tx, call, {"add_passkey", user, audit::Outcome::ok, facts_of(passkey), {}},
                  "user.second_factor_changed");
  return outcome;
}

}  // namespace

Result<PasskeyInvitation> start_passkey_registration(Tx& tx, const Call& call,
                                                     const Settings& settings,
                                                     const Secret& token) {
  const auto live = load_adding(tx, token, call.now);
  if (!live) return live.error();
  auto question = ask_passkey(tx, call, settings, request_of(*live));
  if (!question) return question.error();
  return PasskeyInvitation{std::move(*question), live->row.user.text(), live->account.email,
                           live->account.name};
}

Result<FactorOutcome> add_passkey(Tx& tx, const Call& call, const Settings& settings,
                                  const Secret& token, const AddPasskey& command) {
  const auto name = checked_name(command.name);
  if (!name) return name.error();
  const auto live = load_adding(tx, token, call.now);
  if (!live) return live.error();
  const PasskeyRequest request = request_of(*live);
  const auto digest = take_live_challenge(tx, request, call.now);
  if (!digest) return refuse(tx, call, request, "challenge_expired");
  const webauthn::Expected expected{settings.relying_party, *digest};
  auto fresh = webauthn::judge_registration(expected, command.answer);
  if (!fresh) return refuse(tx, call, request, fresh.error().code);
  store::PasskeyRow row;
  row.shown = {call.ids.next<PasskeyId>(), *name, fresh->is_synced, call.now, {}};
  row.user = live->row.user;
  row.credential_id = std::move(fresh->credential.credential_id);
  row.public_key = std::move(fresh->credential.public_key);
  row.sign_count = fresh->sign_count;
  row.rp_id = settings.relying_party.id;
  row.transports = known_transports(command.answer.transports);
  if (!store::insert_passkey(tx, row)) return refuse(tx, call, request, "passkey_known");
  return enrolled(tx, call, settings, *live, row.shown);
}

std::vector<Passkey> list_passkeys(Tx& tx, UserId user) {
  std::vector<Passkey> list;
  for (store::PasskeyRow& row : store::passkeys(tx, user)) list.push_back(std::move(row.shown));
  return list;
}

Result<Passkey> rename_passkey(Tx& tx, const Call& call, PasskeyId id, std::string_view name) {
  const UserId user{call.actor.key};
  const auto wanted = checked_name(name);
  if (!wanted) return wanted.error();
  auto row = store::find_passkey(tx, user, id);
  if (!row) return not_found("passkey");
  store::save_passkey_name(tx, id, *wanted);
  const std::string before = facts_of(row->shown);
  row->shown.name = *wanted;
  record(tx, call, {"rename_passkey", user, audit::Outcome::ok, facts_of(row->shown), {}, before});
  return std::move(row->shown);
}

Result<void> remove_passkey(Tx& tx, const Call& call, const Secret& token, PasskeyId id) {
  const auto live = load_removing(tx, token, call.now);
  if (!live) return live.error();
  const UserId user = live->row.user;
  const auto row = store::find_passkey(tx, user, id);
  if (!row) return not_found("passkey");
  const std::int64_t others = live->account.passkeys - 1 + (has_totp(live->account) ? 1 : 0);
  if (auto kept = keep_last(tx, *live, others, call.now); !kept) return kept;
  store::delete_passkey(tx, id);
  store::revoke_sessions(tx, user, live->row.id, call.now);
  record_and_tell(tx, call,
                  {"remove_passkey", user, audit::Outcome::ok, {}, {}, facts_of(row->shown)},
                  "user.second_factor_changed");
  return ok();
}

Result<void> remove_totp(Tx& tx, const Call& call, const Secret& token) {
  const auto live = load_removing(tx, token, call.now);
  if (!live) return live.error();
  if (!has_totp(live->account)) return refused("no_factor", "no authenticator app is set up");
  if (auto kept = keep_last(tx, *live, live->account.passkeys, call.now); !kept) return kept;
  const UserId user = live->row.user;
  store::clear_totp(tx, user);
  store::revoke_sessions(tx, user, live->row.id, call.now);
  record_and_tell(tx, call, {"remove_totp", user, audit::Outcome::ok, {}, {}},
                  "user.second_factor_changed");
  return ok();
}

}  // namespace bursar::identity
