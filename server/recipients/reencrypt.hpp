// Destinations of recipients under another master key.
#pragma once

#include "vault/reencrypt.hpp"

namespace bursar::recipients {

vault::SealedColumn destination_column();

}  // namespace bursar::recipients
