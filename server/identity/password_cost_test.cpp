// Calibration of the password hash against made-up machines.
#include "identity/password_cost.hpp"

#include <gtest/gtest.h>

namespace bursar::identity {
namespace {

/// A machine that takes so many microseconds per MiB and pass.
HashTimer machine(std::int64_t us) {
  return [us](const HashCost& cost) {
    return static_cast<std::int64_t>(cost.memory_kib / 1'024 * cost.passes) * us / 1'000;
  };
}

TEST(PasswordCost, takes_from_100_to_250_ms_where_a_machine_can) {
  // Protects: P-03, from a fast server to a small board, the time is what was asked for.
  for (const std::int64_t us : {200, 500, 1'000, 1'600, 1'900, 2'500, 4'000, 6'000}) {
    const HashCost cost = calibrate_hash_cost(machine(us));
    const std::int64_t ms = machine(us)(cost);
    EXPECT_GE(ms, 100) << us;
    EXPECT_LE(ms, 250) << us;
    EXPECT_GE(cost.memory_kib, k_lowest_hash_cost.memory_kib);
    EXPECT_GE(cost.passes, k_lowest_hash_cost.passes);
  }
}

TEST(PasswordCost, never_goes_below_the_lowest) {
  // Protects: a slow or busy machine does not weaken its hashes further.
  const HashCost cost = calibrate_hash_cost(machine(50'000));
  EXPECT_EQ(cost.memory_kib, k_lowest_hash_cost.memory_kib);
  EXPECT_EQ(cost.passes, k_lowest_hash_cost.passes);
}

TEST(PasswordCost, reads_what_it_wrote_and_nothing_weaker) {
  // Protects: an edited file cannot lower the cost unseen.
  const auto read = parse_hash_cost(hash_cost_text({65'536, 5}) + "\n");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->memory_kib, 65'536U);
  EXPECT_EQ(read->passes, 5U);
  for (const char* text : {"", "m=1024,t=3", "m=65536,t=1", "m=65536", "m=65536,t=3,p=1",
                           "m=65536,t=3 x", "m=99999999999999999999,t=3", "m=2000000,t=3"})
    EXPECT_FALSE(parse_hash_cost(text)) << text;
}

}  // namespace
}  // namespace bursar::identity
