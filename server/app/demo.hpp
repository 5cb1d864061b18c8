// The demo: a sandbox installation with companies, merchants, keys and months of history, the
// simulator as a child process, and a gentle live stream through the public API.
#pragma once

#include <cstdint>
#include <filesystem>

#include "app/config.hpp"

namespace CLI {
class App;
}

namespace bursar::app {

struct DemoOptions {
  std::int64_t history_payments = 20'000;  ///< 0: none
  std::int64_t history_days = 120;
  std::int64_t payments_per_minute = 40;  ///< live traffic; 0: none
  std::uint64_t seed = 1;
  std::string admin_password;  ///< empty: a fresh random one, printed
};

void add_demo_options(CLI::App& command, DemoOptions& options);
/// Prepares the demo's data and ends: tenants, history, people. Exit status as the other commands.
int generate(const Config& config, const DemoOptions& options);
void add_generate_options(CLI::App& command, DemoOptions& options);
/// Runs until interrupted. Exit status as the other commands.
int demo(const Config& config, const DemoOptions& options);

}  // namespace bursar::app
