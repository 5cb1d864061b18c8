// Changing one's own phone number. The number waits sealed in the row of its code and reaches the
// account with the right answer alone.
#include "identity/own_phone.hpp"

#include "identity/confirmation.hpp"
#include "identity/crypto.hpp"
#include "identity/factor.hpp"
#include "identity/people_store.hpp"
#include "identity/phone_number.hpp"
#include "identity/trail.hpp"

namespace bursar::identity {
namespace {

constexpr std::string_view k_confirm = "confirm_phone";

std::string pending_place(OperationCodeId id) { return "one_time_code.phone:" + id.text(); }

// A full session whose factor may be tried.
Result<LiveSession> load_own(Tx& tx, const Secret& token, Instant now) {
  auto live = load_live(tx, token, now);
  if (!live) return live;
  if (live->row.kind != SessionKind::full) return refused("wrong_stage", "sign-in is not finished");
  if (auto locked = factor_locked(live->account, now)) return *locked;
  return live;
}

// M-08: the number changes by the present factor only.
Result<LiveSession> load_confirmed(Tx& tx, const Secret& token, Instant now) {
  auto live = load_own(tx, token, now);
  if (!live || now < live->row.fresh_until) return live;
  return step_up_required(AssuranceLevel::l3, confirmation_methods(tx, live->row.user, now));
}

std::string stored_phone(const Settings& settings, const store::Account& account) {
  if (account.phone_sealed.empty()) return {};
  const auto phone = unseal(settings.keys.totp_key, account.phone_sealed, phone_place(account.id));
  check(phone.has_value(), "a stored phone number cannot be opened with this key");
  return std::string(phone->reveal());
}

// A pre-session that owes its phone number and nothing before it.
Result<LiveSession> load_first(Tx& tx, const Secret& token, Instant now) {
  auto live = load_live(tx, token, now);
  if (!live) return live;
  if (live->visitor.stage != Stage::must_confirm_phone)
    return refused("wrong_stage", "no phone number is owed in this session");
  if (auto locked = factor_locked(live->account, now)) return *locked;
  return live;
}

// The number waits sealed in the row of the code that goes to it.
Result<SentCode> send_to(Tx& tx, const Call& call, const Settings& settings, const SmsPort& sms,
                         const LiveSession& live, const std::string& number) {
  OperationContent content;
  content.operation = k_confirm;
  content.subject = live.row.user.text();
  content.recipient_key = number;
  store::CodeRow row = open_code(tx, call, settings, live, content);
  store::save_code_phone(tx, row.id,
                         seal(settings.keys.totp_key, call.random, number, pending_place(row.id)));
  const Sending sending{sms, number, "phone_code", "confirms this phone number"};
  return send_digits(tx, call, settings, row, sending);
}

Result<std::optional<Error>> keep_confirmed(Tx& tx, const Call& call, const Settings& settings,
                                            const LiveSession& live, std::string_view code) {
  const UserId user = live.row.user;
  const auto row = store::find_open_operation(tx, live.row.id, k_confirm, call.now);
  if (!row || row->phone_sealed.empty() || row->tries >= k_code_tries) return code_void();
  const bool right =
      redeem_digits(tx, settings, *row, code, call.now) && store::use_code(tx, row->id, call.now);
  if (!right)
    return std::optional<Error>(
        count_factor_failure(tx, call, settings, live, k_confirm, code_wrong()));
  const auto phone = unseal(settings.keys.totp_key, row->phone_sealed, pending_place(row->id));
  check(phone.has_value(), "a pending phone number cannot be opened with this key");
  store::save_confirmed_phone(
      tx, user, seal(settings.keys.totp_key, call.random, phone->reveal(), phone_place(user)),
      call.now);
  store::clear_factor_failures(tx, user);
  store::revoke_sessions(tx, user, live.row.id, call.now);
  record_and_tell(tx, call, {k_confirm, user, audit::Outcome::ok, {}, {}}, "user.phone_changed");
  return std::optional<Error>();
}

}  // namespace

OwnSecurity read_own_security(Tx& tx, const Call& call, const Settings& settings) {
  OwnSecurity own;
  const UserId user{call.actor.key};
  const auto account = store::find_account(tx, user);
  if (!account) return own;
  const SecurityPolicy policy = security_policy(tx);
  own.phone_masked = masked_phone(stored_phone(settings, *account));
  own.phone_confirmed_at = account->phone_confirmed_at;
  if (account->phone_confirmed_at && account->phone_changed_at)
    own.phone_moves_money_at = account->phone_changed_at->plus_ms(k_phone_cooling_ms);
  own.factor_on = has_factor(*account);
  own.factor_optional = may_skip_factor(tx, rules_of(tx), user, call.now);
  own.sms_enabled = policy.sms_enabled;
  own.methods = methods_of(policy, *account, Weight::plain, call.now);
  return own;
}

Result<SentCode> start_phone_change(Tx& tx, const Call& call, const Settings& settings,
                                    const SmsPort& sms, const Secret& session_token,
                                    std::string_view typed) {
  auto live = load_confirmed(tx, session_token, call.now);
  if (!live) return live.error();
  const auto number = parse_phone(typed);
  if (!number) return number.error();
  const store::Account& account = live->account;
  if (account.phone_confirmed_at && stored_phone(settings, account) == number->text)
    return invalid("phone", "phone_unchanged", "this number is yours and confirmed already");
  auto sent = send_to(tx, call, settings, sms, *live, number->text);
  if (sent) record(tx, call, {"start_phone_change", account.id, audit::Outcome::ok, {}, {}});
  return sent;
}

Result<SentCode> start_first_phone(Tx& tx, const Call& call, const Settings& settings,
                                   const SmsPort& sms, const Secret& session_token,
                                   std::string_view typed) {
  const auto live = load_first(tx, session_token, call.now);
  if (!live) return live.error();
  std::string number = stored_phone(settings, live->account);
  // Whose number counts was decided by whoever made the account.
  if (!number.empty() && !typed.empty())
    return refused("phone_fixed", "a number is written down for you already");
  if (number.empty()) {
    const auto parsed = parse_phone(typed);
    if (!parsed) return parsed.error();
    number = parsed->text;
  }
  auto sent = send_to(tx, call, settings, sms, *live, number);
  if (sent) record(tx, call, {"start_first_phone", live->row.user, audit::Outcome::ok, {}, {}});
  return sent;
}

Result<FactorOutcome> confirm_first_phone(Tx& tx, const Call& call, const Settings& settings,
                                          const Secret& session_token, std::string_view code) {
  const auto live = load_first(tx, session_token, call.now);
  if (!live) return live.error();
  FactorOutcome outcome;
  auto refusal = keep_confirmed(tx, call, settings, *live, code);
  if (!refusal) return refusal.error();
  if (*refusal) outcome.refusal = std::move(*refusal);
  else outcome.grant = advance_session(tx, call, settings, *live, live->row.mfa_level);
  return outcome;
}

Result<std::optional<Error>> confirm_phone(Tx& tx, const Call& call, const Settings& settings,
                                           const Secret& session_token, std::string_view code) {
  auto live = load_own(tx, session_token, call.now);
  if (!live) return live.error();
  return keep_confirmed(tx, call, settings, *live, code);
}

Result<void> remove_phone(Tx& tx, const Call& call, const Secret& session_token) {
  auto live = load_confirmed(tx, session_token, call.now);
  if (!live) return live.error();
  if (live->account.phone_sealed.empty()) return refused("no_phone", "there is no phone number");
  store::save_phone(tx, live->row.user, {}, call.now);
  store::bump_version(tx, live->row.user);
  record_and_tell(tx, call, {"remove_phone", live->row.user, audit::Outcome::ok, {}, {}},
                  "user.phone_changed");
  return ok();
}

}  // namespace bursar::identity
