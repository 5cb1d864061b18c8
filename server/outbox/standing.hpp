// Whether those who follow the live feed may still do so: a stream ends as soon as anything about
// its session or the rights behind it is no longer what it was when it began.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/actor.hpp"
#include "base/time.hpp"
#include "storage/storage.hpp"

namespace bursar::outbox {

/// How somebody stands: what they reach, and a mark that changes with anything it rests on.
struct Standing {
  std::string mark;
  Scope scope;
};

/// Given by app, because sessions and rights belong to a module above.
struct Standings {
  /// Nothing: may not follow.
  std::function<std::optional<Standing>(storage::Tx&, const Actor&, Instant)> admit;
  /// The marks of sessions by their keys; a session that is over has none.
  std::function<std::map<std::int64_t, std::string>(storage::Tx&, const std::vector<SessionId>&,
                                                    Instant)>
      marks;
};

}  // namespace bursar::outbox
