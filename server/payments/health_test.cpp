// Health figures: what became of the newest attempts of each provider account.
#include "payments/fixture_test.hpp"

namespace bursar::payments {
namespace {

class HealthTest : public PaymentsTest {
 protected:
  std::vector<AccountHealth> health(Instant since) {
    return read([&](storage::Tx& tx) { return account_health(tx, since); });
  }
};
INSTANTIATE_TEST_SUITE_P(Both, HealthTest, both_dialects(), dialect_name);

TEST_P(HealthTest, CountsWhatTheProviderDid) {
  // Protects the health tile: approvals, refusals and silence of an account since an instant.
  const Instant start = clock().now();
  for (int i = 0; i < 3; ++i) captured_sale();
  answered_sale([](const auto& request) { return declined(request); });
  const Created doubted = doubted_sale();
  must_sell(sale_command());  // not answered yet: says nothing
  auto all = health(start);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].account, account_);
  EXPECT_EQ(all[0].attempts, 5);
  EXPECT_EQ(all[0].approved, 3);
  EXPECT_EQ(all[0].declined, 1);
  EXPECT_EQ(all[0].unknown, 1);
  EXPECT_EQ(all[0].latency_p50_us, 1'500);
  EXPECT_EQ(all[0].latency_p95_us, 1'500);

  clock().advance_ms(2'000);
  for (const Question& question : [&] {
         auto claimed =
             db().write([&](storage::Tx& tx) { return claim_questions(tx, call(), *keys_, 10); });
         return *claimed;
       }())
    reply(question.attempt, approved(question.request));
  EXPECT_FALSE(payment(doubted.payment.id).in_doubt);
  all = health(start);
  EXPECT_EQ(all[0].unknown, 1) << "what was settled later was no answer all the same";
  EXPECT_TRUE(health(clock().now()).empty());
}

TEST_P(HealthTest, UnknownSummaryKeepsToTheScope) {
  // Protects tenants on the dashboard: another company's doubts are not counted.
  doubted_sale();
  const auto count = [&](const Scope& scope) {
    return read([&](storage::Tx& tx) { return unknown_summary(tx, scope); }).count;
  };
  EXPECT_EQ(count(everything()), 1);
  EXPECT_EQ(count(ScopeIssuer::of({company_}, {})), 1);
  EXPECT_EQ(count(ScopeIssuer::of({CompanyId{9}}, {})), 0);
  EXPECT_EQ(count(Scope()), 0);
}

}  // namespace
}  // namespace bursar::payments
