// Point one of the product: what was acknowledged survives a power cut, at any call, in any state
// of the disk. The broken twins show that this test would notice.
#include "crash/power_cut.hpp"

#include <gtest/gtest.h>

namespace bursar::crash {
namespace {

// Protects acknowledged operations and balanced books (X-01, X-03, F1): sales, answers, refunds and
// maturity through the product's own use cases.
TEST(PowerCut, LosesNoAcknowledgedPayment) {
  const PowerCutReport report =
      run_power_cuts({.cuts = 1'000, .seed = 20'261'122}, payments_workload);
  EXPECT_EQ(report.lost + report.unbalanced + report.unreadable, 0) << report.first;
  EXPECT_EQ(report.cuts, 1'000);
  EXPECT_GT(report.steps, 5 * report.cuts);
}

// Protects the storage driver alone, at many more cuts a second.
TEST(PowerCut, LosesNoAcknowledgedTransfer) {
  const PowerCutReport report =
      run_power_cuts({.cuts = 1'500, .seed = 20'261'121}, transfer_workload);
  EXPECT_EQ(report.lost + report.unbalanced + report.unreadable, 0) << report.first;
  EXPECT_EQ(report.cuts, 1'500);
  EXPECT_GT(report.steps, report.cuts);
}

// Protects the choice of FULL: with NORMAL the same runs lose what was acknowledged.
TEST(PowerCut, ItsBrokenTwinLosesAcknowledgedPayments) {
  const PowerCutReport report =
      run_power_cuts({.cuts = 150, .seed = 5, .synchronous = "NORMAL"}, payments_workload);
  EXPECT_GT(report.lost, 10);
  EXPECT_EQ(report.unreadable, 0) << report.first;
}

// Protects the same choice at the level of the driver.
TEST(PowerCut, ItsBrokenTwinLosesAcknowledgedTransfers) {
  const PowerCutReport report =
      run_power_cuts({.cuts = 300, .seed = 5, .synchronous = "NORMAL"}, transfer_workload);
  EXPECT_GT(report.lost, 30);
}

// Protects from trusting a disk that ignores syncs: its damage shows in the same checks.
TEST(PowerCut, ALyingDiskIsNoticed) {
  const PowerCutReport report =
      run_power_cuts({.cuts = 300, .seed = 6, .honest_sync = false}, transfer_workload);
  EXPECT_GT(report.lost, 30);
  EXPECT_GT(report.unreadable, 3);
}

// Protects the search for a failure: the same seed gives the same run.
TEST(PowerCut, IsAFunctionOfItsSeed) {
  const auto run = [](std::uint64_t seed) {
    return run_power_cuts({.cuts = 100, .seed = seed}, payments_workload);
  };
  const PowerCutReport first = run(7);
  const PowerCutReport again = run(7);
  EXPECT_EQ(first.trace, again.trace);
  EXPECT_EQ(first.steps, again.steps);
  EXPECT_NE(first.trace, run(8).trace);
}

}  // namespace
}  // namespace bursar::crash
