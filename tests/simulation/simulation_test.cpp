// The simulation as a test: hundreds of seeds, the same trace twice, a crash at every commit, and
// twins that must be caught.
#include <gtest/gtest.h>

#include "simulation/simulation.hpp"

namespace bursar::simulation {
namespace {

constexpr std::uint64_t k_seeds = 300;

/// Seeds that failed once; they stay.
constexpr std::uint64_t k_kept_seeds[] = {1};

std::string text_of(const Report& report) {
  std::string text;
  for (const std::string& finding : report.findings) text += finding + "\n";
  return text;
}

Report run(std::uint64_t seed, Twin twin = Twin::none) {
  Options options;
  options.seed = seed;
  options.twin = twin;
  return simulate(options);
}

TEST(Simulation, ThreeBooksAgreeWhateverFails) {
  // Protects the whole core: effects per reference are 0 or 1, and acquirer, payments and ledger
  // agree after a quiet day, for every seed.
  Report sums;
  for (std::uint64_t seed = 1; seed <= k_seeds; ++seed) {
    const Report report = run(seed);
    ASSERT_EQ(text_of(report), "") << "seed " << seed << " trace " << report.trace_hash;
    sums.sales += report.sales;
    sums.captured += report.captured;
    sums.refunds += report.refunds;
    sums.crashes += report.crashes;
    sums.doubted += report.doubted;
  }
  // The runs must have met what they are about.
  EXPECT_GT(sums.sales, 3'000);
  EXPECT_GT(sums.captured, 1'000);
  EXPECT_GT(sums.refunds, 500);
  EXPECT_GT(sums.crashes, 500);
  EXPECT_GT(sums.doubted, 100);
  for (const std::uint64_t seed : k_kept_seeds) EXPECT_EQ(text_of(run(seed)), "") << seed;
}

TEST(Simulation, OneSeedIsOneTrace) {
  // Protects reproduction: a failing seed must fail again, to the last byte of its trace.
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Report first = run(seed);
    const Report second = run(seed);
    EXPECT_EQ(first.trace_hash, second.trace_hash);
    EXPECT_EQ(first.lines, second.lines);
    EXPECT_EQ(first.trace_hash.size(), 64U);
  }
  EXPECT_NE(run(1).trace_hash, run(2).trace_hash);
}

TEST(Simulation, ACrashAtEveryCommitLosesNothing) {
  // Protects C-03: one short run, dying before and after each of its commits in turn.
  Options options;
  options.seed = 7;
  options.with_faults = false;
  options.sales = 5;
  const std::int64_t writes = simulate(options).writes;
  ASSERT_GT(writes, 20);
  std::int64_t swept = 0;
  for (std::int64_t write = 1; write <= std::min<std::int64_t>(writes, 60); ++write)
    for (const bool before_commit : {true, false}) {
      options.crash_at = CrashPoint{write, before_commit};
      const Report report = simulate(options);
      ASSERT_EQ(text_of(report), "") << "write " << write << (before_commit ? " before" : " after");
      EXPECT_EQ(report.crashes, 1);
      ++swept;
    }
  EXPECT_GE(swept, 40);
}

class TwinTest : public ::testing::TestWithParam<Twin> {};
INSTANTIATE_TEST_SUITE_P(All, TwinTest,
                         ::testing::Values(Twin::unknown_is_failed, Twin::not_found_is_failed,
                                           Twin::resend_on_silence));

TEST_P(TwinTest, IsCaught) {
  // Protects the simulation itself: a core that is wrong in a known way must not pass 30 seeds.
  int caught = 0;
  for (std::uint64_t seed = 1; seed <= 30 && caught == 0; ++seed)
    if (!run(seed, GetParam()).findings.empty()) ++caught;
  EXPECT_GT(caught, 0);
}

}  // namespace
}  // namespace bursar::simulation
