// Proving again who is acting: which methods an account has, and judging codes of the app and of
// messages. Private to identity.
#pragma once

#include <string_view>
#include <vector>

#include "identity/code_store.hpp"
#include "identity/live_session.hpp"

namespace bursar::identity {

/// Whether money is about to move: a number changed lately does not confirm that.
enum class Weight { plain, money };

/// Strongest first. The password counts only for who has no second factor, and never for money.
std::vector<FactorMethod> methods_of(const SecurityPolicy& policy, const store::Account& account,
                                     Weight weight, Instant now);
bool has_method(const std::vector<FactorMethod>& methods, FactorMethod method);

/// The number that codes may go to: confirmed, and messages are on. Empty when there is none.
std::string sms_phone(const Settings& settings, const SecurityPolicy& policy,
                      const store::Account& account);

bool is_totp_shape(std::string_view code);
bool is_sms_shape(std::string_view code);
/// True when the code is the account's TOTP code of a step that was not used yet.
bool accept_totp(Tx& tx, const Settings& settings, const store::Account& account,
                 std::string_view code, Instant now);
/// True when the code was sent for this very session: to finish its sign-in, or to confirm it.
bool accept_session_code(Tx& tx, const Settings& settings, const LiveSession& live,
                         std::string_view code, Instant now);

/// A code made for a content, its digits not sent yet; one that is open already is taken again.
/// Codes for another content of the same operation and subject die.
store::CodeRow open_code(Tx& tx, const Call& call, const Settings& settings,
                         const LiveSession& live, const OperationContent& content);
/// Sends fresh digits within all limits. Errors: refused/sms_unavailable, country_not_allowed;
/// limited/too_many_messages.
struct Sending {
  const SmsPort& sms;
  std::string to;
  std::string kind;
  std::string what;  ///< "confirms the refund of 25.00 EUR"
};
Result<SentCode> send_digits(Tx& tx, const Call& call, const Settings& settings,
                             store::CodeRow& row, const Sending& sending);
/// Counts a try, and proves the code when the digits are right.
bool redeem_digits(Tx& tx, const Settings& settings, const store::CodeRow& row,
                   std::string_view digits, Instant now);

/// A full session that steps up; its wrong answers count like wrong codes.
Result<LiveSession> load_confirming(Tx& tx, const Secret& token, Instant now);
/// The session under a fresh token, confirmed for five minutes.
FactorOutcome confirmed(Tx& tx, const Call& call, const Settings& settings, const LiveSession& live,
                        FactorMethod method);

/// A code that waits for its answer, with what its person may answer by.
struct Question {
  LiveSession live;
  store::CodeRow row;
  std::vector<FactorMethod> methods;
};
/// Errors: unauthenticated/signed_out; not_found; refused/code_void; limited/too_many_attempts.
Result<Question> load_question(Tx& tx, const Call& call, const Secret& token, OperationCodeId id);
/// Puts a right answer on record.
void note_proof(Tx& tx, const Call& call, const Question& question, FactorMethod method);

Error code_wrong();
Error code_void();

/// Where the phone of an account is sealed to.
std::string phone_place(UserId user);

}  // namespace bursar::identity
