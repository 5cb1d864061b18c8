// Memory first: it is what makes guessing on graphics cards dear.
#include "identity/password_cost.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "identity/crypto.hpp"

namespace bursar::identity {
namespace {

constexpr std::int64_t k_wanted_ms = 175;
constexpr std::int64_t k_longest_ms = 250;
constexpr std::int64_t k_passes_max = 24;
constexpr std::uint64_t k_mib = 1'024;

std::uint64_t take_number(std::string_view& text, std::string_view before) {
  std::uint64_t value = 0;
  if (!text.starts_with(before)) return 0;
  text.remove_prefix(before.size());
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc()) return 0;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

}  // namespace

HashCost calibrate_hash_cost(const HashTimer& run) {
  for (const std::uint64_t mib : {64, 46, 32, 19}) {
    HashCost cost{mib * k_mib, k_lowest_hash_cost.passes};
    const std::int64_t lowest_ms = std::max<std::int64_t>(run(cost), 1);
    if (lowest_ms > k_longest_ms) continue;
    const std::int64_t passes = k_wanted_ms * static_cast<std::int64_t>(cost.passes) / lowest_ms;
    cost.passes = static_cast<std::uint64_t>(
        std::clamp(passes, static_cast<std::int64_t>(cost.passes), k_passes_max));
    while (cost.passes > k_lowest_hash_cost.passes && run(cost) > k_longest_ms) --cost.passes;
    return cost;
  }
  return k_lowest_hash_cost;
}

std::string hash_cost_text(const HashCost& cost) {
  return "m=" + std::to_string(cost.memory_kib) + ",t=" + std::to_string(cost.passes);
}

Result<HashCost> parse_hash_cost(std::string_view text) {
  std::string_view rest = trim(text);
  const HashCost cost{take_number(rest, "m="), take_number(rest, ",t=")};
  constexpr std::uint64_t k_memory_max = 1'024 * k_mib;
  const bool fits = rest.empty() && cost.memory_kib >= k_lowest_hash_cost.memory_kib &&
                    cost.memory_kib <= k_memory_max && cost.passes >= k_lowest_hash_cost.passes &&
                    cost.passes <= 100;
  if (!fits)
    return invalid("cost", "malformed_cost",
                   "must be like m=65536,t=3, from m=19456 to m=1048576 and from t=2 to t=100");
  return cost;
}

void run_hash(const HashCost& cost) {
  start_crypto();
  (void)argon2id("how long does this machine take", std::string(16, 's'), cost);
}

}  // namespace bursar::identity
