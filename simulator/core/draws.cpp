// Drawing from one seeded stream per request.
#include "simulator/core/draws.hpp"

#include "base/random.hpp"
#include "simulator/core/cards.hpp"
#include "simulator/core/latency.hpp"

namespace bursar::simulator {
namespace {

constexpr std::string_view k_digits = "0123456789";
constexpr std::uint64_t k_golden = 0x9E3779B97F4A7C15ULL;

// FNV-1a; spread further by the generator it seeds.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  return hash;
}

bool happens(SeededRandom& random, std::int64_t ppm) {
  return static_cast<std::int64_t>(random.below(k_ppm)) < ppm;
}

}  // namespace

Draws draw(std::uint64_t seed, std::string_view reference, std::uint64_t turn,
           const Settings& settings) {
  SeededRandom mixed(seed + k_golden * hash_of(reference));
  SeededRandom random(mixed.next() + turn * mixed.next());
  Draws draws;
  draws.latency_ms = latency_at(settings.latency_p50_ms, settings.latency_p95_ms,
                                static_cast<std::uint32_t>(random.below(65'536)));
  draws.overloaded = happens(random, settings.overload_ppm);
  draws.lost_before = happens(random, settings.drop_before_ppm);
  draws.declined = happens(random, settings.decline_ppm);
  draws.lost_after = happens(random, settings.drop_after_ppm);
  draws.broken_after = happens(random, settings.error_500_after_ppm);
  draws.decline_code = decline_from_mix(random.below(1'000), settings.decline_mix);
  draws.provider_reference = "ac_" + random_text(random, 16, k_base62);
  draws.auth_code = random_text(random, 6, k_digits);
  draws.rrn = random_text(random, 12, k_digits);
  return draws;
}

}  // namespace bursar::simulator
