// Migration: one numbered, forward-only script of a module.
#pragma once

#include <string>
#include <vector>

namespace bursar::storage {

struct Migration {
  std::string module;  ///< folder name, "payments"
  std::string file;    ///< "0001_payments.sql"; ".sqlite.sql", ".postgres.sql": that dialect only
  std::string sql;     ///< portable SQL; BIGINT, TEXT, BYTEA are the only column types
};

}  // namespace bursar::storage
