// A disk in memory that keeps what is durable apart from what was only written. A power cut
// decides, from a seed, which unsynced bytes survive: none, all, some sectors, in any order, torn
// at any byte.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/random.hpp"

namespace bursar::crash {

/// Why a call to the disk did not succeed.
enum class Fault { none, io_error, disk_full };

/// One file. `current` is what the running process sees.
struct SimulatedFile {
  /// Something written or cut off since the last sync, in order.
  struct Change {
    std::int64_t offset = 0;
    std::string bytes;
    bool is_truncation = false;  ///< to `offset` bytes; `bytes` is empty
  };
  std::string current;
  std::string durable;
  std::vector<Change> pending;
  bool durable_name = false;  ///< the folder entry reached the disk
  bool removed = false;       ///< deleted, but the deletion may not have reached the disk
};

class SimulatedDisk {
 public:
  explicit SimulatedDisk(std::uint64_t seed) : random_(seed) {}

  /// False: syncs are accepted and ignored, as lying hardware does.
  void set_honest(bool honest) { honest_ = honest; }
  /// The power goes at the `calls`-th change from now on; that change may reach the disk in part.
  void cut_after(std::int64_t calls) { until_cut_ = calls; }
  /// The `calls`-th change or sync from now on fails once with `fault`.
  void fail_after(std::int64_t calls, Fault fault) {
    until_fault_ = calls;
    fault_ = fault;
  }
  bool is_dark() const { return dark_; }
  /// Changes and syncs so far.
  std::int64_t calls() const { return calls_; }
  /// Whether the failing call was reached.
  bool fault_struck() const { return until_fault_ < 0; }

  /// Applies a power cut now and switches the disk on again: only what survived is there.
  void power_cut();

  // The file system the driver sees. While the power is gone every call fails.
  std::shared_ptr<SimulatedFile> open(const std::string& name, bool create);
  bool exists(const std::string& name) const;
  Fault remove(const std::string& name, bool sync_folder);
  Fault write(SimulatedFile& file, std::int64_t offset, std::string_view bytes);
  Fault truncate(SimulatedFile& file, std::int64_t size);
  Fault sync(SimulatedFile& file);

  SeededRandom& random() { return random_; }
  /// Virtual time in ms; every look moves it on.
  std::int64_t now_ms() { return ++now_ms_; }

 private:
  Fault count_call();
  void survive(SimulatedFile& file);

  SeededRandom random_;
  bool honest_ = true;
  bool dark_ = false;
  std::int64_t calls_ = 0;
  std::int64_t until_cut_ = 0;    ///< 0: no cut planned
  std::int64_t until_fault_ = 0;  ///< 0: none planned, -1: struck
  Fault fault_ = Fault::none;
  std::int64_t now_ms_ = 1'700'000'000'000;
  std::map<std::string, std::shared_ptr<SimulatedFile>> files_;
};

}  // namespace bursar::crash
