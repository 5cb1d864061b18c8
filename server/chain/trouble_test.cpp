// What goes wrong with transactions of a chain on both databases: who is refused alone, what waits,
// what is made again, and what only a person may settle.
#include "chain/fixture_test.hpp"
#include "payments/exception.hpp"
#include "payments/unanswered.hpp"

namespace bursar::chain {
namespace {

class ChainTroubleTest : public ChainTest {};
INSTANTIATE_TEST_SUITE_P(Both, ChainTroubleTest, both_dialects(), dialect_name);

TEST_P(ChainTroubleTest, AWrongAddressIsRefusedAlone) {
  // Protects the others: one address the node does not know ends that payout and nobody else's.
  const Created wrong = pay_out(k_coin / 10, "wrongaddress000000000");
  const Created good = pay_out();
  gather_and_work();
  EXPECT_EQ(lifecycle(wrong), Lifecycle::declined);
  EXPECT_EQ(payment(wrong.payment.id).decline_reason, "closed_account");
  EXPECT_EQ(transactions().front().outputs, 1);
  confirm(2);
  EXPECT_EQ(lifecycle(good), Lifecycle::paid);
  EXPECT_EQ(available(), start_ - k_coin / 10);
  EXPECT_EQ(all_findings(), "");
}

TEST_P(ChainTroubleTest, AnAmountTheNetworkNeverTakesIsRefusedAlone) {
  // Protects the others against dust: each goes alone once, and only the one at fault is refused.
  const Created good = pay_out();
  const Created dust = pay_out(k_dust - 1);
  const Created also = pay_out();
  gather_and_work();
  EXPECT_EQ(lifecycle(dust), Lifecycle::declined);
  EXPECT_EQ(payment(dust.payment.id).decline_reason, "amount_error");
  confirm(2);
  EXPECT_EQ(lifecycle(good), Lifecycle::paid);
  EXPECT_EQ(lifecycle(also), Lifecycle::paid);
  EXPECT_EQ(all_findings(), "");
}

TEST_P(ChainTroubleTest, WhatTheWalletCannotPayWaitsAndThenIsRefused) {
  // Protects order: oldest first, each that still fits; the rest waits for funds, not for ever.
  node_.balance = k_coin;
  const Created first = pay_out(k_coin * 6 / 10);
  const Created too_much = pay_out(k_coin * 5 / 10);
  const Created fits = pay_out(k_coin * 3 / 10);
  gather_and_work();
  ASSERT_EQ(node_.sent.size(), 1U);
  EXPECT_EQ(transactions().front().outputs, 2);
  EXPECT_EQ(summary().blocked, 1);
  EXPECT_EQ(placement(too_much).note, "the wallet holds too little for it");
  confirm(2);
  EXPECT_EQ(lifecycle(first), Lifecycle::paid);
  EXPECT_EQ(lifecycle(fits), Lifecycle::paid);
  EXPECT_EQ(lifecycle(too_much), Lifecycle::processing);
  const Created later = pay_out(k_coin * 4 / 10);
  clock().advance_ms(23 * k_hour_ms);
  node_.balance = k_coin / 2 + k_fee;
  work();
  confirm(2);
  EXPECT_EQ(lifecycle(too_much), Lifecycle::paid) << "the oldest is first when funds come";
  clock().advance_ms(25 * k_hour_ms);
  work();
  EXPECT_EQ(lifecycle(later), Lifecycle::declined);
  EXPECT_EQ(all_findings(), "");
}

TEST_P(ChainTroubleTest, WhatDoesNotCoverTheFeeGoesWithoutTheLast) {
  // Protects a wallet that is nearly empty: the fee is not known before, and the youngest waits.
  node_.balance = k_coin;
  const Created first = pay_out(k_coin / 2);
  const Created second = pay_out(k_coin / 2);
  gather_and_work();
  EXPECT_EQ(transactions().size(), 2U);
  EXPECT_EQ(transactions().back().state, TransactionState::dissolved);
  confirm(2);
  EXPECT_EQ(lifecycle(first), Lifecycle::paid);
  EXPECT_EQ(lifecycle(second), Lifecycle::processing);
  make_account("100", "0");
  node_.balance = 1;
  const Created poor = pay_out();
  gather_and_work();
  EXPECT_EQ(lifecycle(poor), Lifecycle::declined) << "no hours to wait";
  EXPECT_EQ(all_findings(), "");
}

TEST_P(ChainTroubleTest, AReorganisationTakesConfirmationsBack) {
  // Protects what counts: confirmations fall back, and what had counted waits for them again.
  const Created payout = pay_out();
  gather_and_work();
  confirm(1);
  confirm(0);
  EXPECT_EQ(lifecycle(payout), Lifecycle::processing);
  EXPECT_EQ(last_attempt(payout.payment.id).provider_message, "0 of 2 confirmations");
  confirm(2);
  EXPECT_EQ(lifecycle(payout), Lifecycle::paid);
  confirm(1);
  EXPECT_EQ(transactions().front().state, TransactionState::sent);
  EXPECT_EQ(lifecycle(payout), Lifecycle::paid) << "the money is not given back by itself";
  confirm(5);
  EXPECT_EQ(transactions().front().state, TransactionState::confirmed);
  EXPECT_EQ(available(), start_ - k_coin / 10);
  EXPECT_EQ(network_cost(), k_fee) << "booked once";
  EXPECT_EQ(all_findings(), "");
}

TEST_P(ChainTroubleTest, AConflictPutsItsPayoutsInDoubtAndFailsNone) {
  // Protects the merchant twice over: no money is given back while anybody may still be paid.
  const Created one = pay_out();
  const Created two = pay_out();
  gather_and_work();
  confirm(-1);
  EXPECT_EQ(transactions().front().state, TransactionState::conflicting);
  for (const Created& payout : {one, two}) {
    EXPECT_TRUE(payment(payout.payment.id).in_doubt);
    EXPECT_EQ(lifecycle(payout), Lifecycle::processing);
  }
  EXPECT_EQ(available(), start_ - k_coin / 5);
  const auto waiting = read([&](storage::Tx& tx) {
    return payments::list_unanswered(tx, everything(), clock().now(), {}).size();
  });
  EXPECT_EQ(waiting, 2U) << "a person must look";
  EXPECT_EQ(summary().conflicting, 1);
  clock().advance_ms(k_day_ms);
  work();
  EXPECT_EQ(node_.sends.size(), 1U) << "and nothing else is sent for it";
  confirm(2);  // the other branch won after all
  EXPECT_EQ(lifecycle(one), Lifecycle::paid);
  EXPECT_FALSE(payment(two.payment.id).in_doubt);
  confirm(-3);
  EXPECT_EQ(lifecycle(one), Lifecycle::paid);
  payments::ListExceptions filter;
  filter.kind = payments::ExceptionKind::contradiction;
  EXPECT_EQ(read([&](storage::Tx& tx) {
              return payments::list_exceptions(tx, everything(), filter).size();
            }),
            2U)
      << "what had counted and left the chain is a case";
  EXPECT_EQ(all_findings(), "");
}

TEST_P(ChainTroubleTest, ASendThatIsRefusedIsLookedIntoAndNeverReplaced) {
  // Protects against a second transaction: after the first send only the same bytes are sent.
  pay_out();
  node_.send_refuses = "mempool min fee not met";
  gather_and_work();
  EXPECT_EQ(transactions().front().state, TransactionState::sending);
  EXPECT_EQ(transactions().front().note, "mempool min fee not met");
  clock().advance_ms(k_minute_ms);
  node_.send_refuses.clear();
  work();
  EXPECT_EQ(transactions().front().state, TransactionState::sent);
  ASSERT_EQ(node_.sends.size(), 2U);
  EXPECT_EQ(node_.sends[0], node_.sends[1]);
  const Created lost = pay_out();
  node_.send_refuses = "bad-txns-inputs-missingorspent";
  node_.inputs_are_there = false;
  gather_and_work();
  EXPECT_EQ(transactions().front().state, TransactionState::conflicting);
  EXPECT_TRUE(payment(lost.payment.id).in_doubt);
  EXPECT_EQ(all_findings(), "");
}

TEST_P(ChainTroubleTest, InputsThatSomebodyElseSpentAreTakenAnew) {
  // Protects a wallet that others use: what was never sent is made again, and its inputs let go.
  const Created payout = pay_out();
  node_.test_refuses = "txn-mempool-conflict";
  clock().advance_ms(30 * k_second_ms);
  work(AskKind::unlock);
  EXPECT_EQ(transactions().front().state, TransactionState::dissolved);
  EXPECT_TRUE(node_.sends.empty());
  node_.test_refuses.clear();
  work();
  EXPECT_EQ(node_.locked.size(), 1U) << "those of the first are free again";
  confirm(2);
  EXPECT_EQ(lifecycle(payout), Lifecycle::paid);
  EXPECT_EQ(node_.sends.size(), 1U);
  EXPECT_EQ(all_findings(), "");
}

TEST_P(ChainTroubleTest, ANodeThatMakesSomethingElseIsNotBelieved) {
  // Protects the places: what was signed is compared with what was frozen before it is kept.
  pay_out(k_coin / 10);
  pay_out(k_coin / 5);
  node_.swaps_outputs = true;
  gather_and_work();
  EXPECT_EQ(transactions().front().state, TransactionState::frozen);
  EXPECT_EQ(transactions().front().note, "the node made another transaction than was ordered");
  EXPECT_TRUE(node_.sends.empty());
  clock().advance_ms(25 * k_hour_ms);
  work();
  EXPECT_EQ(transactions().front().state, TransactionState::dissolved) << "given up, never sent";
  EXPECT_EQ(available(), start_);
  EXPECT_EQ(all_findings(), "");
}

}  // namespace
}  // namespace bursar::chain
