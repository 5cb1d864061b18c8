// SQL of node numbers: taking, renewing and giving back a lease, and whose attempts are orphaned.
#include <fmt/format.h>

#include <algorithm>

#include "payments/node.hpp"
#include "payments/store.hpp"

namespace bursar::payments {
namespace {

/// A lease that keeps others away.
struct Held {
  std::string place;
  Instant expires_at;
};

std::optional<Held> held_elsewhere(storage::Tx& tx, const Call& call, const NodeHolder& holder) {
  Instant ended = call.now;
  if (holder.restored_at) ended = std::max(ended, holder.restored_at->plus_ms(k_lease_ms));
  return tx.one(
      "SELECT place, expires_at FROM node_lease WHERE node = $1 AND place <> $2 "
      "AND expires_at > $3",
      {static_cast<std::int64_t>(call.ids.node()), holder.place, ended},
      [](const storage::Row& row) {
        return Held{std::string(row.text(0)), row.instant(1)};
      });
}

}  // namespace

Result<void> take_node(storage::Tx& tx, const Call& call, const NodeHolder& holder) {
  const std::int64_t node = call.ids.node();
  if (const auto held = held_elsewhere(tx, call, holder))
    return conflict(
        "node_taken",
        fmt::format("node {} is held by the server at {} until {}; give every server on one "
                    "database a number of its own (node = 0 to 63 in bursar.toml), or start "
                    "again after that time if that server is gone",
                    node, held->place, to_iso8601(held->expires_at)));
  tx.exec(
      "INSERT INTO node_lease (node, run, place, taken_at, expires_at) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (node) DO UPDATE SET run = $2, place = $3, taken_at = $4, expires_at = $5",
      {node, holder.run, holder.place, call.now, call.now.plus_ms(k_lease_ms)});
  return ok();
}

Result<void> renew_node(storage::Tx& tx, const Call& call, const NodeHolder& holder) {
  const std::int64_t node = call.ids.node();
  const auto renewed = tx.exec("UPDATE node_lease SET expires_at = $3 WHERE node = $1 AND run = $2",
                               {node, holder.run, call.now.plus_ms(k_lease_ms)});
  if (renewed == 1) return ok();
  return conflict("node_lost", fmt::format("another server has taken node {}", node));
}

Result<void> release_node(storage::Tx& tx, const Call& call, const NodeHolder& holder) {
  tx.exec("DELETE FROM node_lease WHERE node = $1 AND run = $2",
          {static_cast<std::int64_t>(call.ids.node()), holder.run});
  return ok();
}

namespace store {

void save_claim(storage::Tx& tx, const Attempt& a, unsigned node) {
  tx.exec(
      "UPDATE attempt SET phase = $2, certainty = $3, next_check_at = $4, sent_at = $5, "
      "sent_by = $6, account_version = $7 WHERE id = $1",
      {a.id, a.phase, a.certainty, a.next_check_at, a.sent_at, static_cast<std::int64_t>(node),
       a.account_version});
}

void save_request(storage::Tx& tx, AttemptId attempt, std::string_view request_masked) {
  tx.exec("UPDATE attempt SET request_masked = $2 WHERE id = $1", {attempt, request_masked});
}

std::vector<AttemptId> orphaned(storage::Tx& tx, Instant now, unsigned node) {
  return tx.all(
      "SELECT a.id FROM attempt a WHERE a.phase = $1 AND a.next_check_at IS NOT NULL "
      "AND (a.sent_by IS NULL OR a.sent_by = $2 OR NOT EXISTS (SELECT 1 FROM node_lease n "
      "WHERE n.node = a.sent_by AND n.expires_at > $3)) ORDER BY a.id",
      {AttemptPhase::sending, static_cast<std::int64_t>(node), now},
      [](const storage::Row& row) { return row.id<AttemptId>(0); });
}

}  // namespace store

}  // namespace bursar::payments
