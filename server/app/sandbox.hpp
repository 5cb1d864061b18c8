// What only a sandbox has: the simulator as provider account, and how to reach it.
#pragma once

#include <memory>

#include "app/app.hpp"
#include "app/simulator_process.hpp"
#include "generate/generate.hpp"

namespace bursar::app {

/// Points the simulator account at an address, creating the account at first.
void point_simulator(Core& core, const generate::Connection& simulator);
/// Starts the configured simulator (or takes the given address) and points the installation's
/// simulator account at it. Null when a running one is used or none is configured. Throws
/// std::runtime_error on a live environment.
std::unique_ptr<SimulatorProcess> connect_simulator(Core& core);

}  // namespace bursar::app
