// What every new installation starts with.
#pragma once

#include "app/app.hpp"

namespace bursar::app {

/// Writes the installation row, the built-in roles and a first fee plan; safe to repeat.
/// Throws std::runtime_error when the database belongs to another environment.
void install(Core& core, const identity::Installation& installation);

}  // namespace bursar::app
