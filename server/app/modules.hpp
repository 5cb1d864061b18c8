// The one list of modules: their migrations in order.
#pragma once

#include <vector>

#include "storage/migration.hpp"

namespace bursar::app {

std::vector<storage::Migration> all_migrations();

}  // namespace bursar::app
