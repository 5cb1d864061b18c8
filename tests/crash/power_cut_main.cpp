// power_cut [--cuts N] [--seed S] [--synchronous NORMAL|FULL] [--lying-disk]: prints one JSON line;
// exit code 1 when anything acknowledged was lost or the books were wrong.
#include <fmt/format.h>

#include <charconv>
#include <span>
#include <string_view>

#include "crash/power_cut.hpp"

namespace {

template <class Number>
bool parse(std::string_view text, Number& number) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

bool read_arguments(std::span<char*> arguments, bursar::crash::PowerCutPlan& plan) {
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const std::string_view name = arguments[i];
    if (name == "--lying-disk") {
      plan.honest_sync = false;
      continue;
    }
    if (i + 1 == arguments.size()) return false;
    const std::string_view value = arguments[++i];
    if (name == "--synchronous" && (value == "NORMAL" || value == "FULL")) plan.synchronous = value;
    else if (name == "--cuts" && parse(value, plan.cuts)) continue;
    else if (name == "--seed" && parse(value, plan.seed)) continue;
    else return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  bursar::crash::PowerCutPlan plan;
  if (!read_arguments({argv, static_cast<std::size_t>(argc)}, plan)) {
    fmt::print(
        stderr,
        "usage: power_cut [--cuts N] [--seed S] [--synchronous NORMAL|FULL] [--lying-disk]\n");
    return 2;
  }
  const auto report = bursar::crash::run_power_cuts(plan, bursar::crash::transfer_workload);
  fmt::print(
      "{{\"seed\":{},\"synchronous\":\"{}\",\"cuts\":{},\"steps\":{},\"lost\":{},\"unbalanced\":{},"
      "\"unreadable\":{},\"trace\":\"{:016x}\"}}\n",
      plan.seed, plan.synchronous, report.cuts, report.steps, report.lost, report.unbalanced,
      report.unreadable, report.trace);
  if (!report.first.empty()) fmt::print(stderr, "{}\n", report.first);
  return report.lost + report.unbalanced + report.unreadable == 0 ? 0 : 1;
}
