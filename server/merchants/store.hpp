// Private store of merchants: rows in and out; every read takes the caller's scope.
#pragma once

#include "merchants/merchants.hpp"

namespace bursar::merchants {

void insert_company(storage::Tx& tx, const Company& company);
void insert_merchant(storage::Tx& tx, const Merchant& merchant);
void insert_default_project(storage::Tx& tx, const Merchant& merchant);
/// Writes every mutable column where the version is still `expected`; false when it is not.
bool update_merchant_row(storage::Tx& tx, const Merchant& merchant, std::int64_t expected);

/// What of a merchant is to be kept for ever: "payments"; nothing for one that never did anything.
std::string_view history_of(storage::Tx& tx, MerchantId id);
/// Whether any balance of the merchant is other than nothing.
bool has_money(storage::Tx& tx, MerchantId id);
/// The merchant and its projects; false when its version is another.
bool delete_merchant_rows(storage::Tx& tx, MerchantId id, std::int64_t version);

}  // namespace bursar::merchants
