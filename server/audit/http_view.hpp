// The office forms of entries. Private to audit's HTTP part.
#pragma once

#include <boost/json.hpp>

#include "audit/runner.hpp"

namespace bursar::audit {

boost::json::object row_json(const StoredEntry& stored);
/// With what changed and from where; `sealed` entries are covered by a checkpoint.
std::string entry_json(const StoredEntry& stored, std::int64_t sealed);
std::string page_json(const Page& page);

/// The state of sealing; paths and troubles only for readers of the whole installation.
struct TrailView {
  std::int64_t entries = 0;
  std::optional<SignedState> newest;
  std::vector<std::string> actions;
};
std::string trail_json(const TrailView& view, const SealerState& sealer, const VerifierKey& key,
                       bool everything);

/// One line of the export, ended; and the line of titles.
std::string csv_line(const StoredEntry& stored);
std::string csv_titles();

}  // namespace bursar::audit
