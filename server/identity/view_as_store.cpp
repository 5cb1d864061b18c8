// SQL of the tables view_consent and view_as.
#include "identity/view_as_store.hpp"

#include "storage/query.hpp"

namespace bursar::identity::store {
namespace {

using storage::Tx;

constexpr std::string_view k_select_view =
    "SELECT v.id, v.agent_id, a.name, a.email, v.person_id, coalesce(p.name, ''), "
    "coalesce(p.email, ''), v.company_id, v.merchant_id, v.reason, v.state, v.asked_at, "
    "v.open_until, v.answered_at, v.answered_by, coalesce(b.name, ''), coalesce(b.email, ''), "
    "v.session_id, v.started_at, v.ends_at, v.ended_at, v.end_reason FROM view_as v "
    "JOIN user_account a ON a.id = v.agent_id LEFT JOIN user_account p ON p.id = v.person_id "
    "LEFT JOIN user_account b ON b.id = v.answered_by WHERE 1 = 1";

ViewParty read_party(const storage::Row& row, int first) {
  return {row.id<UserId>(first), std::string(row.text(first + 1)),
          std::string(row.text(first + 2))};
}

View read_view(const storage::Row& row) {
  View view;
  view.id = row.id<ViewId>(0);
  view.agent = read_party(row, 1);
  view.person = read_party(row, 4);
  view.place.company = row.id<CompanyId>(7);
  view.place.merchant = row.id<MerchantId>(8);
  view.place.kind = view.place.merchant ? ScopeKind::merchant : ScopeKind::company;
  view.reason = row.text(9);
  view.state = row.as_enum<ViewState>(10);
  view.asked_at = row.instant(11);
  view.open_until = row.instant(12);
  view.answered_at = row.instant_or_null(13);
  view.answered_by = read_party(row, 14);
  view.session = row.id<SessionId>(17);
  view.started_at = row.instant_or_null(18);
  view.ends_at = row.instant_or_null(19);
  view.ended_at = row.instant_or_null(20);
  view.end_reason = row.text(21);
  return view;
}

}  // namespace

std::optional<ViewConsent> find_consent(Tx& tx, CompanyId company) {
  return tx.one(
      "SELECT c.company_id, c.mode, c.version, c.changed_at, u.name FROM view_consent c "
      "JOIN user_account u ON u.id = c.changed_by WHERE c.company_id = $1",
      {company}, [](const storage::Row& row) {
        return ViewConsent{row.id<CompanyId>(0), row.as_enum<ConsentMode>(1), row.i64(2),
                           row.instant(3), std::string(row.text(4))};
      });
}

bool save_consent(Tx& tx, const ViewConsent& consent, UserId by) {
  if (consent.version == 0)
    return tx.exec(
               "INSERT INTO view_consent (company_id, mode, version, changed_at, changed_by) "
               "VALUES ($1, $2, 1, $3, $4) ON CONFLICT (company_id) DO NOTHING",
               {consent.company, consent.mode, consent.changed_at, by}) == 1;
  return tx.exec(
             "UPDATE view_consent SET mode = $3, version = version + 1, changed_at = $4, "
             "changed_by = $5 WHERE company_id = $1 AND version = $2",
             {consent.company, consent.version, consent.mode, consent.changed_at, by}) == 1;
}

void insert_view(Tx& tx, const View& view) {
  tx.exec(
      "INSERT INTO view_as (id, agent_id, person_id, company_id, merchant_id, reason, state, "
      "asked_at, open_until, end_reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')",
      {view.id, view.agent.id, view.person.id, view.place.company, view.place.merchant, view.reason,
       view.state, view.asked_at, view.open_until});
}

std::optional<View> find_view(Tx& tx, ViewId id) {
  storage::Query query(k_select_view);
  query.add(" AND v.id = ", id);
  return query.one(tx, read_view);
}

std::optional<View> running_view(Tx& tx, SessionId session) {
  storage::Query query(k_select_view);
  // The number stands in the text, because the planner has to see the index's own condition.
  query.add(" AND v.state = 3 AND v.session_id = ", session);
  return query.one(tx, read_view);
}

bool has_open_view(Tx& tx, const View& view, Instant now) {
  storage::Query query("SELECT 1 FROM view_as WHERE state IN (1, 2)");
  query.add(" AND open_until > ", now).add(" AND agent_id = ", view.agent.id);
  query.add(" AND company_id = ", view.place.company);
  query.add(" AND coalesce(person_id, 0) = ", view.person.id.key);
  query.add(" AND coalesce(merchant_id, 0) = ", view.place.merchant.key);
  return query.one(tx, [](const storage::Row&) { return true; }).has_value();
}

bool save_answer(Tx& tx, ViewId id, ViewState to, UserId by, Instant now) {
  const Instant open_until = now.plus_ms(k_view_open_ms);
  return tx.exec(
             "UPDATE view_as SET state = $2, answered_by = $3, answered_at = $4, open_until = $5 "
             "WHERE id = $1 AND state = 1 AND open_until > $4",
             {id, to, by, now, open_until}) == 1;
}

bool save_start(Tx& tx, ViewId id, SessionId session, Instant now, Instant ends_at) {
  return tx.exec(
             "UPDATE view_as SET state = 3, session_id = $2, started_at = $3, ends_at = $4 "
             "WHERE id = $1 AND state = 2 AND open_until > $3",
             {id, session, now, ends_at}) == 1;
}

bool save_end(Tx& tx, ViewId id, ViewState from, ViewState to, Instant now,
              std::string_view reason) {
  return tx.exec(
             "UPDATE view_as SET state = $3, ended_at = $4, end_reason = $5 "
             "WHERE id = $1 AND state = $2",
             {id, from, to, now, reason}) == 1;
}

std::vector<View> list_views(Tx& tx, const Scope& scope, const ListViews& filter, Instant now) {
  storage::Query query(k_select_view);
  if (filter.agent) query.add(" AND v.agent_id = ", filter.agent);
  else storage::scope_filter(query, scope, "v.company_id", "v.merchant_id");
  if (filter.state) query.add(" AND v.state = ", *filter.state);
  if (filter.state == ViewState::asked || filter.state == ViewState::accepted)
    query.add(" AND v.open_until > ", now);
  if (filter.before) query.add(" AND v.id < ", filter.before);
  query.add(" ORDER BY v.id DESC LIMIT ", filter.limit);
  return query.all(tx, read_view);
}

std::vector<View> lapsed_views(Tx& tx, Instant now, std::int64_t limit) {
  storage::Query query(k_select_view);
  query.add(" AND v.state = 3 AND (v.ends_at <= ", now);
  query.add(
      " OR EXISTS (SELECT 1 FROM session s WHERE s.id = v.session_id AND (s.revoked_at IS "
      "NOT NULL OR s.idle_deadline <= ",
      now);
  query.add(" OR s.absolute_deadline <= ", now).add("))) ORDER BY v.id LIMIT ", limit);
  return query.all(tx, read_view);
}

}  // namespace bursar::identity::store
