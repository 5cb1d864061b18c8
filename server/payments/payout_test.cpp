// Payouts: money is reserved before anything is sent, goes out once, and comes back when it does
// not arrive.
#include <gtest/gtest.h>

#include "payments/cancel.hpp"
#include "payments/fixture_test.hpp"
#include "routing/routing.hpp"

namespace bursar::payments {
namespace {

class PayoutTest : public PaymentsTest {
 protected:
  void SetUp() override {
    PaymentsTest::SetUp();
    captured_sale(100'000);
    clock().advance_ms(3 * k_day_ms);
    mature_all();
    start_ = balance(ledger::Bucket::merchant_available);
  }
  fees::Plan plan() const override {
    fees::Plan plan = PaymentsTest::plan();
    plan.payout = {0, {{k_eur, 20, {}, {}}}};
    return plan;
  }
  CreatePayout command(std::int64_t minor = 5'000) {
    CreatePayout command;
    command.merchant_id = merchant_;
    command.external_id = "payout-" + std::to_string(++orders_);
    command.amount = {minor, k_eur};
    command.payment_method = "card";
    command.iban = "DE89 3704 0044 0532 0130 00";
    command.holder = "Ada Lovelace";
    return command;
  }
  Result<Created> pay_out(const CreatePayout& command) {
    return db().write([&](storage::Tx& tx) { return create_payout(tx, call(), *keys_, command); });
  }
  template <class F>
  Created answered_payout(F respond, std::int64_t minor = 5'000) {
    auto created = pay_out(command(minor));
    EXPECT_TRUE(created) << (created ? "" : created.error().message);
    if (!created) return {};
    const Dispatch sent = claim_one(created->attempt);
    EXPECT_EQ(sent.request.destination.iban, "DE89370400440532013000");
    answer(created->attempt, respond(sent.request));
    return std::move(*created);
  }
  std::string code_of(const Result<Created>& created) {
    return created ? "accepted" : created.error().code;
  }
  std::int64_t available() { return balance(ledger::Bucket::merchant_available); }
  std::int64_t in_transit() { return balance(ledger::Bucket::payout_in_transit); }
  std::int64_t start_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Both, PayoutTest, both_dialects(), dialect_name);

TEST_P(PayoutTest, ReservesThenPays) {
  // Protects the balance: the amount is out of reach before anything is sent, and leaves once.
  const auto created = pay_out(command());
  ASSERT_TRUE(created) << created.error().message;
  EXPECT_EQ(available(), start_ - 5'000);
  EXPECT_EQ(in_transit(), 5'000);
  EXPECT_EQ(findings(), "");
  const Dispatch sent = claim_one(created->attempt);
  EXPECT_EQ(sent.request.kind, providers::RequestKind::payout);
  answer(created->attempt, approved(sent.request));
  answer(created->attempt, approved(sent.request));
  EXPECT_EQ(payment(created->payment.id).lifecycle, Lifecycle::paid);
  EXPECT_EQ(orsunpay_status(payment(created->payment.id)), "SUCCESS");
  EXPECT_EQ(available(), start_ - 5'000 - 20);
  EXPECT_EQ(in_transit(), 0);
  EXPECT_EQ(own_balance(ledger::Bucket::fee_payout), 20);
  EXPECT_EQ(findings(), "");
}

TEST_P(PayoutTest, GivesBackWhatWasRefused) {
  // Protects the merchant: a refused payout costs nothing and frees its amount.
  const Created created = answered_payout([](const auto& request) { return declined(request); });
  EXPECT_EQ(payment(created.payment.id).lifecycle, Lifecycle::declined);
  EXPECT_EQ(available(), start_);
  EXPECT_EQ(in_transit(), 0);
  EXPECT_EQ(findings(), "");
}

TEST_P(PayoutTest, KeepsTheReserveInDoubt) {
  // Protects against paying twice: what may have gone out stays reserved until it is known.
  const Created created = answered_payout([](const auto&) { return no_answer(); });
  EXPECT_TRUE(payment(created.payment.id).in_doubt);
  EXPECT_EQ(in_transit(), 5'000);
  EXPECT_EQ(findings(), "");
  const auto asked = questions();
  clock().advance_ms(3 * k_second_ms);
  reply(created.attempt,
        approved({.our_reference = created.attempt.text(), .amount = {5'000, k_eur}}));
  EXPECT_EQ(payment(created.payment.id).lifecycle, Lifecycle::paid);
  EXPECT_EQ(in_transit(), 0);
  EXPECT_EQ(findings(), "");
}

TEST_P(PayoutTest, NeverPaysOutMoreThanThereIs) {
  // Protects the PSP: two payouts that together exceed the balance, and an overdraft for refunds
  // that is none for payouts.
  set_overdraft(1'000'000);
  EXPECT_EQ(code_of(pay_out(command(start_ + 1))), "insufficient_balance");
  EXPECT_EQ(code_of(pay_out(command(start_ - 1'000))), "accepted");
  EXPECT_EQ(code_of(pay_out(command(2'000))), "insufficient_balance");
  EXPECT_EQ(findings(), "");
}

TEST_P(PayoutTest, TakesALateSuccess) {
  // Protects the books: a payout that was given up and happened after all is booked, from the
  // balance it was given back to.
  const auto created = pay_out(command());
  ASSERT_TRUE(created);
  const Dispatch sent = claim_one(created->attempt);
  answer(created->attempt, not_sent());
  EXPECT_EQ(available(), start_);
  reply(created->attempt, approved(sent.request));
  EXPECT_EQ(payment(created->payment.id).lifecycle, Lifecycle::paid);
  EXPECT_EQ(available(), start_ - 5'020);
  EXPECT_EQ(findings(), "");
}

TEST_P(PayoutTest, TakesBackWhatWasReturned) {
  // Protects the merchant: a payout that came back is theirs again, once.
  const Created created = answered_payout([](const auto& request) { return approved(request); });
  for (int again = 0; again < 2; ++again)
    must([&](storage::Tx& tx) {
      providers::Outcome message;
      message.kind = providers::OutcomeKind::approved;
      message.returned = Money{5'000, k_eur};
      return record_webhook(tx, call(), created.attempt, message);
    });
  EXPECT_EQ(payment(created.payment.id).lifecycle, Lifecycle::returned);
  EXPECT_EQ(orsunpay_status(payment(created.payment.id)), "CANCELED");
  EXPECT_EQ(available(), start_ - 20);
  EXPECT_EQ(findings(), "");
}

TEST_P(PayoutTest, ACanceledOneFreesItsAmount) {
  // Protects the balance: what is called off in the queue is the merchant's again, and never
  // leaves.
  const auto created = pay_out(command());
  ASSERT_TRUE(created);
  const auto canceled = db().write([&](storage::Tx& tx) {
    return cancel_payment(tx, call(), {created->payment.id, "wrong receiver"}, nullptr);
  });
  ASSERT_TRUE(canceled) << canceled.error().message;
  EXPECT_EQ(canceled->lifecycle, Lifecycle::canceled);
  EXPECT_EQ(available(), start_);
  EXPECT_EQ(in_transit(), 0);
  EXPECT_TRUE(claim({created->attempt}).empty());
  EXPECT_EQ(findings(), "");
}

TEST_P(PayoutTest, IsRoutedOnceAndNeverTriedElsewhere) {
  // Protects money going out: rules choose the account and say why, the others are recorded, and a
  // refusal is the end even where a profile would try a sale again.
  ProviderAccountId second;
  must([&](storage::Tx& tx) -> Result<void> {
    providers::CreateAccount account;
    account.account.adapter = "sim";
    account.account.title = "Second";
    account.account.method = "card";
    account.account.base_url = "http://127.0.0.1:9";
    account.api_key = Secret("key");
    second = providers::create_account(tx, call(), *keys_, true, account)->id;
    const auto profile = routing::create_profile(tx, call(), {}, "all");
    routing::Content content;
    content.rules.push_back({"Payouts by the second",
                             R"(payment.operation == "payout")",
                             routing::Strategy::priority,
                             {{second}, {account_}}});
    content.cascade.soft = content.cascade.technical = routing::NextAccount::always;
    const auto draft = routing::change_draft(tx, call(), profile->id, 1, content);
    if (!draft) return draft.error();
    const auto active = routing::activate_draft(tx, call(), profile->id, draft->revision);
    if (!active) return active.error();
    return ok();
  });
  const auto created = pay_out(command());
  ASSERT_TRUE(created) << created.error().message;
  EXPECT_EQ(created->payment.provider_account_id, second);
  const auto plan = routing::read_plan(payment(created->payment.id).routing_plan);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->rule, "Payouts by the second");
  EXPECT_EQ(plan->choices.size(), 2U);
  answer(created->attempt, declined(claim_one(created->attempt).request, "91"));
  EXPECT_EQ(payment(created->payment.id).lifecycle, Lifecycle::declined);
  EXPECT_EQ(read([&](storage::Tx& tx) { return attempts_of(tx, created->payment.id); }).size(), 1U);
  EXPECT_EQ(available(), start_);
  must([&](storage::Tx& tx) -> Result<void> {
    providers::set_enabled(tx, call(), second, false);
    return ok();
  });
  const auto other = pay_out(command());
  ASSERT_TRUE(other);
  EXPECT_EQ(other->payment.provider_account_id, account_);
  const auto second_plan = routing::read_plan(payment(other->payment.id).routing_plan);
  ASSERT_EQ(second_plan->excluded.size(), 1U);
  EXPECT_EQ(second_plan->excluded[0].reason, "disabled");
  EXPECT_EQ(findings(), "");
}

TEST_P(PayoutTest, ChecksTheDestination) {
  // Protects against typing errors: check digits, a holder, and exactly one destination.
  CreatePayout wrong = command();
  wrong.iban = "DE88370400440532013000";
  EXPECT_EQ(code_of(pay_out(wrong)), "invalid_iban");
  wrong = command();
  wrong.holder.clear();
  EXPECT_EQ(pay_out(wrong).error().field, "holder");
  wrong = command();
  wrong.address = "mQGxjVXVyJTyZm8Y6d6b6nWk2N2vWn9kPz";
  EXPECT_EQ(code_of(pay_out(wrong)), "one_destination");
  wrong.iban.clear();
  wrong.address = "short";
  EXPECT_EQ(code_of(pay_out(wrong)), "invalid_address");
  EXPECT_EQ(available(), start_);
}

TEST_P(PayoutTest, KeepsTheDestinationSealed) {
  // Protects bank accounts: rows show their ends only.
  const auto created = pay_out(command());
  ASSERT_TRUE(created);
  read([&](storage::Tx& tx) {
    EXPECT_EQ(payout_detail_of(tx, created->payment.id)->display, "DE89 •••• 3000");
    tx.query("SELECT destination_sealed FROM payout_detail", {}, [](const storage::Row& row) {
      EXPECT_EQ(std::string(row.blob(0)).find("0532013"), std::string::npos);
    });
    return true;
  });
}

TEST_P(PayoutTest, AKeyStandsForOnePayout) {
  // Protects against double payouts by impatient callers.
  CreatePayout once = command();
  once.idempotency_key = "once";
  const auto first = pay_out(once);
  const auto again = pay_out(once);
  ASSERT_TRUE(first && again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(in_transit(), 5'000);
  EXPECT_EQ(code_of(pay_out([&] {
              CreatePayout other = command();
              other.external_id = once.external_id;
              return other;
            }())),
            "duplicate_order_id");
}

}  // namespace
}  // namespace bursar::payments
