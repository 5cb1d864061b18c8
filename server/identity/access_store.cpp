// SQL of the report of who holds what: of the whole installation, for holders of a right of the
// platform.
#include "identity/access_store.hpp"

#include <algorithm>
#include <map>

#include "identity/identity.hpp"
#include "identity/permission.hpp"

namespace bursar::identity::store {
namespace {

constexpr std::string_view k_person =
    "u.id, u.name, u.email, u.state, CASE WHEN u.totp_secret IS NULL THEN 0 ELSE 1 END, "
    "(SELECT count(*) FROM passkey p WHERE p.user_id = u.id), u.last_login_at";
constexpr int k_person_columns = 7;

std::string factors_of(bool app, std::int64_t passkeys) {
  std::string text = passkeys > 0 ? "passkey" : "";
  if (app) text.append(text.empty() ? "" : " ").append("app");
  return text;
}

// The first columns of every row are the person's.
AccessRow read_person(const storage::Row& row) {
  AccessRow held;
  held.user = row.id<UserId>(0);
  if (!held.user) return held;
  held.name = row.text(1);
  held.email = row.text(2);
  held.state = user_state_name(row.as_enum<UserState>(3));
  held.factors = factors_of(row.i64(4) != 0, row.i64(5));
  held.last_used_at = row.instant_or_null(6);
  return held;
}

std::map<std::int64_t, std::string> rights_by_role(Tx& tx) {
  std::map<std::int64_t, std::string> rights;
  const auto grants = tx.all(
      "SELECT role_id, permission_key FROM role_grant ORDER BY role_id, permission_key", {},
      [](const storage::Row& row) { return std::pair(row.i64(0), std::string(row.text(1))); });
  for (const auto& [role, permission] : grants) {
    std::string& text = rights[role];
    text.append(text.empty() ? "" : " ").append(permission);
  }
  return rights;
}

bool names_platform(std::string_view rights) {
  while (!rights.empty()) {
    const std::string_view word = rights.substr(0, rights.find(' '));
    const Permission* permission = find_permission(word);
    if (permission != nullptr && permission->platform) return true;
    rights.remove_prefix(std::min(rights.size(), word.size() + 1));
  }
  return false;
}

}  // namespace

std::vector<AccessRow> held_memberships(Tx& tx, Instant now) {
  const auto rights = rights_by_role(tx);
  return tx.all(
      "SELECT " + std::string(k_person) +
          ", m.id, m.role_id, r.name, m.scope_kind, m.company_id, m.merchant_id, m.project_id, "
          "m.created_at, m.expires_at FROM membership m JOIN user_account u ON u.id = m.user_id "
          "JOIN role r ON r.id = m.role_id "
          "WHERE coalesce(m.expires_at, 9223372036854775807) > $1 "
          "ORDER BY u.name_folded, u.id, m.id",
      {now}, [&rights](const storage::Row& row) {
        AccessRow held = read_person(row);
        constexpr int at = k_person_columns;
        held.kind = AccessKind::membership;
        held.target = row.i64(at);
        if (const auto found = rights.find(row.i64(at + 1)); found != rights.end())
          held.rights = found->second;
        held.title = row.text(at + 2);
        held.place = {row.as_enum<ScopeKind>(at + 3), row.id<CompanyId>(at + 4),
                      row.id<MerchantId>(at + 5), row.id<ProjectId>(at + 6)};
        held.granted_at = row.instant(at + 7);
        held.expires_at = row.instant_or_null(at + 8);
        held.is_platform =
            held.place.kind == ScopeKind::installation && names_platform(held.rights);
        return held;
      });
}

std::vector<AccessRow> held_api_keys(Tx& tx, Instant now) {
  return tx.all(
      "SELECT " + std::string(k_person) +
          ", k.id, k.label, k.scopes, k.company_id, k.merchant_id, k.project_id, k.created_at, "
          "k.expires_at, k.last_used_at FROM api_key k "
          "LEFT JOIN user_account u ON u.id = k.created_by "
          "WHERE k.state = $1 AND k.expires_at > $2 "
          "AND coalesce(k.overlap_until, 9223372036854775807) > $2 ORDER BY k.id",
      {ApiKeyState::active, now}, [](const storage::Row& row) {
        AccessRow held = read_person(row);
        constexpr int at = k_person_columns;
        held.kind = AccessKind::api_key;
        held.target = row.i64(at);
        held.title = row.text(at + 1);
        held.rights = row.text(at + 2);
        const auto project = row.id<ProjectId>(at + 5);
        held.merchant = row.id<MerchantId>(at + 4);
        held.place = {project ? ScopeKind::project : ScopeKind::merchant, row.id<CompanyId>(at + 3),
                      held.merchant, project};
        held.granted_at = row.instant(at + 6);
        held.expires_at = row.instant_or_null(at + 7);
        held.last_used_at = row.instant_or_null(at + 8);
        return held;
      });
}

std::vector<AccessRow> held_api_tokens(Tx& tx) {
  return tx.all("SELECT " + std::string(k_person) +
                    ", t.id, t.token, t.created_at, t.last_used_at FROM api_token t "
                    "JOIN user_account u ON u.id = t.user_id WHERE t.deactivated_at IS NULL "
                    "ORDER BY t.id",
                {}, [](const storage::Row& row) {
                  AccessRow held = read_person(row);
                  constexpr int at = k_person_columns;
                  held.kind = AccessKind::api_token;
                  held.target = row.i64(at);
                  held.title = "API token " + std::string(row.text(at + 1)).substr(0, 6) + "…";
                  held.granted_at = row.instant(at + 2);
                  held.last_used_at = row.instant_or_null(at + 3);
                  return held;
                });
}

std::optional<Instant> installed_at(Tx& tx) {
  return tx.one("SELECT created_at FROM installation", {},
                [](const storage::Row& row) { return row.instant(0); });
}

std::optional<std::string> api_key_public_id(Tx& tx, ApiKeyId id) {
  return tx.one("SELECT public_id FROM api_key WHERE id = $1", {id},
                [](const storage::Row& row) { return std::string(row.text(0)); });
}

std::optional<ApiKeyId> api_key_replaced_by(Tx& tx, ApiKeyId id) {
  return tx.one("SELECT replaced_by FROM api_key WHERE id = $1 AND replaced_by IS NOT NULL", {id},
                [](const storage::Row& row) { return row.id<ApiKeyId>(0); });
}

}  // namespace bursar::identity::store
