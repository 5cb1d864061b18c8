// SQL of lists and pages. A slice is one walk along one index in id order; what that index does not
// know is compared row by row inside a bounded window, so that no list ever reads the whole table.
#include <algorithm>

#include <fmt/format.h>

#include "base/check.hpp"
#include "payments/rows.hpp"
#include "storage/query.hpp"

namespace bursar::payments::store {
namespace {

using Kind = Source::Kind;

// A row met along another index than the primary key costs a page of its own, so fewer are read.
constexpr std::int64_t k_window_rows = 30'000;
constexpr std::int64_t k_indexed_window_rows = 5'000;
constexpr std::int64_t k_prefix_rows = 2'000;
/// Columns of the walk: what comparisons need, so that wide rows are read only when they fit.
constexpr std::string_view k_of_recipient =
    " AND p.id IN (SELECT d.payment_id FROM payout_detail d WHERE d.recipient_id = ";
constexpr std::string_view k_walk_columns =
    "p.id, p.company_id, p.merchant_id, p.currency, p.method, p.amount_minor, p.lifecycle, "
    "p.refund_state, p.in_doubt, p.kind";

bool in_text_order(const Source& source) {
  return source.kind == Kind::external_prefix || source.kind == Kind::buyer_prefix;
}

std::int64_t window_rows(const Source& source) {
  if (in_text_order(source)) return k_prefix_rows;
  return source.kind == Kind::all ? k_window_rows : k_indexed_window_rows;
}

std::string_view direction(const PaymentFilter& filter) { return filter.after ? " ASC" : " DESC"; }

// The smallest text above every text that starts with `prefix`, byte by byte; empty when there is
// none.
std::string prefix_end(std::string prefix) {
  while (!prefix.empty() && static_cast<unsigned char>(prefix.back()) >= 0x7F) prefix.pop_back();
  if (!prefix.empty()) prefix.back() = static_cast<char>(prefix.back() + 1);
  return prefix;
}

void add_prefix(storage::Query& query, std::string_view column, const std::string& prefix) {
  query.add(fmt::format(" AND p.{0} <> '' AND p.{0} >= ", column), prefix);
  const std::string end = prefix_end(prefix);
  if (!end.empty()) query.add(fmt::format(" AND p.{} < ", column), end);
}

// The condition that names the index. Conditions of partial indexes stand in the text with their
// numbers, because a planner cannot see them in a parameter.
void add_source(storage::Query& query, const Source& source) {
  switch (source.kind) {
    case Kind::all: break;
    case Kind::merchant: query.add(" AND p.merchant_id = ", source.key); break;
    case Kind::lifecycle: query.add(" AND p.lifecycle <> 7 AND p.lifecycle = ", source.key); break;
    case Kind::refund_state:
      query.add(" AND p.refund_state <> 1 AND p.refund_state = ", source.key);
      break;
    case Kind::in_doubt: query.add(" AND p.in_doubt = 1"); break;
    case Kind::id: query.add(" AND p.id = ", source.key); break;
    case Kind::buyer_id: query.add(" AND p.buyer_id <> '' AND p.buyer_id = ", source.text); break;
    case Kind::last4: query.add(" AND p.card_last4 <> '' AND p.card_last4 = ", source.text); break;
    case Kind::recipient: query.add(k_of_recipient, source.key).add(")"); break;
    case Kind::external_prefix: add_prefix(query, "external_id", source.text); break;
    case Kind::buyer_prefix: add_prefix(query, "buyer_id", source.text); break;
  }
}

// Page keys and dates: ids are time-ordered, so both are ranges of the id.
void add_range(storage::Query& query, const PaymentFilter& filter) {
  if (filter.before) query.add(" AND p.id < ", filter.before);
  if (filter.after) query.add(" AND p.id > ", filter.after);
  if (filter.created_from) query.add(" AND p.id >= ", first_key_at(*filter.created_from));
  if (filter.created_before) query.add(" AND p.id < ", first_key_at(*filter.created_before));
}

void add_walk(storage::Query& query, const Source& source, const PaymentFilter& filter) {
  query.add(" FROM payment p WHERE 1 = 1");
  add_source(query, source);
  add_range(query, filter);
  if (source.kind == Kind::external_prefix) query.add(" ORDER BY p.external_id");
  else if (source.kind == Kind::buyer_prefix) query.add(" ORDER BY p.buyer_id");
  else query.add(" ORDER BY p.id").add(direction(filter));
}

// Everything the filter says; what the walk was chosen by holds already and costs nothing.
void add_compared(storage::Query& query, const Scope& scope, const PaymentFilter& filter) {
  storage::scope_filter(query, scope, "w.company_id", "w.merchant_id", "p.project_id");
  if (filter.merchant_id) query.add(" AND w.merchant_id = ", filter.merchant_id);
  if (!filter.lifecycles.empty()) query.add_list(" AND w.lifecycle IN ", filter.lifecycles);
  if (filter.refund_state) query.add(" AND w.refund_state = ", *filter.refund_state);
  if (filter.recipient_id) query.add(k_of_recipient, filter.recipient_id).add(")");
  if (filter.kind) query.add(" AND w.kind = ", *filter.kind);
  if (filter.in_doubt) query.add(" AND w.in_doubt = ", *filter.in_doubt);
  if (!filter.currency.empty()) query.add(" AND w.currency = ", filter.currency);
  if (!filter.method.empty()) query.add(" AND w.method = ", filter.method);
  if (filter.amount_min_minor) query.add(" AND w.amount_minor >= ", *filter.amount_min_minor);
  if (filter.amount_max_minor) query.add(" AND w.amount_minor <= ", *filter.amount_max_minor);
}

storage::Query slice_query(const Source& source, const Scope& scope, const PaymentFilter& filter) {
  storage::Query query(fmt::format("SELECT {} FROM (SELECT {}", k_payment_columns, k_walk_columns));
  add_walk(query, source, filter);
  query.add(" LIMIT ", window_rows(source));
  // CROSS JOIN keeps the walk outermost.
  query.add(
      ") w CROSS JOIN payment p CROSS JOIN merchant m WHERE p.id = w.id AND m.id = p.merchant_id");
  add_compared(query, scope, filter);
  query.add(" ORDER BY w.id").add(direction(filter)).add(" LIMIT ", filter.limit + 1);
  return query;
}

// The last row of the window, when the walk was at least that long.
PaymentId window_end(storage::Tx& tx, const Source& source, const PaymentFilter& filter) {
  storage::Query query("SELECT p.id");
  add_walk(query, source, filter);
  query.add(" LIMIT 1 OFFSET ", window_rows(source) - 1);
  return query.one(tx, [](const storage::Row& row) { return row.id<PaymentId>(0); })
      .value_or(PaymentId{});
}

}  // namespace

std::pair<std::string, storage::Params> slice_statement(const Source& source, const Scope& scope,
                                                        const PaymentFilter& filter) {
  const storage::Query query = slice_query(source, scope, filter);
  return {query.sql(), query.params()};
}

Slice read_slice(storage::Tx& tx, const Source& source, const Scope& scope,
                 const PaymentFilter& filter) {
  Slice slice;
  slice.rows = slice_query(source, scope, filter).all(tx, [](const storage::Row& row) {
    return read_payment(row);
  });
  const bool full = static_cast<std::int64_t>(slice.rows.size()) > filter.limit;
  if (!full && !in_text_order(source)) slice.stopped_at = window_end(tx, source, filter);
  return slice;
}

std::vector<MerchantId> merchants_in(storage::Tx& tx, const Scope& scope, std::int64_t limit) {
  storage::Query query("SELECT id FROM merchant WHERE 1 = 1");
  storage::scope_filter(query, scope, "company_id", "id");
  query.add(" ORDER BY id LIMIT ", limit);
  auto found = query.all(tx, [](const storage::Row& row) { return row.id<MerchantId>(0); });
  // Of merchants reached by a project alone; there is no index of projects.
  for (const ProjectReach& one : scope.projects())
    if (std::find(found.begin(), found.end(), one.merchant) == found.end())
      found.push_back(one.merchant);
  return found;
}

}  // namespace bursar::payments::store

namespace bursar::payments {
namespace {

using store::SubjectKind;

HistoryStep read_step(const storage::Row& row) {
  const auto kind = row.as_enum<SubjectKind>(0);
  const auto word_at = [&](int column) {
    if (row.is_null(column)) return std::string();
    return std::string(kind == SubjectKind::payment ? word(row.as_enum<Lifecycle>(column))
                                                    : word(row.as_enum<OperationState>(column)));
  };
  HistoryStep step;
  step.subject_kind = kind == SubjectKind::payment ? "payment" : "operation";
  step.subject_id =
      kind == SubjectKind::payment ? row.id<PaymentId>(1).text() : row.id<OperationId>(1).text();
  step.from = word_at(2);
  step.to = word_at(3);
  step.at = row.instant(4);
  step.actor = row.text(5);
  step.reason = row.text(6);
  return step;
}

}  // namespace

std::vector<Operation> operations_of(storage::Tx& tx, PaymentId id) {
  static const std::string k_text = fmt::format(
      "SELECT {} FROM operation o JOIN payment p ON p.id = o.payment_id "
      "WHERE o.payment_id = $1 ORDER BY o.seq",
      store::k_operation_columns);
  return tx.all(k_text, {id}, [](const storage::Row& row) { return store::read_operation(row); });
}

std::vector<Attempt> attempts_of(storage::Tx& tx, PaymentId id) {
  static const std::string k_text = fmt::format(
      "SELECT {} FROM operation o JOIN attempt a ON a.operation_id = o.id "
      "WHERE o.payment_id = $1 ORDER BY o.seq, a.seq",
      store::k_attempt_columns);
  return tx.all(k_text, {id}, [](const storage::Row& row) { return store::read_attempt(row); });
}

std::vector<HistoryStep> history_of(storage::Tx& tx, PaymentId id) {
  return tx.all(
      "SELECT subject_kind, subject_key, from_state, to_state, at, actor, reason "
      "FROM status_history WHERE payment_id = $1 ORDER BY id",
      {id}, read_step);
}

UnknownSummary unknown_summary(storage::Tx& tx, const Scope& scope) {
  // CROSS JOIN keeps the few payments in doubt outermost; left to itself SQLite reads all attempts.
  storage::Query query(
      "SELECT count(*), min(a.answered_at) FROM payment p CROSS JOIN operation o "
      "CROSS JOIN attempt a WHERE p.in_doubt = 1 AND o.payment_id = p.id AND a.operation_id = "
      "o.id");
  query.add(" AND o.state = ", OperationState::in_doubt);
  query.add(" AND a.phase = ", AttemptPhase::answered);
  storage::scope_filter(query, scope, "p.company_id", "p.merchant_id", "p.project_id");
  return *query.one(tx, [](const storage::Row& row) {
    return UnknownSummary{row.i64(0), row.instant_or_null(1)};
  });
}

}  // namespace bursar::payments
