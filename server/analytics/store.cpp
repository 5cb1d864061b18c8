// All SQL of analytics.
#include "analytics/store.hpp"

#include "storage/query.hpp"

namespace bursar::analytics {
namespace {

constexpr std::string_view k_name = "dashboard";

void add_scopes(storage::Query& query, const std::vector<std::int64_t>& scope_keys) {
  query.add(" AND scope_key IN (", scope_keys.front());
  for (std::size_t i = 1; i < scope_keys.size(); ++i) query.add(", ", scope_keys[i]);
  query.add(")");
}

}  // namespace

void add_rollup(storage::Tx& tx, const RollupKey& key, const Figures& figures) {
  Volume volume;
  if (const auto found = figures.volumes.find(key.currency); found != figures.volumes.end())
    volume = found->second;
  tx.exec(
      "INSERT INTO rollup (scope_key, bucket_at, currency, created, captured, declined, failed, "
      "refunded, "
      "captured_minor, refunded_minor, fee_minor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
      "$11) "
      "ON CONFLICT (scope_key, bucket_at, currency) DO UPDATE SET "
      "created = rollup.created + excluded.created, captured = rollup.captured + "
      "excluded.captured, "
      "declined = rollup.declined + excluded.declined, failed = rollup.failed + excluded.failed, "
      "refunded = rollup.refunded + excluded.refunded, "
      "captured_minor = rollup.captured_minor + excluded.captured_minor, "
      "refunded_minor = rollup.refunded_minor + excluded.refunded_minor, "
      "fee_minor = rollup.fee_minor + excluded.fee_minor",
      {key.scope_key, key.bucket_at, key.currency, figures.created, figures.captured,
       figures.declined, figures.failed, figures.refunded, volume.captured_minor,
       volume.refunded_minor, volume.fee_minor});
}

void add_word(storage::Tx& tx, const WordKey& key, std::int64_t total) {
  tx.exec(
      "INSERT INTO rollup_word (scope_key, kind, bucket_at, word, total) VALUES ($1, $2, $3, $4, "
      "$5) "
      "ON CONFLICT (scope_key, kind, bucket_at, word) DO UPDATE SET "
      "total = rollup_word.total + excluded.total",
      {key.scope_key, key.kind, key.bucket_at, key.word, total});
}

std::int64_t projected_seq(storage::Tx& tx) {
  return tx
      .one("SELECT seq FROM projection WHERE name = $1", {k_name},
           [](const storage::Row& row) { return row.i64(0); })
      .value_or(0);
}

void save_projected_seq(storage::Tx& tx, std::int64_t seq) {
  tx.exec(
      "INSERT INTO projection (name, seq) VALUES ($1, $2) "
      "ON CONFLICT (name) DO UPDATE SET seq = excluded.seq",
      {k_name, seq});
}

void visit_rollups(
    storage::Tx& tx, const std::vector<std::int64_t>& scope_keys, Instant from, Instant until,
    const std::function<void(std::int64_t, const std::string&, const Figures&)>& visit) {
  if (scope_keys.empty()) return;
  storage::Query query(
      "SELECT bucket_at, currency, created, captured, declined, failed, refunded, "
      "captured_minor, refunded_minor, fee_minor FROM rollup WHERE 1=1");
  add_scopes(query, scope_keys);
  query.add(" AND bucket_at >= ", from);
  query.add(" AND bucket_at < ", until);
  tx.query(query.sql(), query.params(), [&](const storage::Row& row) {
    Figures figures{.created = row.i64(2),
                    .captured = row.i64(3),
                    .declined = row.i64(4),
                    .failed = row.i64(5),
                    .refunded = row.i64(6)};
    const std::string currency(row.text(1));
    figures.volumes[currency] = {row.i64(7), row.i64(8), row.i64(9)};
    visit(row.i64(0), currency, figures);
  });
}

std::map<std::string, std::int64_t> sum_words(storage::Tx& tx,
                                              const std::vector<std::int64_t>& scope_keys,
                                              WordKind kind, Instant from, Instant until) {
  std::map<std::string, std::int64_t> sums;
  if (scope_keys.empty()) return sums;
  storage::Query query("SELECT word, CAST(sum(total) AS BIGINT) FROM rollup_word WHERE 1=1");
  add_scopes(query, scope_keys);
  query.add(" AND kind = ", kind);
  query.add(" AND bucket_at >= ", from);
  query.add(" AND bucket_at < ", until);
  query.add(" GROUP BY word");
  tx.query(query.sql(), query.params(),
           [&](const storage::Row& row) { sums[std::string(row.text(0))] = row.i64(1); });
  return sums;
}

}  // namespace bursar::analytics
