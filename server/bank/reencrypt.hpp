// What the module keeps sealed, under another master key.
#pragma once

#include <vector>

#include "vault/reencrypt.hpp"

namespace bursar::bank {

/// Receivers and payers of orders, files, imported files, and the other side of lines.
std::vector<vault::SealedColumn> sealed_columns();

}  // namespace bursar::bank
