// Sales from acceptance to their end, on both databases.
#include "payments/fixture_test.hpp"

namespace bursar::payments {
namespace {

class SaleTest : public PaymentsTest {};
INSTANTIATE_TEST_SUITE_P(Both, SaleTest, both_dialects(), dialect_name);

TEST_P(SaleTest, IsAcceptedSentAndCaptured) {
  // Protects the path of a payment: states, history, events, card and money after an approval.
  const Created created = must_sell(sale_command());
  EXPECT_EQ(created.payment.lifecycle, Lifecycle::processing);
  EXPECT_FALSE(created.replayed);
  EXPECT_EQ(last_operation(created.payment.id).state, OperationState::queued);

  const Dispatch sent = claim_one(created.attempt);
  EXPECT_EQ(sent.request.our_reference, created.attempt.text());
  EXPECT_EQ(sent.request.card->number.reveal(), "4242424242424242");
  EXPECT_EQ(sent.request.descriptor, "SHOP*1");
  EXPECT_EQ(sent.config.api_key.reveal(), "key");
  EXPECT_FALSE(sent.needs_cvv);
  EXPECT_EQ(last_operation(created.payment.id).state, OperationState::sent);

  clock().advance_ms(400);
  answer(created.attempt, approved(sent.request));
  const Payment paid = payment(created.payment.id);
  EXPECT_EQ(paid.lifecycle, Lifecycle::captured);
  EXPECT_EQ(paid.captured_minor, 10'000);
  EXPECT_EQ(paid.fee_minor, 165);
  EXPECT_EQ(paid.net_minor, 9'835);
  EXPECT_EQ(paid.completed_at, clock().now());
  EXPECT_EQ(paid.card_last4 + paid.card_brand, "4242visa");
  EXPECT_EQ(orsunpay_status(paid), "SUCCESS");
  EXPECT_EQ(steps(paid.id), "created processing captured");
  EXPECT_EQ(steps(paid.id, "operation"), "queued sent succeeded");
  EXPECT_EQ(event_types(), "payment.created payment.processing payment.captured");
  const Attempt attempt = last_attempt(paid.id);
  EXPECT_EQ(attempt.phase, AttemptPhase::resolved);
  EXPECT_EQ(attempt.resolved_by, "answer");
  EXPECT_EQ(attempt.request_masked, R"({"a":1})");
  EXPECT_EQ(attempt.next_check_at, std::nullopt);
  EXPECT_EQ(findings(), "");
}

TEST_P(SaleTest, EveryDeclineKeepsItsReason) {
  // Protects what merchants and customers are told: the reason of each code, and no money moved.
  const std::vector<std::pair<std::string, std::string>> k_codes{
      {"05", "do_not_honor"},   {"51", "insufficient_funds"}, {"54", "expired_card"},
      {"N7", "wrong_cvv"},      {"41", "lost_or_stolen"},     {"43", "lost_or_stolen"},
      {"62", "restricted"},     {"65", "limit_exceeded"},     {"91", "issuer_unavailable"},
      {"96", "system_error"},   {"14", "invalid_card"},       {"59", "suspected_fraud"},
      {"61", "limit_exceeded"}, {"1A", "sca_required"},       {"R1", "stop_order"},
      {"13", "amount_error"},   {"94", "duplicate"},          {"57", "not_permitted"},
      {"78", "closed_account"}, {"15", "no_such_issuer"},     {"01", "refer_to_issuer"}};
  for (const auto& [code, reason] : k_codes) {
    const Created sale =
        answered_sale([&](const auto& request) { return declined(request, code); });
    const Payment ended = payment(sale.payment.id);
    EXPECT_EQ(ended.lifecycle, Lifecycle::declined) << code;
    EXPECT_EQ(ended.decline_reason, reason) << code;
    EXPECT_EQ(last_operation(ended.id).provider_code, code);
    EXPECT_EQ(steps(ended.id), "created processing declined");
    take_another_card();
  }
  EXPECT_EQ(balance(ledger::Bucket::merchant_pending), 0);
  EXPECT_EQ(provider_balance(), 0);
  EXPECT_EQ(findings(), "");
}

TEST_P(SaleTest, FailsWhenNothingWasExecutedForCertain) {
  // Protects "declined is not failed": what never reached the network does not count as refused.
  const Created unreached = answered_sale([](const auto&) { return not_sent(); });
  const Created rejected = answered_sale([](const auto&) {
    return answered(400, R"({"status":"rejected","code":"invalid_request","message":"bad"})");
  });
  for (const PaymentId id : {unreached.payment.id, rejected.payment.id}) {
    EXPECT_EQ(payment(id).lifecycle, Lifecycle::failed);
    EXPECT_EQ(last_operation(id).state, OperationState::failed);
    EXPECT_EQ(last_attempt(id).outcome, providers::OutcomeKind::not_executed);
  }
  EXPECT_NE(event_types().find("payment.failed"), std::string::npos);
  EXPECT_EQ(findings(), "");
}

TEST_P(SaleTest, CannotBeClaimedTwice) {
  // Protects C-04: two runners never send the same attempt.
  const Created sale = must_sell(sale_command());
  EXPECT_EQ(claim({sale.attempt}).size(), 1U);
  EXPECT_EQ(claim({sale.attempt}).size(), 0U);
  EXPECT_EQ(claim().size(), 0U);
}

TEST_P(SaleTest, ClaimsABatchInOneWrite) {
  // Protects throughput and restarts: accepted sales are found without anybody naming them.
  for (int i = 0; i < 5; ++i) must_sell(sale_command());
  EXPECT_EQ(claim({}, 3).size(), 3U);
  EXPECT_EQ(claim({}, 3).size(), 2U);
}

TEST_P(SaleTest, RepeatsByKeyGiveTheFirstResult) {
  // Protects C-02: one key is one payment for ever; another content under it is refused.
  CreateSale command = sale_command();
  command.idempotency_key = "key-1";
  const Created first = must_sell(command);
  const Created again = must_sell(command);
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.payment.id, first.payment.id);
  EXPECT_EQ(again.attempt, first.attempt);
  command.request_hash = "other";
  EXPECT_EQ(sell(command).error().code, "idempotency_key_reused");
  command.request_hash = "hash-1";
  command.idempotency_key = "key-2";
  const auto duplicate = sell(command);
  EXPECT_EQ(duplicate.error().code, "duplicate_order_id");
  EXPECT_EQ(duplicate.error().details.front().second, first.payment.id.text());
  EXPECT_EQ(event_types(), "payment.created payment.processing");
}

TEST_P(SaleTest, WithoutOrderIdAreAllDifferent) {
  // Protects the resource API, where the order id is optional: an empty one is no id.
  CreateSale command = sale_command();
  command.external_id.clear();
  EXPECT_NE(must_sell(command).payment.id, must_sell(command).payment.id);
}

TEST_P(SaleTest, RefusesWhatItMustNotTake) {
  // Protects the entrance: amounts, currencies, merchants, routes, and card numbers in free text.
  const auto code_of = [&](auto change) {
    CreateSale bad = sale_command();
    change(bad);
    const auto created = sell(bad);
    return created ? std::string("accepted") : created.error().field + "/" + created.error().code;
  };
  EXPECT_EQ(code_of([](CreateSale& c) { c.amount.minor = 0; }), "amount_minor/out_of_range");
  EXPECT_EQ(code_of([](CreateSale& c) { c.amount.minor = 1'000'000'000'000'001; }),
            "amount_minor/out_of_range");
  EXPECT_EQ(code_of([](CreateSale& c) { c.amount.currency = Currency::of("JPY"); }),
            "/currency_not_allowed");
  EXPECT_EQ(code_of([](CreateSale& c) { c.merchant_id.key += 1; }), "/not_found");
  EXPECT_EQ(code_of([](CreateSale& c) { c.payment_method = "bank"; }), "/no_eligible_route");
  EXPECT_EQ(code_of([](CreateSale& c) { c.metadata = R"({"pan":"4242 4242 4242 4242"})"; }),
            "metadata/card_number_not_allowed");
  EXPECT_EQ(code_of([](CreateSale& c) { c.metadata = "[1]"; }), "metadata/invalid_metadata");
  EXPECT_EQ(code_of([](CreateSale& c) { c.metadata = std::string(17'000, 'x'); }),
            "metadata/too_long");
  EXPECT_EQ(code_of([](CreateSale& c) { c.external_id = "4242424242424242"; }),
            "external_id/card_number_not_allowed");
  EXPECT_EQ(code_of([](CreateSale& c) { c.description = "pay 5555-5555-5555-4444"; }),
            "description/card_number_not_allowed");
  EXPECT_EQ(code_of([](CreateSale& c) { c.buyer_id = std::string("a\x01", 2); }),
            "buyer_id/invalid_text");
  EXPECT_EQ(code_of([](CreateSale& c) { c.idempotency_key = "a b"; }),
            "idempotency_key/invalid_idempotency_key");
  must([&](storage::Tx& tx) -> Result<void> {
    merchants::UpdateMerchant change;
    change.id = merchant_;
    change.version = 1;
    change.state = merchants::MerchantState::suspended;
    return merchants::update_merchant(tx, call(), change) ? ok() : Result<void>(not_found("m"));
  });
  EXPECT_EQ(code_of([](CreateSale&) {}), "/merchant_inactive");
  EXPECT_EQ(event_types(), "");
}

TEST_P(SaleTest, BelongsToItsTenant) {
  // Protects R-01: a key of another company neither pays for nor reads this merchant.
  const Created sale = must_sell(sale_command());
  const Scope foreign = ScopeIssuer::of({CompanyId{5}}, {MerchantId{6}});
  read([&](storage::Tx& tx) {
    EXPECT_EQ(load_payment(tx, foreign, sale.payment.id).error().kind, ErrorKind::not_found);
    EXPECT_EQ(find_by_external_id(tx, foreign, merchant_, "order-1").error().kind,
              ErrorKind::not_found);
    EXPECT_TRUE(find_by_external_id(tx, everything(), merchant_, "order-1"));
    EXPECT_TRUE(load_payment(tx, ScopeIssuer::of({}, {merchant_}), sale.payment.id));
    return true;
  });
  actor_.scope = foreign;
  EXPECT_EQ(sell(sale_command()).error().kind, ErrorKind::not_found);
}

TEST_P(SaleTest, WithoutACardGoesToTheTestPayer) {
  // Protects the demo's test payments: no card is stored or sent, the method says so.
  CreateSale command = sale_command();
  command.card.reset();
  const Created sale = must_sell(command);
  EXPECT_EQ(sale.payment.method, "test_payer");
  EXPECT_FALSE(sale.payment.card_id);
  const Dispatch sent = claim_one(sale.attempt);
  EXPECT_FALSE(sent.request.card);
  answer(sale.attempt, approved(sent.request));
  EXPECT_EQ(findings(), "");
}

TEST_P(SaleTest, WithALostVerificationValueIsNeverSent) {
  // Protects D-01 across restarts: the value lives in memory only, and without it nothing leaves.
  CreateSale command = sale_command();
  command.card->cvv = Secret("123");
  const Created sale = must_sell(command);
  const Dispatch sent = claim_one(sale.attempt);
  EXPECT_TRUE(sent.needs_cvv);
  EXPECT_TRUE(sent.request.card->cvv.empty());
  answer(sale.attempt, not_sent());
  EXPECT_EQ(payment(sale.payment.id).lifecycle, Lifecycle::failed);
  EXPECT_EQ(findings(), "");
}

TEST_P(SaleTest, ACardThatDoesNotOpenHurtsNobodyElse) {
  // Protects the batch: one tampered card must not keep the others from being sent.
  const Created good = must_sell(sale_command());
  CreateSale other = sale_command();
  other.card->number = Secret("5555555555554444");
  const Created bad = must_sell(other);
  must([&](storage::Tx& tx) -> Result<void> {
    tx.exec(
        "UPDATE card SET number_sealed = (SELECT c.number_sealed FROM card c WHERE c.id = $1) "
        "WHERE id = $2",
        {good.payment.card_id, bad.payment.card_id});
    return ok();
  });
  const auto claimed = claim();
  ASSERT_EQ(claimed.size(), 2U);
  EXPECT_EQ(claimed[0].unsendable, "");
  EXPECT_NE(claimed[1].unsendable, "");
}

TEST_P(SaleTest, SmallSaleOwesTheRestOfItsFee) {
  // Protects the books: a fee above the sale is owed, the pending balance never goes below zero.
  captured_sale(10);
  EXPECT_EQ(balance(ledger::Bucket::merchant_pending), 0);
  EXPECT_EQ(balance(ledger::Bucket::merchant_reserve), 0);
  EXPECT_EQ(balance(ledger::Bucket::merchant_receivable), 15);
  EXPECT_EQ(own_balance(ledger::Bucket::fee_processing), 25);
  EXPECT_EQ(findings(), "");
}

}  // namespace
}  // namespace bursar::payments
