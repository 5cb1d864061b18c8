// What a run is made of beside the process under test: time, randomness, the database file, the
// merchants in it, and the acquirer.
#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/call.hpp"
#include "simulation/faults.hpp"
#include "simulation/features.hpp"
#include "simulation/simulation.hpp"
#include "simulation/timeline.hpp"
#include "simulation/trace.hpp"
#include "simulator/wire/endpoint.hpp"
#include "storage/storage.hpp"
#include "vault/vault.hpp"

namespace bursar::simulation {

/// A database file of its own, copied from one that has all tables and the merchants below.
class ScratchDb {
 public:
  ScratchDb();
  ~ScratchDb();
  ScratchDb(const ScratchDb&) = delete;
  ScratchDb& operator=(const ScratchDb&) = delete;
  storage::Db& db() { return *db_; }
  /// Closes and opens the file again, as a restarted process does.
  void reopen();

 private:
  std::filesystem::path path_;
  std::unique_ptr<storage::Db> db_;
};

/// The wall clock of the process's machine: it follows virtual time, and jumps.
class WallClock final : public Clock {
 public:
  explicit WallClock(const Timeline& timeline) : timeline_(timeline) {}
  Instant now() const override { return timeline_.now().plus_ms(skew_ms_); }
  Tick tick() const override { return {(timeline_.now().ms - k_epoch_ms) * 1'000'000}; }
  void jump_ms(std::int64_t delta) { skew_ms_ += delta; }

 private:
  static constexpr std::int64_t k_epoch_ms = 1'600'000'000'000;  ///< ticks count from boot
  const Timeline& timeline_;
  std::int64_t skew_ms_ = 0;
};

/// The merchants every run starts with: one whose refunds may overdraw, one whose may not.
struct Shops {
  MerchantId trusting, strict;
  ProviderAccountId first, second, silent;  ///< silent: answers no questions
};

struct World {
  explicit World(const Options& options);

  /// Switches the accounts and the profile of the run's features on.
  void set_routes();
  bool fires(FaultKind kind);
  /// An occasion for the wall clock to jump within the next minute, six times in a run at most.
  void tempt_clock();
  void note(std::string_view what) { trace.add(timeline.now(), what); }
  /// The run came to a place that runs seldom come to.
  void reach(const std::string& path) { ++report.reached[path]; }
  Call call(const Actor& actor) { return {actor, wall.now(), ids, secrets}; }

  const Options& options;
  Features features;
  SeededRandom random;
  Timeline timeline;
  WallClock wall;
  Trace trace;
  IdSource ids;
  SeededRandom secrets;
  Faults faults;
  bool hides;                       ///< cards that queries do not see at first are used
  std::set<std::string> misbooked;  ///< references about which the acquirer never tells the truth
  std::unique_ptr<vault::KeyRing> keys;
  ScratchDb scratch;
  Shops shops;
  simulator::Endpoint endpoint;
  int jumps_left = 6;
  /// How much later the jumps may make the last question: a clock that goes back puts questions
  /// off, one that goes forward uses up all but the daily ones.
  std::int64_t put_off_ms = 0;
  /// How far our clock may be off from the acquirer's, in either direction.
  std::int64_t clock_off_ms = 0;
  Report report;
};

inline constexpr std::string_view k_provider_key = "simulated-key";
inline constexpr std::string_view k_webhook_secret = "simulated-secret";
/// When every run starts.
inline constexpr Instant k_start{1'700'000'000'000};

std::unique_ptr<vault::KeyRing> simulation_keys();
/// What the merchants take: with two decimals, without, with three.
std::vector<Currency> currencies();

}  // namespace bursar::simulation
