// Reads and writes of the security policy, one-time codes, sent messages and confirmed phones.
// Private to identity.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "identity/operation_code.hpp"

namespace bursar::identity::store {

using storage::Tx;

std::optional<SecurityPolicy> find_policy(Tx& tx);
/// False when the version is not `version` any more.
bool save_policy(Tx& tx, const SecurityPolicy& policy, std::int64_t version);
/// Live sessions end idle and absolutely at the latest so long after they were used and began.
void shorten_sessions(Tx& tx, std::int64_t idle_ms, std::int64_t absolute_ms);
std::vector<UserId> people_with_more_sessions(Tx& tx, std::int64_t count, Instant now);
/// Accounts somebody could sign in to by a password.
std::vector<UserId> people_with_passwords(Tx& tx);

struct CodeRow {
  OperationCodeId id;
  UserId user;
  SessionId session;
  CompanyId company;
  std::string operation;
  std::string subject;
  std::string shown;    ///< for people
  std::string binding;  ///< HMAC of all that is confirmed
  std::string phone_sealed;
  std::string code_mac;  ///< empty until digits were sent
  std::int64_t tries = 0;
  Instant expires_at;
  bool is_proven = false;  ///< answered rightly, not used yet
  bool is_open = true;     ///< neither used nor voided
};

void insert_code(Tx& tx, const CodeRow& row, Instant now);
std::optional<CodeRow> find_code(Tx& tx, UserId user, OperationCodeId id);
/// The newest open one of this binding that has not expired.
std::optional<CodeRow> find_open_code(Tx& tx, UserId user, std::string_view binding, Instant now);
/// The newest open one for an operation in a session.
std::optional<CodeRow> find_open_operation(Tx& tx, SessionId session, std::string_view operation,
                                           Instant now);
/// The number that the code is about.
void save_code_phone(Tx& tx, OperationCodeId id, std::string_view sealed);
/// Fresh digits with fresh time and tries; those sent before die.
void save_digits(Tx& tx, OperationCodeId id, std::string_view code_mac, Instant expires_at);
/// Counts a try. False when none is left, or the code is used, void or expired.
bool take_try(Tx& tx, OperationCodeId id, Instant now);
/// True for the one who proves it.
bool prove_code(Tx& tx, OperationCodeId id, Instant now);
/// True for the one who uses it; only a proven one can be used.
bool use_code(Tx& tx, OperationCodeId id, Instant now);
/// Ends the person's open codes of an operation on this subject, but the one of `kept`.
void void_codes(Tx& tx, const CodeRow& kept, Instant now);
void void_code(Tx& tx, OperationCodeId id, Instant now);
/// Codes and messages of the person from before `limit`, which nobody can use or count any more.
void drop_spent_codes(Tx& tx, UserId user, Instant limit);

struct SmsCounts {
  std::int64_t operation = 0;
  std::int64_t user = 0;
  std::int64_t company = 0;
};
SmsCounts count_sms(Tx& tx, const CodeRow& row, Instant since);
void insert_sms(Tx& tx, const Call& call, const CodeRow& row);

/// The company a person belongs to first; none for people of the installation.
CompanyId company_of_user(Tx& tx, UserId user, Instant now);

/// A number that its person has confirmed.
void save_confirmed_phone(Tx& tx, UserId user, std::string_view sealed, Instant now);

}  // namespace bursar::identity::store
