// What runs under the power cuts: a table of functions, so that real repositories can take the
// place of the sample. Everything it remembers outside the database is what a client would
// remember.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/random.hpp"
#include "storage/storage.hpp"

namespace bursar::crash {

/// What a check found after a restart.
struct Findings {
  std::int64_t lost = 0;        ///< acknowledged operations that are gone
  std::int64_t unbalanced = 0;  ///< rules of the books that do not hold
  std::string first;            ///< words for the first of them

  /// Counts one finding of `kind` (lost or unbalanced).
  void note(std::int64_t Findings::*kind, std::string words) {
    ++(this->*kind);
    if (first.empty()) first = std::move(words);
  }
};

struct Workload {
  std::string name;
  /// A cut comes within so many changes of the disk: enough for several operations.
  int calls_max = 0;
  /// What a starting process does: the schema, and what the last one left undone. Runs at every
  /// start.
  std::function<void(storage::Db&)> start;
  /// One operation of a client; notes it as acknowledged when the database said so. Throws
  /// StorageError when the power goes.
  std::function<void(storage::Db&, SeededRandom&)> step;
  /// Compares the database with what was acknowledged and with its own rules.
  std::function<Findings(storage::Db&)> check;
};

/// A workload with nothing acknowledged yet, for an empty disk.
using WorkloadFactory = std::function<Workload()>;

/// Transfers between accounts: entries, balances with CHECK, a payment row; some are refused.
Workload transfer_workload();
/// Sales, provider answers, refunds and maturity through the product's own use cases.
Workload payments_workload();

}  // namespace bursar::crash
