// All SQL of bank files.
#include "bank/store.hpp"

#include "storage/query.hpp"

namespace bursar::bank::store {
namespace {

constexpr std::string_view k_order =
    "SELECT id, account_id, attempt_id, end_to_end, kind, amount_minor, currency, state, "
    "sealed_party, purpose, file_id, bank_reference, reason, booked_minor, expires_at, created_at "
    "FROM bank_order ";
constexpr std::string_view k_file =
    "SELECT id, account_id, message_id, state, orders, sum_minor, currency, sha256, made_by, "
    "made_at, taken_by, taken_at, answered_at, answer FROM bank_file ";
constexpr std::string_view k_statement =
    "SELECT s.id, s.account_id, s.kind, s.message_id, s.file_name, s.sha256, s.imported_by, "
    "s.imported_at, s.opening_minor, s.closing_minor, s.currency, s.lines, s.repeated, s.skipped, "
    "(SELECT count(*) FROM bank_line l WHERE l.statement_id = s.id AND l.state = 2) "
    "FROM bank_statement s ";
constexpr std::string_view k_line =
    "SELECT l.id, l.account_id, l.statement_id, l.entry_key, l.direction, l.amount_minor, "
    "l.currency, l.booked_on, l.reference, l.bank_reference, l.status, l.reason, l.sealed_party, "
    "l.purpose, l.file_line, l.state, l.note, l.order_id, "
    "l.settled_by, l.settled_at FROM bank_line l WHERE 1 = 1";

Order read_order(const storage::Row& row) {
  Order order;
  order.key = row.i64(0);
  order.account = row.id<ProviderAccountId>(1);
  order.attempt = row.id<AttemptId>(2);
  order.end_to_end = row.text(3);
  order.kind = row.as_enum<OrderKind>(4);
  order.amount = {row.i64(5), Currency::of(row.text(6))};
  order.state = row.as_enum<OrderState>(7);
  order.sealed_party = row.blob(8);
  order.purpose = row.text(9);
  order.file = row.id<BankFileId>(10);
  order.bank_reference = row.text(11);
  order.reason = row.text(12);
  order.booked_minor = row.i64(13);
  order.expires_at = row.instant_or_null(14);
  order.created_at = row.instant(15);
  return order;
}

PaymentFile read_file(const storage::Row& row) {
  PaymentFile file;
  file.id = row.id<BankFileId>(0);
  file.account = row.id<ProviderAccountId>(1);
  file.message_id = row.text(2);
  file.state = row.as_enum<FileState>(3);
  file.orders = row.i64(4);
  file.sum = {row.i64(5), Currency::of(row.text(6))};
  file.sha256 = row.text(7);
  file.made_by = row.text(8);
  file.made_at = row.instant(9);
  file.taken_by = row.text(10);
  file.taken_at = row.instant_or_null(11);
  file.answered_at = row.instant_or_null(12);
  file.answer = row.text(13);
  return file;
}

Statement read_statement(const storage::Row& row) {
  Statement statement;
  statement.id = row.id<StatementId>(0);
  statement.account = row.id<ProviderAccountId>(1);
  statement.kind = row.as_enum<StatementKind>(2);
  statement.message_id = row.text(3);
  statement.file_name = row.text(4);
  statement.sha256 = row.text(5);
  statement.imported_by = row.text(6);
  statement.imported_at = row.instant(7);
  const std::string currency(row.text(10));
  if (const auto minor = row.i64_or_null(8)) statement.opening = {*minor, Currency::of(currency)};
  if (const auto minor = row.i64_or_null(9)) statement.closing = {*minor, Currency::of(currency)};
  statement.lines = row.i64(11);
  statement.repeated = row.i64(12);
  statement.skipped = row.i64(13);
  statement.unmatched = row.i64(14);
  return statement;
}

LineRow read_line(const storage::Row& row) {
  LineRow read;
  Line& line = read.line;
  line.id = row.id<LineId>(0);
  read.account = row.id<ProviderAccountId>(1);
  line.statement = row.id<StatementId>(2);
  read.entry_key = row.text(3);
  line.direction = row.as_enum<Direction>(4);
  line.amount.minor = row.i64(5);
  if (!row.text(6).empty()) line.amount.currency = Currency::of(row.text(6));
  line.booked_on = row.text(7);
  line.reference = row.text(8);
  line.bank_reference = row.text(9);
  line.status = row.text(10);
  line.reason = row.text(11);
  read.sealed_party = row.blob(12);
  line.purpose = row.text(13);
  line.file_line = row.i64(14);
  line.state = row.as_enum<LineState>(15);
  line.note = row.text(16);
  read.order_key = row.i64_or_null(17).value_or(0);
  line.settled_by = row.text(18);
  line.settled_at = row.instant_or_null(19);
  return read;
}

storage::Param key_or_null(std::int64_t key) {
  return key == 0 ? storage::Param(nullptr) : storage::Param(key);
}
storage::Param minor_or_null(const std::optional<Money>& money) {
  return money ? storage::Param(money->minor) : storage::Param(nullptr);
}
std::string_view code_of(const Money& money) {
  return money.currency == Currency() ? std::string_view() : money.currency.code();
}

}  // namespace

bool insert_order(storage::Tx& tx, const Call& call, const Order& order) {
  return tx.exec(
             "INSERT INTO bank_order (id, account_id, attempt_id, end_to_end, kind, amount_minor, "
             "currency, state, sealed_party, purpose, bank_reference, reason, booked_minor, "
             "expires_at, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
             "'', '', 0, $11, $12, $12) ON CONFLICT (attempt_id) DO NOTHING",
             {order.key, order.account, order.attempt, order.end_to_end, order.kind,
              order.amount.minor, order.amount.currency.code(), order.state,
              storage::Blob{order.sealed_party}, order.purpose, order.expires_at, call.now}) == 1;
}

std::optional<Order> order_of_attempt(storage::Tx& tx, AttemptId attempt) {
  return tx.one(std::string(k_order) + "WHERE attempt_id = $1", {attempt}, read_order);
}

std::optional<Order> order_of_end_to_end(storage::Tx& tx, std::string_view end_to_end) {
  return tx.one(std::string(k_order) + "WHERE end_to_end = $1", {end_to_end}, read_order);
}

std::optional<Order> load_order(storage::Tx& tx, std::int64_t key) {
  return tx.one(std::string(k_order) + "WHERE id = $1", {key}, read_order);
}

std::vector<Order> waiting_orders(storage::Tx& tx, ProviderAccountId account, std::int64_t limit) {
  return tx.all(std::string(k_order) + "WHERE account_id = $1 AND state = 1 ORDER BY id LIMIT $2",
                {account, limit}, read_order);
}

bool has_waiting_before(storage::Tx& tx, ProviderAccountId account, Instant before) {
  return tx
      .one(
          "SELECT id FROM bank_order WHERE account_id = $1 AND state = 1 AND created_at < $2 "
          "ORDER BY id LIMIT 1",
          {account, before}, [](const storage::Row& row) { return row.i64(0); })
      .has_value();
}

std::vector<Order> orders_of_file(storage::Tx& tx, BankFileId file) {
  return tx.all(std::string(k_order) + "WHERE file_id = $1 ORDER BY id", {file}, read_order);
}

void save_order(storage::Tx& tx, const Call& call, const Order& order) {
  tx.exec(
      "UPDATE bank_order SET state = $2, file_id = $3, bank_reference = $4, reason = $5, "
      "booked_minor = $6, sealed_party = $7, updated_at = $8 WHERE id = $1",
      {order.key, order.state, order.file, order.bank_reference, order.reason, order.booked_minor,
       storage::Blob{order.sealed_party}, call.now});
}

void insert_file(storage::Tx& tx, const PaymentFile& file, std::string_view sealed) {
  tx.exec(
      "INSERT INTO bank_file (id, account_id, message_id, state, orders, sum_minor, currency, "
      "sha256, sealed_content, made_by, made_at, taken_by, answer) VALUES ($1, $2, $3, $4, $5, $6, "
      "$7, $8, $9, $10, $11, '', '')",
      {file.id, file.account, file.message_id, file.state, file.orders, file.sum.minor,
       file.sum.currency.code(), file.sha256, storage::Blob{std::string(sealed)}, file.made_by,
       file.made_at});
}

std::optional<PaymentFile> load_file(storage::Tx& tx, BankFileId id) {
  return tx.one(std::string(k_file) + "WHERE id = $1", {id}, read_file);
}

std::optional<PaymentFile> file_of_message(storage::Tx& tx, std::string_view message_id) {
  return tx.one(std::string(k_file) + "WHERE message_id = $1", {message_id}, read_file);
}

std::string sealed_file(storage::Tx& tx, BankFileId id) {
  return tx
      .one("SELECT sealed_content FROM bank_file WHERE id = $1", {id},
           [](const storage::Row& row) { return std::string(row.blob(0)); })
      .value_or("");
}

void save_file(storage::Tx& tx, const PaymentFile& file) {
  tx.exec(
      "UPDATE bank_file SET state = $2, taken_by = $3, taken_at = $4, answered_at = $5, "
      "answer = $6 WHERE id = $1",
      {file.id, file.state, file.taken_by, file.taken_at, file.answered_at, file.answer});
}

std::vector<PaymentFile> files(storage::Tx& tx, ProviderAccountId account, std::int64_t limit) {
  return tx.all(std::string(k_file) + "WHERE account_id = $1 ORDER BY id DESC LIMIT $2",
                {account, limit}, read_file);
}

std::vector<PaymentFile> untaken_files(storage::Tx& tx) {
  return tx.all(std::string(k_file) + "WHERE state = 1 ORDER BY id LIMIT 100", {}, read_file);
}

std::optional<StatementId> statement_with(storage::Tx& tx, ProviderAccountId account,
                                          std::string_view sha256) {
  return tx.one("SELECT id FROM bank_statement WHERE account_id = $1 AND sha256 = $2",
                {account, sha256}, [](const storage::Row& row) { return row.id<StatementId>(0); });
}

void insert_statement(storage::Tx& tx, const Statement& statement, std::string_view sealed) {
  const std::string_view currency = statement.opening   ? code_of(*statement.opening)
                                    : statement.closing ? code_of(*statement.closing)
                                                        : std::string_view();
  tx.exec(
      "INSERT INTO bank_statement (id, account_id, kind, message_id, file_name, sha256, "
      "sealed_content, imported_by, imported_at, opening_minor, closing_minor, currency, lines, "
      "repeated, skipped) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 0, $13)",
      {statement.id, statement.account, statement.kind, statement.message_id, statement.file_name,
       statement.sha256, storage::Blob{std::string(sealed)}, statement.imported_by,
       statement.imported_at, minor_or_null(statement.opening), minor_or_null(statement.closing),
       currency, statement.skipped});
}

std::optional<Statement> load_statement(storage::Tx& tx, StatementId id) {
  return tx.one(std::string(k_statement) + "WHERE s.id = $1", {id}, read_statement);
}

void save_counts(storage::Tx& tx, const Statement& statement) {
  tx.exec("UPDATE bank_statement SET lines = $2, repeated = $3 WHERE id = $1",
          {statement.id, statement.lines, statement.repeated});
}

std::vector<Statement> statements(storage::Tx& tx, ProviderAccountId account, std::int64_t limit) {
  return tx.all(std::string(k_statement) + "WHERE s.account_id = $1 ORDER BY s.id DESC LIMIT $2",
                {account, limit}, read_statement);
}

bool insert_line(storage::Tx& tx, const LineRow& row) {
  const Line& line = row.line;
  return tx.exec(
             "INSERT INTO bank_line (id, account_id, statement_id, entry_key, direction, "
             "amount_minor, currency, booked_on, reference, bank_reference, status, reason, "
             "sealed_party, purpose, file_line, state, note, order_id, settled_by) VALUES ($1, $2, "
             "$3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, '') "
             "ON CONFLICT (account_id, entry_key) DO NOTHING",
             {line.id, row.account, line.statement, row.entry_key, line.direction,
              line.amount.minor, code_of(line.amount), line.booked_on, line.reference,
              line.bank_reference, line.status, line.reason, storage::Blob{row.sealed_party},
              line.purpose, line.file_line, line.state, line.note, key_or_null(row.order_key)}) ==
         1;
}

std::optional<LineRow> load_line(storage::Tx& tx, LineId id) {
  return tx.one(std::string(k_line) + " AND l.id = $1", {id}, read_line);
}

void save_line(storage::Tx& tx, const LineRow& row) {
  const Line& line = row.line;
  tx.exec(
      "UPDATE bank_line SET state = $2, note = $3, order_id = $4, settled_by = $5, "
      "settled_at = $6 WHERE id = $1",
      {line.id, line.state, line.note, key_or_null(row.order_key), line.settled_by,
       line.settled_at});
}

std::vector<LineRow> lines(storage::Tx& tx, const ListLines& filter) {
  storage::Query query(k_line);
  query.add(" AND l.account_id = ", filter.account);
  if (filter.state == LineState::unmatched) query.add(" AND l.state = 2");
  else if (filter.state) query.add(" AND l.state = ", *filter.state);
  if (filter.statement) query.add(" AND l.statement_id = ", filter.statement);
  query.add(" ORDER BY l.id DESC LIMIT ", filter.limit);
  return query.all(tx, read_line);
}

Summary summary(storage::Tx& tx, ProviderAccountId account) {
  Summary sums;
  sums.waiting_sum.currency = Currency::of("EUR");
  tx.query(
      "SELECT state, count(*), CAST(sum(amount_minor) AS BIGINT) FROM bank_order "
      "WHERE account_id = $1 AND state IN (1, 2, 7) GROUP BY state",
      {account}, [&](const storage::Row& row) {
        const auto state = row.as_enum<OrderState>(0);
        if (state == OrderState::in_file) sums.submitted = row.i64(1);
        if (state == OrderState::expected) sums.expected = row.i64(1);
        if (state != OrderState::waiting) return;
        sums.waiting = row.i64(1);
        sums.waiting_sum.minor = row.i64(2);
      });
  sums.unmatched = *tx.one("SELECT count(*) FROM bank_line WHERE account_id = $1 AND state = 2",
                           {account}, [](const storage::Row& row) { return row.i64(0); });
  return sums;
}

}  // namespace bursar::bank::store
