// One statement for all sessions asked about: it runs twice a second while somebody follows.
#include "identity/standing_store.hpp"

#include "storage/query.hpp"

namespace bursar::identity::store {
namespace {

constexpr int k_facts = 10;

// Ids only grow, so newest, oldest and number of memberships together tell every coming and going;
// a changed role shows in its version.
constexpr std::string_view k_select =
    "SELECT s.id, coalesce(max(v.id), 0), s.mfa_level, u.id, u.state, u.version, count(m.id), "
    "coalesce(max(m.id), 0), coalesce(min(m.id), 0), CAST(coalesce(sum(r.version), 0) AS BIGINT), "
    "(SELECT max(i.policy_version) FROM installation i) FROM session s "
    "JOIN user_account u ON u.id = s.user_id "
    "LEFT JOIN view_as v ON v.session_id = s.id AND v.state = 3 "
    "LEFT JOIN membership m ON m.user_id = u.id AND "
    "coalesce(m.expires_at, 9223372036854775807) > ";

StandingRow read_standing(const storage::Row& row) {
  StandingRow standing;
  standing.session = row.id<SessionId>(0);
  standing.looks = row.i64(1) != 0;
  for (int column = 1; column <= k_facts; ++column)
    standing.facts += std::to_string(row.i64(column)) + " ";
  return standing;
}

}  // namespace

std::vector<StandingRow> standings(Tx& tx, const std::vector<SessionId>& sessions, Instant now) {
  storage::Query query(k_select);
  query.add("", now).add(" LEFT JOIN role r ON r.id = m.role_id WHERE s.revoked_at IS NULL");
  query.add(" AND s.kind = ", SessionKind::full).add(" AND s.idle_deadline > ", now);
  query.add(" AND s.absolute_deadline > ", now);
  query.add(" AND u.state IN (", UserState::active).add(", ", UserState::locked);
  query.add_list(") AND s.id IN ", sessions);
  query.add(" GROUP BY s.id, s.mfa_level, u.id, u.state, u.version");
  return query.all(tx, read_standing);
}

}  // namespace bursar::identity::store
