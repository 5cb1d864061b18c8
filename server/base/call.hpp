// Call: what every use case gets beside its transaction and its command: who, when, and fresh ids.
#pragma once

#include "base/actor.hpp"
#include "base/id.hpp"
#include "base/random.hpp"
#include "base/time.hpp"

namespace bursar {

/// Context of one use-case call. `now` is fixed by the caller, so a function that runs again after
/// a serialisation failure sees the same instant. All references outlive the call.
struct Call {
  const Actor& actor;
  Instant now;
  IdSource& ids;
  CryptoRandom& random;
  std::int64_t now_us = 0;  ///< `now` in microseconds; 0 when the caller has only `now`
};

/// What a use case needs from the process, to make Calls; owned by app (or by a test).
struct Ports {
  const Clock& clock;
  IdSource& ids;
  CryptoRandom& random;
  Call call(const Actor& actor) const {
    const std::int64_t us = clock.now_us();
    return Call{actor, Instant{us / 1'000}, ids, random, us};
  }
};

}  // namespace bursar
