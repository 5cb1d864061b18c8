// Drawn from a stream of their own: a new feature changes no other draw.
#include "simulation/features.hpp"

#include "base/random.hpp"

namespace bursar::simulation {

Features::Features(std::uint64_t seed) {
  SeededRandom random(seed ^ 0x6665'6174'7572'6573ULL);
  const auto one_in = [&](std::uint64_t chances) { return random.below(chances) == 0; };
  holds = one_in(2);
  verifications = one_in(3);
  challenges = one_in(2);
  methods = one_in(2);
  payouts = one_in(2);
  stored = one_in(3);
  lapses = one_in(12) && holds;
  tells = one_in(2);
  desk = one_in(2);
  routes = one_in(2);
  repeats = one_in(4) && !holds;
  batches = one_in(3);
  stolen = one_in(3);
  ask_nobody();
}

void Features::ask_nobody() {
  if (!repeats) return;
  keep_quiet();
  routes = false;
}

}  // namespace bursar::simulation
