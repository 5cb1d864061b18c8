// The lease of a node number: which server processes on a shared database live. A number is part of
// every id a process makes and of every attempt it sends, so it has one holder at a time; what the
// holder sent is orphaned only when its lease has run out, or when it starts again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/call.hpp"
#include "storage/storage.hpp"

namespace bursar::payments {

constexpr std::int64_t k_lease_ms = 15 * k_second_ms;
/// How often a holder renews; two renewals may fail before another may take the number.
constexpr std::int64_t k_lease_renewal_ms = 5 * k_second_ms;

/// A process as the holder of the number of its id source.
struct NodeHolder {
  std::int64_t run = 0;  ///< a key of its own per start
  /// Where it runs, such as "host:/data". At one place there is one process at a time (the caller
  /// makes sure), so a holder found there is one that has ended.
  std::string place;
  /// When this database was restored from a backup: leases that were renewed before are those of
  /// the servers of the original.
  std::optional<Instant> restored_at;
};

/// Takes the number call.ids.node(). Errors: conflict/node_taken while a process at another place
/// holds it.
Result<void> take_node(storage::Tx& tx, const Call& call, const NodeHolder& holder);
/// Keeps it for another k_lease_ms. Errors: conflict/node_lost when another process has taken it,
/// which it could only after this one had not renewed for k_lease_ms; this one must end.
Result<void> renew_node(storage::Tx& tx, const Call& call, const NodeHolder& holder);
/// Gives it back at a clean stop; nothing happens when it is lost already.
Result<void> release_node(storage::Tx& tx, const Call& call, const NodeHolder& holder);

}  // namespace bursar::payments
