// Rows of projects, in and out. Private to merchants.
#pragma once

#include <string>

#include "merchants/merchants.hpp"
#include "merchants/projects.hpp"

namespace bursar::merchants {

/// One that is not the default, under the next number.
void insert_project(storage::Tx& tx, const Merchant& merchant, ProjectId id,
                    const std::string& name, Instant now);
/// False when the stored version is another one.
bool update_project_name(storage::Tx& tx, ProjectId id, std::int64_t version,
                         const std::string& name);

}  // namespace bursar::merchants
