// The audit trail's front door: one append-only entry per state change, denial or sensitive read,
// written in the transaction of the change itself.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "storage/storage.hpp"

namespace bursar::audit {

enum class Outcome { ok = 1, denied = 2, error = 3 };
/// Words as the contract, exports and the sealed text of an entry show them; a number outside its
/// enumeration has none ("").
std::string_view word(Outcome value);
std::string_view word(ActorKind value);
std::optional<Outcome> outcome_of(std::string_view word);
std::optional<ActorKind> actor_kind_of(std::string_view word);

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

/// What a client calls itself, as an entry keeps it: at most 160 printable ASCII characters.
std::string device_of(std::string_view user_agent);

struct StoredEntry {
  AuditId id;
  std::optional<std::int64_t> seq;  ///< gap-free position; absent until the sequencer has run
  Instant at;
  std::int64_t at_us = 0;  ///< the same instant in microseconds
  ActorKind actor_kind = ActorKind::job;
  std::string actor_name;
  std::string impersonator_name;  ///< who really acted; empty when it was the actor
  SessionId session;
  std::string ip;
  std::string device;
  std::string request_id;
  Entry entry;
};

/// One question about the trail; empty members ask nothing.
struct Filter {
  std::optional<Instant> from, before_at;  ///< from ≤ time < before_at
  std::optional<ActorKind> actor_kind;
  std::string actor;  ///< e-mail, key label or job name, exactly
  std::vector<std::string> actions;
  std::optional<Outcome> outcome;
  std::string subject_kind;
  std::string subject_id;
  CompanyId company;
  MerchantId merchant;
  std::string search;  ///< start of an object's id, or part of an actor's name
  AuditId before;      ///< page key: older than this entry
  AuditId after;       ///< page key: newer than this entry
  std::int64_t limit = 50;
};

/// Merchants of companies, at most `limit`; audit does not know the tenant tree, app wires it.
using Reach = std::function<std::vector<MerchantId>(storage::Tx&, const std::vector<CompanyId>&,
                                                    std::size_t limit)>;

struct Page {
  std::vector<StoredEntry> rows;  ///< newest first
  bool has_older = false;
  bool has_newer = false;
  AuditId searched_to;  ///< where a search stopped before the page was full; none otherwise
};

/// One page of what the scope may see. Errors: invalid (limit, after, search).
Result<Page> find(storage::Tx& tx, const Scope& scope, const Filter& filter, const Reach& reach);
/// Newest first, at most `limit`, ids below `before` (0 = from the newest), within `scope`.
std::vector<StoredEntry> list(storage::Tx& tx, const Scope& scope, AuditId before,
                              std::int64_t limit);
/// Errors: not_found, also for an entry outside the scope.
Result<StoredEntry> load(storage::Tx& tx, const Scope& scope, AuditId id);
/// All entries about one subject, oldest first, within `scope`.
std::vector<StoredEntry> about(storage::Tx& tx, const Scope& scope, std::string_view subject_kind,
                               std::string_view subject_id);
/// Every action seen so far, for choosing.
std::vector<std::string> known_actions(storage::Tx& tx);

/// Gives committed entries without a position the next ones (PostgreSQL; SQLite numbers at once).
void assign_sequence(storage::Tx& tx);

const std::vector<storage::Migration>& migrations();

}  // namespace bursar::audit
