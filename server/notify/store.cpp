// SQL of the message queue.
#include "notify/store.hpp"

#include "storage/query.hpp"

namespace bursar::notify::store {
namespace {

constexpr std::string_view k_columns =
    "SELECT id, channel, kind, about, to_masked, state, attempts, unknown_attempts, last_error, "
    "next_at, expires_at, created_at, ended_at, sealed, leased_by FROM message";

Delivery read_delivery(const storage::Row& row) {
  Delivery delivery;
  delivery.id = row.id<MessageId>(0);
  delivery.channel = row.as_enum<Channel>(1);
  delivery.kind = row.text(2);
  delivery.about = row.text(3);
  delivery.to_masked = row.text(4);
  delivery.state = row.as_enum<State>(5);
  delivery.attempts = row.i64(6);
  delivery.unknown_attempts = row.i64(7);
  delivery.last_error = row.text(8);
  delivery.next_at = row.instant(9);
  delivery.expires_at = row.instant(10);
  delivery.created_at = row.instant(11);
  delivery.ended_at = row.instant_or_null(12);
  return delivery;
}

Row read_row(const storage::Row& row) {
  Row read{read_delivery(row), {}, row.i64_or_null(14)};
  if (!row.is_null(13)) read.sealed = row.blob(13);
  return read;
}

std::int64_t first_number(const storage::Row& row) { return row.i64(0); }

storage::Param blob_or_null(std::string_view bytes) {
  if (bytes.empty()) return nullptr;
  return storage::Blob{std::string(bytes)};
}

}  // namespace

void save_channel(Tx& tx, Channel channel, bool is_ready, std::string_view public_key,
                  Instant now) {
  tx.exec(
      "INSERT INTO message_channel (channel, is_ready, public_key, changed_at) "
      "VALUES ($1, $2, $3, $4) ON CONFLICT (channel) DO UPDATE SET is_ready = $2, "
      "public_key = $3, changed_at = $4",
      {channel, is_ready, storage::Blob{std::string(public_key)}, now});
}

std::optional<std::string> ready_key(Tx& tx, Channel channel) {
  return tx.one("SELECT public_key FROM message_channel WHERE channel = $1 AND is_ready = 1",
                {channel}, [](const storage::Row& row) { return std::string(row.blob(0)); });
}

void insert(Tx& tx, const Row& row) {
  const Delivery& delivery = row.delivery;
  tx.exec(
      "INSERT INTO message (id, channel, kind, about, to_masked, sealed, state, last_error, "
      "next_at, expires_at, created_at, ended_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      {delivery.id, delivery.channel, delivery.kind, delivery.about, delivery.to_masked,
       blob_or_null(row.sealed), delivery.state, delivery.last_error, delivery.next_at,
       delivery.expires_at, delivery.created_at, delivery.ended_at});
}

std::int64_t count_since(Tx& tx, Channel channel, std::string_view about, std::string_view kind,
                         Instant since) {
  return *tx.one(
      "SELECT count(*) FROM message WHERE about = $1 AND id >= $2 AND channel = $3 "
      "AND ($4 = '' OR kind = $4)",
      {about, first_key_at(since), channel, kind}, first_number);
}

std::vector<Delivery> list(Tx& tx, const ListDeliveries& filter) {
  storage::Query query(std::string(k_columns) + " WHERE id < ");
  query.add("", filter.before ? filter.before.key : INT64_MAX);
  if (filter.channel) query.add(" AND channel = ", *filter.channel);
  if (filter.state) query.add(" AND state = ", *filter.state);
  if (!filter.about.empty()) query.add(" AND about = ", filter.about);
  query.add(" ORDER BY id DESC LIMIT ", filter.limit);
  return query.all(tx, read_delivery);
}

bool has_due(Tx& tx, Channel channel, Instant now) {
  return tx
      .one("SELECT 1 FROM message WHERE channel = $1 AND state < 3 AND next_at <= $2 LIMIT 1",
           {channel, now}, first_number)
      .has_value();
}

std::optional<Row> next_due(Tx& tx, Channel channel, Instant now) {
  return tx.one(std::string(k_columns) +
                    " WHERE channel = $1 AND state < 3 AND next_at <= $2 "
                    "ORDER BY next_at, id LIMIT 1",
                {channel, now}, read_row);
}

bool take(Tx& tx, const Row& row, unsigned node, Instant lease_until) {
  const Delivery& delivery = row.delivery;
  return tx.exec(
             "UPDATE message SET state = $2, attempts = attempts + 1, unknown_attempts = $3, "
             "leased_by = $4, next_at = $5 "
             "WHERE id = $1 AND state = $6 AND attempts = $7 AND next_at = $8",
             {delivery.id, State::sending, delivery.unknown_attempts, std::int64_t{node},
              lease_until, delivery.state, delivery.attempts, delivery.next_at}) == 1;
}

bool put_back(Tx& tx, const Delivery& delivery, unsigned node) {
  return tx.exec(
             "UPDATE message SET state = $2, unknown_attempts = unknown_attempts + $3, "
             "last_error = $4, next_at = $5, leased_by = NULL "
             "WHERE id = $1 AND state = $6 AND leased_by = $7 AND attempts = $8",
             {delivery.id, State::waiting, delivery.unknown_attempts, delivery.last_error,
              delivery.next_at, State::sending, std::int64_t{node}, delivery.attempts}) == 1;
}

bool end(Tx& tx, const Delivery& delivery, unsigned node) {
  return tx.exec(
             "UPDATE message SET state = $2, unknown_attempts = $3, last_error = $4, "
             "ended_at = $5, sealed = NULL, leased_by = NULL "
             "WHERE id = $1 AND state < 3 AND attempts = $6 "
             "AND (leased_by IS NULL OR leased_by = $7 OR next_at <= $5)",
             {delivery.id, delivery.state, delivery.unknown_attempts, delivery.last_error,
              delivery.ended_at, delivery.attempts, std::int64_t{node}}) == 1;
}

std::int64_t expire_waiting(Tx& tx, Instant now, std::string_view why) {
  return tx.exec(
      "UPDATE message SET state = $1, ended_at = $2, last_error = $3, sealed = NULL, "
      "leased_by = NULL WHERE state < 3",
      {State::expired, now, why});
}

std::int64_t adopt(Tx& tx, Instant now, unsigned node) {
  return tx.exec("UPDATE message SET next_at = $1 WHERE state = $2 AND leased_by = $3",
                 {now, State::sending, std::int64_t{node}});
}

std::int64_t forget_ended(Tx& tx, Instant before) {
  return tx.exec("DELETE FROM message WHERE state >= 3 AND ended_at < $1", {before});
}

std::optional<Delivery> find(Tx& tx, MessageId id) {
  return tx.one(std::string(k_columns) + " WHERE id = $1", {id}, read_delivery);
}

}  // namespace bursar::notify::store
