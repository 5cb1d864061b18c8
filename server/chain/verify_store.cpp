// What must hold of transactions and the orders in them, each as a query that finds what does not.
#include "chain/store.hpp"

namespace bursar::chain::store {
namespace {

struct Check {
  std::string_view name, words, sql;
};
constexpr std::string_view k_orders_of_it = "FROM chain_order o WHERE o.transaction_id = t.id";

// What was dissolved has no orders any more.
const std::vector<Check>& checks() {
  static const std::vector<Check> k_checks{
      {"chain_places", "its orders do not fill its outputs",
       "(SELECT count(*) $O) <> t.outputs OR (SELECT coalesce(max(o.position), -1) + 1 $O) <> "
       "t.outputs"},
      {"chain_sums", "its orders do not add up to its sum",
       "(SELECT coalesce(CAST(sum(o.amount_minor) AS BIGINT), 0) $O) <> t.sum_minor"},
      {"chain_fees", "the shares do not add up to its fee",
       "(SELECT coalesce(CAST(sum(o.fee_minor) AS BIGINT), 0) $O) <> t.fee_minor"}};
  return k_checks;
}

}  // namespace

std::vector<Finding> findings(storage::Tx& tx) {
  std::vector<Finding> found;
  for (const Check& check : checks()) {
    std::string sql = "SELECT t.id FROM chain_transaction t WHERE t.state <> 7 AND (" +
                      std::string(check.sql) + ") ORDER BY t.id LIMIT 100";
    for (std::size_t at = sql.find("$O"); at != std::string::npos; at = sql.find("$O"))
      sql.replace(at, 2, k_orders_of_it);
    tx.query(sql, {}, [&](const storage::Row& row) {
      found.push_back({std::string(check.name),
                       row.id<TransactionId>(0).text() + ": " + std::string(check.words)});
    });
  }
  return found;
}

std::vector<AttemptId> unsent_attempts(storage::Tx& tx) {
  return tx.all(
      "SELECT o.attempt_id FROM chain_order o LEFT JOIN chain_transaction t ON t.id = "
      "o.transaction_id WHERE o.state IN (1, 2) OR (o.state = 3 AND t.state IN (1, 2)) "
      "ORDER BY o.id",
      {}, [](const storage::Row& row) { return row.id<AttemptId>(0); });
}

}  // namespace bursar::chain::store
