// Delta debugging over occasions for faults, then over orders.
#include "simulation/minimise.hpp"

#include <algorithm>
#include <numeric>
#include <sstream>
#include <stdexcept>

namespace bursar::simulation {
namespace {

template <class T, class Fails>
std::vector<T> reduced(std::vector<T> items, Fails fails) {
  std::size_t parts = 2;
  while (!items.empty()) {
    const std::size_t size = (items.size() + parts - 1) / parts;
    bool smaller = false;
    for (std::size_t from = 0; from < items.size() && !smaller; from += size) {
      std::vector<T> rest = items;
      const auto begin = rest.begin() + static_cast<std::ptrdiff_t>(from);
      const std::size_t end = std::min(from + size, items.size());
      rest.erase(begin, rest.begin() + static_cast<std::ptrdiff_t>(end));
      if (!fails(rest)) continue;
      items = std::move(rest);
      smaller = true;
    }
    if (smaller) {
      parts = std::max<std::size_t>(parts - 1, 2);
      continue;
    }
    if (parts >= items.size()) return items;
    parts = std::min(parts * 2, items.size());
  }
  return items;
}

template <class T, class Text>
std::string joined(const std::vector<T>& items, Text text) {
  std::string all;
  for (const T& item : items) all += (all.empty() ? "" : ",") + text(item);
  return all;
}

}  // namespace

Minimal minimise(const Options& options, int runs_max) {
  Minimal minimal{options, simulate(options), 1};
  minimal.options.on_line = {};
  const auto fails = [&minimal, runs_max](const Options& attempt) {
    if (minimal.runs >= runs_max) return false;
    ++minimal.runs;
    Report report = simulate(attempt);
    if (report.findings.empty()) return false;
    minimal.options = attempt;
    minimal.report = std::move(report);
    return true;
  };
  minimal.options.only_faults = reduced(minimal.report.faults, [&](const auto& faults) {
    Options attempt = minimal.options;
    attempt.only_faults = faults;
    return fails(attempt);
  });
  std::vector<int> orders(static_cast<std::size_t>(options.sales));
  std::iota(orders.begin(), orders.end(), 1);
  minimal.options.only_orders = reduced(orders, [&](const auto& fewer) {
    Options attempt = minimal.options;
    attempt.only_orders = fewer;
    return fails(attempt);
  });
  return minimal;
}

std::string schedule_text(const std::vector<FaultEvent>& faults) {
  return joined(faults, [](const FaultEvent& event) {
    return std::string(word(event.kind)) + ":" + std::to_string(event.number);
  });
}

std::vector<FaultEvent> schedule_of(const std::string& text) {
  std::vector<FaultEvent> faults;
  std::istringstream in(text);
  for (std::string one; std::getline(in, one, ',');) {
    const std::size_t colon = one.find(':');
    const auto kind = fault_kind_of(one.substr(0, colon));
    if (!kind || colon == std::string::npos)
      throw std::invalid_argument("no fault is called " + one);
    faults.push_back({*kind, std::stoull(one.substr(colon + 1))});
  }
  return faults;
}

std::string command_of(const Minimal& minimal) {
  const Options& options = minimal.options;
  std::string command = "simulate --show --seeds " + std::to_string(options.seed);
  if (options.only_faults) command += " --faults '" + schedule_text(*options.only_faults) + "'";
  if (options.only_orders)
    command += " --orders '" +
               joined(*options.only_orders, [](int number) { return std::to_string(number); }) +
               "'";
  return command;
}

}  // namespace bursar::simulation
