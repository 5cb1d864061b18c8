// Secrets of provider accounts under another master key.
#pragma once

#include "vault/reencrypt.hpp"

namespace bursar::providers {

vault::SealedColumn secret_column();

}  // namespace bursar::providers
