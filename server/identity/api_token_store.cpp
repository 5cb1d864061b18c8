// SQL of tokens for the Data API. Portable between SQLite and PostgreSQL.
#include "identity/api_token_store.hpp"

namespace bursar::identity::store {
namespace {

constexpr std::string_view k_select =
    "SELECT id, token, created_at, deactivated_at, last_used_at, last_ip, user_id, secret_sealed "
    "FROM api_token ";

ApiTokenRow read_row(const storage::Row& row) {
  ApiTokenRow read;
  read.shown = {row.id<ApiTokenId>(0),  std::string(row.text(1)), row.instant(2),
                row.instant_or_null(3), row.instant_or_null(4),   std::string(row.text(5))};
  read.user = row.id<UserId>(6);
  read.secret_sealed = row.blob(7);
  return read;
}

ApiToken read_shown(const storage::Row& row) { return read_row(row).shown; }

storage::Blob blob(std::string_view bytes) { return {std::string(bytes)}; }

}  // namespace

void insert_api_token(Tx& tx, UserId user, const ApiToken& token, std::string_view secret_sealed) {
  tx.exec(
      "INSERT INTO api_token (id, user_id, token, secret_sealed, created_at, last_ip) "
      "VALUES ($1, $2, $3, $4, $5, '')",
      {token.id, user, token.token, blob(secret_sealed), token.created_at});
}

std::optional<ApiToken> find_api_token(Tx& tx, UserId user, ApiTokenId id) {
  return tx.one(std::string(k_select) + "WHERE id = $1 AND user_id = $2", {id, user}, read_shown);
}

std::optional<ApiToken> api_token_in_force(Tx& tx, UserId user) {
  return tx.one(std::string(k_select) + "WHERE user_id = $1 AND deactivated_at IS NULL", {user},
                read_shown);
}

std::vector<ApiToken> api_tokens(Tx& tx, UserId user) {
  return tx.all(std::string(k_select) + "WHERE user_id = $1 ORDER BY id DESC LIMIT 100", {user},
                read_shown);
}

std::optional<ApiTokenRow> find_live_api_token(Tx& tx, std::string_view token) {
  return tx.one(std::string(k_select) + "WHERE token = $1 AND deactivated_at IS NULL", {token},
                read_row);
}

void end_api_token(Tx& tx, ApiTokenId id, Instant now) {
  tx.exec("UPDATE api_token SET deactivated_at = $2, secret_sealed = $3 WHERE id = $1",
          {id, now, blob({})});
}

void note_api_token_use(Tx& tx, ApiTokenId id, Instant minute, std::string_view ip) {
  tx.exec(
      "UPDATE api_token SET last_used_at = $2, last_ip = $3 WHERE id = $1 AND deactivated_at IS "
      "NULL",
      {id, minute, ip});
}

}  // namespace bursar::identity::store
