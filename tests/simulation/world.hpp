// What a run is made of beside the process under test: time, randomness, the database file, the
// merchants in it, and the acquirer.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/call.hpp"
#include "simulation/faults.hpp"
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

/// The merchants every run starts with: one whose refunds may overdraw, one whose may not.
struct Shops {
  MerchantId trusting, strict;
};

struct World {
  explicit World(const Options& options);

  /// True with the given chance while faults are on.
  bool happens(std::uint64_t permille) { return faults_on && random.below(1'000) < permille; }
  void note(std::string_view what) { trace.add(timeline.now(), what); }
  Call call(const Actor& actor) { return {actor, timeline.now(), ids, secrets}; }

  const Options& options;
  SeededRandom random;
  Timeline timeline;
  Trace trace;
  IdSource ids;
  SeededRandom secrets;
  Faults faults;
  bool faults_on;
  bool hides;  ///< cards that queries do not see at first are used
  std::unique_ptr<vault::KeyRing> keys;
  ScratchDb scratch;
  Shops shops;
  simulator::Endpoint endpoint;
  Report report;
};

inline constexpr std::string_view k_provider_key = "simulated-key";
/// When every run starts.
inline constexpr Instant k_start{1'700'000'000'000};

std::unique_ptr<vault::KeyRing> simulation_keys();
/// What the merchants take: with two decimals, without, with three.
std::vector<Currency> currencies();

}  // namespace bursar::simulation
