// Reads behind the question who holds what where. Private to identity.
#pragma once

#include <string_view>
#include <vector>

#include "identity/identity.hpp"

namespace bursar::identity::store {

/// Active people with a live membership at the place or above it whose role carries the permission,
/// oldest accounts first.
std::vector<UserId> people_granted(Tx& tx, std::string_view permission, const Place& place,
                                   Instant now, std::int64_t limit);

}  // namespace bursar::identity::store
