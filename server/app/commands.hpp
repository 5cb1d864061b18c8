// The subcommands of the executable. Each returns the process's exit status: 0 done, 1 refused or
// found something, 2 could not run.
#pragma once

#include <filesystem>
#include <string>

#include "app/config.hpp"

namespace bursar::app {

int init(const Config& config);
int migrate(const Config& config);
int serve(const Config& config);
int verify(const Config& config);
int backup(const Config& config, const std::filesystem::path& target);
int restore(const Config& config, const std::filesystem::path& source);
int confirm_restore(const Config& config);
int export_journal(const Config& config);
int print_routes(const Config& config);

}  // namespace bursar::app
