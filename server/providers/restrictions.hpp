// Whether an account's restrictions let a payment through: one pure function for whoever routes.
#pragma once

#include <optional>
#include <string_view>

#include "providers/providers.hpp"

namespace bursar::providers {

bool takes_method(const ProviderAccount& account, std::string_view method);
/// Why the account does not take this, in the words of Exclusion: currency_not_served,
/// amount_too_small, amount_too_large, country_not_served, operation_not_served; empty when it
/// does. A country that is not known passes a list of denied ones and fails one of allowed ones.
std::string_view restriction_of(const ProviderAccount& account, const Money& amount,
                                RequestKind kind, std::string_view country);

/// Accounts that a company's payments may use, in the order of preference; without their costs.
std::vector<ProviderAccount> usable_accounts(storage::Tx& tx, CompanyId company);

/// A word as the accounts' lists spell it; nothing for query and ping, which no list restricts.
std::optional<RequestKind> restrictable_operation(std::string_view text);

}  // namespace bursar::providers
