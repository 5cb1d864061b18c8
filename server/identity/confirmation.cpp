// Methods and codes. Digits are compared as keyed digests over the binding, so a row of the
// database tells neither the digits nor lets them be moved to another content.
#include "identity/confirmation.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "identity/crypto.hpp"
#include "identity/factor.hpp"
#include "identity/phone_number.hpp"
#include "identity/sealed_places.hpp"
#include "identity/totp.hpp"

namespace bursar::identity {
namespace {

constexpr std::string_view k_digits = "0123456789";
constexpr std::size_t k_totp_digits = 6;

bool is_digits(std::string_view code, std::size_t count) {
  return code.size() == count && code.find_first_not_of(k_digits) == std::string_view::npos;
}

// Every part with its length before it: no two contents read the same.
void append_part(std::string& text, std::string_view part) {
  text.append(std::to_string(part.size())).append(":").append(part).append(",");
}

std::string binding_of(const Settings& settings, UserId user, const OperationContent& content) {
  std::string text;
  for (const std::string_view part :
       {std::string_view(content.operation), std::string_view(content.subject),
        std::string_view(content.noun), std::string_view(content.recipient),
        std::string_view(content.recipient_key), std::string_view(content.digest)})
    append_part(text, part);
  append_part(text, user.text());
  append_part(text, content.company.text());
  append_part(text, content.merchant.text());
  append_part(text, std::to_string(content.count));
  for (const Money& total : content.totals)
    append_part(text, std::to_string(total.minor) + " " + std::string(total.currency.code()));
  return keyed_digest(settings.keys.pepper, "operation binding", text);
}

std::string digits_mac(const Settings& settings, const store::CodeRow& row,
                       std::string_view digits) {
  return keyed_digest(settings.keys.pepper, "operation code",
                      row.binding + ":" + row.id.text() + ":" + std::string(digits));
}

OperationContent session_content(const LiveSession& live) {
  OperationContent content;
  content.operation = live.row.kind == SessionKind::full ? "confirm_session" : "sign_in";
  content.subject = live.row.id.text();
  return content;
}

Error too_many_messages(std::string message) {
  return {
      ErrorKind::limited, "too_many_messages", std::move(message), {}, {{"retry_after_s", "3600"}}};
}

Result<void> check_limits(Tx& tx, const Call& call, const SecurityPolicy& policy,
                          const store::CodeRow& row, std::string_view to) {
  const auto number = parse_phone(to);
  check(number.has_value(), "a stored phone number is not one");
  const auto& prefixes = policy.sms_prefixes;
  if (!prefixes.empty() &&
      std::find(prefixes.begin(), prefixes.end(), number->prefix) == prefixes.end())
    return refused("country_not_allowed",
                   "messages to " + std::string(number->prefix) + " are not allowed here");
  const auto counts = store::count_sms(tx, row, call.now.plus_ms(-k_hour_ms));
  if (counts.operation >= k_sms_per_operation)
    return too_many_messages("three messages were sent for this already");
  if (counts.user >= k_sms_per_user_hour || counts.company >= k_sms_per_company_hour)
    return too_many_messages("too many messages were sent within the hour");
  return ok();
}

}  // namespace

std::string phone_place(UserId user) { return "user_account.phone:" + user.text(); }

Error code_wrong() { return invalid("code", "code_wrong", "this code is not valid now"); }
Error code_void() {
  return refused("code_void", "this code cannot be used any more, ask for another one");
}

std::vector<FactorMethod> methods_of(const SecurityPolicy& policy, const store::Account& account,
                                     Weight weight, Instant now) {
  std::vector<FactorMethod> methods;
  if (account.passkeys > 0) methods.push_back(FactorMethod::passkey);
  if (!account.totp_sealed.empty()) methods.push_back(FactorMethod::totp);
  const bool cooled =
      account.phone_changed_at && now.ms - account.phone_changed_at->ms >= k_phone_cooling_ms;
  if (policy.sms_enabled && account.phone_confirmed_at && (weight == Weight::plain || cooled))
    methods.push_back(FactorMethod::sms);
  if (!has_factor(account) && weight == Weight::plain) methods.push_back(FactorMethod::password);
  return methods;
}

std::vector<FactorMethod> confirmation_methods(Tx& tx, UserId user, Instant now) {
  const auto account = store::find_account(tx, user);
  if (!account) return {};
  return methods_of(security_policy(tx), *account, Weight::plain, now);
}

bool has_method(const std::vector<FactorMethod>& methods, FactorMethod method) {
  return std::find(methods.begin(), methods.end(), method) != methods.end();
}

std::string sms_phone(const Settings& settings, const SecurityPolicy& policy,
                      const store::Account& account) {
  if (!policy.sms_enabled || !account.phone_confirmed_at || account.phone_sealed.empty()) return {};
  const auto phone = unseal(settings.keys.totp_key, account.phone_sealed, phone_place(account.id));
  check(phone.has_value(), "a stored phone number cannot be opened with this key");
  return std::string(phone->reveal());
}

bool is_totp_shape(std::string_view code) { return is_digits(code, k_totp_digits); }
bool is_sms_shape(std::string_view code) { return is_digits(code, k_code_digits); }

bool accept_totp(Tx& tx, const Settings& settings, const store::Account& account,
                 std::string_view code, Instant now) {
  if (account.totp_sealed.empty() || !is_totp_shape(code)) return false;
  const auto secret = unseal(settings.keys.totp_key, account.totp_sealed, totp_place(account.id));
  check(secret.has_value(), "a stored TOTP seed cannot be opened with this key");
  const auto step = matching_totp_step(secret->reveal(), code, now);
  return step && store::accept_totp_step(tx, account.id, *step);
}

store::CodeRow open_code(Tx& tx, const Call& call, const Settings& settings,
                         const LiveSession& live, const OperationContent& content) {
  const UserId user = live.row.user;
  store::CodeRow row;
  row.user = user;
  row.operation = content.operation;
  row.subject = content.subject;
  row.binding = binding_of(settings, user, content);
  store::void_codes(tx, row, call.now);
  if (auto open = store::find_open_code(tx, user, row.binding, call.now);
      open && open->session == live.row.id)
    return std::move(*open);
  store::drop_spent_codes(tx, user, call.now.plus_ms(-k_day_ms));
  row.id = call.ids.next<OperationCodeId>();
  row.session = live.row.id;
  row.company = content.company ? content.company : store::company_of_user(tx, user, call.now);
  row.shown = sentence(content);
  row.expires_at = call.now.plus_ms(k_code_ms);
  store::insert_code(tx, row, call.now);
  return row;
}

Result<SentCode> send_digits(Tx& tx, const Call& call, const Settings& settings,
                             store::CodeRow& row, const Sending& sending) {
  const SecurityPolicy policy = security_policy(tx);
  const bool ready = sending.sms.deliver && !sending.to.empty() && policy.sms_enabled;
  if (!ready) return refused("sms_unavailable", "no code can be sent to you by text message");
  if (auto fits = check_limits(tx, call, policy, row, sending.to); !fits) return fits.error();
  const Secret digits(random_text(call.random, k_code_digits, k_digits));
  row.expires_at = call.now.plus_ms(k_code_ms);
  row.code_mac = digits_mac(settings, row, digits.reveal());
  store::save_digits(tx, row.id, row.code_mac, row.expires_at);
  store::insert_sms(tx, call, row);
  const std::string sender =
      settings.environment == Environment::live ? "Bursar" : "Bursar sandbox";
  const Secret text(sender + ": " + std::string(digits.reveal()) + " " + sending.what +
                    ". Valid for 3 minutes. Nobody of ours will ever ask you for it.");
  if (!sending.sms.deliver(tx, call, {row.user, sending.to, sending.kind, text, row.expires_at}))
    return refused("sms_unavailable", "no text message can be sent at present");
  return SentCode{masked_phone(sending.to), row.expires_at};
}

bool redeem_digits(Tx& tx, const Settings& settings, const store::CodeRow& row,
                   std::string_view digits, Instant now) {
  if (!store::take_try(tx, row.id, now)) return false;
  if (row.code_mac.empty() || !is_sms_shape(digits)) return false;
  if (!equal_constant_time(row.code_mac, digits_mac(settings, row, digits))) return false;
  return store::prove_code(tx, row.id, now);
}

bool accept_session_code(Tx& tx, const Settings& settings, const LiveSession& live,
                         std::string_view code, Instant now) {
  if (!is_sms_shape(code)) return false;
  const std::string binding = binding_of(settings, live.row.user, session_content(live));
  const auto row = store::find_open_code(tx, live.row.user, binding, now);
  return row && redeem_digits(tx, settings, *row, code, now) && store::use_code(tx, row->id, now);
}

Result<SentCode> send_session_code(Tx& tx, const Call& call, const Settings& settings,
                                   const SmsPort& sms, const Secret& session_token) {
  auto live = load_live(tx, session_token, call.now);
  if (!live) return live.error();
  const bool confirming = live->row.kind == SessionKind::full;
  if (!confirming && live->visitor.stage != Stage::must_verify_totp)
    return refused("wrong_stage", "no code is owed in this session");
  if (auto locked = factor_locked(live->account, call.now)) return *locked;
  const std::string to = sms_phone(settings, security_policy(tx), live->account);
  store::CodeRow row = open_code(tx, call, settings, *live, session_content(*live));
  const Sending sending{sms, to, confirming ? "confirmation_code" : "sign_in_code",
                        confirming ? "confirms that it is you" : "is your code to sign in"};
  return send_digits(tx, call, settings, row, sending);
}

}  // namespace bursar::identity
