// A run of the whole payment core in virtual time: the production domain on a real database, the
// simulated acquirer with its own book, a network and a process that fail as the seed says,
// customers that retry. After the faults a quiet day, then three books are compared.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace bursar::simulation {

/// A deliberately wrong driver or provider; every one of them must be caught.
enum class Twin {
  none,
  unknown_is_failed,    ///< no answer is recorded as "never sent"
  not_found_is_failed,  ///< absence counts as proof at once
  resend_on_silence,    ///< the request goes out again, to a provider that executes repeats
};

/// Where the process dies, for sweeps over every commit of one run.
struct CrashPoint {
  std::int64_t write = 0;  ///< number of the write, from 1
  bool before_commit = false;
};

struct Options {
  std::uint64_t seed = 1;
  Twin twin = Twin::none;
  bool with_faults = true;  ///< false: nothing fails but the given crash
  std::optional<CrashPoint> crash_at;
  int sales = 24;
  std::function<void(const std::string&)> on_line;  ///< receives every line of the trace
};

struct Report {
  std::string trace_hash;
  std::vector<std::string> findings;  ///< empty when all books agree
  std::int64_t writes = 0, crashes = 0, sales = 0, captured = 0, refunds = 0, doubted = 0;
  std::uint64_t lines = 0;
};

Report simulate(const Options& options);

}  // namespace bursar::simulation
