// SQL behind the list of people and the page of one person.
#include "identity/people_store.hpp"

#include "base/text.hpp"
#include "identity/passkey_store.hpp"

#include "storage/query.hpp"

namespace bursar::identity::store {
namespace {

std::int64_t first_number(const storage::Row& row) { return row.i64(0); }

std::string like_part(std::string_view text) {
  std::string pattern = "%";
  for (const char c : fold_case(text)) {
    if (c == '%' || c == '_' || c == '\\') pattern.push_back('\\');
    pattern.push_back(c);
  }
  return pattern + "%";
}

constexpr std::string_view k_has_factor =
    " AND (u.totp_secret IS NOT NULL OR EXISTS (SELECT 1 FROM passkey k WHERE k.user_id = u.id))";
constexpr std::string_view k_has_no_factor =
    " AND u.totp_secret IS NULL AND NOT EXISTS (SELECT 1 FROM passkey k WHERE k.user_id = u.id)";

bool asks_for_membership(const Scope& scope, const ListUsers& filter) {
  return !scope.everything() || !filter.role_key.empty() || filter.company || filter.merchant;
}

// One membership has to fit scope, role and place together: "viewer at this company".
void add_membership_filter(storage::Query& query, const Scope& scope, const ListUsers& filter) {
  query.add(
      " AND EXISTS (SELECT 1 FROM membership m JOIN role r ON r.id = m.role_id "
      "WHERE m.user_id = u.id");
  storage::scope_filter(query, scope, "m.company_id", "m.merchant_id", "m.project_id");
  if (!filter.role_key.empty()) query.add(" AND r.key = ", filter.role_key);
  if (filter.company) query.add(" AND m.company_id = ", filter.company);
  if (filter.merchant) query.add(" AND m.merchant_id = ", filter.merchant);
  query.add(")");
}

// A lock that has run out is none; the row learns of it at the next sign-in only.
void add_state_filter(storage::Query& query, UserState state, Instant now) {
  if (state == UserState::locked) {
    query.add(" AND u.state = ", state).add(" AND u.locked_until > ", now);
  } else if (state == UserState::active) {
    query.add(" AND (u.state = ", state).add(" OR (u.state = ", UserState::locked);
    query.add(" AND u.locked_until <= ", now).add("))");
  } else {
    query.add(" AND u.state = ", state);
  }
}

}  // namespace

std::vector<UserId> find_people(Tx& tx, const Scope& scope, const ListUsers& filter, Instant now) {
  storage::Query query("SELECT u.id FROM user_account u WHERE u.id < ");
  query.add("", filter.before ? filter.before.key : INT64_MAX);
  if (asks_for_membership(scope, filter)) add_membership_filter(query, scope, filter);
  if (filter.state) add_state_filter(query, *filter.state, now);
  if (!filter.search.empty()) {
    query.add(" AND (u.name_folded LIKE ", like_part(filter.search)).add(" ESCAPE '\\'");
    query.add(" OR u.email_folded LIKE ", like_part(filter.search)).add(" ESCAPE '\\')");
  }
  if (filter.second_factor) query.add(*filter.second_factor ? k_has_factor : k_has_no_factor);
  if (filter.signed_in_since) query.add(" AND u.last_login_at >= ", *filter.signed_in_since);
  if (filter.not_signed_in_since)
    query.add(" AND coalesce(u.last_login_at, 0) < ", *filter.not_signed_in_since);
  query.add(" ORDER BY u.id DESC LIMIT ", filter.limit);
  return query.all(tx, [](const storage::Row& row) { return row.id<UserId>(0); });
}

bool take_version(Tx& tx, UserId user, std::int64_t version) {
  return tx.exec("UPDATE user_account SET version = version + 1 WHERE id = $1 AND version = $2",
                 {user, version}) == 1;
}

void bump_version(Tx& tx, UserId user) {
  tx.exec("UPDATE user_account SET version = version + 1 WHERE id = $1", {user});
}

void save_name(Tx& tx, UserId user, std::string_view name) {
  tx.exec("UPDATE user_account SET name = $2, name_folded = $3 WHERE id = $1",
          {user, name, fold_case(name)});
}

bool save_email(Tx& tx, UserId user, std::string_view email, UserId stands_for) {
  std::string folded = fold_case(email);
  if (stands_for) folded += "\n" + user.text();
  return tx.exec(
             "UPDATE user_account SET email = $2, email_folded = $3, stands_for = $4 WHERE id = $1 "
             "AND NOT EXISTS "
             "(SELECT 1 FROM user_account o WHERE o.email_folded = $3 AND o.id <> $1)",
             {user, email, folded, stands_for}) == 1;
}

void save_phone(Tx& tx, UserId user, std::string_view sealed, Instant now) {
  const storage::Param bytes =
      sealed.empty() ? storage::Param(nullptr) : storage::Blob{std::string(sealed)};
  tx.exec(
      "UPDATE user_account SET phone_sealed = $2, phone_confirmed_at = NULL, "
      "phone_changed_at = $3 WHERE id = $1",
      {user, bytes, now});
}

void note_enabled(Tx& tx, UserId user, Instant now) {
  tx.exec("UPDATE user_account SET enabled_at = $2 WHERE id = $1", {user, now});
}

void require_password_change(Tx& tx, UserId user) {
  tx.exec("UPDATE user_account SET must_change_password = 1 WHERE id = $1", {user});
}

void clear_factor(Tx& tx, UserId user) {
  tx.exec(
      "UPDATE user_account SET totp_secret = NULL, must_enrol_totp = 1, factor_failures = 0, "
      "factor_locked_until = NULL WHERE id = $1",
      {user});
  tx.exec("DELETE FROM recovery_code WHERE user_id = $1", {user});
  delete_passkeys(tx, user);
}

std::int64_t recovery_codes_left(Tx& tx, UserId user) {
  return *tx.one("SELECT count(*) FROM recovery_code WHERE user_id = $1 AND used_at IS NULL",
                 {user}, first_number);
}

std::int64_t live_api_keys(Tx& tx, UserId user, Instant now) {
  return *tx.one(
      "SELECT count(*) FROM api_key WHERE created_by = $1 AND state = $2 AND expires_at > $3 "
      "AND coalesce(overlap_until, 9223372036854775807) > $3",
      {user, ApiKeyState::active, now}, first_number);
}

std::optional<Instant> link_open_until(Tx& tx, LinkPurpose purpose, UserId user, Instant now) {
  return tx.one(
      "SELECT expires_at FROM one_time_link WHERE purpose = $1 AND user_id = $2 "
      "AND used_at IS NULL AND expires_at > $3 ORDER BY id DESC",
      {purpose, user, now}, [](const storage::Row& row) { return row.instant(0); });
}

std::vector<LoginRecord> login_records(Tx& tx, UserId user, std::int64_t before,
                                       std::int64_t limit) {
  return tx.all(
      "SELECT id, at, ok, reason, ip, user_agent, known_device, network, is_unusual "
      "FROM login_event "
      "WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
      {user, before == 0 ? INT64_MAX : before, limit}, [](const storage::Row& row) {
        return LoginRecord{row.i64(0),
                           row.instant(1),
                           row.boolean(2),
                           std::string(row.text(3)),
                           std::string(row.text(4)),
                           std::string(row.text(5)),
                           row.boolean(6),
                           std::string(row.text(7)),
                           row.boolean(8)};
      });
}

}  // namespace bursar::identity::store
