// How people with an open stream stand: one mark per session that is different as soon as the
// session, its account, its rights or the look it is in are no longer the same.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/actor.hpp"
#include "base/time.hpp"
#include "storage/storage.hpp"

namespace bursar::identity {

/// Marks by session key; sessions that are over, and those whose account may not act, have none.
std::map<std::int64_t, std::string> standing_marks(storage::Tx& tx,
                                                   const std::vector<SessionId>& sessions,
                                                   Instant now);
/// The mark of an actor's session and where they hold the permission, read at one moment; nothing
/// when there is no such session or they hold it nowhere.
std::optional<std::pair<std::string, Scope>> standing_of(storage::Tx& tx, const Actor& actor,
                                                         std::string_view permission, Instant now);

}  // namespace bursar::identity
