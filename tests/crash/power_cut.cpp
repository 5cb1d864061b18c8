// One disk after another, one cut after another; everything follows from the seed.
#include "crash/power_cut.hpp"

#include <fmt/format.h>

#include "crash/power_cut_vfs.hpp"
#include "crash/simulated_disk.hpp"

namespace bursar::crash {
namespace {

constexpr int k_steps_max = 40;  // now and then the cut comes during a clean stop instead
// Checkpoints at nearly every commit, or hardly ever: long logs must be recovered as well.
constexpr int k_checkpoint_pages_few = 24;
constexpr int k_checkpoint_pages_many = 600;

std::uint64_t mixed(std::uint64_t trace, std::uint64_t value) {
  return (trace ^ value) * 0x9E3779B97F4A7C15ULL ^ (trace >> 29);
}

/// One disk with its workload and the cuts it lives through.
class Life {
 public:
  Life(const PowerCutPlan& plan, std::uint64_t seed, Workload workload, PowerCutReport& report)
      : plan_(plan),
        disk_(seed),
        vfs_(disk_),
        random_(seed ^ 0x5DEECE66DULL),
        workload_(std::move(workload)),
        report_(report) {
    disk_.set_honest(plan.honest_sync);
  }

  /// False when the database did not survive and this disk is of no more use.
  bool cut_once() {
    const bool clean_stop = random_.below(8) == 0;
    const auto calls = static_cast<std::int64_t>(
        1 + random_.below(static_cast<std::uint64_t>(workload_.calls_max)));
    if (!clean_stop) disk_.cut_after(calls);
    bool sound = true;
    try {
      const auto db = start();
      sound = inspect(*db);
      if (sound) work(*db, clean_stop);
      // A clean stop checkpoints; the power may go in the midst of it.
      if (clean_stop) disk_.cut_after(static_cast<std::int64_t>(1 + random_.below(12)));
    } catch (const storage::StorageError& error) {
      if (!disk_.is_dark()) sound = report_unreadable(error.what());
    } catch (const Bug& bug) {
      sound = report_unreadable(bug.what());
    }
    disk_.power_cut();
    ++report_.cuts;
    report_.trace = mixed(report_.trace, static_cast<std::uint64_t>(disk_.calls()));
    return sound;
  }

  /// After the last cut: what it left must hold as well.
  void finish() {
    try {
      inspect(*start());
    } catch (const std::exception& error) {
      report_unreadable(error.what());
    }
  }

 private:
  std::unique_ptr<storage::Db> start() {
    storage::Options options;
    options.url = "sqlite:ledger.db";
    options.vfs = vfs_.name();
    options.run_inline = true;
    options.synchronous = plan_.synchronous;
    options.limits.checkpoint_pages =
        random_.below(3) == 0 ? k_checkpoint_pages_many : k_checkpoint_pages_few;
    auto db = storage::open(options);
    workload_.start(*db);
    return db;
  }

  bool inspect(storage::Db& db) {
    const std::string verdict = db.read([](storage::Tx& tx) {
      return *tx.one("pragma integrity_check(1)", {},
                     [](const storage::Row& row) { return std::string(row.text(0)); });
    });
    if (verdict != "ok") return report_unreadable(verdict);
    const Findings findings = workload_.check(db);
    if (findings.lost > 0) ++report_.lost;
    if (findings.unbalanced > 0) ++report_.unbalanced;
    if (!findings.first.empty()) name(findings.first);
    return findings.lost == 0 && findings.unbalanced == 0;
  }

  void work(storage::Db& db, bool clean_stop) {
    const auto steps = clean_stop ? 1 + random_.below(k_steps_max) : std::uint64_t{1'000'000};
    for (std::uint64_t i = 0; i < steps; ++i) {
      workload_.step(db, random_);
      ++report_.steps;
    }
  }

  bool report_unreadable(const std::string& why) {
    ++report_.unreadable;
    name(why);
    return false;
  }
  void name(const std::string& finding) {
    if (report_.first.empty())
      report_.first = fmt::format("after cut {}: {}", report_.cuts, finding);
  }

  const PowerCutPlan& plan_;
  SimulatedDisk disk_;
  PowerCutVfs vfs_;
  SeededRandom random_;
  Workload workload_;
  PowerCutReport& report_;
};

}  // namespace

PowerCutReport run_power_cuts(const PowerCutPlan& plan, const WorkloadFactory& workload) {
  PowerCutReport report;
  SeededRandom seeds(plan.seed);
  while (report.cuts < plan.cuts) {
    Life life(plan, seeds.next(), workload(), report);
    bool sound = true;
    for (int i = 0; sound && i < plan.cuts_per_disk && report.cuts < plan.cuts; ++i)
      sound = life.cut_once();
    if (sound) life.finish();
  }
  return report;
}

}  // namespace bursar::crash
