// SQL of the security policy, one-time codes, sent messages and confirmed phones.
#include "identity/code_store.hpp"

#include "base/text.hpp"
#include "identity/user.hpp"

namespace bursar::identity::store {
namespace {

constexpr std::string_view k_code_columns =
    "SELECT id, user_id, session_id, company_id, operation, subject, shown, binding, phone_sealed, "
    "code_mac, tries, expires_at, used_at, voided_at, proven_at FROM one_time_code";

CodeRow read_code(const storage::Row& row) {
  CodeRow code;
  code.id = row.id<OperationCodeId>(0);
  code.user = row.id<UserId>(1);
  code.session = row.id<SessionId>(2);
  code.company = row.id<CompanyId>(3);
  code.operation = row.text(4);
  code.subject = row.text(5);
  code.shown = row.text(6);
  code.binding = row.text(7);
  if (!row.is_null(8)) code.phone_sealed = row.blob(8);
  code.code_mac = row.text(9);
  code.tries = row.i64(10);
  code.expires_at = row.instant(11);
  code.is_open = row.is_null(12) && row.is_null(13);
  code.is_proven = code.is_open && !row.is_null(14);
  return code;
}

storage::Param blob_or_null(std::string_view bytes) {
  if (bytes.empty()) return nullptr;
  return storage::Blob{std::string(bytes)};
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

std::int64_t first_number(const storage::Row& row) { return row.i64(0); }

}  // namespace

std::optional<SecurityPolicy> find_policy(Tx& tx) {
  return tx.one(
      "SELECT profile, refund_limit, refund_two_people, payout_two_people, batch_two_people, "
      "sms_enabled, sms_prefixes, policy_version, password_profile, password_length_min, "
      "passwords_remembered, idle_minutes, session_hours, sessions_max FROM installation",
      {}, [](const storage::Row& row) {
        SecurityPolicy policy;
        policy.profile = row.as_enum<ProfileId>(0);
        policy.refund_limit = row.i64(1);
        policy.refund_two_people = row.i64(2);
        policy.payout_two_people = row.i64(3);
        policy.batch_two_people = row.i64(4);
        policy.sms_enabled = row.boolean(5);
        policy.sms_prefixes = words_of(row.text(6));
        policy.version = row.i64(7);
        policy.password = {row.as_enum<PasswordProfileId>(8), row.i64(9), row.i64(10)};
        policy.sessions = {row.i64(11), row.i64(12), row.i64(13)};
        return policy;
      });
}

bool save_policy(Tx& tx, const SecurityPolicy& policy, std::int64_t version) {
  return tx.exec(
             "UPDATE installation SET profile = $1, refund_limit = $2, sms_enabled = $3, "
             "sms_prefixes = $4, refund_two_people = $6, payout_two_people = $7, "
             "batch_two_people = $8, password_profile = $9, password_length_min = $10, "
             "passwords_remembered = $11, idle_minutes = $12, session_hours = $13, "
             "sessions_max = $14, policy_version = policy_version + 1 WHERE policy_version = $5",
             {policy.profile, policy.refund_limit, policy.sms_enabled, joined(policy.sms_prefixes),
              version, policy.refund_two_people, policy.payout_two_people, policy.batch_two_people,
              policy.password.profile, policy.password.length_min, policy.password.remembered,
              policy.sessions.idle_minutes, policy.sessions.hours, policy.sessions.sessions_max}) ==
         1;
}

void shorten_sessions(Tx& tx, std::int64_t idle_ms, std::int64_t absolute_ms) {
  tx.exec(
      "UPDATE session SET idle_deadline = last_seen_at + $2 WHERE kind = $1 "
      "AND revoked_at IS NULL AND idle_deadline > last_seen_at + $2",
      {SessionKind::full, idle_ms});
  tx.exec(
      "UPDATE session SET absolute_deadline = created_at + $2 WHERE kind = $1 "
      "AND revoked_at IS NULL AND absolute_deadline > created_at + $2",
      {SessionKind::full, absolute_ms});
}

std::vector<UserId> people_with_more_sessions(Tx& tx, std::int64_t count, Instant now) {
  return tx.all(
      "SELECT user_id FROM session WHERE kind = $1 AND revoked_at IS NULL AND idle_deadline > $2 "
      "AND absolute_deadline > $2 GROUP BY user_id HAVING count(*) > $3 ORDER BY user_id",
      {SessionKind::full, now, count}, [](const storage::Row& row) { return row.id<UserId>(0); });
}

std::vector<UserId> people_with_passwords(Tx& tx) {
  return tx.all(
      "SELECT id FROM user_account WHERE state IN ($1, $2) AND password_hash <> '' ORDER BY id",
      {UserState::active, UserState::locked},
      [](const storage::Row& row) { return row.id<UserId>(0); });
}

void insert_code(Tx& tx, const CodeRow& row, Instant now) {
  tx.exec(
      "INSERT INTO one_time_code (id, user_id, session_id, company_id, operation, subject, shown, "
      "binding, phone_sealed, code_mac, tries, created_at, expires_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, $12)",
      {row.id, row.user, row.session, row.company, row.operation, row.subject, row.shown,
       row.binding, blob_or_null(row.phone_sealed), row.code_mac, now, row.expires_at});
}

std::optional<CodeRow> find_code(Tx& tx, UserId user, OperationCodeId id) {
  return tx.one(std::string(k_code_columns) + " WHERE id = $1 AND user_id = $2", {id, user},
                read_code);
}

std::optional<CodeRow> find_open_code(Tx& tx, UserId user, std::string_view binding, Instant now) {
  return tx.one(std::string(k_code_columns) +
                    " WHERE user_id = $1 AND binding = $2 AND used_at IS NULL "
                    "AND voided_at IS NULL AND expires_at > $3 "
                    "AND (tries < $4 OR proven_at IS NOT NULL) ORDER BY id DESC LIMIT 1",
                {user, binding, now, k_code_tries}, read_code);
}

std::optional<CodeRow> find_open_operation(Tx& tx, SessionId session, std::string_view operation,
                                           Instant now) {
  return tx.one(std::string(k_code_columns) +
                    " WHERE session_id = $1 AND operation = $2 AND used_at IS NULL "
                    "AND voided_at IS NULL AND expires_at > $3 ORDER BY id DESC LIMIT 1",
                {session, operation, now}, read_code);
}

void save_code_phone(Tx& tx, OperationCodeId id, std::string_view sealed) {
  tx.exec("UPDATE one_time_code SET phone_sealed = $2 WHERE id = $1",
          {id, storage::Blob{std::string(sealed)}});
}

void save_digits(Tx& tx, OperationCodeId id, std::string_view code_mac, Instant expires_at) {
  tx.exec(
      "UPDATE one_time_code SET code_mac = $2, expires_at = $3, tries = 0 WHERE id = $1 "
      "AND proven_at IS NULL",
      {id, code_mac, expires_at});
}

bool take_try(Tx& tx, OperationCodeId id, Instant now) {
  return tx.exec(
             "UPDATE one_time_code SET tries = tries + 1 WHERE id = $1 AND tries < $2 "
             "AND proven_at IS NULL AND used_at IS NULL AND voided_at IS NULL AND expires_at > $3",
             {id, k_code_tries, now}) == 1;
}

bool prove_code(Tx& tx, OperationCodeId id, Instant now) {
  return tx.exec(
             "UPDATE one_time_code SET proven_at = $2 WHERE id = $1 AND proven_at IS NULL "
             "AND used_at IS NULL AND voided_at IS NULL AND expires_at > $2",
             {id, now}) == 1;
}

bool use_code(Tx& tx, OperationCodeId id, Instant now) {
  return tx.exec(
             "UPDATE one_time_code SET used_at = $2 WHERE id = $1 AND proven_at IS NOT NULL "
             "AND used_at IS NULL AND voided_at IS NULL AND expires_at > $2",
             {id, now}) == 1;
}

void void_codes(Tx& tx, const CodeRow& kept, Instant now) {
  tx.exec(
      "UPDATE one_time_code SET voided_at = $5 WHERE user_id = $1 AND operation = $2 "
      "AND subject = $3 AND binding <> $4 AND used_at IS NULL AND voided_at IS NULL",
      {kept.user, kept.operation, kept.subject, kept.binding, now});
}

void void_code(Tx& tx, OperationCodeId id, Instant now) {
  tx.exec(
      "UPDATE one_time_code SET voided_at = $2 WHERE id = $1 AND used_at IS NULL "
      "AND voided_at IS NULL",
      {id, now});
}

void drop_spent_codes(Tx& tx, UserId user, Instant limit) {
  tx.exec("DELETE FROM one_time_code WHERE user_id = $1 AND created_at < $2", {user, limit});
  tx.exec("DELETE FROM sms_sent WHERE user_id = $1 AND at < $2", {user, limit});
}

SmsCounts count_sms(Tx& tx, const CodeRow& row, Instant since) {
  SmsCounts counts;
  counts.operation = *tx.one("SELECT count(*) FROM sms_sent WHERE user_id = $1 AND binding = $2",
                             {row.user, row.binding}, first_number);
  counts.user = *tx.one("SELECT count(*) FROM sms_sent WHERE user_id = $1 AND at > $2",
                        {row.user, since}, first_number);
  // People of the installation share one allowance, as those of a company do.
  counts.company =
      row.company ? *tx.one("SELECT count(*) FROM sms_sent WHERE company_id = $1 AND at > $2",
                            {row.company, since}, first_number)
                  : *tx.one("SELECT count(*) FROM sms_sent WHERE company_id IS NULL AND at > $1",
                            {since}, first_number);
  return counts;
}

void insert_sms(Tx& tx, const Call& call, const CodeRow& row) {
  tx.exec("INSERT INTO sms_sent (id, user_id, company_id, binding, at) VALUES ($1, $2, $3, $4, $5)",
          {call.ids.next_key(), row.user, row.company, row.binding, call.now});
}

CompanyId company_of_user(Tx& tx, UserId user, Instant now) {
  return tx
      .one(
          "SELECT company_id FROM membership WHERE user_id = $1 AND company_id IS NOT NULL "
          "AND (expires_at IS NULL OR expires_at > $2) ORDER BY id LIMIT 1",
          {user, now}, [](const storage::Row& row) { return row.id<CompanyId>(0); })
      .value_or(CompanyId{});
}

void save_confirmed_phone(Tx& tx, UserId user, std::string_view sealed, Instant now) {
  tx.exec(
      "UPDATE user_account SET phone_sealed = $2, phone_confirmed_at = $3, phone_changed_at = $3, "
      "version = version + 1 WHERE id = $1",
      {user, storage::Blob{std::string(sealed)}, now});
}

}  // namespace bursar::identity::store
