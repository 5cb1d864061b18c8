// Rows of exception cases, read within a scope.
#include "payments/exception_store.hpp"

#include "storage/query.hpp"

namespace bursar::payments::store {
namespace {

constexpr std::string_view k_select =
    "SELECT e.id, e.company_id, e.merchant_id, m.name, e.payment_id, p.external_id, "
    "e.operation_key, e.kind, e.amount_minor, e.currency, e.state, e.note, e.opened_at, "
    "e.resolved_at, e.resolved_by, e.settled_as, e.resolution, e.version FROM exception_case e "
    "JOIN merchant m ON m.id = e.merchant_id JOIN payment p ON p.id = e.payment_id WHERE 1 = 1";

ExceptionCase read_exception(const storage::Row& row) {
  ExceptionCase one;
  one.id = row.id<ExceptionId>(0);
  one.company_id = row.id<CompanyId>(1);
  one.merchant_id = row.id<MerchantId>(2);
  one.merchant_name = row.text(3);
  one.payment_id = row.id<PaymentId>(4);
  one.external_id = row.text(5);
  if (const std::int64_t key = row.i64(6); key != 0) one.operation_id = OperationId{key};
  one.kind = row.as_enum<ExceptionKind>(7);
  one.amount = {row.i64(8), Currency::of(row.text(9))};
  one.state = row.as_enum<ExceptionState>(10);
  one.note = row.text(11);
  one.opened_at = row.instant(12);
  one.resolved_at = row.instant_or_null(13);
  one.resolved_by = row.text(14);
  if (!row.is_null(15)) one.settled_as = row.as_enum<SettledAs>(15);
  one.resolution = row.text(16);
  one.version = row.i64(17);
  return one;
}

}  // namespace

bool insert_exception(storage::Tx& tx, const ExceptionCase& one) {
  return tx.exec(
             "INSERT INTO exception_case (id, company_id, merchant_id, payment_id, operation_key, "
             "kind, amount_minor, currency, state, note, opened_at, resolved_by, resolution, "
             "version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', '', $12) "
             "ON CONFLICT (payment_id, operation_key, kind) DO NOTHING",
             {one.id, one.company_id, one.merchant_id, one.payment_id, one.operation_id.key,
              one.kind, one.amount.minor, one.amount.currency.code(), one.state, one.note,
              one.opened_at, one.version}) == 1;
}

bool save_exception(storage::Tx& tx, ExceptionCase& one) {
  const bool saved =
      tx.exec(
          "UPDATE exception_case SET state = $3, resolved_at = $4, resolved_by = $5, "
          "settled_as = $6, resolution = $7, version = version + 1 WHERE id = $1 AND version = $2",
          {one.id, one.version, one.state, one.resolved_at, one.resolved_by, one.settled_as,
           one.resolution}) == 1;
  if (saved) ++one.version;
  return saved;
}

std::optional<ExceptionCase> find_exception(storage::Tx& tx, const Scope& scope, ExceptionId id) {
  storage::Query query(k_select);
  query.add(" AND e.id = ", id);
  storage::scope_filter(query, scope, "e.company_id", "e.merchant_id", "p.project_id");
  return query.one(tx, read_exception);
}

std::vector<ExceptionCase> exceptions(storage::Tx& tx, const Scope& scope,
                                      const ListExceptions& filter) {
  storage::Query query(k_select);
  storage::scope_filter(query, scope, "e.company_id", "e.merchant_id", "p.project_id");
  if (filter.state == ExceptionState::open) query.add(" AND e.state = 1");
  else if (filter.state) query.add(" AND e.state = ", *filter.state);
  if (filter.kind) query.add(" AND e.kind = ", *filter.kind);
  if (filter.merchant) query.add(" AND e.merchant_id = ", filter.merchant);
  if (filter.payment) query.add(" AND e.payment_id = ", filter.payment);
  const bool oldest_first = filter.state == ExceptionState::open;
  if (filter.before) query.add(oldest_first ? " AND e.id > " : " AND e.id < ", filter.before);
  query.add(oldest_first ? " ORDER BY e.id LIMIT " : " ORDER BY e.id DESC LIMIT ", filter.limit);
  return query.all(tx, read_exception);
}

}  // namespace bursar::payments::store
