// Masking of stored wire bodies: card numbers and verification values never survive it.
#include <gtest/gtest.h>

#include "providers/providers.hpp"

namespace bursar::providers {
namespace {

constexpr std::string_view k_number = "4000000000000002";

TEST(MaskedBody, KeepsFirstSixAndLastFourOfTheCard) {
  // Protects rule D-02 on the way out: the stored request shows which card, never the number.
  const std::string masked = masked_body(
      R"({"reference":"at_1","card":{"number":"4000000000000002","expiry_month":12,"cvv":"123"}})");
  EXPECT_EQ(
      masked,
      R"({"reference":"at_1","card":{"number":"400000…0002","expiry_month":12,"cvv":"[hidden]"}})");
}

TEST(MaskedBody, HidesNumbersWhereverAProviderPutsThem) {
  // Protects against answers that echo the card in a member nobody expects.
  for (const std::string_view body :
       {R"({"message":"card 4000 0000 0000 0002 refused"})", R"(["4000000000000002"])",
        R"({"echo":{"PAN":"4000000000000002","CVC":"987"}})", R"({"value":4000000000000002})",
        R"({"4000000000000002":1})", "not json 4000-0000-0000-0002",
        R"({"number":4000000000000002})"}) {
    const std::string masked = masked_body(body);
    EXPECT_EQ(masked.find(k_number), std::string::npos) << masked;
    EXPECT_EQ(masked.find("0000 0000"), std::string::npos) << masked;
    EXPECT_EQ(masked.find("0000-0000"), std::string::npos) << masked;
    EXPECT_EQ(masked.find("987"), std::string::npos) << masked;
  }
}

TEST(MaskedBody, CutsWhatIsLongAndNamesWhatIsNoText) {
  // Protects the attempt table from megabytes of a provider's error page.
  EXPECT_LE(masked_body(std::string(100'000, 'x')).size(), 8'300U);
  EXPECT_EQ(masked_body(std::string("\x00\xff\x01", 3)), "[3 bytes that are no text]");
  EXPECT_EQ(masked_body(""), "");
  EXPECT_EQ(masked_body("<html>bad gateway</html>"), "<html>bad gateway</html>");
}

}  // namespace
}  // namespace bursar::providers
