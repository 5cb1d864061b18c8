// All SQL of batches.
#include "batches/store.hpp"

#include "batches/faults.hpp"
#include "storage/query.hpp"

namespace bursar::batches::store {
namespace {

constexpr std::string_view k_batch_columns =
    "b.id, b.company_id, b.merchant_id, b.project_id, b.kind, b.state, b.file_name, b.file_hash, "
    "b.content_hash, b.lines, b.lines_checked, b.idempotency_key, b.request_hash, b.approval_id, "
    "b.asked_by_key, b.created_by, b.confirmed_by, b.reason, b.version, b.created_at, "
    "b.updated_at, b.confirmed_at, b.completed_at";
constexpr std::string_view k_item_columns =
    "line_no, state, reference, recipient, amount_minor, currency, faults, payment_id, "
    "operation_id";

Batch read_batch(const storage::Row& row) {
  Batch batch;
  batch.id = row.id<BatchId>(0);
  batch.company_id = row.id<CompanyId>(1);
  batch.merchant_id = row.id<MerchantId>(2);
  batch.project_id = row.id<ProjectId>(3);
  batch.kind = row.as_enum<Kind>(4);
  batch.state = row.as_enum<State>(5);
  batch.file_name = row.text(6);
  batch.file_hash = row.text(7);
  batch.content_hash = row.text(8);
  batch.lines = row.i64(9);
  batch.lines_checked = row.i64(10);
  batch.idempotency_key = row.text(11);
  batch.request_hash = row.text(12);
  batch.approval_id = row.text(13);
  batch.asked_by_key = row.i64(14);
  batch.created_by = row.text(15);
  batch.confirmed_by = row.text(16);
  batch.reason = row.text(17);
  batch.version = row.i64(18);
  batch.created_at = row.instant(19);
  batch.updated_at = row.instant(20);
  batch.confirmed_at = row.instant_or_null(21);
  batch.completed_at = row.instant_or_null(22);
  return batch;
}

// A line whose currency is none has no amount either.
std::optional<Currency> currency_of(std::string_view code) {
  if (code.empty()) return std::nullopt;
  const auto currency = Currency::parse(code);
  return currency ? std::optional(*currency) : std::nullopt;
}

Item read_item(const storage::Row& row, int at) {
  Item item;
  item.line_no = row.i64(at);
  item.state = row.as_enum<ItemState>(at + 1);
  item.reference = row.text(at + 2);
  item.recipient = row.text(at + 3);
  if (const auto currency = currency_of(row.text(at + 5)))
    item.amount = Money{row.i64(at + 4), *currency};
  item.faults = faults_of(row.text(at + 6));
  item.payment_id = row.id<PaymentId>(at + 7);
  item.operation_id = row.id<OperationId>(at + 8);
  return item;
}

ItemRow read_row(const storage::Row& row) {
  ItemRow found;
  found.batch = row.id<BatchId>(0);
  found.item = read_item(row, 1);
  if (!row.is_null(10)) found.content_sealed = std::string(row.blob(10));
  found.looks = row.i64(11);
  found.look_at = row.instant_or_null(12);
  return found;
}

std::string select_rows(std::string_view where) {
  return "SELECT batch_id, " + std::string(k_item_columns) +
         ", content_sealed, looks, look_at FROM batch_item WHERE " + std::string(where);
}

std::string currency_text(const std::optional<Money>& amount) {
  return amount ? std::string(amount->currency.code()) : std::string();
}

storage::Param sealed_or_null(const std::string& sealed) {
  if (sealed.empty()) return nullptr;
  return storage::Blob{sealed};
}

void scope_batches(storage::Query& query, const Scope& scope) {
  storage::scope_filter(query, scope, "b.company_id", "b.merchant_id", "b.project_id");
}

}  // namespace

std::optional<BatchId> insert_batch(Tx& tx, const Batch& batch) {
  const auto inserted = tx.exec(
      "INSERT INTO batch (id, company_id, merchant_id, project_id, kind, state, file_name, "
      "file_hash, live_hash, content_hash, lines, lines_checked, idempotency_key, request_hash, "
      "approval_id, asked_by_key, created_by, confirmed_by, reason, version, lease_node, "
      "lease_until, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, '', $9, 0, "
      "'', '', '', 0, $10, '', '', 1, 0, 0, $11, $11) ON CONFLICT (project_id, live_hash) DO "
      "NOTHING",
      {batch.id, batch.company_id, batch.merchant_id, batch.project_id, batch.kind, batch.state,
       batch.file_name, batch.file_hash, batch.lines, batch.created_by, batch.created_at});
  if (inserted == 1) return std::nullopt;
  return tx.one("SELECT id FROM batch WHERE project_id = $1 AND live_hash = $2",
                {batch.project_id, batch.file_hash},
                [](const storage::Row& row) { return row.id<BatchId>(0); });
}

void insert_piece(Tx& tx, BatchId id, std::int64_t piece_no, const std::string& sealed) {
  tx.exec("INSERT INTO batch_piece (batch_id, piece_no, content_sealed) VALUES ($1, $2, $3)",
          {id, piece_no, storage::Blob{sealed}});
}

std::optional<Batch> find_batch(Tx& tx, BatchId id) {
  return tx.one("SELECT " + std::string(k_batch_columns) + " FROM batch b WHERE b.id = $1", {id},
                read_batch);
}

std::optional<Batch> load_batch(Tx& tx, const Scope& scope, BatchId id) {
  storage::Query query{"SELECT " + std::string(k_batch_columns) + " FROM batch b WHERE 1 = 1"};
  scope_batches(query, scope);
  query.add(" AND b.id = ", id);
  return query.one(tx, read_batch);
}

bool save_batch(Tx& tx, Batch& batch, Instant now, bool keeps_file) {
  const auto changed = tx.exec(
      "UPDATE batch SET state = $1, content_hash = $2, lines_checked = $3, idempotency_key = $4, "
      "request_hash = $5, approval_id = $6, asked_by_key = $7, confirmed_by = $8, reason = $9, "
      "version = version + 1, updated_at = $10, confirmed_at = $11, completed_at = $12, "
      "live_hash = $13 WHERE id = $14 AND version = $15",
      {batch.state, batch.content_hash, batch.lines_checked, batch.idempotency_key,
       batch.request_hash, batch.approval_id, batch.asked_by_key, batch.confirmed_by, batch.reason,
       now, batch.confirmed_at, batch.completed_at,
       keeps_file ? storage::Param(batch.file_hash) : storage::Param(nullptr), batch.id,
       batch.version});
  if (changed != 1) return false;
  ++batch.version;
  batch.updated_at = now;
  return true;
}

bool take_lease(Tx& tx, BatchId id, std::int64_t node, Instant now, Instant until) {
  return tx.exec(
             "UPDATE batch SET lease_node = $1, lease_until = $2 WHERE id = $3 AND (lease_node = "
             "$1 OR lease_until <= $4)",
             {node, until, id, now}) == 1;
}

std::optional<Piece> next_piece(Tx& tx, BatchId id) {
  return tx.one(
      "SELECT piece_no, content_sealed FROM batch_piece WHERE batch_id = $1 ORDER BY piece_no "
      "LIMIT 1",
      {id}, [](const storage::Row& row) {
        return Piece{row.i64(0), std::string(row.blob(1))};
      });
}

void delete_piece(Tx& tx, BatchId id, std::int64_t piece_no) {
  tx.exec("DELETE FROM batch_piece WHERE batch_id = $1 AND piece_no = $2", {id, piece_no});
}

void insert_item(Tx& tx, const ItemRow& row) {
  const Item& item = row.item;
  tx.exec(
      "INSERT INTO batch_item (batch_id, line_no, state, reference, recipient, amount_minor, "
      "currency, faults, content_sealed, looks) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)",
      {row.batch, item.line_no, item.state, item.reference, item.recipient,
       item.amount ? item.amount->minor : 0, currency_text(item.amount), faults_text(item.faults),
       sealed_or_null(row.content_sealed)});
}

bool save_item(Tx& tx, const ItemRow& row, ItemState from) {
  const Item& item = row.item;
  return tx.exec(
             "UPDATE batch_item SET state = $1, faults = $2, content_sealed = $3, payment_id = $4, "
             "operation_id = $5, looks = $6, look_at = $7 WHERE batch_id = $8 AND line_no = $9 AND "
             "state = $10",
             {item.state, faults_text(item.faults), sealed_or_null(row.content_sealed),
              item.payment_id, item.operation_id, row.looks, row.look_at, row.batch, item.line_no,
              from}) == 1;
}

std::vector<ItemRow> next_valid(Tx& tx, BatchId id, std::int64_t limit) {
  return tx.all(select_rows("batch_id = $1 AND state = $2 ORDER BY line_no LIMIT $3"),
                {id, ItemState::valid, limit}, read_row);
}

std::vector<ItemRow> due_looks(Tx& tx, Instant now, std::int64_t limit) {
  return tx.all(select_rows("look_at <= $1 ORDER BY look_at LIMIT $2"), {now, limit}, read_row);
}

void cancel_valid(Tx& tx, BatchId id) {
  tx.exec(
      "UPDATE batch_item SET state = $1, content_sealed = NULL WHERE batch_id = $2 AND state = $3",
      {ItemState::canceled, id, ItemState::valid});
}

std::vector<Item> items(Tx& tx, const ListItems& filter) {
  storage::Query query{"SELECT " + std::string(k_item_columns) + " FROM batch_item WHERE "};
  query.add("batch_id = ", filter.id);
  if (!filter.states.empty()) query.add_list(" AND state IN ", filter.states);
  if (!filter.reference.empty()) query.add(" AND reference = ", filter.reference);
  query.add(" AND line_no > ", filter.after);
  const bool backwards = filter.before > 0;
  if (backwards) query.add(" AND line_no < ", filter.before);
  query.add(backwards ? " ORDER BY line_no DESC LIMIT " : " ORDER BY line_no LIMIT ", filter.limit);
  auto found = query.all(tx, [](const storage::Row& row) { return read_item(row, 0); });
  if (backwards) return {found.rbegin(), found.rend()};
  return found;
}

void add_tally(Tx& tx, BatchId id, const Tally& change) {
  tx.exec(
      "INSERT INTO batch_tally (batch_id, state, currency, lines, amount_minor) VALUES ($1, $2, "
      "$3, $4, $5) ON CONFLICT (batch_id, state, currency) DO UPDATE SET lines = "
      "batch_tally.lines + excluded.lines, amount_minor = batch_tally.amount_minor + "
      "excluded.amount_minor",
      {id, change.state, change.currency ? std::string(change.currency->code()) : std::string(),
       change.lines, change.amount_minor});
}

std::vector<Tally> tallies(Tx& tx, BatchId id) {
  return tx.all(
      "SELECT state, currency, lines, amount_minor FROM batch_tally WHERE batch_id = $1 AND lines "
      "<> 0 ORDER BY currency, state",
      {id}, [](const storage::Row& row) {
        return Tally{row.as_enum<ItemState>(0), currency_of(row.text(1)), row.i64(2), row.i64(3)};
      });
}

std::vector<Batch> list(Tx& tx, const Scope& scope, const ListBatches& filter) {
  storage::Query query{"SELECT " + std::string(k_batch_columns) + " FROM batch b WHERE 1 = 1"};
  scope_batches(query, scope);
  if (filter.kind) query.add(" AND b.kind = ", *filter.kind);
  if (filter.state) query.add(" AND b.state = ", *filter.state);
  if (filter.merchant_id) query.add(" AND b.merchant_id = ", filter.merchant_id);
  if (filter.before) query.add(" AND b.id < ", filter.before);
  query.add(" ORDER BY b.id DESC LIMIT ", filter.limit);
  return query.all(tx, read_batch);
}

std::vector<Due> due(Tx& tx, std::int64_t node, Instant now, std::int64_t limit) {
  return tx.all(
      "SELECT b.id, b.state FROM batch b WHERE (b.state IN ($1, $2) OR (b.state = $3 AND EXISTS "
      "(SELECT 1 FROM batch_item i WHERE i.batch_id = b.id AND i.state = $4))) AND (b.lease_node "
      "= $5 OR b.lease_until <= $6) ORDER BY b.lease_until, b.id LIMIT $7",
      {State::uploaded, State::validating, State::processing, ItemState::valid, node, now, limit},
      [](const storage::Row& row) {
        return Due{row.id<BatchId>(0),
                   row.as_enum<State>(1) == State::processing ? Step::run : Step::check};
      });
}

std::vector<Waiting> waiting(Tx& tx, std::int64_t limit) {
  return tx.all(
      "SELECT id, approval_id, asked_by_key FROM batch WHERE state = $1 ORDER BY id LIMIT $2",
      {State::approval, limit}, [](const storage::Row& row) {
        return Waiting{row.id<BatchId>(0), std::string(row.text(1)), row.i64(2)};
      });
}

void begin_line(Tx& tx) { tx.exec("SAVEPOINT batch_line"); }

void keep_line(Tx& tx) { tx.exec("RELEASE SAVEPOINT batch_line"); }

void undo_line(Tx& tx) {
  tx.exec("ROLLBACK TO SAVEPOINT batch_line");
  tx.exec("RELEASE SAVEPOINT batch_line");
}

std::vector<Finding> broken(Tx& tx) {
  std::vector<Finding> found;
  const auto add = [&](std::string check, std::string_view sql, const storage::Params& params) {
    tx.query(sql, params, [&](const storage::Row& row) {
      found.push_back({check, row.id<BatchId>(0).text() + " line " + std::to_string(row.i64(1))});
    });
  };
  add("tally",
      "SELECT batch_id, 0 FROM (SELECT batch_id, state, currency, COUNT(*) AS lines, "
      "SUM(amount_minor) AS minor FROM batch_item GROUP BY batch_id, state, currency UNION ALL "
      "SELECT batch_id, state, currency, -lines, -amount_minor FROM batch_tally) AS both_sides "
      "GROUP BY batch_id, state, currency HAVING SUM(lines) <> 0 OR SUM(minor) <> 0 ORDER BY "
      "batch_id LIMIT 1000",
      {});
  add("line_count",
      "SELECT b.id, b.lines_checked FROM batch b WHERE b.lines_checked <> (SELECT COUNT(*) FROM "
      "batch_item i WHERE i.batch_id = b.id) OR b.lines_checked > b.lines OR (b.state > $1 AND "
      "b.lines_checked <> b.lines) LIMIT 1000",
      {State::validating});
  add("operation",
      "SELECT batch_id, line_no FROM batch_item WHERE (operation_id IS NOT NULL) <> (state IN ($1, "
      "$2, $3, $4, $5)) LIMIT 1000",
      {ItemState::open, ItemState::in_doubt, ItemState::succeeded, ItemState::declined,
       ItemState::failed});
  add("content",
      "SELECT batch_id, line_no FROM batch_item WHERE (content_sealed IS NOT NULL) <> (state = $1) "
      "LIMIT 1000",
      {ItemState::valid});
  add("stuck",
      "SELECT batch_id, line_no FROM batch_item WHERE (look_at IS NOT NULL) <> (state IN ($1, $2)) "
      "LIMIT 1000",
      {ItemState::open, ItemState::in_doubt});
  return found;
}

}  // namespace bursar::batches::store
