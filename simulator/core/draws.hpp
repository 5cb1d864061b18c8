// The chances of one request. They depend on the seed, the reference and how often it came, never
// on what other requests do, so threads may interleave without changing any outcome.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "simulator/core/types.hpp"

namespace bursar::simulator {

/// All drawn for every request, in a fixed order: moving one switch leaves the other chances alone.
struct Draws {
  std::int64_t latency_ms = 0;
  bool overloaded = false;
  bool lost_before = false;
  bool declined = false;
  bool lost_after = false;
  bool broken_after = false;
  std::string decline_code;
  std::string provider_reference;
  std::string auth_code;
  std::string rrn;
};

/// `turn` tells requests under one reference apart.
Draws draw(std::uint64_t seed, std::string_view reference, std::uint64_t turn,
           const Settings& settings);

}  // namespace bursar::simulator
