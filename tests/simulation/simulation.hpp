// A run of the whole payment core in virtual time: the production domain on a real database, the
// simulated acquirer with its own book, a network and a process that fail as the seed says,
// customers that retry. After the faults a quiet day, then three books are compared.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "simulation/fault_kind.hpp"

namespace bursar::simulation {

/// A deliberately wrong driver or provider; every one of them must be caught.
enum class Twin {
  none,
  unknown_is_failed,    ///< no answer is recorded as "never sent"
  not_found_is_failed,  ///< absence counts as proof at once
  resend_on_silence,    ///< the request goes out again, to a provider that executes repeats
  trusts_clock,         ///< absence is proof after 90 s of a wall clock that jumps
  gives_up,             ///< silence for ten minutes is recorded as "never sent"
  drops_late_truth,     ///< what was closed stays closed, whatever the provider tells later
  believes_answers,     ///< amount, currency and reference of an answer are not compared
  renews_reference,  ///< a capture nobody answered is given up and sent anew, under a new reference
  believes_void,     ///< a void nobody answered is taken for done
  releases_payout,   ///< the money of a payout nobody answered is given back
  believes_reversal,  ///< a reversal that nobody answered is taken for acknowledged
  pays_lines_again,   ///< a line of a batch is carried out once more under another name
  repeats_anew,       ///< the same request goes out again under another key
  forgets_declines,   ///< a card that must not be tried again is tried again
};

inline constexpr auto k_twin_words = std::to_array<std::pair<Twin, std::string_view>>({
    {Twin::none, "none"},
    {Twin::unknown_is_failed, "unknown_is_failed"},
    {Twin::not_found_is_failed, "not_found_is_failed"},
    {Twin::resend_on_silence, "resend_on_silence"},
    {Twin::trusts_clock, "trusts_clock"},
    {Twin::gives_up, "gives_up"},
    {Twin::drops_late_truth, "drops_late_truth"},
    {Twin::believes_answers, "believes_answers"},
    {Twin::renews_reference, "renews_reference"},
    {Twin::believes_void, "believes_void"},
    {Twin::releases_payout, "releases_payout"},
    {Twin::believes_reversal, "believes_reversal"},
    {Twin::pays_lines_again, "pays_lines_again"},
    {Twin::repeats_anew, "repeats_anew"},
    {Twin::forgets_declines, "forgets_declines"},
});

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
  std::optional<std::vector<FaultEvent>> only_faults;  ///< no other occasion is taken
  std::optional<std::vector<int>> only_orders;         ///< no other order is placed
  std::function<void(const std::string&)> on_line;     ///< receives every line of the trace
};

struct Report {
  std::string trace_hash;
  std::vector<std::string> findings;  ///< empty when all books agree
  std::int64_t writes = 0, crashes = 0, sales = 0, captured = 0, refunds = 0, doubted = 0;
  std::int64_t steps = 0, payouts = 0, acts = 0;  ///< on holds; accepted; of customers
  std::int64_t trade_writes = 0;                  ///< those before the quiet day
  std::uint64_t lines = 0;
  std::vector<FaultEvent> faults;      ///< the occasions that were taken
  std::map<std::string, int> reached;  ///< rare paths and how often the run took them
};

Report simulate(const Options& options);

}  // namespace bursar::simulation
