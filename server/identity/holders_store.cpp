// SQL of holding: one walk from the permission's roles to their members.
#include "identity/holders_store.hpp"

#include "storage/query.hpp"

namespace bursar::identity::store {

std::vector<UserId> people_granted(Tx& tx, std::string_view permission, const Place& place,
                                   Instant now, std::int64_t limit) {
  storage::Query query(
      "SELECT DISTINCT m.user_id FROM role_grant g JOIN membership m ON m.role_id = g.role_id "
      "JOIN user_account u ON u.id = m.user_id WHERE g.permission_key = ");
  query.add("", permission).add(" AND u.stands_for IS NULL AND u.state = ", UserState::active);
  query.add(" AND coalesce(m.expires_at, 9223372036854775807) > ", now);
  query.add(" AND (m.scope_kind = ", ScopeKind::installation);
  if (place.company) {
    query.add(" OR (m.scope_kind = ", ScopeKind::company);
    query.add(" AND m.company_id = ", place.company).add(")");
  }
  if (place.merchant) {
    query.add(" OR (m.scope_kind = ", ScopeKind::merchant);
    query.add(" AND m.merchant_id = ", place.merchant).add(")");
  }
  if (place.project) {
    query.add(" OR (m.scope_kind = ", ScopeKind::project);
    query.add(" AND m.project_id = ", place.project).add(")");
  }
  query.add(") ORDER BY m.user_id LIMIT ", limit);
  return query.all(tx, [](const storage::Row& row) { return row.id<UserId>(0); });
}

}  // namespace bursar::identity::store
