// What every request about money has to keep to. Private.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "merchants/merchants.hpp"

namespace bursar::payments {

inline constexpr std::int64_t k_amount_max_minor = 1'000'000'000'000'000;

struct TextRule {
  std::string_view field;
  const std::string& text;
  std::size_t bytes_max;
};
/// Rule D-02 on the way in: a card number in a free text would be kept for ever. Errors: invalid
/// (too_long, invalid_text, card_number_not_allowed).
Result<void> check_text(const TextRule& rule);
/// A JSON object, or nothing.
Result<void> check_metadata(const std::string& metadata);
/// 1 to 255 printable ASCII characters, or nothing.
Result<void> check_key(const std::string& key);
/// Of an operation that follows a payment's first one.
Result<void> check_second_request(std::optional<std::int64_t> amount_minor,
                                  const std::string& reason, const std::string& merchant_reference,
                                  const std::string& idempotency_key);
/// Whether a merchant may do business in a currency now. Errors: refused (merchant_inactive,
/// currency_not_allowed).
Result<void> may_trade(const merchants::Merchant& merchant, Currency currency);
/// Whether a merchant takes this kind of payment. Errors: refused/payment_method_not_allowed.
Result<void> may_take(const merchants::Merchant& merchant, std::string_view method);

}  // namespace bursar::payments
