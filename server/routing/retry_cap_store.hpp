// What the retry caps ask of the database. Private to routing.
#pragma once

#include <boost/json.hpp>

#include "routing/retry_cap.hpp"

namespace bursar::routing::store {

/// Rows as they are stored and shown.
boost::json::array caps_json(const std::vector<RetryCap>& rows);
CapHit read_refusal(const boost::json::object& object);

/// Newest first.
std::vector<CapTable> cap_tables(storage::Tx& tx, std::int64_t limit);
/// False when the version is taken.
bool insert_caps(storage::Tx& tx, const CapTable& table);

/// Keeps what the longest window needs.
void insert_decline(storage::Tx& tx, const DeclinedTry& declined);
std::vector<Decline> declines_of(storage::Tx& tx, CardId card, Instant since);

}  // namespace bursar::routing::store
