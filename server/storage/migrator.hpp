// Applies migration scripts in order and remembers them in schema_migration.
#pragma once

#include <functional>
#include <vector>

#include "storage/driver.hpp"

namespace bursar::storage {

/// Runs one function as a transaction of its own; throws when it cannot commit.
using RunStep = std::function<void(const std::function<void(DriverTx&)>&)>;

/// The whole of Db::migrate(), given how the driver runs a transaction.
void apply_migrations(Dialect dialect, const std::vector<Migration>& migrations,
                      const RunStep& run);

}  // namespace bursar::storage
