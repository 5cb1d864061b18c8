// Walks behind the lists of entries: one index each, in id order, over a bounded window. Private to
// audit.
#pragma once

#include <string>
#include <vector>

#include "audit/audit.hpp"

namespace bursar::audit::store {

/// One index a list can be read along.
struct Source {
  enum class Kind { all, id, subject, subject_prefix, merchant, company, actor, action, refused };
  Kind kind = Kind::all;
  std::int64_t key = 0;
  std::string text;
};

struct Slice {
  std::vector<StoredEntry> rows;
  AuditId stopped_at;  ///< where the window ended before the slice was full; none otherwise
};
Slice read_slice(storage::Tx& tx, const Source& source, const Scope& scope, const Filter& filter);

/// Entries along the sources within the filter's page and times, counted up to `most`.
std::int64_t count_up_to(storage::Tx& tx, const std::vector<Source>& sources, const Filter& filter,
                         std::int64_t most);

/// Names of users and jobs that contain `part` whatever its case, at most `limit`.
std::vector<std::string> actors_like(storage::Tx& tx, std::string_view part, std::size_t limit);

}  // namespace bursar::audit::store
