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
};

/// What a use case needs from the process, to make Calls; owned by app (or by a test).
struct Ports {
  const Clock& clock;
  IdSource& ids;
  CryptoRandom& random;
  Call call(const Actor& actor) const { return Call{actor, clock.now(), ids, random}; }
};

}  // namespace bursar
