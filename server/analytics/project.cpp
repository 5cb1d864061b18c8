// Folds payment events into rollups. The checkpoint moves in the same transaction as the sums, so
// an event counts exactly once whatever happens in between.
#include <boost/json.hpp>

#include "analytics/store.hpp"
#include "outbox/outbox.hpp"

namespace bursar::analytics {
namespace {

namespace json = boost::json;

constexpr std::int64_t k_hour_bucket_ms = k_hour_ms;

std::int64_t floor_to(std::int64_t value, std::int64_t step) { return value - value % step; }

std::int64_t number(const json::object& payload, std::string_view name) {
  const auto* value = payload.if_contains(name);
  return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}
std::string text(const json::object& payload, std::string_view name) {
  const auto* value = payload.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

struct Sums {
  std::map<RollupKey, Figures> rollups;
  std::map<WordKey, std::int64_t> words;
};

void count_word(Sums& sums, std::int64_t scope, WordKind kind, Instant at,
                const std::string& word) {
  if (!word.empty()) sums.words[{scope, kind, floor_to(at.ms, k_hour_bucket_ms), word}] += 1;
}

// What one event adds to one scope.
void fold(Sums& sums, std::int64_t scope, const outbox::StoredEvent& stored,
          const json::object& payload) {
  const std::string& type = stored.event.type;
  const std::string currency = text(payload, "currency");
  Figures& figures = sums.rollups[{scope, floor_to(stored.at.ms, k_bucket_ms), currency}];
  Volume& volume = figures.volumes[currency];
  if (type == "payment.created") {
    figures.created += 1;
  } else if (type == "payment.captured") {
    figures.captured += 1;
    volume.captured_minor += number(payload, "captured_minor");
    volume.fee_minor += number(payload, "fee_minor");
    count_word(sums, scope, WordKind::method_captured, stored.at, text(payload, "method"));
  } else if (type == "payment.authorized") {
    figures.captured += 1;
    count_word(sums, scope, WordKind::method_captured, stored.at, text(payload, "method"));
  } else if (type == "capture.succeeded") {
    volume.captured_minor += number(payload, "operation_minor");
    volume.fee_minor += number(payload, "operation_fee_minor");
  } else if (type == "payment.declined") {
    figures.declined += 1;
    count_word(sums, scope, WordKind::decline, stored.at, text(payload, "decline_reason"));
    count_word(sums, scope, WordKind::method_declined, stored.at, text(payload, "method"));
  } else if (type == "payment.failed") {
    figures.failed += 1;
  } else {
    figures.refunded += 1;
    volume.refunded_minor += number(payload, "refund_minor");
  }
}

bool is_counted(const std::string& type) {
  return type == "payment.created" || type == "payment.captured" || type == "payment.declined" ||
         type == "payment.failed" || type == "payment.authorized" || type == "capture.succeeded" ||
         type == "refund.succeeded";
}

}  // namespace

std::int64_t project(storage::Tx& tx, std::int64_t limit) {
  const auto events = outbox::after(tx, projected_seq(tx), limit);
  if (events.empty()) return 0;
  Sums sums;
  for (const auto& stored : events) {
    if (!is_counted(stored.event.type)) continue;
    const json::value payload = json::parse(stored.event.payload);
    for (const std::int64_t scope :
         {std::int64_t{0}, stored.event.company.key, stored.event.merchant.key})
      fold(sums, scope, stored, payload.as_object());
  }
  for (const auto& [key, figures] : sums.rollups) add_rollup(tx, key, figures);
  for (const auto& [key, total] : sums.words) add_word(tx, key, total);
  save_projected_seq(tx, events.back().seq);
  return static_cast<std::int64_t>(events.size());
}

}  // namespace bursar::analytics
