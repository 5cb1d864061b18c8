// All SQL of transactions of a chain, but for moving them to another master key.
#include "chain/store.hpp"

#include "storage/query.hpp"

namespace bursar::chain::store {
namespace {

constexpr std::string_view k_order =
    "SELECT id, account_id, attempt_id, amount_minor, currency, state, sealed_target, "
    "address_ends, is_alone, transaction_id, position, fee_minor, blocked_since, retry_at, code, "
    "note, created_at FROM chain_order ";
constexpr std::string_view k_transaction =
    "SELECT id, account_id, currency, state, outputs, sum_minor, fee_minor, txid, is_locked, "
    "confirmations, note, look_at, made_at, signed_at, sent_at, confirmed_at "
    "FROM chain_transaction ";

Order read_order(const storage::Row& row) {
  Order order;
  order.key = row.i64(0);
  order.account = row.id<ProviderAccountId>(1);
  order.attempt = row.id<AttemptId>(2);
  order.amount = {row.i64(3), Currency::of(row.text(4))};
  order.state = row.as_enum<OrderState>(5);
  order.sealed_target = row.blob(6);
  order.address_ends = row.text(7);
  order.is_alone = row.boolean(8);
  order.transaction = row.id<TransactionId>(9);
  order.position = row.i64_or_null(10).value_or(0);
  order.fee_minor = row.i64(11);
  order.blocked_since = row.instant_or_null(12);
  order.retry_at = row.instant_or_null(13);
  order.code = row.text(14);
  order.note = row.text(15);
  order.created_at = row.instant(16);
  return order;
}

Transaction read_transaction(const storage::Row& row) {
  Transaction one;
  one.id = row.id<TransactionId>(0);
  one.account = row.id<ProviderAccountId>(1);
  one.state = row.as_enum<TransactionState>(3);
  one.outputs = row.i64(4);
  one.sum = {row.i64(5), Currency::of(row.text(2))};
  one.fee_minor = row.i64(6);
  one.txid = row.text(7);
  one.is_locked = row.boolean(8);
  one.confirmations = row.i64(9);
  one.note = row.text(10);
  one.look_at = row.instant_or_null(11);
  one.made_at = row.instant(12);
  one.signed_at = row.instant_or_null(13);
  one.sent_at = row.instant_or_null(14);
  one.confirmed_at = row.instant_or_null(15);
  return one;
}

storage::Param position_of(const Order& order) {
  return order.transaction ? storage::Param(order.position) : storage::Param(nullptr);
}

}  // namespace

Instant opened_at(storage::Tx& tx) {
  return tx
      .one("SELECT min(applied_at) FROM schema_migration WHERE module = 'chain'", {},
           [](const storage::Row& row) { return row.instant_or_null(0).value_or(Instant{0}); })
      .value_or(Instant{0});
}

bool insert_order(storage::Tx& tx, const Call& call, const Order& order) {
  return tx.exec(
             "INSERT INTO chain_order (id, account_id, attempt_id, amount_minor, currency, state, "
             "sealed_target, address_ends, is_alone, fee_minor, code, note, created_at, "
             "updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, '', '', $9, $9) "
             "ON CONFLICT (attempt_id) DO NOTHING",
             {order.key, order.account, order.attempt, order.amount.minor,
              order.amount.currency.code(), order.state, storage::Blob{order.sealed_target},
              order.address_ends, call.now}) == 1;
}

std::optional<Order> order_of_attempt(storage::Tx& tx, AttemptId attempt) {
  return tx.one(std::string(k_order) + "WHERE attempt_id = $1", {attempt}, read_order);
}

std::vector<Order> unchecked_orders(storage::Tx& tx, ProviderAccountId account,
                                    std::int64_t limit) {
  return tx.all(std::string(k_order) + "WHERE account_id = $1 AND state = 1 ORDER BY id LIMIT $2",
                {account, limit}, read_order);
}

std::vector<Order> load_orders(storage::Tx& tx, const std::vector<std::int64_t>& keys) {
  storage::Query query(k_order);
  query.add_list("WHERE id IN ", keys).add(" ORDER BY id");
  return query.all(tx, read_order);
}

std::vector<Order> orders_to_gather(storage::Tx& tx, ProviderAccountId account, Instant now,
                                    std::int64_t limit) {
  return tx.all(std::string(k_order) +
                    "WHERE account_id = $1 AND state = 2 AND (retry_at IS NULL OR retry_at <= $2) "
                    "ORDER BY id LIMIT $3",
                {account, now, limit}, read_order);
}

std::vector<Order> orders_of(storage::Tx& tx, TransactionId transaction) {
  return tx.all(std::string(k_order) + "WHERE transaction_id = $1 ORDER BY position", {transaction},
                read_order);
}

void save_order(storage::Tx& tx, const Call& call, const Order& order) {
  tx.exec(
      "UPDATE chain_order SET state = $2, sealed_target = $3, is_alone = $4, transaction_id = $5, "
      "position = $6, fee_minor = $7, blocked_since = $8, retry_at = $9, code = $10, note = $11, "
      "updated_at = $12 WHERE id = $1",
      {order.key, order.state, storage::Blob{order.sealed_target}, order.is_alone,
       order.transaction, position_of(order), order.fee_minor, order.blocked_since, order.retry_at,
       order.code, order.note, call.now});
}

void note_waiting(storage::Tx& tx, ProviderAccountId account, std::string_view note) {
  tx.exec(
      "UPDATE chain_order SET note = $2 WHERE account_id = $1 AND state IN (1, 2) AND "
      "blocked_since IS NULL AND note <> $2",
      {account, note});
}

void insert_transaction(storage::Tx& tx, const Call& call, const Transaction& transaction) {
  tx.exec(
      "INSERT INTO chain_transaction (id, account_id, currency, state, outputs, sum_minor, "
      "fee_minor, txid, sealed_raw, is_locked, confirmations, note, look_at, made_at, updated_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, 0, '', $7, 0, 0, '', $8, $8, $8)",
      {transaction.id, transaction.account, transaction.sum.currency.code(), transaction.state,
       transaction.outputs, transaction.sum.minor, storage::Blob{}, call.now});
}

std::optional<Transaction> load_transaction(storage::Tx& tx, TransactionId id) {
  return tx.one(std::string(k_transaction) + "WHERE id = $1", {id}, read_transaction);
}

bool save_transaction(storage::Tx& tx, const Call& call, const Transaction& one,
                      TransactionState from) {
  return tx.exec(
             "UPDATE chain_transaction SET state = $2, fee_minor = $3, txid = $4, is_locked = $5, "
             "confirmations = $6, note = $7, look_at = $8, signed_at = $9, sent_at = $10, "
             "confirmed_at = $11, updated_at = $12 WHERE id = $1 AND state = $13",
             {one.id, one.state, one.fee_minor, one.txid, one.is_locked, one.confirmations,
              one.note, one.look_at, one.signed_at, one.sent_at, one.confirmed_at, call.now,
              from}) == 1;
}

void keep_raw(storage::Tx& tx, TransactionId id, std::string_view sealed) {
  tx.exec("UPDATE chain_transaction SET sealed_raw = $2 WHERE id = $1 AND state = 1",
          {id, storage::Blob{std::string(sealed)}});
}

std::string sealed_raw(storage::Tx& tx, TransactionId id) {
  return tx
      .one("SELECT sealed_raw FROM chain_transaction WHERE id = $1", {id},
           [](const storage::Row& row) { return std::string(row.blob(0)); })
      .value_or("");
}

std::optional<Transaction> unsent_transaction(storage::Tx& tx, ProviderAccountId account,
                                              Instant now) {
  return tx.one(std::string(k_transaction) +
                    "WHERE account_id = $1 AND state IN (1, 2, 3) AND look_at <= $2 "
                    "ORDER BY id LIMIT 1",
                {account, now}, read_transaction);
}

bool is_making(storage::Tx& tx, ProviderAccountId account) {
  return tx
      .one("SELECT id FROM chain_transaction WHERE account_id = $1 AND state IN (1, 2)", {account},
           [](const storage::Row& row) { return row.i64(0); })
      .has_value();
}

std::optional<Transaction> locked_transaction(storage::Tx& tx, ProviderAccountId account) {
  return tx.one(std::string(k_transaction) +
                    "WHERE account_id = $1 AND state = 7 AND is_locked = 1 ORDER BY id LIMIT 1",
                {account}, read_transaction);
}

std::vector<Transaction> transactions_to_watch(storage::Tx& tx, ProviderAccountId account,
                                               Instant now, std::int64_t limit) {
  return tx.all(std::string(k_transaction) +
                    "WHERE account_id = $1 AND state IN (4, 5, 6) AND look_at <= $2 "
                    "ORDER BY look_at, id LIMIT $3",
                {account, now, limit}, read_transaction);
}

std::vector<Transaction> transactions(storage::Tx& tx, ProviderAccountId account,
                                      std::int64_t limit) {
  return tx.all(std::string(k_transaction) + "WHERE account_id = $1 ORDER BY id DESC LIMIT $2",
                {account, limit}, read_transaction);
}

std::vector<ProviderAccountId> due_accounts(storage::Tx& tx, Instant now) {
  return tx.all(
      "SELECT account_id FROM chain_order WHERE state IN (1, 2) AND (retry_at IS NULL OR "
      "retry_at <= $1) UNION SELECT account_id FROM chain_transaction WHERE look_at IS NOT NULL "
      "AND look_at <= $1",
      {now}, [](const storage::Row& row) { return row.id<ProviderAccountId>(0); });
}

Summary summary(storage::Tx& tx, ProviderAccountId account) {
  Summary sums;
  tx.query(
      "SELECT currency, count(*), CAST(sum(amount_minor) AS BIGINT), count(blocked_since) "
      "FROM chain_order WHERE account_id = $1 AND state IN (1, 2) GROUP BY currency",
      {account}, [&](const storage::Row& row) {
        sums.waiting_sum = {row.i64(2), Currency::of(row.text(0))};
        sums.waiting = row.i64(1);
        sums.blocked = row.i64(3);
      });
  sums.note = tx.one(
                    "SELECT note FROM chain_order WHERE account_id = $1 AND state IN (1, 2) "
                    "ORDER BY id LIMIT 1",
                    {account}, [](const storage::Row& row) { return std::string(row.text(0)); })
                  .value_or("");
  tx.query(
      "SELECT state, count(*) FROM chain_transaction WHERE account_id = $1 AND "
      "state IN (1, 2, 3, 4, 6) GROUP BY state",
      {account}, [&](const storage::Row& row) {
        const bool conflicts = row.as_enum<TransactionState>(0) == TransactionState::conflicting;
        (conflicts ? sums.conflicting : sums.under_way) += row.i64(1);
      });
  return sums;
}

}  // namespace bursar::chain::store
