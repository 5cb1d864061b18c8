// What a refund is said to do before it is confirmed: the same as it then does, and nothing where
// it would do nothing.
#include "payments/money_act.hpp"

#include "payments/fixture_test.hpp"

namespace bursar::payments {
namespace {

class MoneyActTest : public PaymentsTest {
 protected:
  void SetUp() override {
    PaymentsTest::SetUp();
    set_overdraft(1'000'000);
    sale_ = captured_sale();
  }
  CreateRefund wanted(std::optional<std::int64_t> minor, std::string key) {
    CreateRefund command;
    command.payment_id = sale_.payment.id;
    command.amount_minor = minor;
    command.idempotency_key = std::move(key);
    command.request_hash = command.idempotency_key + " " + std::to_string(minor.value_or(0));
    return command;
  }
  std::optional<MoneyAct> act(const CreateRefund& command) {
    auto described = db().write([&](storage::Tx& tx) { return refund_act(tx, call(), command); });
    EXPECT_TRUE(described);
    return described ? *described : std::nullopt;
  }

  Created sale_;
};
INSTANTIATE_TEST_SUITE_P(Both, MoneyActTest, both_dialects(), dialect_name);

TEST_P(MoneyActTest, TellsAmountAndRecipientAsTheyWillBe) {
  // Protects what people confirm: the whole rest when no amount is given, the card it goes to, and
  // never its number.
  const auto part = act(wanted(2'500, "k1"));
  ASSERT_TRUE(part);
  EXPECT_EQ(part->amount.minor, 2'500);
  EXPECT_EQ(part->recipient, "Visa •••• 4242");
  EXPECT_EQ(part->recipient_key.find("4242424242424242"), std::string::npos);
  EXPECT_EQ(part->merchant, sale_.payment.merchant_id);
  EXPECT_EQ(act(wanted({}, "k2"))->amount.minor, 10'000);
  answered_refund(sale_.payment.id, 4'000, [](const auto& request) { return approved(request); });
  EXPECT_EQ(act(wanted({}, "k2"))->amount.minor, 6'000);
}

TEST_P(MoneyActTest, TellsIntentsApart) {
  // Protects the binding: another key is another refund, the same key the same one.
  EXPECT_EQ(act(wanted(100, "k1"))->intent, act(wanted(100, "k1"))->intent);
  EXPECT_NE(act(wanted(100, "k1"))->intent, act(wanted(100, "k2"))->intent);
}

TEST_P(MoneyActTest, AsksNobodyAboutWhatMovesNothing) {
  // Protects against codes for nothing: repeats of what was done, and amounts that are refused. And
  // that whatever is left out here is never carried out.
  EXPECT_FALSE(act(wanted(10'001, "k1")));
  EXPECT_FALSE(refund(wanted(10'001, "k1")));
  ASSERT_TRUE(refund(wanted(3'000, "k2")));
  EXPECT_FALSE(act(wanted(3'000, "k2")));
  EXPECT_TRUE(refund(wanted(3'000, "k2"))->replayed);
  EXPECT_FALSE(act(wanted(2'000, "k2")));
  EXPECT_EQ(refund(wanted(2'000, "k2")).error().code, "idempotency_key_reused");
}

}  // namespace
}  // namespace bursar::payments
