// Disk failures at every call in turn: a failed write or sync ends all writing and is never
// retried, a full disk refuses and goes on, and neither costs anything that was acknowledged.
#include <gtest/gtest.h>

#include "crash/power_cut_vfs.hpp"
#include "crash/workload.hpp"

namespace bursar::crash {
namespace {

constexpr int k_steps = 30;

/// What one run with one fault came to.
struct Course {
  bool struck = false;
  bool opened = false;
  int failed_steps = 0;
  int steps_after_failure = 0;  ///< answered after one had failed
  int fatal_calls = 0;
};

storage::Options options_on(const PowerCutVfs& vfs) {
  storage::Options options;
  options.url = "sqlite:ledger.db";
  options.vfs = vfs.name();
  options.run_inline = true;
  options.limits.checkpoint_pages = 20;
  return options;
}

void work(storage::Db& db, const Workload& workload, Course& course) {
  SeededRandom random(99);
  for (int i = 0; i < k_steps; ++i) {
    try {
      workload.step(db, random);
      if (course.failed_steps > 0) ++course.steps_after_failure;
    } catch (const storage::StorageError&) {
      ++course.failed_steps;
    }
  }
}

// One life on a fresh disk whose n-th call fails, then a power cut, then the books are compared.
Course run_with_fault(std::int64_t call, Fault fault) {
  SimulatedDisk disk(static_cast<std::uint64_t>(call));
  const PowerCutVfs vfs(disk);
  const Workload workload = transfer_workload();
  Course course;
  storage::Options options = options_on(vfs);
  options.on_fatal = [&](const std::string&) { ++course.fatal_calls; };
  disk.fail_after(call, fault);
  try {
    const auto db = storage::open(options);
    workload.start(*db);
    course.opened = true;
    work(*db, workload, course);
  } catch (const storage::StorageError&) {}
  course.struck = disk.fault_struck();
  disk.power_cut();
  const auto db = storage::open(options_on(vfs));
  workload.start(*db);
  const Findings findings = workload.check(*db);
  EXPECT_EQ(findings.lost + findings.unbalanced, 0) << "call " << call << ": " << findings.first;
  return course;
}

// Protects from believing a disk after it failed once: no write is answered any more, the process
// is told.
TEST(IoFault, AFailedCallIsFatalAndLosesNothing) {
  std::int64_t call = 1;
  int fatal = 0;
  for (; call < 5'000; ++call) {
    const Course course = run_with_fault(call, Fault::io_error);
    if (!course.struck) break;
    EXPECT_EQ(course.steps_after_failure, 0) << "call " << call;
    if (course.failed_steps > 0) {
      EXPECT_EQ(course.fatal_calls, 1) << "call " << call;
      ++fatal;
    }
  }
  EXPECT_GT(call, 100) << "the sweep ended early";
  EXPECT_GT(fatal, 50);
}

// Protects service on a full disk: the write is refused, the next one may find room again.
TEST(IoFault, AFullDiskRefusesAndGoesOn) {
  std::int64_t call = 1;
  int survived = 0;
  for (; call < 5'000; ++call) {
    const Course course = run_with_fault(call, Fault::disk_full);
    if (!course.struck) break;
    if (course.opened && course.fatal_calls == 0 && course.failed_steps > 0) {
      EXPECT_EQ(course.failed_steps, 1) << "call " << call;
      ++survived;
    }
  }
  EXPECT_GT(call, 100) << "the sweep ended early";
  EXPECT_GT(survived, 20);
}

}  // namespace
}  // namespace bursar::crash
