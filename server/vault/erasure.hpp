// Erasing a stored card for good: its owner asked for it, or its time is over.
#pragma once

#include "vault/vault.hpp"

namespace bursar::vault {

/// Overwrites number, keys, fingerprint and holder. Brand, last four, first six and expiry stay, so
/// that old payments can be told apart; nothing can be charged to it any more, and the same card is
/// a new one when it comes again.
void erase_card(storage::Tx& tx, CardId id);

}  // namespace bursar::vault
