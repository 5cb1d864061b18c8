// Pure facts about card numbers, private to the vault.
#pragma once

#include <string_view>

namespace bursar::vault {

/// Luhn check over digits (the caller made sure there are only digits).
bool passes_luhn(std::string_view digits);
/// Brand by the issuer range: visa, mastercard, amex, discover, jcb, diners, unionpay, maestro,
/// unknown.
std::string_view card_brand(std::string_view number);

}  // namespace bursar::vault
