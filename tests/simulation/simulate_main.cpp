// simulate --seeds A..B [--show]: runs the seeds, prints one line each, fails when a book
// disagrees.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "simulation/simulation.hpp"

namespace {

using bursar::simulation::Options;
using bursar::simulation::Report;

struct Range {
  std::uint64_t first = 1;
  std::uint64_t last = 100;
};

Range range_of(const std::string& text) {
  const std::size_t dots = text.find("..");
  Range range;
  range.first = std::stoull(text.substr(0, dots));
  range.last = dots == std::string::npos ? range.first : std::stoull(text.substr(dots + 2));
  return range;
}

bool run(std::uint64_t seed, bool show) {
  Options options;
  options.seed = seed;
  if (show) options.on_line = [](const std::string& line) { fmt::print("  {}\n", line); };
  const Report report = bursar::simulation::simulate(options);
  fmt::print("seed {} trace {} sales {} captured {} refunds {} crashes {} writes {} {}\n", seed,
             report.trace_hash, report.sales, report.captured, report.refunds, report.crashes,
             report.writes, report.findings.empty() ? "ok" : "FAILED");
  for (const std::string& finding : report.findings) fmt::print("  {}\n", finding);
  return report.findings.empty();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Runs the payment core in virtual time against a failing world.");
  std::string seeds = "1..100";
  bool show = false;
  app.add_option("--seeds", seeds, "first..last");
  app.add_flag("--show", show, "print the trace");
  CLI11_PARSE(app, argc, argv);
  const Range range = range_of(seeds);
  int failed = 0;
  for (std::uint64_t seed = range.first; seed <= range.last; ++seed)
    failed += run(seed, show) ? 0 : 1;
  fmt::print("{} seeds, {} failed\n", range.last - range.first + 1, failed);
  return failed == 0 ? 0 : 1;
}
