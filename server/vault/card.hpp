// Pure facts about card numbers, private to the vault.
#pragma once

#include <string>
#include <string_view>

#include "base/id.hpp"

namespace bursar::vault {

/// Luhn check over digits (the caller made sure there are only digits).
bool passes_luhn(std::string_view digits);
/// Brand by the issuer range: visa, mastercard, amex, discover, jcb, diners, unionpay, maestro,
/// unknown.
std::string_view card_brand(std::string_view number);

/// What a card's data key is sealed for, and where: tenant, table, row and column.
inline constexpr std::string_view k_data_key_purpose = "card_data_key";
std::string card_place(CompanyId company, CardId id, std::string_view column);

}  // namespace bursar::vault
