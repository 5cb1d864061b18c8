// What may go wrong in one run. Each kind is on or off and more or less frequent by the seed, so
// that rare mixes occur (swarm testing). Whether an occasion is taken follows from seed, kind and
// number alone: leaving one out changes no other.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/random.hpp"
#include "simulation/simulation.hpp"
#include "simulator/core/types.hpp"

namespace bursar::simulation {

class Faults {
 public:
  explicit Faults(const Options& options);

  /// Whether the next occasion for this kind is taken.
  bool fires(FaultKind kind);
  /// A number below `bound` that belongs to the latest occasion of this kind; another `which` gives
  /// another number.
  std::uint64_t below(FaultKind kind, std::uint64_t bound, int which = 0) const;
  void end() { on_ = false; }
  void never(FaultKind kind) { permille_.at(static_cast<std::size_t>(kind)) = 0; }
  bool on() const { return on_; }
  const std::vector<FaultEvent>& fired() const { return fired_; }

 private:
  const Options& options_;
  bool on_;
  std::array<std::uint64_t, k_fault_kinds> permille_{};
  std::array<std::uint64_t, k_fault_kinds> occasions_{};
  std::vector<FaultEvent> fired_;
};

/// Misbehaviour of the acquirer itself; `hides`: some operations stay unknown to queries for 60 s.
simulator::Settings drawn_settings(SeededRandom& random, Faults& faults, bool hides);

}  // namespace bursar::simulation
