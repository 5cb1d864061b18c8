// simulate: runs seeds and prints one line each; fails when a book disagrees, and then says with
// which few faults and orders it still fails. Also sweeps crashes and searches rare paths.
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "simulation/minimise.hpp"
#include "simulation/simulation.hpp"

namespace {

using bursar::simulation::command_of, bursar::simulation::k_twin_words,
    bursar::simulation::minimise, bursar::simulation::schedule_of;
using bursar::simulation::CrashPoint, bursar::simulation::Minimal, bursar::simulation::Options,
    bursar::simulation::Report;

struct Range {
  std::uint64_t first = 1;
  std::uint64_t last = 100;
};

struct Wishes {
  std::string seeds = "1..100";
  std::string faults, orders, path, skip;
  std::string twin = "none";
  bool show = false, sweep = false, hashes = false, as_it_is = false;
  unsigned jobs = 1;
  std::int64_t seconds = 0;
};

Range range_of(const std::string& text) {
  const std::size_t dots = text.find("..");
  Range range;
  range.first = std::stoull(text.substr(0, dots));
  range.last = dots == std::string::npos ? range.first : std::stoull(text.substr(dots + 2));
  return range;
}

std::vector<int> numbers_of(const std::string& text) {
  std::vector<int> numbers;
  std::istringstream in(text);
  for (std::string one; std::getline(in, one, ',');) numbers.push_back(std::stoi(one));
  return numbers;
}

Options options_of(std::uint64_t seed, const Wishes& wishes, CLI::App& app) {
  Options options;
  options.seed = seed;
  for (const auto& [twin, name] : k_twin_words)
    if (name == wishes.twin) options.twin = twin;
  if (app.count("--faults") > 0) options.only_faults = schedule_of(wishes.faults);
  if (app.count("--orders") > 0) options.only_orders = numbers_of(wishes.orders);
  if (wishes.show) options.on_line = [](const std::string& line) { fmt::print("  {}\n", line); };
  return options;
}

void print_failure(const Options& options, const Report& report, const Wishes& wishes) {
  for (const std::string& finding : report.findings) fmt::print("  {}\n", finding);
  if (wishes.as_it_is || options.only_faults || options.only_orders) return;
  const Minimal minimal = minimise(options);
  fmt::print("  after {} runs it still fails with {} of {} faults and {} orders:\n    {}\n",
             minimal.runs, minimal.report.faults.size(), report.faults.size(),
             minimal.options.only_orders->size(), command_of(minimal));
  for (const std::string& finding : minimal.report.findings) fmt::print("    {}\n", finding);
}

bool run(const Options& options, const Wishes& wishes) {
  const Report report = simulate(options);
  const bool passed = report.findings.empty();
  if (wishes.hashes) {
    fmt::print("{} {}\n", options.seed, report.trace_hash);
    return passed;
  }
  fmt::print(
      "seed {} trace {} sales {} steps {} refunds {} payouts {} acts {} crashes {} writes {} {}\n",
      options.seed, report.trace_hash, report.sales, report.steps, report.refunds, report.payouts,
      report.acts, report.crashes, report.writes, passed ? "ok" : "FAILED");
  if (!passed) print_failure(options, report, wishes);
  return passed;
}

// One run, dying before and after each write of its two hours in turn.
int sweep(std::uint64_t seed) {
  Options options;
  options.seed = seed;
  options.with_faults = false;
  const std::int64_t writes = simulate(options).trade_writes;
  int failed = 0;
  for (std::int64_t write = 1; write <= writes; ++write)
    for (const bool before_commit : {true, false}) {
      options.crash_at = CrashPoint{write, before_commit};
      const Report report = simulate(options);
      if (report.findings.empty()) continue;
      ++failed;
      fmt::print("crash {} write {} FAILED\n", before_commit ? "before" : "after", write);
      for (const std::string& finding : report.findings) fmt::print("  {}\n", finding);
    }
  fmt::print("seed {}: {} crashes at {} writes, {} failed\n", seed, 2 * writes, writes, failed);
  return failed;
}

// Which rare paths each seed takes; with a path, only the seeds that take it.
void show_paths(const Range& range, const std::string& path) {
  for (std::uint64_t seed = range.first; seed <= range.last; ++seed) {
    Options options;
    options.seed = seed;
    for (const auto& [name, count] : simulate(options).reached)
      if (path == "all" || name == path) fmt::print("{} {} {}\n", seed, count, name);
  }
}

// What the processes of one campaign share.
struct Shared {
  std::atomic<std::uint64_t> next;
  std::atomic<std::uint64_t> done;
  std::atomic<std::uint64_t> failed;
};

// Takes seeds until none is left or the time is over.
void work(const Range& range, const Wishes& wishes, CLI::App& app, Shared& shared) {
  const auto started = std::chrono::steady_clock::now();
  for (;;) {
    const auto passed = std::chrono::steady_clock::now() - started;
    if (wishes.seconds > 0 && passed > std::chrono::seconds(wishes.seconds)) return;
    const std::uint64_t seed = shared.next.fetch_add(1);
    if (seed > range.last) return;
    const std::vector<int> skipped = numbers_of(wishes.skip);
    if (std::find(skipped.begin(), skipped.end(), static_cast<int>(seed)) != skipped.end())
      continue;
    const bool failed =
        wishes.sweep ? sweep(seed) > 0 : !run(options_of(seed, wishes, app), wishes);
    std::fflush(stdout);
    ++shared.done;
    if (failed) ++shared.failed;
  }
}

// Several processes side by side: a run is single-threaded and shares nothing.
int campaign(const Range& range, const Wishes& wishes, CLI::App& app) {
  void* page =
      ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) throw std::runtime_error("no memory to share");
  auto& shared = *new (page) Shared{};
  shared.next = range.first;
  std::vector<pid_t> children;
  for (unsigned job = 1; job < wishes.jobs; ++job) {
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("no further process");
    if (child == 0) {
      work(range, wishes, app, shared);
      std::exit(0);
    }
    children.push_back(child);
  }
  work(range, wishes, app, shared);
  bool crashed = false;
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    crashed = crashed || status != 0;
  }
  if (crashed) fmt::print("a process of the campaign died\n");
  if (!wishes.hashes) fmt::print("{} seeds, {} failed\n", shared.done.load(), shared.failed.load());
  return crashed || shared.failed > 0 ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Runs the payment core in virtual time against a failing world.");
  Wishes wishes;
  app.add_option("--seeds", wishes.seeds, "first..last");
  app.add_option("--faults", wishes.faults, "only these occasions: kind:number,…");
  app.add_option("--orders", wishes.orders, "only these orders: number,…");
  app.add_option("--path", wishes.path, "print which seeds take this rare path, or \"all\"");
  app.add_option("--twin", wishes.twin, "a core that is wrong on purpose (simulation.hpp)");
  app.add_flag("--show", wishes.show, "print the trace");
  app.add_flag("--hashes", wishes.hashes, "print seed and trace hash only");
  app.add_flag("--sweep", wishes.sweep, "a crash before and after every write of a run");
  app.add_flag("--as-it-is", wishes.as_it_is, "do not look for the smallest failing schedule");
  app.add_option("--skip", wishes.skip, "seeds that are not run: number,…");
  app.add_option("--jobs", wishes.jobs, "processes side by side")->check(CLI::Range(1U, 64U));
  app.add_option("--seconds", wishes.seconds, "take no further seed after this time");
  CLI11_PARSE(app, argc, argv);
  const Range range = range_of(wishes.seeds);
  if (!wishes.path.empty()) {
    show_paths(range, wishes.path);
    return 0;
  }
  return campaign(range, wishes, app);
}
