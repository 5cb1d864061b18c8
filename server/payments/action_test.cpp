// What the payer has to do before a payment can end: authentication, redirects, transfers; stored
// cards and verifications.
#include <gtest/gtest.h>

#include "payments/exception.hpp"
#include "payments/fixture_test.hpp"
#include "payments/liability.hpp"

namespace bursar::payments {
namespace {

class ActionTest : public PaymentsTest {
 protected:
  providers::WireResponse challenge(const providers::ProviderRequest& request) {
    return result(request, "action", "09",
                  fmt::format(R"(,"poll_after_ms":5000,"action":{{"type":"three_ds",)"
                              R"("url":"http://acs/1","expires_at_ms":{}}})",
                              clock().now().plus_ms(15 * k_minute_ms).ms));
  }
  static providers::WireResponse authenticated(const providers::ProviderRequest& request) {
    return result(request, "approved", "00",
                  R"(,"three_ds":{"version":"2.2.0","flow":"challenge","trans_status":"Y",)"
                  R"("eci":"05","ds_trans_id":"ds-1","acs_trans_id":"acs-1"})");
  }
  static providers::ProviderRequest asked(const Created& created) {
    return {.our_reference = created.attempt.text(), .amount = created.payment.amount};
  }
  Created waiting() {
    CreateSale command = sale_command();
    command.return_url = "https://shop.example/back";
    Created created = must_sell(command);
    const Dispatch sent = claim_one(created.attempt);
    EXPECT_TRUE(sent.request.three_ds.allowed);
    answer(created.attempt, challenge(sent.request));
    return created;
  }
};
INSTANTIATE_TEST_SUITE_P(Both, ActionTest, both_dialects(), dialect_name);

TEST_P(ActionTest, WaitsForThePayerAndGoesOn) {
  // Protects authenticated payments: the payer is waited for, the result and who is liable are
  // kept, and nothing about the action is left behind.
  const Created created = waiting();
  const Payment acting = payment(created.payment.id);
  EXPECT_EQ(acting.lifecycle, Lifecycle::action);
  EXPECT_EQ(orsunpay_status(acting), "PROCESSING");
  EXPECT_NE(acting.action.find("http://acs/1"), std::string::npos);
  ASSERT_TRUE(acting.action_deadline);
  EXPECT_EQ(findings(), "");
  reply(created.attempt, authenticated(asked(created)));
  const Payment done = payment(created.payment.id);
  EXPECT_EQ(done.lifecycle, Lifecycle::captured);
  EXPECT_EQ(done.action, "");
  EXPECT_FALSE(done.action_deadline);
  EXPECT_EQ(steps(created.payment.id), "created processing action processing captured");
  const auto kept = read([&](storage::Tx& tx) { return three_ds_of(tx, created.payment.id); });
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].result.eci, "05");
  EXPECT_EQ(kept[0].liability, Liability::issuer);
  EXPECT_EQ(findings(), "");
}

TEST_P(ActionTest, IsAskedForAsLongAsThePayerMayAct) {
  // Protects slow payers: more questions than an unknown outcome would get, none of them counted
  // against it.
  const Created created = waiting();
  for (int i = 0; i < 40; ++i) {
    clock().advance_ms(20 * k_second_ms);
    if (questions().empty()) continue;
    reply(created.attempt, challenge(asked(created)));
  }
  EXPECT_EQ(payment(created.payment.id).lifecycle, Lifecycle::action);
  ASSERT_TRUE(last_attempt(created.payment.id).next_check_at);
  EXPECT_EQ(findings(), "");
}

TEST_P(ActionTest, EndsWhenThePayerDoesNotCome) {
  // Protects merchants from orders that wait for ever, and payers who come late after all.
  const Created created = waiting();
  const auto still = challenge(asked(created));
  clock().advance_ms(17 * k_minute_ms);
  ASSERT_EQ(questions().size(), 1U);
  reply(created.attempt, still);
  EXPECT_TRUE(payment(created.payment.id).in_doubt) << "the provider may still take the money";
  const auto asked_back = questions();
  ASSERT_EQ(asked_back.size(), 1U);
  EXPECT_EQ(asked_back[0].method, AskMethod::reversal);
  auto request = asked_back[0].request;
  must([&](storage::Tx& tx) { return record_reply(tx, call(), asked_back[0], approved(request)); });
  EXPECT_EQ(payment(created.payment.id).lifecycle, Lifecycle::expired);
  EXPECT_EQ(payment(created.payment.id).decline_reason, "action_expired");
  EXPECT_EQ(findings(), "");
  must([&](storage::Tx& tx) {
    providers::Outcome late;
    late.kind = providers::OutcomeKind::approved;
    return record_webhook(tx, call(), created.attempt, late);
  });
  EXPECT_EQ(payment(created.payment.id).lifecycle, Lifecycle::expired) << "it was undone";
  EXPECT_EQ(findings(), "");
}

TEST_P(ActionTest, TellsCancelledFromDeclined) {
  // Protects figures: who pressed cancel was not refused by a bank.
  const Created created = waiting();
  reply(created.attempt, declined(asked(created), "17"));
  EXPECT_EQ(payment(created.payment.id).lifecycle, Lifecycle::canceled);
  EXPECT_EQ(findings(), "");
}

TEST_P(ActionTest, BooksWhatReallyArrived) {
  // Protects the books of transfers: less is captured as less, more belongs to the payer.
  for (const auto& [received, captured] : {std::pair{9'000, 9'000}, std::pair{11'000, 10'000}}) {
    CreateSale command = sale_command();
    const Created created = must_sell(command);
    const Dispatch sent = claim_one(created.attempt);
    answer(created.attempt, result(sent.request, "approved", "00",
                                   fmt::format(R"(,"received_minor":{})", received)));
    EXPECT_EQ(payment(created.payment.id).lifecycle, Lifecycle::captured);
    EXPECT_EQ(payment(created.payment.id).captured_minor, captured);
    EXPECT_EQ(findings(), "");
  }
  EXPECT_EQ(read([&](storage::Tx& tx) {
              return ledger::balance(
                  tx,
                  ledger::provider_account(ledger::Bucket::customer_unallocated, account_, k_eur));
            }),
            1'000);
}

TEST_P(ActionTest, TakesBackWhatThePayersBankTookBack) {
  // Protects the books from transfers that are returned: once, against the merchant, with a case
  // for people, and the sale stays a sale.
  const CreateSale command = sale_command();
  const Created created = must_sell(command);
  const Dispatch sent = claim_one(created.attempt);
  answer(created.attempt, approved(sent.request));
  for (int again = 0; again < 2; ++again)
    must([&](storage::Tx& tx) {
      providers::Outcome message;
      message.kind = providers::OutcomeKind::approved;
      message.returned = command.amount;
      return record_webhook(tx, call(), created.attempt, message);
    });
  const Payment taken = payment(created.payment.id);
  EXPECT_EQ(taken.lifecycle, Lifecycle::captured);
  EXPECT_EQ(taken.refund_state, RefundState::full);
  EXPECT_EQ(last_operation(created.payment.id).type, OperationType::return_);
  EXPECT_EQ(read([&](storage::Tx& tx) {
              return list_exceptions(tx, everything(), {.payment = created.payment.id}).size();
            }),
            1U);
  EXPECT_EQ(balance(ledger::Bucket::merchant_receivable), 10'000);
  EXPECT_EQ(findings(), "");
}

TEST_P(ActionTest, TakesABouncedRefundBack) {
  // Protects the merchant: a refund that did not arrive can be made again.
  const Created created = captured_sale();
  clock().advance_ms(3 * k_day_ms);
  mature_all();
  set_overdraft(10'000);
  const RefundCreated refunded = answered_refund(
      created.payment.id, 4'000, [](const auto& request) { return approved(request); });
  must([&](storage::Tx& tx) {
    providers::Outcome message;
    message.kind = providers::OutcomeKind::approved;
    message.returned = Money{4'000, k_eur};
    return record_webhook(tx, call(), refunded.attempt, message);
  });
  EXPECT_EQ(payment(created.payment.id).refunded_minor, 0);
  EXPECT_EQ(payment(created.payment.id).refund_state, RefundState::none);
  EXPECT_EQ(last_operation(created.payment.id).state, OperationState::reversed);
  EXPECT_EQ(findings(), "");
  EXPECT_TRUE(refund(created.payment.id, 10'000));
}

TEST_P(ActionTest, VerifiesACardWithoutMoney) {
  // Protects verifications: no amount, no posting, an end of their own.
  CreateSale command = sale_command(0);
  command.kind = PaymentKind::verification;
  command.terms.stored_credential = providers::StoredCredential::unscheduled;
  const Created created = must_sell(command);
  const Dispatch sent = claim_one(created.attempt);
  EXPECT_EQ(sent.request.kind, providers::RequestKind::verify);
  answer(created.attempt,
         result(sent.request, "approved", "00", R"(,"network_transaction_id":"ntx-7")"));
  EXPECT_EQ(payment(created.payment.id).lifecycle, Lifecycle::verified);
  EXPECT_EQ(findings(), "");

  // The card it stored can be charged again by the merchant, and says so to the network.
  CreateSale again = sale_command(700);
  again.card.reset();
  again.terms.parent = created.payment.id;
  again.terms.stored_credential = providers::StoredCredential::unscheduled;
  again.terms.customer_present = false;
  const Created second = must_sell(again);
  const Dispatch charge = claim_one(second.attempt);
  EXPECT_EQ(charge.request.network_transaction_id, "ntx-7");
  EXPECT_FALSE(charge.request.customer_present);
  EXPECT_FALSE(charge.request.three_ds.allowed);
  ASSERT_TRUE(charge.request.card);
  EXPECT_EQ(charge.request.card->number.reveal(), "4242424242424242");
}

TEST_P(ActionTest, ChargesNoCardThatWasNotStored) {
  // Protects customers: a card is charged again only where they agreed, for the same customer.
  const Created plain = captured_sale();
  CreateSale again = sale_command(700);
  again.card.reset();
  again.terms.parent = plain.payment.id;
  const auto refused = sell(again);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "card_not_stored");
  again.terms.parent = {};
  again.terms.customer_present = false;
  EXPECT_EQ(sell(again).error().field, "parent_payment_id");
}

TEST(LiabilityTable, FollowsTheScheme) {
  // Protects merchants from believing that somebody else bears a dispute.
  const auto of = [](std::string_view scheme, std::string eci, std::string exemption = "") {
    providers::ThreeDsResult result;
    result.eci = std::move(eci);
    result.exemption = std::move(exemption);
    return liability_of(scheme, result);
  };
  EXPECT_EQ(of("visa", "05"), Liability::issuer);
  EXPECT_EQ(of("visa", "06"), Liability::issuer);
  EXPECT_EQ(of("visa", "07"), Liability::merchant);
  EXPECT_EQ(of("mastercard", "02"), Liability::issuer);
  EXPECT_EQ(of("mastercard", "06"), Liability::merchant);
  EXPECT_EQ(of("mastercard", "07"), Liability::issuer);
  EXPECT_EQ(of("visa", "05", "low_value"), Liability::merchant);
  EXPECT_EQ(of("visa", ""), Liability::unknown);
}

}  // namespace
}  // namespace bursar::payments
