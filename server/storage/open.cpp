// Chooses the driver by the URL.
#include <fmt/format.h>

#include "storage/postgres/postgres_db.hpp"
#include "storage/sqlite/sqlite_db.hpp"
#include "storage/storage.hpp"

namespace bursar::storage {

std::unique_ptr<Db> open(const Options& options) {
  if (options.url.starts_with("sqlite:")) return std::make_unique<sqlite::SqliteDb>(options);
  if (options.url.starts_with("postgresql:") || options.url.starts_with("postgres:"))
    return std::make_unique<postgres::PostgresDb>(options);
  // The URL may carry a password, so only its scheme is named.
  throw StorageError(
      fmt::format("the database URL starts with {}; sqlite: or postgresql: is needed",
                  options.url.substr(0, options.url.find(':'))));
}

Error storage_busy() {
  return {ErrorKind::unavailable,
          "storage_busy",
          "the storage queue is full; try again in 1 second",
          {},
          {{"retry_after_s", "1"}}};
}

}  // namespace bursar::storage
