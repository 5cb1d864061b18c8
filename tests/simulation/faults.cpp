// Draws the faults of a run.
#include "simulation/faults.hpp"

namespace bursar::simulation {
namespace {

// Off, or up to `most`.
std::uint64_t some(SeededRandom& random, std::uint64_t most) {
  return random.below(2) == 0 ? 0 : 1 + random.below(most);
}

std::int64_t some_ppm(SeededRandom& random, std::uint64_t most_permille) {
  return static_cast<std::int64_t>(some(random, most_permille)) * 1'000;
}

}  // namespace

Faults Faults::drawn(SeededRandom& random) {
  Faults faults;
  faults.refuse = some(random, 100);
  faults.lose_request = some(random, 150);
  faults.slow_request = some(random, 150);
  faults.repeat_request = some(random, 200);
  faults.lose_answer = some(random, 200);
  faults.late_answer = some(random, 150);
  faults.repeat_answer = some(random, 200);
  faults.tamper = some(random, 100);
  faults.crash_before_commit = some(random, 30);
  faults.crash_after_commit = some(random, 30);
  faults.stall = some(random, 100);
  faults.lose_reply = some(random, 150);
  return faults;
}

simulator::Settings drawn_settings(SeededRandom& random, bool hides) {
  simulator::Settings settings;
  settings.decline_ppm = some_ppm(random, 400);
  // With a card that stays hidden for 60 s, way and latency have 30 s together until absence is
  // proof.
  settings.latency_p50_ms = 100 + static_cast<std::int64_t>(random.below(hides ? 500 : 2'000));
  settings.latency_p95_ms = settings.latency_p50_ms * (hides ? 2 : 4);
  settings.drop_before_ppm = some_ppm(random, 150);
  settings.drop_after_ppm = some_ppm(random, 150);
  settings.error_500_after_ppm = some_ppm(random, 150);
  settings.overload_ppm = some_ppm(random, 150);
  return settings;
}

}  // namespace bursar::simulation
