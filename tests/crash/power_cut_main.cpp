// power_cut [--workload payments|transfer] [--cuts N] [--seed S] [--synchronous NORMAL|FULL]
// [--lying-disk]: prints one JSON line; exit code 1 when anything acknowledged was lost or the
// books were wrong.
#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <span>
#include <string_view>

#include "crash/power_cut.hpp"

namespace {

struct Arguments {
  bursar::crash::PowerCutPlan plan;
  std::string workload = "payments";
};

template <class Number>
bool parse(std::string_view text, Number& number) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

bool read_value(std::string_view name, std::string_view value, Arguments& into) {
  if (name == "--cuts") return parse(value, into.plan.cuts);
  if (name == "--seed") return parse(value, into.plan.seed);
  if (name == "--synchronous" && (value == "NORMAL" || value == "FULL")) {
    into.plan.synchronous = value;
    return true;
  }
  if (name == "--workload" && (value == "payments" || value == "transfer")) {
    into.workload = value;
    return true;
  }
  return false;
}

bool read_arguments(std::span<char*> arguments, Arguments& into) {
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const std::string_view name = arguments[i];
    if (name == "--lying-disk") into.plan.honest_sync = false;
    else if (++i == arguments.size() || !read_value(name, arguments[i], into)) return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  if (!read_arguments({argv, static_cast<std::size_t>(argc)}, arguments)) {
    fmt::print(stderr,
               "usage: power_cut [--workload payments|transfer] [--cuts N] [--seed S] "
               "[--synchronous NORMAL|FULL] [--lying-disk]\n");
    return 2;
  }
  const auto begin = std::chrono::steady_clock::now();
  const auto report = bursar::crash::run_power_cuts(
      arguments.plan, arguments.workload == "payments" ? bursar::crash::payments_workload
                                                       : bursar::crash::transfer_workload);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
  fmt::print(
      "{{\"workload\":\"{}\",\"seed\":{},\"synchronous\":\"{}\",\"cuts\":{},\"steps\":{},"
      "\"lost\":{},\"unbalanced\":{},\"unreadable\":{},\"cuts_per_s\":{:.0f},"
      "\"trace\":\"{:016x}\"}}\n",
      arguments.workload, arguments.plan.seed, arguments.plan.synchronous, report.cuts,
      report.steps, report.lost, report.unbalanced, report.unreadable,
      static_cast<double>(report.cuts) / elapsed.count(), report.trace);
  if (!report.first.empty()) fmt::print(stderr, "{}\n", report.first);
  return report.lost + report.unbalanced + report.unreadable == 0 ? 0 : 1;
}
