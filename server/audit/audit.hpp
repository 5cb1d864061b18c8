// The audit trail's front door: one append-only entry per state change, denial or sensitive read,
// written in the transaction of the change itself.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/call.hpp"
#include "storage/storage.hpp"

namespace bursar::audit {

enum class Outcome { ok = 1, denied = 2, error = 3 };

/// One entry as the writer gives it. `before` and `after` are JSON objects without secrets, or
/// empty.
struct Entry {
  std::string action;        ///< use-case name: "create_refund"
  std::string subject_kind;  ///< "payment", "merchant", "user" …
  std::string subject_id;    ///< public id, or empty when there is none
  CompanyId company;         ///< tenant of the subject; none for installation-wide subjects
  MerchantId merchant;
  Outcome outcome = Outcome::ok;
  std::string before;
  std::string after;
  std::string reason;
};

/// Appends the entry; if it cannot be written the surrounding change is lost with it.
AuditId record(storage::Tx& tx, const Call& call, const Entry& entry);

struct StoredEntry {
  AuditId id;
  std::optional<std::int64_t> seq;  ///< gap-free position; absent until the sequencer has run
  Instant at;
  ActorKind actor_kind = ActorKind::job;
  std::string actor_name;
  std::string ip;
  std::string request_id;
  Entry entry;
};

/// Newest first, at most `limit`, ids below `before` (0 = from the newest), within `scope`.
std::vector<StoredEntry> list(storage::Tx& tx, const Scope& scope, AuditId before,
                              std::int64_t limit);
/// All entries about one subject, oldest first, within `scope`.
std::vector<StoredEntry> about(storage::Tx& tx, const Scope& scope, std::string_view subject_kind,
                               std::string_view subject_id);
/// Gives committed entries without a position the next ones (PostgreSQL; SQLite numbers at once).
void assign_sequence(storage::Tx& tx);

const std::vector<storage::Migration>& migrations();

}  // namespace bursar::audit
