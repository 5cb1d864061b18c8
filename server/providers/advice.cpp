// The tables of advice.hpp.
#include "providers/advice.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace bursar::providers {
namespace {

constexpr std::array<MerchantAdvice, 13> k_advice{{
    {"01", "The card's details have changed.",
     "Ask the customer, or the account updater, for the current details, then try again.", true, 0},
    {"02", "The payment cannot be approved now.",
     "Try again later, at the earliest after 72 hours.", true, 72},
    {"03", "The account is closed or the payments are not wanted.",
     "Never try this card again. Delete the stored card.", false, 0},
    {"04", "The token does not fit the payment.",
     "Send the payment with the token in the way it was issued for.", true, 0},
    {"21", "The customer has cancelled the series of payments.",
     "End the series. Do not charge the card again without a fresh agreement.", false, 0},
    {"22", "The merchant does not qualify for this kind of payment.",
     "Do not repeat it as it is. Ask the acquirer which kind is allowed.", false, 0},
    {"24", "Money is expected soon.", "Try again after 1 hour.", true, 1},
    {"25", "Money is expected soon.", "Try again after 24 hours.", true, 24},
    {"26", "Money is expected within days.", "Try again after 2 days.", true, 48},
    {"27", "Money is expected within days.", "Try again after 4 days.", true, 96},
    {"28", "Money is expected within days.", "Try again after 6 days.", true, 144},
    {"29", "Money is expected within days.", "Try again after 8 days.", true, 192},
    {"30", "Money is expected within days.", "Try again after 10 days.", true, 240},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 12> k_retry{{
    {"soft", "later"},
    {"soft_later", "later"},
    {"hard", "never"},
    {"correct_card", "after_correction"},
    {"step_up", "after_authentication"},
    {"end_series", "never"},
    {"technical", "soon"},
    {"inspect", "after_check"},
    {"fix", "after_correction"},
    {"in_doubt", "wait"},
    {"ours", "after_check"},
    {"customer", "by_customer"},
}};

}  // namespace

const std::vector<MerchantAdvice>& merchant_advice_table() {
  static const std::vector<MerchantAdvice> k_rows(k_advice.begin(), k_advice.end());
  return k_rows;
}

const MerchantAdvice* find_merchant_advice(std::string_view code) {
  const auto* row = std::find_if(k_advice.begin(), k_advice.end(),
                                 [&](const MerchantAdvice& one) { return one.code == code; });
  return row == k_advice.end() ? nullptr : row;
}

std::string_view retry_word(std::string_view decline_class) {
  for (const auto& [name, retry] : k_retry)
    if (name == decline_class) return retry;
  return "";
}

}  // namespace bursar::providers
