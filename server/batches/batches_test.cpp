// Batches from file to result, on both databases.
#include "batches/batches.hpp"

#include "batches/fixture_test.hpp"

namespace bursar::batches {
namespace {

INSTANTIATE_TEST_SUITE_P(Both, BatchesTest, both_dialects(), dialect_name);

TEST_P(BatchesTest, PaysOutWhatIsRightAndNamesWhatIsNot) {
  // Protects the promise of a batch: good lines are done, bad ones are named by line and column,
  // and the sums are exact.
  earn(100'000);
  const auto start = balance(ledger::Bucket::merchant_available);
  const BatchRow ready = checked(
      "payment_id,amount,currency,iban,holder,description\n"
      "p1,1000,EUR,DE89370400440532013000,Ada,=1+1\n"
      "p2,2000,EUR,DE88370400440532013000,Ada,\n"
      "p3,12.50,EUR,DE89370400440532013000,Ada,\n"
      "p4,3000,XXZ,DE89370400440532013000,Ada,\n"
      "p5,4000,EUR,DE89370400440532013000,,\n"
      "p6,5000,EUR,DE89370400440532013000,Bob,\n");
  EXPECT_EQ(word(ready.batch.state), "ready");
  EXPECT_EQ(faults(ready.batch.id),
            "3 iban invalid_iban, 4 amount invalid_amount, 5 currency unknown_currency, 6 holder "
            "missing");
  EXPECT_EQ(tally(ready.batch.id), "invalid 4, valid 2 EUR 6000");
  EXPECT_EQ(items(ready.batch.id).front().recipient, "DE89 •••• 3000");
  EXPECT_EQ(balance(ledger::Bucket::merchant_available), start);
  EXPECT_EQ(payouts(), 0);

  must_confirm(ready.batch);
  const auto attempts = run(ready.batch.id);
  EXPECT_EQ(attempts.size(), 2U);
  EXPECT_EQ(balance(ledger::Bucket::payout_in_transit), 6'000);
  EXPECT_EQ(tally(ready.batch.id), "invalid 4, open 2 EUR 6000");
  EXPECT_EQ(broken(), "");
  answer_all(attempts);
  follow();
  EXPECT_EQ(state(ready.batch.id), "completed_with_errors");
  EXPECT_EQ(tally(ready.batch.id), "invalid 4, succeeded 2 EUR 6000");
  EXPECT_EQ(balance(ledger::Bucket::merchant_available), start - 6'000);
  EXPECT_EQ(payouts(), 2);
  const Item done = items(ready.batch.id, {ItemState::succeeded}).front();
  EXPECT_EQ(payment(done.payment_id).lifecycle, payments::Lifecycle::paid);
  EXPECT_EQ(payment(done.payment_id).description, "=1+1");
  EXPECT_EQ(last_operation(done.payment_id).requested_by, "batch of tester");
  EXPECT_EQ(broken(), "");
}

TEST_P(BatchesTest, RefundsCapturesAndVoids) {
  // Protects the other kinds: each line is the act of its kind on a payment of this merchant.
  set_overdraft(1'000'000);
  const auto first = captured_sale(10'000);
  const auto second = captured_sale(5'000);
  const BatchRow refunds =
      checked("payment_id,amount,description,merchant_refund_id\n" +
                  payment(first.payment.id).external_id + ",2500,,r1\n" + second.payment.id.text() +
                  ",,all of it,r2\n" + "nothing,1,,r3\n" + second.payment.id.text() + ",5001,,r4\n",
              Kind::refund);
  EXPECT_EQ(faults(refunds.batch.id),
            "4 payment_id payment_not_found, 5 amount_exceeds_refundable");
  EXPECT_EQ(tally(refunds.batch.id), "invalid 1, valid 2 EUR 7500, invalid 1 EUR 5001");
  must_confirm(refunds.batch);
  answer_all(run(refunds.batch.id));
  follow();
  EXPECT_EQ(state(refunds.batch.id), "completed_with_errors");
  EXPECT_EQ(payment(first.payment.id).refunded_minor, 2'500);
  EXPECT_EQ(payment(second.payment.id).refunded_minor, 5'000);

  std::vector<PaymentId> held;
  for (int i = 0; i < 2; ++i) {
    payments::CreateSale sale = sale_command(4'000);
    sale.capture_mode = payments::CaptureMode::manual;
    const auto created = must_sell(sale);
    answer(created.attempt, payments::approved(claim_one(created.attempt).request));
    held.push_back(created.payment.id);
  }
  const BatchRow captures =
      checked("payment_id,amount\n" + held[0].text() + ",1500\n", Kind::capture);
  must_confirm(captures.batch);
  answer_all(run(captures.batch.id));
  follow();
  EXPECT_EQ(state(captures.batch.id), "completed");
  EXPECT_EQ(payment(held[0]).captured_minor, 1'500);
  const BatchRow voids = checked("payment_id\n" + held[1].text() + "\n", Kind::void_);
  EXPECT_EQ(tally(voids.batch.id), "valid 1 EUR 4000");
  must_confirm(voids.batch);
  answer_all(run(voids.batch.id));
  follow();
  EXPECT_EQ(state(voids.batch.id), "completed");
  EXPECT_EQ(payment(held[1]).lifecycle, payments::Lifecycle::voided);
  EXPECT_EQ(broken(), "");
}

TEST_P(BatchesTest, TakesAFileOnce) {
  // Protects against paying a file twice (I-07): refused while it may move or has moved money, free
  // again when it never did.
  earn(100'000);
  const BatchRow first = checked(payout_file(2));
  const auto again = upload("\xEF\xBB\xBF" + payout_file(2));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, "duplicate_file");
  EXPECT_EQ(again.error().details.at(0).second, first.batch.id.text());
  EXPECT_TRUE(db().write([&](Tx& tx) { return cancel_batch(tx, call(), first.batch.id, "typo"); }));
  const BatchRow second = checked(payout_file(2));
  must_confirm(second.batch);
  answer_all(run(second.batch.id));
  follow();
  EXPECT_EQ(state(second.batch.id), "completed");
  EXPECT_EQ(upload(payout_file(2)).error().code, "duplicate_file");
  // Other lines with order ids that were paid are refused one by one.
  const BatchRow third = checked(payout_file(2, 200));
  EXPECT_EQ(word(third.batch.state), "invalid");
  EXPECT_EQ(faults(third.batch.id), "2 duplicate_order_id, 3 duplicate_order_id");
  EXPECT_EQ(payouts(), 2);
  EXPECT_EQ(broken(), "");
}

TEST_P(BatchesTest, ConfirmsExactlyWhatWasShown) {
  // Protects M-05: another hash than that of the content is refused, a repeat answers as before,
  // and the same key for something else is no repeat.
  earn(100'000);
  const BatchRow ready = checked(payout_file(3));
  ConfirmBatch other = confirmation(ready.batch);
  other.content_hash = std::string(64, '0');
  EXPECT_EQ(confirm(other).error().code, "content_changed");
  must_confirm(ready.batch);
  const auto repeat = confirm(confirmation(ready.batch));
  ASSERT_TRUE(repeat);
  EXPECT_TRUE(repeat->replayed);
  other = confirmation(ready.batch);
  other.request_hash = "another";
  EXPECT_EQ(confirm(other).error().code, "idempotency_key_reused");
  EXPECT_EQ(confirm(confirmation(ready.batch, "key-2")).error().code, "not_ready");
}

TEST_P(BatchesTest, BindsTheConfirmationToItsLines) {
  // Protects against rows changed behind the check: count or amounts that are others are refused.
  earn(100'000);
  const BatchRow ready = checked(payout_file(3));
  const auto act =
      db().read([&](Tx& tx) { return batch_act(tx, call(), confirmation(ready.batch)); });
  ASSERT_TRUE(act && *act);
  EXPECT_EQ((*act)->count, 3);
  EXPECT_EQ((*act)->totals, (std::vector<Money>{{300, k_eur}}));
  EXPECT_EQ((*act)->noun, "payout batch");
  must([&](Tx& tx) -> Result<void> {
    tx.exec("UPDATE batch_tally SET amount_minor = amount_minor + 1");
    return ok();
  });
  EXPECT_EQ(confirm(confirmation(ready.batch)).error().code, "content_changed");
  EXPECT_EQ(db().read([&](Tx& tx) { return batch_act(tx, call(), confirmation(ready.batch)); })
                .error()
                .code,
            "content_changed");
}

TEST_P(BatchesTest, SaysWhatTheBalanceDidNotCover) {
  // Protects against lost lines: what the balance is too low for is marked and named, the rest is
  // paid, and nothing is reserved for it.
  earn(1'000);
  const auto available = balance(ledger::Bucket::merchant_available);
  const BatchRow ready = checked(payout_file(3, available / 2));
  EXPECT_EQ(lines_valid(ready), 3);
  EXPECT_EQ(read([&](Tx& tx) { return available_for(tx, ready.batch, ready.tallies); }),
            (std::vector<Money>{{available, k_eur}}));
  must_confirm(ready.batch);
  answer_all(run(ready.batch.id));
  follow();
  EXPECT_EQ(state(ready.batch.id), "completed_with_errors");
  EXPECT_EQ(faults(ready.batch.id), "4 insufficient_balance");
  EXPECT_EQ(items(ready.batch.id, {ItemState::refused}).size(), 1U);
  EXPECT_EQ(payouts(), 2);
  EXPECT_EQ(balance(ledger::Bucket::payout_in_transit), 0);
  EXPECT_EQ(broken(), "");
}

TEST_P(BatchesTest, PausesGoesOnAndTakesBack) {
  // Protects whoever stops a batch: what is out goes on, what is not out stays, and taking back
  // ends it with every line accounted for.
  earn(100'000);
  const BatchRow ready = checked(payout_file(6));
  const BatchId id = ready.batch.id;
  const auto change = [&](auto use_case) {
    const auto changed = db().write([&](Tx& tx) { return use_case(tx, call(), id); });
    return changed ? "ok" : changed.error().code;
  };
  EXPECT_EQ(change(pause_batch), "wrong_state");
  must_confirm(ready.batch);
  const auto out = run(id, 2);
  EXPECT_EQ(change(pause_batch), "ok");
  EXPECT_TRUE(run(id).empty());
  answer_all(out);
  follow();
  EXPECT_EQ(tally(id), "valid 4 EUR 400, succeeded 2 EUR 200");
  EXPECT_EQ(state(id), "paused");
  EXPECT_EQ(change(resume_batch), "ok");
  answer_all(run(id, 1));
  EXPECT_EQ(change([](Tx& tx, const Call& who, BatchId one) {
              return cancel_batch(tx, who, one, "enough");
            }),
            "ok");
  EXPECT_TRUE(run(id).empty());
  follow();
  EXPECT_EQ(state(id), "completed_with_errors");
  EXPECT_EQ(tally(id), "succeeded 3 EUR 300, canceled 3 EUR 300");
  EXPECT_EQ(payouts(), 3);
  EXPECT_EQ(upload(payout_file(6)).error().code, "duplicate_file");
  EXPECT_EQ(broken(), "");
}

TEST_P(BatchesTest, EndsWhenTheLastDoubtIsOver) {
  // Protects the word "completed": a batch with a line that nobody has an answer for is not over.
  earn(100'000);
  const BatchRow ready = checked(payout_file(2));
  must_confirm(ready.batch);
  const auto attempts = run(ready.batch.id);
  ASSERT_EQ(attempts.size(), 2U);
  const auto declined = claim_one(attempts[0]);
  answer(attempts[0], payments::declined(declined.request));
  const auto doubted = claim_one(attempts[1]);
  answer(attempts[1], payments::no_answer());
  follow();
  EXPECT_EQ(tally(ready.batch.id), "in_doubt 1 EUR 100, declined 1 EUR 100");
  EXPECT_EQ(state(ready.batch.id), "processing");
  (void)questions();
  clock().advance_ms(3 * k_second_ms);
  reply(attempts[1], payments::approved(doubted.request));
  follow();
  EXPECT_EQ(state(ready.batch.id), "completed_with_errors");
  EXPECT_EQ(tally(ready.batch.id), "succeeded 1 EUR 100, declined 1 EUR 100");
  EXPECT_EQ(broken(), "");
}

TEST_P(BatchesTest, WaitsForOthersAndCanBeAskedAgain) {
  // Protects against a batch that nobody can start any more: what came to nothing goes back.
  earn(100'000);
  const BatchRow ready = checked(payout_file(1));
  const BatchId id = ready.batch.id;
  EXPECT_TRUE(db().write([&](Tx& tx) { return hold_batch(tx, call(), id, "ap_1"); }));
  EXPECT_EQ(state(id), "approval");
  EXPECT_TRUE(run(id).empty());
  const auto waiting = read([&](Tx& tx) { return waiting_batches(tx, 10); });
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting[0].approval_id, "ap_1");
  must([&](Tx& tx) { return release_batch(tx, call(), id); });
  EXPECT_EQ(state(id), "ready");
  must_confirm(row(id).batch);
  EXPECT_EQ(run(id).size(), 1U);
}

TEST_P(BatchesTest, ReachesItsMerchantAlone) {
  // Protects tenants: a line that names another merchant's payment finds nothing, and a scope that
  // does not reach the merchant finds no batch.
  earn(100'000);
  const auto foreign = captured_sale(5'000);
  const MerchantId own = merchant_;
  must([&](Tx& tx) -> Result<void> {
    const auto other = merchants::create_merchant(tx, call(),
                                                  {.company_id = company_,
                                                   .name = "Other",
                                                   .legal_name = "Other",
                                                   .mcc = "5411",
                                                   .statement_descriptor = "OTHER",
                                                   .website = "",
                                                   .settlement_currency = k_eur,
                                                   .fee_plan = plan()});
    if (!other) return other.error();
    merchant_ = other->id;
    return ok();
  });
  const BatchRow batch =
      checked("payment_id,amount\n" + foreign.payment.id.text() + ",100\n", Kind::refund);
  EXPECT_EQ(word(batch.batch.state), "invalid");
  EXPECT_EQ(faults(batch.batch.id), "2 payment_id payment_not_found");
  const Scope scope = ScopeIssuer::of({}, {own});
  EXPECT_EQ(read([&](Tx& tx) { return read_batch(tx, scope, batch.batch.id); }).error().code,
            "not_found");
  EXPECT_TRUE(read([&](Tx& tx) { return list_batches(tx, scope, {}); }).empty());
  EXPECT_FALSE(read([&](Tx& tx) { return list_items(tx, scope, {.id = batch.batch.id}); }));
}

TEST_P(BatchesTest, KeepsLinesSealedUntilTheyAreDone) {
  // Protects accounts: no row of a batch shows one, and what is done is not kept.
  earn(100'000);
  const Batch fresh = must_upload(payout_file(2));
  const auto sees = [&](std::string_view sql) {
    bool found = false;
    read([&](Tx& tx) {
      tx.query(sql, {}, [&](const storage::Row& one) {
        if (!one.is_null(0))
          found = found || std::string(one.blob(0)).find("0532013") != std::string::npos;
      });
      return true;
    });
    return found;
  };
  EXPECT_FALSE(sees("SELECT content_sealed FROM batch_piece"));
  const BatchRow ready = check_all(fresh.id);
  EXPECT_FALSE(sees("SELECT content_sealed FROM batch_item"));
  must_confirm(ready.batch);
  (void)run(fresh.id);
  read([&](Tx& tx) {
    EXPECT_EQ(*tx.one("SELECT COUNT(*) FROM batch_item WHERE content_sealed IS NOT NULL", {},
                      [](const storage::Row& one) { return one.i64(0); }),
              0);
    return true;
  });
}

TEST_P(BatchesTest, TellsTheResultLineByLine) {
  // Protects the result file: line, payment, status and reason, as text in every program.
  earn(100'000);
  const BatchRow ready = checked(
      "payment_id,amount,currency,iban,holder\n=p1,100,EUR,DE89370400440532013000,Ada\np2,x,EUR,"
      "DE89370400440532013000,Ada\n");
  must_confirm(ready.batch);
  answer_all(run(ready.batch.id));
  follow();
  const auto lines = items(ready.batch.id);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(result_line(lines[0]), "2,\"'=p1\",succeeded,100,EUR," + lines[0].payment_id.text() +
                                       "," + lines[0].operation_id.text() + ",\r\n");
  EXPECT_EQ(result_line(lines[1]),
            "3,p2,invalid,,,,,\"amount must be a whole number of minor units, such as 1250 for "
            "12.50\"\r\n");
}

}  // namespace
}  // namespace bursar::batches
