// What must hold when a run has come to rest: three books agree, every invariant holds, nothing is
// open.
#pragma once

#include "simulation/shoppers.hpp"
#include "simulation/steps.hpp"

namespace bursar::simulation {

/// Adds what is wrong to the report of the world.
void check_books(World& world, const Shoppers& shoppers, const Steps& steps);
/// Whether an attempt went out for a card after its scheme had forbidden it (cap_check.cpp).
void check_caps(World& world);

}  // namespace bursar::simulation
