// change_caps, reset_caps and what is asked of the table.
#include <boost/json.hpp>

#include "audit/audit.hpp"
#include "base/text.hpp"
#include "outbox/outbox.hpp"
#include "routing/retry_cap_store.hpp"

namespace bursar::routing {
namespace {

namespace json = boost::json;

constexpr std::size_t k_reason_max = 500;

std::string described(const CapTable& table) {
  return json::serialize(json::object{{"version", table.version},
                                      {"is_shipped", table.is_shipped},
                                      {"rows", store::caps_json(table.rows)}});
}

Result<CapTable> put(storage::Tx& tx, const Call& call, std::int64_t version, CapTable next,
                     std::string_view action) {
  // They hold for everybody here.
  if (!call.actor.scope.everything()) return forbidden("routing:write");
  if (next.reason.empty() || next.reason.size() > k_reason_max || !is_printable_utf8(next.reason))
    return invalid("reason", "out_of_range", "must be a text of 1 to 500 bytes");
  const CapTable now = caps_now(tx);
  if (now.version != version)
    return conflict("version_changed", "the limits have changed since they were read");
  if (now.is_shipped == next.is_shipped && now.rows == next.rows)
    return refused("nothing_changed", "the limits are these already");
  next.version = now.version + 1;
  next.created_by = call.actor.name;
  next.created_at = call.now;
  if (!store::insert_caps(tx, next))
    return conflict("version_changed", "the limits have changed since they were read");
  audit::record(tx, call,
                {.action = std::string(action),
                 .subject_kind = "retry_caps",
                 .subject_id = std::to_string(next.version),
                 .before = described(now),
                 .after = described(next),
                 .reason = next.reason});
  outbox::emit(tx, call,
               {.type = "retry_caps.changed",
                .subject_kind = "retry_caps",
                .subject_id = std::to_string(next.version),
                .payload = json::serialize(
                    json::object{{"version", next.version}, {"is_shipped", next.is_shipped}})});
  return next;
}

}  // namespace

CapTable caps_now(storage::Tx& tx) {
  auto newest = store::cap_tables(tx, 1);
  if (!newest.empty()) return std::move(newest.front());
  CapTable shipped;
  shipped.rows = shipped_caps();
  return shipped;
}

std::vector<CapTable> cap_history(storage::Tx& tx) {
  constexpr std::int64_t k_shown = 50;
  return store::cap_tables(tx, k_shown);
}

Result<CapTable> change_caps(storage::Tx& tx, const Call& call, const ChangeCaps& command) {
  if (auto fits = check_caps(command.rows); !fits) return fits.error();
  CapTable next;
  next.is_shipped = false;
  next.rows = command.rows;
  next.reason = command.reason;
  return put(tx, call, command.version, std::move(next), "change_retry_caps");
}

Result<CapTable> reset_caps(storage::Tx& tx, const Call& call, std::int64_t version,
                            const std::string& reason) {
  CapTable next;
  next.rows = shipped_caps();
  next.reason = reason;
  return put(tx, call, version, std::move(next), "reset_retry_caps");
}

void note_decline(storage::Tx& tx, const DeclinedTry& declined) {
  store::insert_decline(tx, declined);
}

std::optional<CapHit> cap_hit(storage::Tx& tx, const CapQuestion& question) {
  if (!question.card) return std::nullopt;
  const auto declines = store::declines_of(
      tx, question.card, question.now.plus_ms(-k_cap_window_hours_max * k_hour_ms));
  if (declines.empty()) return std::nullopt;  // most cards: the table is not even read
  return cap_hit(caps_now(tx).rows, declines, question);
}

}  // namespace bursar::routing
