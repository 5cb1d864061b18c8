// SQL of how sessions stand. Private to identity.
#pragma once

#include <string>
#include <vector>

#include "identity/identity.hpp"

namespace bursar::identity::store {

struct StandingRow {
  SessionId session;
  std::string facts;   ///< what its rights rest on, as text
  bool looks = false;  ///< looks as somebody else
};

/// One row per live full session of a usable account.
std::vector<StandingRow> standings(Tx& tx, const std::vector<SessionId>& sessions, Instant now);

}  // namespace bursar::identity::store
