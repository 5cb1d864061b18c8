// One-time codes that confirm one operation and nothing else (M-05, M-06): what is confirmed is
// bound into the code, so a code for one operation opens no other, and changing anything about the
// operation makes the code worthless. The gate runs in the transaction that acts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/call.hpp"
#include "base/id.hpp"
#include "base/money.hpp"
#include "identity/assurance_level.hpp"
#include "identity/settings.hpp"
#include "identity/sms.hpp"
#include "storage/storage.hpp"

namespace bursar::identity {

struct OperationCodeTag {
  static constexpr std::string_view k_prefix = "oc_";
  static constexpr const char* k_noun = "code";
};
using OperationCodeId = Id<OperationCodeTag>;

inline constexpr std::int64_t k_code_ms = 3 * k_minute_ms;
inline constexpr std::int64_t k_code_tries = 3;
inline constexpr std::size_t k_code_digits = 8;
inline constexpr std::int64_t k_sms_per_operation = 3;
inline constexpr std::int64_t k_sms_per_user_hour = 10;
inline constexpr std::int64_t k_sms_per_company_hour = 100;
/// A number confirms nothing that moves money for so long after it changed.
inline constexpr std::int64_t k_phone_cooling_ms = 24 * k_hour_ms;

/// What exactly is confirmed. Every member is part of the binding, with person and session's user.
struct OperationContent {
  std::string operation;      ///< operation_id: "create_refund"
  std::string subject;        ///< what it is about, and which intent (an idempotency key)
  std::string noun;           ///< "refund", for the message
  std::vector<Money> totals;  ///< one amount, or one per currency of a batch
  std::int64_t count = 1;     ///< operations in it
  std::string recipient;      ///< masked, as people see it: "Visa •••• 4242"
  std::string recipient_key;  ///< fingerprint of the whole recipient
  std::string digest;         ///< SHA-256 of the canonical file of a batch
  CompanyId company;
  MerchantId merchant;
};
/// "refund of 25.00 EUR to Visa •••• 4242".
std::string sentence(const OperationContent& content);

/// What the request brought along: its session, and the code that was proven for it.
struct Presented {
  Secret session_token;
  OperationCodeId id;  ///< none: the act is asked for the first time
};

/// The gate of an act: nothing lets it pass, a refusal has to be committed (codes are made in it).
/// To be called in the transaction that acts, with the content as it is acted on; a proven code is
/// used up by passing.
/// Refusals: forbidden/step_up_required with details level and methods, for l4 also
/// operation_code_id, expires_at, operation, sentence, recipient, count, amounts, and amount_minor
/// and currency when there is one amount. l5 asks for the code; the second person is the gate's
/// business. refused/code_void; limited/too_many_attempts.
/// Errors: unauthenticated/signed_out. Only people are asked: keys and jobs pass.
Result<std::optional<Error>> pass_gate(storage::Tx& tx, const Call& call, const Settings& settings,
                                       const OperationContent& content, AssuranceLevel level,
                                       const Presented& presented);

/// Proves a code by 8 digits of a message or 6 of an authenticator app. A refusal has to be
/// committed: invalid/code_wrong (details tries_left), limited/too_many_attempts.
/// Errors: unauthenticated/signed_out; not_found; refused/code_void.
Result<std::optional<Error>> answer_operation_code(storage::Tx& tx, const Call& call,
                                                   const Settings& settings,
                                                   const Secret& session_token, OperationCodeId id,
                                                   std::string_view code);

/// A code on its way.
struct SentCode {
  std::string phone_masked;
  Instant expires_at;
};
/// Sends the digits of an operation's code to the person's phone; digits sent before die.
/// Errors: unauthenticated/signed_out; not_found; refused/code_void, sms_unavailable,
/// country_not_allowed; limited/too_many_messages.
Result<SentCode> send_operation_code(storage::Tx& tx, const Call& call, const Settings& settings,
                                     const SmsPort& sms, const Secret& session_token,
                                     OperationCodeId id);
/// Sends a code that finishes the sign-in or confirms the session, whichever it stands before.
/// Errors: as send_operation_code; refused/wrong_stage.
Result<SentCode> send_session_code(storage::Tx& tx, const Call& call, const Settings& settings,
                                   const SmsPort& sms, const Secret& session_token);

}  // namespace bursar::identity
