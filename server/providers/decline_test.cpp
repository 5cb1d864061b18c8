// The decline table against the codes of networks and of the Orsunpay surface.
#include <gtest/gtest.h>

#include <set>

#include "providers/advice.hpp"
#include "providers/providers.hpp"

namespace bursar::providers {
namespace {

struct Expected {
  std::string_view code;
  std::string_view scheme;
  std::string_view reason;
};

TEST(DeclineTable, EveryNetworkCodeHasItsReason) {
  // Protects the reading of network answers: a wrong row tells merchants the wrong next step.
  const std::vector<Expected> k_expected{{"05", "", "do_not_honor"},
                                         {"01", "", "refer_to_issuer"},
                                         {"02", "", "refer_to_issuer"},
                                         {"51", "", "insufficient_funds"},
                                         {"61", "", "limit_exceeded"},
                                         {"65", "visa", "limit_exceeded"},
                                         {"65", "mastercard", "sca_required"},
                                         {"14", "", "invalid_card"},
                                         {"54", "", "expired_card"},
                                         {"82", "", "wrong_cvv"},
                                         {"N7", "", "wrong_cvv"},
                                         {"41", "", "lost_or_stolen"},
                                         {"43", "", "lost_or_stolen"},
                                         {"04", "", "lost_or_stolen"},
                                         {"07", "", "lost_or_stolen"},
                                         {"46", "", "closed_account"},
                                         {"78", "", "closed_account"},
                                         {"57", "", "not_permitted"},
                                         {"58", "", "not_permitted"},
                                         {"15", "", "no_such_issuer"},
                                         {"62", "", "restricted"},
                                         {"59", "", "suspected_fraud"},
                                         {"34", "", "suspected_fraud"},
                                         {"1A", "", "sca_required"},
                                         {"R0", "", "stop_order"},
                                         {"R1", "", "stop_order"},
                                         {"R3", "", "stop_order"},
                                         {"91", "", "issuer_unavailable"},
                                         {"92", "", "issuer_unavailable"},
                                         {"96", "", "system_error"},
                                         {"06", "", "system_error"},
                                         {"94", "", "duplicate"},
                                         {"68", "", "timeout"},
                                         {"13", "", "amount_error"},
                                         {"", "", "do_not_honor"},
                                         {"ZZ", "", "do_not_honor"},
                                         {"5", "", "do_not_honor"}};
  for (const Expected& one : k_expected)
    EXPECT_EQ(decline_of_code(one.code, one.scheme).reason, one.reason) << one.code;
}

TEST(DeclineTable, ReasonsAreUniqueAndFullyWorded) {
  // Protects the page that explains a decline: no row without meaning, advice and surface code.
  const std::set<std::string_view> k_surface{"card_declined", "insufficient_funds", "expired_card",
                                             "incorrect_cvc", "processing_error"};
  std::set<std::string_view> reasons;
  for (const DeclineReason& row : decline_table()) {
    EXPECT_TRUE(reasons.insert(row.reason).second) << row.reason;
    EXPECT_TRUE(k_surface.contains(row.orsunpay_code)) << row.reason;
    EXPECT_FALSE(row.meaning.empty() || row.advice.empty() || row.decline_class.empty());
  }
  EXPECT_EQ(reasons.size(), 29U);
  EXPECT_EQ(decline_reason("no such word").reason, "do_not_honor");
  EXPECT_EQ(decline_reason("wrong_cvv").orsunpay_code, "incorrect_cvc");
}

TEST(DeclineTable, EveryReasonHasItsNumberAtTheGateAndWordsAtStripe) {
  // Protects the two surfaces and the page of codes: the codes other systems use, row by row.
  const auto row = [](std::string_view reason) { return decline_reason(reason); };
  EXPECT_EQ(row("do_not_honor").ecommpay_codes, "10000 10100");
  EXPECT_EQ(row("insufficient_funds").ecommpay_codes, "10105 10112 10113");
  EXPECT_EQ(row("limit_exceeded").stripe_codes,
            "card_velocity_exceeded withdrawal_count_limit_exceeded");
  EXPECT_EQ(row("lost_or_stolen").visa_category, "1");
  EXPECT_EQ(row("sca_required").visa_category, "");
  EXPECT_EQ(row("risk_declined").ecommpay_codes, "402 14xx");
  EXPECT_EQ(row("canceled_by_customer").ecommpay_codes, "20301 301");
  for (const DeclineReason& one : decline_table()) {
    // What we undid ourselves has no number there.
    EXPECT_EQ(one.ecommpay_codes.empty(), one.reason == "reversed_by_us") << one.reason;
    EXPECT_FALSE(retry_word(one.decline_class).empty()) << one.reason;
    const bool never = retry_word(one.decline_class) == "never";
    EXPECT_TRUE(never || one.visa_category != "1") << one.reason;
  }
}

TEST(DeclineTable, AdviceCodesSayWhenAndWhetherToTryAgain) {
  // Protects the next step that Mastercard asks for: a code read wrongly costs fines.
  EXPECT_EQ(find_merchant_advice("24")->wait_hours, 1);
  EXPECT_EQ(find_merchant_advice("30")->wait_hours, 240);
  for (const std::string_view never : {"03", "21"})
    EXPECT_FALSE(find_merchant_advice(never)->may_retry) << never;
  EXPECT_EQ(find_merchant_advice("23"), nullptr);
}

}  // namespace
}  // namespace bursar::providers
