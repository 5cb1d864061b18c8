// How long an authorisation holds money, by scheme and kind of merchant: the figures card schemes
// publish to acquirers, as data. The operator's acquirer has the last word.
#pragma once

#include <cstdint>
#include <string_view>

namespace bursar::payments {

struct HoldRule {
  std::string_view scheme;
  std::int64_t days = 7;
  std::int64_t stored_credential_days = 7;  ///< of payments the merchant starts with a stored card
  std::int64_t travel_days = 7;             ///< car hire, hotels and the like
  std::string_view valid_from;              ///< ISO date since which the figures hold
  std::string_view source;
};

/// Rule of a scheme; schemes outside the table hold for 7 days.
const HoldRule& hold_rule(std::string_view scheme);
/// Days money stays held for a scheme, merchant category (four digits) and kind of payment.
std::int64_t hold_days(std::string_view scheme, std::string_view mcc, bool merchant_initiated);

}  // namespace bursar::payments
