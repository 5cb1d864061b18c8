// What must not be sent any more on both databases: payouts that ended while the desk had them,
// orders that come after their end, and what nodes say that is no answer.
#include "chain/fixture_test.hpp"

namespace bursar::chain {
namespace {

class ChainUnwantedTest : public ChainTest {
 protected:
  void SetUp() override {
    ChainTest::SetUp();
    before_ = orders_;
  }
  /// Where the payouts of a test go, counted from 1.
  std::string address_of(int number) { return ChainTest::address_of(before_ + number); }
  /// The one that goes is paid once, the one that ended never, and the reserve came back once.
  void expect_only(const Created& goes, int ended_number) {
    for (int turn = 0; turn < 3; ++turn) work();
    confirm(2);
    EXPECT_EQ(lifecycle(goes), Lifecycle::paid);
    EXPECT_EQ(times_paid(address_of(ended_number)), 0);
    EXPECT_EQ(node_.sends.size(), 1U);
    EXPECT_EQ(node_.locked.size(), 1U) << "of what was dissolved nothing is kept";
    EXPECT_EQ(available(), start_ - k_coin / 10);
    EXPECT_EQ(summary().waiting, 0);
    EXPECT_EQ(all_findings(), "");
  }

 private:
  int before_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Both, ChainUnwantedTest, both_dialects(), dialect_name);

TEST_P(ChainUnwantedTest, WhatEndedWhileItWaitedIsNotGathered) {
  // Protects against paying what the merchant was given back: before and after its address was
  // looked at.
  const Created unchecked = pay_out();
  decline_by_hand(unchecked);
  const Created goes = pay_out();
  const Created checked = pay_out();
  work();
  decline_by_hand(checked);
  EXPECT_NE(all_findings().find("chain_unwanted"), std::string::npos) << "the check sees it";
  gather_and_work();
  EXPECT_EQ(times_paid(address_of(1)), 0);
  EXPECT_EQ(placement(checked).state, OrderState::refused);
  expect_only(goes, 3);
}

TEST_P(ChainUnwantedTest, WhatEndedInAFrozenTransactionIsTakenOut) {
  // Protects the same after places were given: the transaction is dissolved and made anew.
  const Created ended = pay_out();
  const Created goes = pay_out();
  clock().advance_ms(30 * k_second_ms);
  work(AskKind::create);
  ASSERT_EQ(transactions().front().state, TransactionState::frozen);
  decline_by_hand(ended);
  EXPECT_NE(all_findings().find("chain_unwanted"), std::string::npos);
  expect_only(goes, 1);
  EXPECT_EQ(transactions().back().state, TransactionState::dissolved);
}

TEST_P(ChainUnwantedTest, WhatEndedInASignedTransactionIsTakenOut) {
  // Protects the same after signing: what was signed is never sent, and its inputs are let go.
  const Created ended = pay_out();
  const Created goes = pay_out();
  clock().advance_ms(30 * k_second_ms);
  work(AskKind::lock);
  ASSERT_EQ(transactions().front().state, TransactionState::signed_);
  decline_by_hand(ended);
  expect_only(goes, 1);
}

TEST_P(ChainUnwantedTest, WhatEndedDuringTheLastQuestionIsTakenOut) {
  // Protects the last moment: the end comes while the node is asked whether it would take it.
  const Created ended = pay_out();
  const Created goes = pay_out();
  clock().advance_ms(30 * k_second_ms);
  work(AskKind::test);
  Turn turn = begin();
  turn = take(*turn.next, node_.answer(turn.next->wire));
  ASSERT_EQ(turn.next->kind, AskKind::test);
  const auto allowed = node_.answer(turn.next->wire);
  decline_by_hand(ended);
  EXPECT_FALSE(take(*turn.next, allowed).next) << "nothing is sent";
  EXPECT_EQ(transactions().front().state, TransactionState::dissolved);
  expect_only(goes, 1);
}

TEST_P(ChainUnwantedTest, AnAloneOneThatEndedLeavesNothingBehind) {
  // Protects the wallet: nothing else is due, and the inputs are let go all the same.
  const Created ended = pay_out();
  clock().advance_ms(30 * k_second_ms);
  work(AskKind::test);
  ASSERT_EQ(node_.locked.size(), 1U);
  decline_by_hand(ended);
  clock().advance_ms(30 * k_second_ms);
  work();
  EXPECT_TRUE(node_.locked.empty());
  EXPECT_TRUE(node_.sends.empty());
  EXPECT_EQ(available(), start_);
  EXPECT_EQ(all_findings(), "");
}

TEST_P(ChainUnwantedTest, AnOrderAfterItsEndIsTurnedAway) {
  // Protects against a late order: somebody proved meanwhile that the desk never had it.
  payments::CreatePayout command;
  command.merchant_id = merchant_;
  command.external_id = "late";
  command.amount = {k_coin / 10, k_ltc};
  command.payment_method = "crypto";
  command.address = address_of(1);
  const auto created = db().write(
      [&](storage::Tx& tx) { return payments::create_payout(tx, call(), *keys_, command); });
  ASSERT_TRUE(created) << created.error().message;
  const payments::Dispatch sent = claim_one(created->attempt);
  const auto wire = providers::find_adapter("crypto")->build(sent.request, sent.config);
  answer(created->attempt, payments::not_sent());
  ASSERT_EQ(available(), start_);
  const auto said = db().write([&](storage::Tx& tx) { return desk(tx, call(), *keys_, wire); });
  ASSERT_TRUE(said);
  EXPECT_NE(said->body.find("not_expected"), std::string::npos) << said->body;
  answer(created->attempt, *said);
  gather_and_work();
  EXPECT_TRUE(node_.sends.empty());
  EXPECT_EQ(summary().waiting, 0);
  EXPECT_EQ(all_findings(), "");
}

TEST_P(ChainUnwantedTest, WhatIsNoAnswerIsWaitedOutWhateverWasAsked) {
  // Protects the process: a node, or something in its place, may say anything to any call.
  std::set<AskKind> asked;
  const auto work_through = [&] {
    for (int looks = 0; looks < 30; ++looks) {
      Turn turn = begin();
      if (!turn.next) return;
      while (turn.next) {
        const Ask ask = *turn.next;
        asked.insert(ask.kind);
        for (const char* body :
             {"[]", "{}", "null", "7", "[7]", "[{}]", R"([{"id":"0"}])", R"("text")",
              R"({"result":null,"error":null,"id":"0"})", R"({"error":{},"id":"0"})"}) {
          const Turn after = take(ask, payments::answered(200, body));
          EXPECT_FALSE(after.next) << static_cast<int>(ask.kind) << " " << body;
          EXPECT_TRUE(after.rests) << static_cast<int>(ask.kind) << " " << body;
        }
        turn = take(ask, node_.answer(ask.wire));
      }
    }
  };
  const Created first = pay_out();
  node_.test_refuses = "txn-mempool-conflict";
  clock().advance_ms(30 * k_second_ms);
  work(AskKind::test);
  Turn turn = begin();
  turn = take(*turn.next, node_.answer(turn.next->wire));
  take(*turn.next, node_.answer(turn.next->wire));
  node_.test_refuses.clear();
  node_.send_refuses = "mempool min fee not met";
  work_through();
  EXPECT_EQ(transactions().front().state, TransactionState::sending);
  node_.send_refuses.clear();
  const Created second = pay_out();
  clock().advance_ms(k_minute_ms);
  work_through();
  for (auto& [txid, confirmations] : node_.confirmations) confirmations = 2;
  clock().advance_ms(k_minute_ms);
  work_through();
  EXPECT_EQ(asked.size(), 13U) << "every kind of call";
  EXPECT_EQ(lifecycle(first), Lifecycle::paid);
  EXPECT_EQ(lifecycle(second), Lifecycle::paid);
  EXPECT_EQ(times_paid(address_of(1)), 1);
  EXPECT_EQ(all_findings(), "");
}

TEST_P(ChainUnwantedTest, OfASharedAccountOnlyItsOwnPlaceIsShown) {
  // Protects other companies: sum, outputs, fee and notes of a shared transaction are not told.
  const Created payout = pay_out();
  pay_out();
  gather_and_work();
  const Scope company = ScopeIssuer::of({company_}, {});
  const Placement seen =
      **read([&](storage::Tx& tx) { return read_placement(tx, company, payout.payment.id); });
  const Placement all = placement(payout);
  EXPECT_TRUE(all.is_own);
  EXPECT_EQ(all.transaction->outputs, 2);
  EXPECT_FALSE(seen.is_own);
  EXPECT_EQ(seen.fee_minor, all.fee_minor);
  EXPECT_EQ(seen.position, all.position);
  EXPECT_EQ(seen.transaction->state, TransactionState::sent);
  EXPECT_EQ(seen.transaction->txid, all.transaction->txid);
  EXPECT_EQ(seen.transaction->outputs, 0);
  EXPECT_EQ(seen.transaction->sum.minor, 0);
  EXPECT_EQ(seen.transaction->fee_minor, 0);
  EXPECT_FALSE(seen.transaction->id);
  EXPECT_FALSE(seen.transaction->account);
  node_.balance = 0;
  const Created poor = pay_out();
  gather_and_work();
  EXPECT_NE(placement(poor).note, "");
  const auto blocked =
      **read([&](storage::Tx& tx) { return read_placement(tx, company, poor.payment.id); });
  EXPECT_EQ(blocked.note, "");
}

}  // namespace
}  // namespace bursar::chain
