// The file that holds what a password hash may cost on this machine.
#pragma once

#include <filesystem>

#include "identity/settings.hpp"

namespace bursar::app {

/// Measures this machine and writes the file, over an earlier one. Some hashes long.
identity::HashCost calibrate_password_cost(const std::filesystem::path& file);
/// What the file says; the default cost without one. Throws std::runtime_error when it is damaged.
identity::HashCost read_password_cost(const std::filesystem::path& file);

}  // namespace bursar::app
