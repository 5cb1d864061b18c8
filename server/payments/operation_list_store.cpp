// SQL of the list of operations. The walk goes along operations, or along the one payment asked
// for; CROSS JOIN keeps it outermost.
#include "payments/operation_list.hpp"

#include <fmt/format.h>

#include "payments/rows.hpp"
#include "storage/query.hpp"

namespace bursar::payments {
namespace {

ListedOperation read_listed(const storage::Row& row) {
  ListedOperation listed;
  listed.operation = store::read_operation(row);
  const int at = store::k_operation_width;
  listed.project_number = row.i64(at);
  listed.external_id = row.text(at + 1);
  listed.buyer_ip = row.text(at + 2);
  listed.method = row.text(at + 3);
  listed.card_brand = row.text(at + 4);
  listed.card_last4 = row.text(at + 5);
  listed.description = row.text(at + 6);
  return listed;
}

void add_payment(storage::Query& query, const std::string& payment) {
  if (const auto id = PaymentId::parse(payment)) {
    query.add(" AND p.id = ", *id);
    return;
  }
  query.add(" AND p.external_id <> '' AND p.external_id = ", payment);
}

}  // namespace

std::vector<ListedOperation> list_operations(storage::Tx& tx, const Scope& scope,
                                             const OperationFilter& filter) {
  const bool one_payment = !filter.payment.empty();
  storage::Query query(fmt::format(
      "SELECT {}, j.number, p.external_id, p.buyer_ip, p.method, p.card_brand, p.card_last4, "
      "p.description FROM {} CROSS JOIN project j WHERE o.payment_id = p.id AND j.id = "
      "p.project_id",
      store::k_operation_columns,
      one_payment ? "payment p CROSS JOIN operation o" : "operation o CROSS JOIN payment p"));
  if (one_payment) add_payment(query, filter.payment);
  storage::scope_filter(query, scope, "p.company_id", "p.merchant_id", "p.project_id");
  if (!filter.projects.empty()) query.add_list(" AND j.number IN ", filter.projects);
  if (filter.created_from) query.add(" AND o.id >= ", first_key_at(*filter.created_from));
  if (filter.created_before) query.add(" AND o.id < ", first_key_at(*filter.created_before));
  if (filter.type) {
    query.add(" AND (o.type = ", *filter.type);
    if (filter.type == OperationType::refund) query.add(" AND o.same_day = 0");
    if (filter.type == OperationType::return_) query.add(" OR o.same_day = 1");
    query.add(")");
  }
  query.add(" ORDER BY o.id DESC LIMIT ", filter.limit).add(" OFFSET ", filter.offset);
  return query.all(tx, read_listed);
}

}  // namespace bursar::payments
