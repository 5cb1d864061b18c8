// Draws the faults of a run.
#include "simulation/faults.hpp"

#include <algorithm>

namespace bursar::simulation {
namespace {

// Per kind: in thousandths of occasions, at most.
constexpr auto k_most_permille = std::to_array<std::pair<FaultKind, std::uint64_t>>({
    {FaultKind::refuse, 100},
    {FaultKind::lose_request, 150},
    {FaultKind::slow_request, 150},
    {FaultKind::repeat_request, 200},
    {FaultKind::lose_answer, 200},
    {FaultKind::late_answer, 150},
    {FaultKind::hours_late, 80},
    {FaultKind::repeat_answer, 200},
    {FaultKind::tear_answer, 60},
    {FaultKind::wrong_amount, 60},
    {FaultKind::wrong_currency, 60},
    {FaultKind::wrong_reference, 60},
    {FaultKind::misbook, 60},
    {FaultKind::silence, 80},
    {FaultKind::deny, 80},
    {FaultKind::crash_before_commit, 30},
    {FaultKind::crash_after_commit, 30},
    {FaultKind::stall, 100},
    {FaultKind::lose_reply, 150},
    {FaultKind::clock_jump, 300},
    {FaultKind::outage, 1'000},
    {FaultKind::drop_before, 1'000},
    {FaultKind::drop_after, 1'000},
    {FaultKind::break_after, 1'000},
    {FaultKind::overload, 1'000},
    {FaultKind::late_cards, 600},
    {FaultKind::lose_webhook, 300},
    {FaultKind::late_webhook, 300},
    {FaultKind::repeat_webhook, 300},
});

// One stream per seed, kind and number.
SeededRandom stream(std::uint64_t seed, FaultKind kind, std::uint64_t number) {
  SeededRandom mixed(seed ^ 0x6661'756c'7473ULL);
  SeededRandom of_kind(mixed.next() + 0x9E37'79B9'7F4A'7C15ULL * static_cast<std::uint64_t>(kind));
  return SeededRandom(of_kind.next() + number * of_kind.next());
}

}  // namespace

Faults::Faults(const Options& options) : options_(options), on_(options.with_faults) {
  for (const auto& [kind, most] : k_most_permille) {
    SeededRandom random = stream(options.seed, kind, 0);
    const bool off = random.below(2) == 0;
    permille_.at(static_cast<std::size_t>(kind)) = off ? 0 : 1 + random.below(most);
  }
}

bool Faults::fires(FaultKind kind) {
  const auto index = static_cast<std::size_t>(kind);
  const FaultEvent event{kind, ++occasions_.at(index)};
  if (!on_) return false;
  SeededRandom random = stream(options_.seed, kind, event.number);
  if (random.below(1'000) >= permille_.at(index)) return false;
  const auto& only = options_.only_faults;
  if (only && std::find(only->begin(), only->end(), event) == only->end()) return false;
  fired_.push_back(event);
  return true;
}

std::uint64_t Faults::below(FaultKind kind, std::uint64_t bound, int which) const {
  SeededRandom random = stream(options_.seed, kind, occasions_.at(static_cast<std::size_t>(kind)));
  for (int i = 0; i <= which; ++i) random.next();
  return random.below(bound);
}

simulator::Settings drawn_settings(SeededRandom& random, Faults& faults, bool hides) {
  simulator::Settings settings;
  settings.decline_ppm = static_cast<std::int64_t>(random.below(2) * random.below(400)) * 1'000;
  // With a card that stays hidden for 60 s, way and latency have 30 s together until absence is
  // proof.
  settings.latency_p50_ms = 100 + static_cast<std::int64_t>(random.below(hides ? 500 : 2'000));
  settings.latency_p95_ms = settings.latency_p50_ms * (hides ? 2 : 4);
  const auto share_ppm = [&faults](FaultKind kind) {
    return faults.fires(kind) ? static_cast<std::int64_t>(1 + faults.below(kind, 150)) * 1'000 : 0;
  };
  settings.drop_before_ppm = share_ppm(FaultKind::drop_before);
  settings.drop_after_ppm = share_ppm(FaultKind::drop_after);
  settings.error_500_after_ppm = share_ppm(FaultKind::break_after);
  settings.overload_ppm = share_ppm(FaultKind::overload);
  // Hidden cards would stay hidden as long, which is longer than absence takes to be proof.
  if (!hides && faults.fires(FaultKind::late_cards))
    settings.late_after_ms =
        static_cast<std::int64_t>(k_hour_ms + faults.below(FaultKind::late_cards, 5 * k_hour_ms));
  return settings;
}

}  // namespace bursar::simulation
