// SQL of the table api_key. Scopes are one text column, words separated by spaces: they are read as
// a whole and never searched.
#include "identity/api_key_store.hpp"

#include "storage/query.hpp"

namespace bursar::identity::store {
namespace {

constexpr std::string_view k_select =
    "SELECT id, public_id, secret_mac, last4, label, scopes, company_id, merchant_id, environment, "
    "state, "
    "created_at, expires_at, replaced_by, overlap_until, last_used_at, last_ip, calls, created_by, "
    "allowed_addresses, project_id, signing_key FROM api_key";

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    words.emplace_back(text.substr(0, space));
    if (space == std::string_view::npos) break;
    text.remove_prefix(space + 1);
  }
  return words;
}

StoredApiKey read_key(const storage::Row& row) {
  StoredApiKey stored;
  ApiKey& key = stored.key;
  key.id = row.id<ApiKeyId>(0);
  key.public_id = row.text(1);
  stored.secret_mac = row.text(2);
  key.last4 = row.text(3);
  key.label = row.text(4);
  key.scopes = split(row.text(5));
  key.company = row.id<CompanyId>(6);
  key.merchant = row.id<MerchantId>(7);
  key.environment = row.as_enum<Environment>(8);
  key.state = row.as_enum<ApiKeyState>(9);
  key.created_at = row.instant(10);
  key.expires_at = row.instant(11);
  if (!row.is_null(12)) key.replaced_by = row.id<ApiKeyId>(12);
  key.overlap_until = row.instant_or_null(13);
  key.last_used_at = row.instant_or_null(14);
  key.last_ip = row.text(15);
  key.calls = row.i64(16);
  key.created_by = row.id<UserId>(17);
  key.allowed_addresses = split(row.text(18));
  key.project = row.id<ProjectId>(19);
  key.signing_key = row.text(20);
  return stored;
}

ApiKey read_shown_key(const storage::Row& row) { return read_key(row).key; }

}  // namespace

void insert_api_key(Tx& tx, const StoredApiKey& stored) {
  const ApiKey& key = stored.key;
  tx.exec(
      "INSERT INTO api_key (id, public_id, secret_mac, last4, label, scopes, company_id, "
      "merchant_id, "
      "environment, state, created_by, created_at, expires_at, last_ip, calls, "
      "allowed_addresses, project_id, signing_key) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', 0, $14, $15, $16)",
      {key.id, key.public_id, stored.secret_mac, key.last4, key.label, joined(key.scopes),
       key.company, key.merchant, key.environment, key.state, key.created_by, key.created_at,
       key.expires_at, joined(key.allowed_addresses), key.project, key.signing_key});
}

std::optional<StoredApiKey> find_api_key(Tx& tx, std::string_view public_id) {
  return tx.one(std::string(k_select) + " WHERE public_id = $1", {public_id}, read_key);
}

std::optional<ApiKey> find_api_key(Tx& tx, const Scope& scope, MerchantId merchant, ApiKeyId id) {
  storage::Query query(k_select);
  query.add(" WHERE id = ", id).add(" AND merchant_id = ", merchant);
  storage::scope_filter(query, scope, "company_id", "merchant_id", "project_id");
  return query.one(tx, read_shown_key);
}

std::vector<ApiKey> list_api_keys(Tx& tx, const Scope& scope, MerchantId merchant) {
  storage::Query query(k_select);
  query.add(" WHERE merchant_id = ", merchant);
  storage::scope_filter(query, scope, "company_id", "merchant_id", "project_id");
  query.add(" ORDER BY id DESC LIMIT 200");
  return query.all(tx, read_shown_key);
}

bool replace_api_key(Tx& tx, ApiKeyId id, ApiKeyId by, Instant overlap_until) {
  return tx.exec(
             "UPDATE api_key SET replaced_by = $2, overlap_until = $3 "
             "WHERE id = $1 AND replaced_by IS NULL AND state = $4",
             {id, by, overlap_until, ApiKeyState::active}) == 1;
}

void revoke_api_key(Tx& tx, ApiKeyId id) {
  tx.exec("UPDATE api_key SET state = $2 WHERE id = $1", {id, ApiKeyState::revoked});
}

void save_api_key(Tx& tx, const ApiKey& key) {
  tx.exec("UPDATE api_key SET label = $2, allowed_addresses = $3, signing_key = $4 WHERE id = $1",
          {key.id, key.label, joined(key.allowed_addresses), key.signing_key});
}

bool note_signed_request(Tx& tx, ApiKeyId id, std::string_view nonce, Instant expires_at) {
  return tx.exec(
             "INSERT INTO signed_request (api_key_id, nonce, expires_at) VALUES ($1, $2, $3) "
             "ON CONFLICT (api_key_id, nonce) DO NOTHING",
             {id, nonce, expires_at}) == 1;
}

std::int64_t forget_signed_requests(Tx& tx, Instant now) {
  return tx.exec("DELETE FROM signed_request WHERE expires_at <= $1", {now});
}

std::vector<ApiKey> keys_to_remind(Tx& tx, Instant until, std::int64_t days, Instant now) {
  return tx.all(std::string(k_select) +
                    " WHERE state = $1 AND expires_at > $2 AND expires_at <= $3 AND "
                    "replaced_by IS NULL AND (reminded_days = 0 OR reminded_days > $4) "
                    "ORDER BY id LIMIT 500",
                {ApiKeyState::active, now, until, days}, read_shown_key);
}

void save_reminder(Tx& tx, ApiKeyId id, std::int64_t days) {
  tx.exec("UPDATE api_key SET reminded_days = $2 WHERE id = $1", {id, days});
}

void add_use(Tx& tx, const ApiKeyUse& use) {
  tx.exec(
      "UPDATE api_key SET calls = calls + $2, last_ip = $4, last_used_at = "
      "CASE WHEN last_used_at IS NULL OR last_used_at < $3 THEN $3 ELSE last_used_at END WHERE id "
      "= $1",
      {use.id, use.calls, use.last_used_at, use.last_ip});
}

}  // namespace bursar::identity::store
