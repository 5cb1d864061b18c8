// An account's windows and troubles: counted by time, and for one's own payments alone.
#include "payments/provider_side.hpp"
#include "payments/fixture_test.hpp"

namespace bursar::payments {
namespace {

class ProviderSideTest : public PaymentsTest {};
INSTANTIATE_TEST_SUITE_P(Both, ProviderSideTest, both_dialects(), dialect_name);

TEST_P(ProviderSideTest, CountsEachWindowAndKeepsToTheScope) {
  // Protects the provider's page: windows nest, and a shared account tells no tenant of another.
  captured_sale();
  clock().advance_ms(30 * k_minute_ms);
  answered_sale([](const auto& request) { return declined(request); });
  const Created doubted = doubted_sale();
  const auto all =
      read([&](storage::Tx& tx) { return windows_of_accounts(tx, everything(), clock().now()); });
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].account, account_);
  EXPECT_EQ(all[0].windows[0].attempts, 2);
  EXPECT_EQ(all[0].windows[0].approved, 0);
  EXPECT_EQ(all[0].windows[0].declined, 1);
  EXPECT_EQ(all[0].windows[0].unknown, 1);
  EXPECT_EQ(all[0].windows[1].attempts, 3);
  EXPECT_EQ(all[0].windows[1].approved, 1);
  EXPECT_EQ(all[0].windows[1].latency_p95_us, 1'500);
  const auto trouble = [&](const Scope& scope) {
    return read([&](storage::Tx& tx) {
      return trouble_of_account(tx, scope, account_, clock().now(), 10);
    });
  };
  ASSERT_EQ(trouble(everything()).size(), 1U);
  EXPECT_EQ(trouble(everything())[0].payment, doubted.payment.id);
  const Scope stranger = ScopeIssuer::of({CompanyId{9}}, {});
  EXPECT_TRUE(trouble(stranger).empty());
  EXPECT_TRUE(read([&](storage::Tx& tx) {
                return windows_of_accounts(tx, stranger, clock().now());
              }).empty());
}

}  // namespace
}  // namespace bursar::payments
