// Pieces of files and waiting lines under another master key.
#pragma once

#include "vault/reencrypt.hpp"

namespace bursar::batches {

vault::SealedColumn piece_column();
vault::SealedColumn line_column();

}  // namespace bursar::batches
