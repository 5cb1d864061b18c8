// What may go wrong in one run. Each kind is on or off and more or less frequent by the seed, so
// that rare mixes occur (swarm testing).
#pragma once

#include <cstdint>

#include "base/random.hpp"
#include "simulator/core/types.hpp"

namespace bursar::simulation {

struct Faults {
  // In thousandths of exchanges.
  std::uint64_t refuse = 0;  ///< the connection is refused: certainly not sent
  std::uint64_t lose_request = 0;
  std::uint64_t slow_request = 0;    ///< arrives after the caller has given up
  std::uint64_t repeat_request = 0;  ///< arrives a second time
  std::uint64_t lose_answer = 0;
  std::uint64_t late_answer = 0;  ///< comes after the caller has given up, and is believed
  std::uint64_t repeat_answer = 0;
  std::uint64_t tamper = 0;  ///< another amount, a torn body
  // In thousandths of writes and of acknowledgements.
  std::uint64_t crash_before_commit = 0;
  std::uint64_t crash_after_commit = 0;
  std::uint64_t stall = 0;       ///< the process stops between claim and send
  std::uint64_t lose_reply = 0;  ///< the merchant never hears what was committed

  static Faults drawn(SeededRandom& random);
};

/// Misbehaviour of the acquirer itself; `hides`: some operations stay unknown to queries for 60 s.
simulator::Settings drawn_settings(SeededRandom& random, bool hides);

}  // namespace bursar::simulation
