// The statements of retry caps: declines per card, and the versions of the table.
#include "routing/retry_cap_store.hpp"

#include <algorithm>

#include <boost/json.hpp>

namespace bursar::routing {

namespace json = boost::json;

json::object cap_json(const RetryCap& cap) {
  return {{"scheme", cap.scheme},
          {"kind", word(cap.kind)},
          {"code", cap.code},
          {"covers", word(cap.covers)},
          {"attempts_max", cap.attempts_max},
          {"window_hours", cap.window_hours},
          {"source", cap.source}};
}

json::object refusal_json(const CapHit& hit) {
  return {{"cap", cap_json(hit.cap)},
          {"declined", hit.declined},
          {"reason", hit.reason},
          {"until", hit.until.ms}};
}

}  // namespace bursar::routing

namespace bursar::routing::store {
namespace {

constexpr std::int64_t k_declines_max = 1'000;
constexpr std::int64_t k_versions_max = 50;

constexpr std::string_view k_select =
    "SELECT number, is_shipped, content, created_by, reason, created_at FROM "
    "routing_cap_version ORDER BY number DESC LIMIT ";

RetryCap read_cap(const json::object& object) {
  const auto text = [&](std::string_view name) { return std::string(object.at(name).as_string()); };
  return {text("scheme"),
          cap_kind_of(text("kind")).value(),
          text("code"),
          cap_covers_of(text("covers")).value(),
          object.at("attempts_max").as_int64(),
          object.at("window_hours").as_int64(),
          text("source")};
}

std::vector<RetryCap> read_caps(std::string_view text) {
  std::vector<RetryCap> rows;
  const json::value parsed = json::parse(json::string_view(text.data(), text.size()));
  for (const json::value& one : parsed.as_array()) rows.push_back(read_cap(one.as_object()));
  return rows;
}

CapTable read_table(const storage::Row& row) {
  CapTable table;
  table.version = row.i64(0);
  table.is_shipped = row.boolean(1);
  table.rows = table.is_shipped ? shipped_caps() : read_caps(row.text(2));
  table.created_by = row.text(3);
  table.reason = row.text(4);
  table.created_at = row.instant(5);
  return table;
}

}  // namespace

json::array caps_json(const std::vector<RetryCap>& rows) {
  json::array array;
  for (const RetryCap& cap : rows) array.push_back(cap_json(cap));
  return array;
}

CapHit read_refusal(const json::object& object) {
  return {read_cap(object.at("cap").as_object()), object.at("declined").as_int64(),
          Instant{object.at("until").as_int64()}, std::string(object.at("reason").as_string())};
}

std::vector<CapTable> cap_tables(storage::Tx& tx, std::int64_t limit) {
  return tx.all(std::string(k_select) + std::to_string(std::min(limit, k_versions_max)), {},
                read_table);
}

bool insert_caps(storage::Tx& tx, const CapTable& table) {
  return tx.exec(
             "INSERT INTO routing_cap_version (number, is_shipped, content, created_by, reason, "
             "created_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (number) DO NOTHING",
             {table.version, table.is_shipped,
              json::serialize(caps_json(table.is_shipped ? std::vector<RetryCap>() : table.rows)),
              table.created_by, table.reason, *table.created_at}) == 1;
}

void insert_decline(storage::Tx& tx, const DeclinedTry& declined) {
  constexpr std::int64_t k_kept_ms = k_cap_window_hours_max * k_hour_ms;
  tx.exec("DELETE FROM routing_decline WHERE card_id = $1 AND attempt_id < $2",
          {declined.card, first_key_at(key_instant(declined.attempt.key).plus_ms(-k_kept_ms))});
  tx.exec(
      "INSERT INTO routing_decline (card_id, attempt_id, amount_minor, currency, reason, advice) "
      "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
      {declined.card, declined.attempt, declined.amount.minor, declined.amount.currency.code(),
       declined.reason, declined.advice});
}

std::vector<Decline> declines_of(storage::Tx& tx, CardId card, Instant since) {
  return tx.all(
      "SELECT attempt_id, amount_minor, currency, reason, advice FROM routing_decline "
      "WHERE card_id = $1 AND attempt_id >= $2 ORDER BY attempt_id DESC LIMIT " +
          std::to_string(k_declines_max),
      {card, first_key_at(since)}, [](const storage::Row& row) {
        Decline decline;
        decline.at = key_instant(row.i64(0));
        // Rows from before amounts were kept have none.
        if (!row.text(2).empty()) decline.amount = {row.i64(1), Currency::of(row.text(2))};
        decline.reason = row.text(3);
        decline.advice = row.text(4);
        return decline;
      });
}

}  // namespace bursar::routing::store
