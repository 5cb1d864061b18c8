// What the module keeps sealed, under another master key.
#pragma once

#include <vector>

#include "vault/reencrypt.hpp"

namespace bursar::chain {

/// Receivers of orders, and signed bytes.
std::vector<vault::SealedColumn> sealed_columns();

}  // namespace bursar::chain
