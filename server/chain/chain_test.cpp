// Payouts in transactions of a chain on both databases: gathered once, at frozen places, sent as
// the same bytes whatever happens in between.
#include "chain/fixture_test.hpp"
#include "chain/reencrypt.hpp"

namespace bursar::chain {
namespace {

INSTANTIATE_TEST_SUITE_P(Both, ChainTest, both_dialects(), dialect_name);

TEST_P(ChainTest, ManyPayoutsGoOutInOneTransactionAtFrozenPlaces) {
  // Protects the whole way: gathered after its time, each at its own place, paid by confirmations.
  std::vector<Created> payouts;
  for (int i = 1; i <= 12; ++i) payouts.push_back(pay_out(k_coin / 100 * i));
  work();
  EXPECT_TRUE(transactions().empty()) << "the oldest still waits for others";
  EXPECT_EQ(summary().waiting, 12);
  gather_and_work();
  ASSERT_EQ(node_.sent.size(), 1U);
  const Transaction one = transactions().front();
  EXPECT_EQ(one.state, TransactionState::sent);
  EXPECT_EQ(one.outputs, 12);
  const json::array& outputs = node_.sent.at(one.txid);
  for (std::size_t i = 0; i < payouts.size(); ++i) {
    const Placement at = placement(payouts[i]);
    const auto attempt = last_attempt(payouts[i].payment.id);
    EXPECT_EQ(attempt.provider_reference, one.txid + ":" + std::to_string(at.position));
    EXPECT_EQ(outputs[static_cast<std::size_t>(at.position)].get_object().begin()->key(),
              address_of(static_cast<int>(i) + orders_ - 11));
    EXPECT_EQ(lifecycle(payouts[i]), Lifecycle::processing);
  }
  confirm(1);
  EXPECT_EQ(last_attempt(payouts[3].payment.id).provider_message, "1 of 2 confirmations");
  EXPECT_EQ(lifecycle(payouts[3]), Lifecycle::processing);
  confirm(2);
  for (const Created& payout : payouts) EXPECT_EQ(lifecycle(payout), Lifecycle::paid);
  EXPECT_EQ(transactions().front().state, TransactionState::confirmed);
  EXPECT_EQ(node_.sends.size(), 1U);
  EXPECT_EQ(all_findings(), "");
}

TEST_P(ChainTest, ACertainNumberGoesOutAtOnceAndTheRestInTheNext) {
  // Protects the setting: a full transaction waits for nobody, and none carries more.
  make_account("3");
  for (int i = 0; i < 7; ++i) pay_out();
  work();
  EXPECT_EQ(transactions().size(), 2U) << "two are full";
  EXPECT_EQ(summary().waiting, 1);
  gather_and_work();
  ASSERT_EQ(transactions().size(), 3U);
  EXPECT_EQ(transactions().front().outputs, 1);
  EXPECT_EQ(node_.sent.size(), 3U);
  EXPECT_EQ(all_findings(), "");
}

TEST_P(ChainTest, OneReceiverTwiceIsPaidInTwoTransactions) {
  // Protects both payouts to one address, however it is written: neither takes the other's place.
  const std::string address = "rltc1qthesamereceiver";
  const Created first = pay_out(k_coin / 10, address);
  const Created second = pay_out(k_coin / 10, address);
  const Created shouted = pay_out(k_coin / 10, "RLTC1QTHESAMERECEIVER");
  const Created other = pay_out();
  gather_and_work();
  ASSERT_EQ(transactions().size(), 3U);
  EXPECT_EQ(transactions().back().outputs, 2);
  EXPECT_EQ(times_paid(address), 2);
  std::set<std::string> references;
  for (const Created& one : {first, second, shouted, other})
    references.insert(last_attempt(one.payment.id).provider_reference);
  EXPECT_EQ(references.size(), 4U);
  confirm(2);
  for (const Created& one : {first, second, shouted, other})
    EXPECT_EQ(lifecycle(one), Lifecycle::paid);
  EXPECT_EQ(all_findings(), "");
}

TEST_P(ChainTest, ACrashAnywhereSendsNothingTwice) {
  // Protects against paying twice: whoever takes over sends the bytes that were signed, or signs
  // what was never sent.
  const std::vector<AskKind> kinds{AskKind::check, AskKind::balance, AskKind::create,
                                   AskKind::fund,  AskKind::sign,    AskKind::decode,
                                   AskKind::lock,  AskKind::test,    AskKind::send};
  for (const AskKind kind : kinds)
    for (const bool after : {false, true}) {
      const Created one = pay_out();
      const Created two = pay_out();
      clock().advance_ms(30 * k_second_ms);
      if (after) work({}, kind);
      else work(kind);
      const auto before = transactions();
      const std::string signed_as = before.empty() ? "" : before.front().txid;
      work();
      confirm(2);
      EXPECT_EQ(lifecycle(one), Lifecycle::paid);
      EXPECT_EQ(lifecycle(two), Lifecycle::paid);
      EXPECT_EQ(times_paid(address_of(orders_)), 1) << static_cast<int>(kind);
      EXPECT_EQ(times_paid(address_of(orders_ - 1)), 1) << static_cast<int>(kind);
      const bool was_signed = kind > AskKind::decode;
      EXPECT_TRUE(!was_signed || transactions().front().txid == signed_as) << "signed again";
    }
  EXPECT_EQ(all_findings(), "");
}

TEST_P(ChainTest, SignedBytesAreOnDiskBeforeTheFirstSend) {
  // Protects the order of things: what leaves is what was kept, and its inputs are locked by then.
  pay_out();
  clock().advance_ms(30 * k_second_ms);
  work(AskKind::send);
  EXPECT_EQ(transactions().front().state, TransactionState::sending);
  EXPECT_TRUE(node_.sends.empty());
  EXPECT_EQ(node_.locked.size(), 1U);
  const auto sealed = read([&](storage::Tx& tx) {
    return *tx.one("SELECT length(sealed_raw) FROM chain_transaction", {},
                   [](const storage::Row& row) { return row.i64(0); });
  });
  EXPECT_GT(sealed, 60);
  clock().advance_ms(k_day_ms * 30);
  work();
  EXPECT_EQ(node_.sends.size(), 1U) << "time alone gives up nothing that may be out";
}

TEST_P(ChainTest, TheFeeIsSharedExactly) {
  // Protects the books: the shares add up to the fee, and the fee is booked as what it cost us.
  std::vector<Created> payouts;
  for (int i = 0; i < 7; ++i) payouts.push_back(pay_out(k_coin / 100));
  gather_and_work();
  EXPECT_EQ(network_cost(), 0);
  confirm(2);
  const TransactionDetail one = detail(transactions().front().id);
  EXPECT_EQ(one.transaction.fee_minor, k_fee);
  std::int64_t sum = 0;
  for (const Output& output : one.outputs) {
    sum += output.fee_minor;
    EXPECT_LE(std::abs(output.fee_minor - k_fee / 7), 1);
    EXPECT_TRUE(output.payment);
  }
  EXPECT_EQ(sum, k_fee);
  EXPECT_EQ(network_cost(), k_fee);
  EXPECT_EQ(all_findings(), "");
  must([](storage::Tx& tx) -> Result<void> {
    tx.exec("UPDATE chain_order SET fee_minor = fee_minor + 1 WHERE position = 0");
    return ok();
  });
  EXPECT_NE(all_findings().find("chain_fees"), std::string::npos) << "the check sees it";
}

TEST_P(ChainTest, AnAccountThatIsOffBeginsNothingAndStillWatches) {
  // Protects the switch: nothing new leaves, and what was sent is followed to its end.
  const Created sent = pay_out();
  gather_and_work();
  const Created waits = pay_out();
  must([&](storage::Tx& tx) -> Result<void> {
    providers::set_enabled(tx, call(), chain_, false);
    return ok();
  });
  clock().advance_ms(k_hour_ms);
  confirm(2);
  EXPECT_EQ(lifecycle(sent), Lifecycle::paid);
  EXPECT_EQ(lifecycle(waits), Lifecycle::processing);
  EXPECT_EQ(node_.sends.size(), 1U);
}

TEST_P(ChainTest, WhatWasSentBeforeTheDeskIsNeverTakenForAbsent) {
  // Protects payouts under way at an upgrade: the desk has no order of them and says so.
  const auto ask = [&](AttemptId attempt) {
    providers::ProviderRequest question;
    question.kind = providers::RequestKind::query;
    question.about = providers::RequestKind::payout;
    question.our_reference = attempt.text();
    const auto& adapter = *providers::find_adapter("crypto");
    const auto wire = adapter.build(question, {});
    const auto said = db().write([&](storage::Tx& tx) { return desk(tx, call(), *keys_, wire); });
    return adapter.parse(question, *said);
  };
  const AttemptId attempt = ids().next<AttemptId>();
  EXPECT_FALSE(ask(attempt).found);
  must([&](storage::Tx& tx) -> Result<void> {
    tx.exec("UPDATE schema_migration SET applied_at = $1 WHERE module = 'chain'",
            {clock().now().plus_ms(k_hour_ms)});
    return ok();
  });
  EXPECT_TRUE(ask(attempt).found);
  EXPECT_EQ(ask(attempt).kind, providers::OutcomeKind::unknown);
}

TEST_P(ChainTest, TransactionsOfOthersDoNotExist) {
  // Protects tenants: no transaction, no desk and no place of another company's payout.
  const Created payout = pay_out();
  gather_and_work();
  const Scope nobody;
  const TransactionId sent = transactions().front().id;
  read([&](storage::Tx& tx) {
    EXPECT_FALSE(read_summary(tx, nobody, chain_));
    EXPECT_FALSE(read_transaction(tx, nobody, sent));
    EXPECT_FALSE(read_placement(tx, nobody, payout.payment.id));
    EXPECT_EQ(read_summary(tx, everything(), account_).error().code, "not_a_chain");
    return true;
  });
}

TEST_P(ChainTest, EverythingSealedMovesToANewKey) {
  // Protects key rotation: receivers and signed bytes open under the new key alone.
  pay_out();
  clock().advance_ms(30 * k_second_ms);
  work(AskKind::send);
  const Secret first(std::string(32, 'k'));
  const Secret second(std::string(32, 'n'));
  keys_ = vault::make_key_ring({{1, first}, {2, second}});
  for (const vault::SealedColumn& column : sealed_columns())
    must([&](storage::Tx& tx) -> Result<void> {
      EXPECT_GT(vault::reencrypt(tx, *keys_, random(), column, 0, 100).rows, 0) << column.title;
      EXPECT_EQ(vault::count_stale(tx, *keys_, column), 0) << column.title;
      return ok();
    });
  must([&](storage::Tx& tx) -> Result<void> {
    providers::set_connection(tx, call(), *keys_, chain_, "http://127.0.0.1:9", Secret("p"));
    return ok();
  });
  keys_ = vault::make_key_ring({{2, second}});
  work();
  EXPECT_EQ(node_.sends.size(), 1U);
}

}  // namespace
}  // namespace bursar::chain
