// JSON forms of companies and merchants, for audit entries and events.
#pragma once

#include <string>

#include "merchants/merchants.hpp"

namespace bursar::merchants {

/// What a new merchant's refunds may take below zero: 1,000.00 of a two-digit currency.
inline constexpr std::int64_t k_refund_overdraft_minor = 100'000;

std::string company_json(const Company& company);
std::string merchant_json(const Merchant& merchant);

}  // namespace bursar::merchants
