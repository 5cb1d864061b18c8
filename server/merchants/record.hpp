// Private to merchants: the trail and the event of a change.
#pragma once

#include "merchants/merchants.hpp"

namespace bursar::merchants {

/// `before` null: the merchant is new.
void record(storage::Tx& tx, const Call& call, std::string_view action, const Merchant* before,
            const Merchant& after);
Error version_changed(std::int64_t version);

}  // namespace bursar::merchants
