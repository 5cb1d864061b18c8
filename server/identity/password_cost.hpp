// What one password hash may cost on the machine it runs on.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "identity/settings.hpp"

namespace bursar::identity {

/// Times one run at a cost, in milliseconds.
using HashTimer = std::function<std::int64_t(const HashCost&)>;

/// The most memory, up to 64 MiB, and with it the passes that take about 175 ms, 250 at the most;
/// never below the lowest cost, however slow the machine (P-03).
HashCost calibrate_hash_cost(const HashTimer& run);

/// "m=65536,t=3" and back. Error: invalid (cost) when malformed or below the lowest cost.
std::string hash_cost_text(const HashCost& cost);
Result<HashCost> parse_hash_cost(std::string_view text);

/// One run at the cost over a fixed text, for timing.
void run_hash(const HashCost& cost);

}  // namespace bursar::identity
