// Verification of the whole trail: the tree is computed again from the raw rows and compared with
// every signed checkpoint, those of the database and those of the external file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "audit/checkpoint.hpp"
#include "storage/storage.hpp"

namespace bursar::audit {

struct Finding {
  std::string check;   ///< "entry", "sequence", "checkpoint", "external", "removal" or "tree"
  std::string detail;  ///< names the entry or from which position on
};

struct Verification {
  std::vector<Finding> findings;  ///< at most 100, then one that says how many more
  std::int64_t entries = 0;       ///< with a position
  std::int64_t unnumbered = 0;    ///< committed a moment ago (PostgreSQL)
  std::int64_t removed = 0;       ///< taken out by retention, oldest first
  std::int64_t sealed = 0;        ///< covered by the newest checkpoint of all
  std::int64_t checkpoints = 0;
  std::int64_t external_checkpoints = 0;
  std::int64_t external_size = 0;  ///< entries the external file vouches for
};

/// What a verifier trusts beside the database.
struct Witness {
  std::vector<VerifierKey> keys;
  std::optional<NoteFile> external;  ///< none: the database alone is checked
};

Verification verify(storage::Tx& tx, const Witness& witness);

}  // namespace bursar::audit
