// Reference data beside the decline table: what Mastercard advises about trying again.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace bursar::providers {

/// A merchant advice code as Mastercard sends it beside a decline.
struct MerchantAdvice {
  std::string_view code;  ///< "03"
  std::string_view meaning;
  std::string_view advice;
  bool may_retry = false;
  std::int64_t wait_hours = 0;  ///< before the next attempt; 0: no time is named
};
const std::vector<MerchantAdvice>& merchant_advice_table();
/// Null for a code outside the table.
const MerchantAdvice* find_merchant_advice(std::string_view code);

/// When a payment with a decline of this class may be tried again: never, later, soon,
/// after_correction, after_authentication, after_check, wait, by_customer; "" for an unknown class.
std::string_view retry_word(std::string_view decline_class);

}  // namespace bursar::providers
