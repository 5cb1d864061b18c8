// Which endings let another account try, and which never do.
#include <gtest/gtest.h>

#include "providers/providers.hpp"
#include "routing/routing.hpp"

namespace bursar::routing {
namespace {

Ended ended(std::string decline_class) {
  Ended one;
  one.decline_class = std::move(decline_class);
  return one;
}

TEST(Cascade, FollowsTheTableOfDeclineClasses) {
  // Protects payers and merchants' standing: what another account cannot change is never repeated.
  const Cascade policy;
  for (const char* const goes_on : {"", "technical", "soft"})
    EXPECT_EQ(cascade_objection(policy, ended(goes_on)), "") << goes_on;
  for (const auto& row : providers::decline_table()) {
    const std::string decline_class(row.decline_class);
    if (decline_class == "technical" || decline_class == "soft") continue;
    EXPECT_EQ(cascade_objection(policy, ended(decline_class)), "class_ends") << row.reason;
  }
  Cascade open = policy;
  open.soft = open.technical = open.not_executed = NextAccount::always;
  EXPECT_EQ(cascade_objection(open, ended("in_doubt")), "class_ends") << "no policy opens doubt";
  EXPECT_EQ(cascade_objection(open, ended("hard")), "class_ends");
}

TEST(Cascade, EndsAtItsBounds) {
  // Protects the payer who waits, and the scheme's patience.
  Cascade policy;
  Ended one = ended("soft");
  one.same_class = 2;
  EXPECT_EQ(cascade_objection(policy, one), "class_ends") << "do not honour: once";
  policy.soft = NextAccount::always;
  EXPECT_EQ(cascade_objection(policy, one), "");
  one.attempts = 3;
  EXPECT_EQ(cascade_objection(policy, one), "attempts_used");
  one.attempts = 2;
  one.elapsed_ms = 20'000;
  EXPECT_EQ(cascade_objection(policy, one), "time_used");
  one.elapsed_ms = 100;
  one.advice_code = "03";
  EXPECT_EQ(cascade_objection(policy, one), "scheme_advice") << "never again";
  one.advice_code = "24";
  EXPECT_EQ(cascade_objection(policy, one), "scheme_advice") << "not now";
  one.advice_code = "";
  EXPECT_EQ(cascade_objection(policy, one), "");
  one.is_capped = true;
  EXPECT_EQ(cascade_objection(policy, one), "scheme_cap");
}

}  // namespace
}  // namespace bursar::routing
