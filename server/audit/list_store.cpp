// SQL of lists. What an index does not know is compared row by row inside a bounded window, so that
// no question reads the whole trail.
#include "audit/list_store.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "audit/rows.hpp"
#include "base/text.hpp"
#include "storage/query.hpp"

namespace bursar::audit::store {
namespace {

using Kind = Source::Kind;

constexpr std::int64_t k_window_rows = 50'000;
constexpr std::int64_t k_indexed_window_rows = 20'000;
constexpr std::int64_t k_prefix_rows = 2'000;
/// Ids are taken a little before or after the instant their entry names.
constexpr std::int64_t k_slack_ms = k_minute_ms;
/// Names looked at for one search; an installation has fewer people than that.
constexpr int k_names_max = 5'000;
/// The condition of the index of actors, word for word.
constexpr std::string_view k_few_actors = " AND e.actor_kind <> 2 AND e.actor_kind <> 4";
constexpr std::string_view k_few_actions =
    " AND e.action <> 'create_sale' AND e.action <> 'record_answer'";

std::int64_t window_rows(const Source& source) {
  if (source.kind == Kind::subject_prefix) return k_prefix_rows;
  return source.kind == Kind::all ? k_window_rows : k_indexed_window_rows;
}

std::string_view direction(const Filter& filter) { return filter.after ? " ASC" : " DESC"; }

// The smallest text above every text that starts with `prefix`; empty when there is none.
std::string prefix_end(std::string prefix) {
  while (!prefix.empty() && static_cast<unsigned char>(prefix.back()) >= 0x7F) prefix.pop_back();
  if (!prefix.empty()) prefix.back() = static_cast<char>(prefix.back() + 1);
  return prefix;
}

void add_source(storage::Query& query, const Source& source) {
  switch (source.kind) {
    case Kind::all: break;
    case Kind::id: query.add(" AND e.id = ", source.key); break;
    case Kind::subject: query.add(" AND e.subject_id = ", source.text); break;
    case Kind::subject_prefix:
      query.add(" AND e.subject_id >= ", source.text);
      if (const std::string end = prefix_end(source.text); !end.empty())
        query.add(" AND e.subject_id < ", end);
      break;
    case Kind::merchant: query.add(" AND e.merchant_id = ", source.key); break;
    case Kind::company:
      query.add(" AND e.merchant_id IS NULL AND e.company_id IS NOT NULL AND e.company_id = ",
                source.key);
      break;
    case Kind::actor: query.add(k_few_actors).add(" AND e.actor_name = ", source.text); break;
    case Kind::action: query.add(k_few_actions).add(" AND e.action = ", source.text); break;
    case Kind::refused: query.add(" AND e.outcome <> 1 AND e.outcome = ", source.key); break;
  }
}

void add_range(storage::Query& query, const Filter& filter) {
  if (filter.before) query.add(" AND e.id < ", filter.before);
  if (filter.after) query.add(" AND e.id > ", filter.after);
  if (filter.from) query.add(" AND e.id >= ", first_key_at(filter.from->plus_ms(-k_slack_ms)));
  if (filter.before_at)
    query.add(" AND e.id < ", first_key_at(filter.before_at->plus_ms(k_slack_ms)));
}

void add_walk(storage::Query& query, const Source& source, const Filter& filter) {
  query.add(" FROM audit_entry e WHERE 1 = 1");
  add_source(query, source);
  add_range(query, filter);
  if (source.kind == Kind::subject_prefix) query.add(" ORDER BY e.subject_id");
  else query.add(" ORDER BY e.id").add(direction(filter));
}

void add_compared(storage::Query& query, const Scope& scope, const Filter& filter) {
  storage::scope_filter(query, scope, "w.company_id", "w.merchant_id");
  if (filter.from) query.add(" AND w.at >= ", *filter.from);
  if (filter.before_at) query.add(" AND w.at < ", *filter.before_at);
  if (filter.actor_kind) query.add(" AND w.actor_kind = ", *filter.actor_kind);
  if (!filter.actor.empty()) query.add(" AND w.actor_name = ", filter.actor);
  if (!filter.actions.empty()) query.add_list(" AND w.action IN ", filter.actions);
  if (filter.outcome) query.add(" AND w.outcome = ", *filter.outcome);
  if (!filter.subject_kind.empty()) query.add(" AND w.subject_kind = ", filter.subject_kind);
  if (!filter.subject_id.empty()) query.add(" AND w.subject_id = ", filter.subject_id);
  if (filter.company) query.add(" AND w.company_id = ", filter.company);
  if (filter.merchant) query.add(" AND w.merchant_id = ", filter.merchant);
}

// Three steps inside out: the walk, what of it fits, and only then the wide rows.
storage::Query slice_query(storage::Dialect dialect, const Source& source, const Scope& scope,
                           const Filter& filter) {
  storage::Query query(
      fmt::format("SELECT {} FROM (SELECT w.id FROM (SELECT e.id, e.at, e.actor_kind, "
                  "e.actor_name, e.action, e.outcome, e.subject_kind, e.subject_id, e.company_id, "
                  "e.merchant_id",
                  k_entry_columns));
  add_walk(query, source, filter);
  query.add(" LIMIT ", window_rows(source)).add(") w WHERE 1 = 1");
  add_compared(query, scope, filter);
  // SQLite passes rows on as the walk meets them, but asked for their order it would first collect
  // them all; PostgreSQL sees that they are in order.
  if (dialect == storage::Dialect::postgres || source.kind == Kind::subject_prefix)
    query.add(" ORDER BY w.id").add(direction(filter));
  query.add(" LIMIT ", filter.limit + 1);
  // CROSS JOIN keeps the few found outermost.
  query.add(") f CROSS JOIN audit_entry e WHERE e.id = f.id ORDER BY f.id");
  query.add(direction(filter));
  return query;
}

// The last row of the window, when the walk was at least that long.
AuditId window_end(storage::Tx& tx, const Source& source, const Filter& filter) {
  storage::Query query("SELECT e.id");
  add_walk(query, source, filter);
  query.add(" LIMIT 1 OFFSET ", window_rows(source) - 1);
  return query.one(tx, [](const storage::Row& row) { return row.id<AuditId>(0); })
      .value_or(AuditId{});
}

// The next text above `text` in an index, one step at a time: far fewer than there are rows.
std::optional<std::string> next_text(storage::Tx& tx, std::string_view column,
                                     std::string_view condition, const std::string& text) {
  storage::Query query(
      fmt::format("SELECT min(e.{0}) FROM audit_entry e WHERE 1 = 1{1}", column, condition));
  query.add(fmt::format(" AND e.{} > ", column), text);
  return *query.one(tx, [](const storage::Row& row) { return row.text_or_null(0); });
}

}  // namespace

Slice read_slice(storage::Tx& tx, const Source& source, const Scope& scope, const Filter& filter) {
  Slice slice;
  slice.rows = slice_query(tx.dialect(), source, scope, filter).all(tx, read_entry);
  const bool full = static_cast<std::int64_t>(slice.rows.size()) > filter.limit;
  if (!full && source.kind != Kind::subject_prefix)
    slice.stopped_at = window_end(tx, source, filter);
  return slice;
}

std::int64_t count_up_to(storage::Tx& tx, const std::vector<Source>& sources, const Filter& filter,
                         std::int64_t most) {
  std::int64_t count = 0;
  for (const Source& source : sources) {
    storage::Query query("SELECT count(*) FROM (SELECT e.id");
    add_walk(query, source, filter);
    query.add(" LIMIT ", most - count).add(") w");
    count += *query.one(tx, [](const storage::Row& row) { return row.i64(0); });
    if (count >= most) return most;
  }
  return count;
}

std::vector<std::string> actors_like(storage::Tx& tx, std::string_view part, std::size_t limit) {
  const std::string wanted = fold_case(part);
  std::vector<std::string> names;
  auto name = next_text(tx, "actor_name", k_few_actors, "");
  for (int looked = 0; name && looked < k_names_max && names.size() < limit; ++looked) {
    if (fold_case(*name).find(wanted) != std::string::npos) names.push_back(*name);
    name = next_text(tx, "actor_name", k_few_actors, *name);
  }
  return names;
}

}  // namespace bursar::audit::store

namespace bursar::audit {

std::vector<std::string> known_actions(storage::Tx& tx) {
  std::vector<std::string> actions{"create_sale", "record_answer"};
  for (auto next = store::next_text(tx, "action", store::k_few_actions, ""); next;
       next = store::next_text(tx, "action", store::k_few_actions, *next))
    actions.push_back(*next);
  std::sort(actions.begin(), actions.end());
  return actions;
}

}  // namespace bursar::audit
