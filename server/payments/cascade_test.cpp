// Cascades: another account tries after an attempt that certainly moved nothing, and never when
// nobody knows; the plan is kept on the payment.
#include "payments/fixture_test.hpp"
#include "routing/routing.hpp"

namespace bursar::payments {
namespace {

class CascadeTest : public PaymentsTest {
 protected:
  void SetUp() override {
    PaymentsTest::SetUp();
    second_ = add_account("Second");
  }
  ProviderAccountId add_account(std::string title) {
    providers::CreateAccount command;
    command.account.adapter = "sim";
    command.account.title = std::move(title);
    command.account.method = "card";
    command.account.base_url = "http://127.0.0.1:9";
    command.api_key = Secret("key");
    ProviderAccountId id;
    must([&](storage::Tx& tx) -> Result<void> {
      const auto made = providers::create_account(tx, call(), *keys_, true, command);
      if (!made) return made.error();
      id = made->id;
      return ok();
    });
    return id;
  }
  void use_profile(routing::Cascade cascade, routing::Sticky sticky = routing::Sticky::none) {
    must([&](storage::Tx& tx) -> Result<void> {
      const auto profile = routing::create_profile(tx, call(), {}, "Main");
      if (!profile) return profile.error();
      const routing::Rule rule{
          "all", "true", routing::Strategy::priority, {{account_, 1}, {second_, 1}}};
      const auto draft =
          routing::change_draft(tx, call(), profile->id, 1, {{rule}, cascade, sticky});
      if (!draft) return draft.error();
      const auto active = routing::activate_draft(tx, call(), profile->id, draft->revision);
      if (!active) return active.error();
      return ok();
    });
  }
  std::vector<Attempt> attempts(PaymentId id) {
    return read([&](storage::Tx& tx) { return attempts_of(tx, id); });
  }

  ProviderAccountId second_;
};
INSTANTIATE_TEST_SUITE_P(Both, CascadeTest, both_dialects(), dialect_name);

TEST_P(CascadeTest, AnotherAccountTriesAfterASoftDecline) {
  // Protects sales: one operation, two attempts, money booked at the account that paid.
  use_profile({});
  const Created sale = answered_sale([](const auto& request) { return declined(request, "05"); });
  Payment after = payment(sale.payment.id);
  EXPECT_EQ(after.lifecycle, Lifecycle::processing) << "the payer is still being served";
  EXPECT_EQ(after.provider_account_id, second_);
  ASSERT_EQ(attempts(after.id).size(), 2U);
  const Dispatch second = claim_one(attempts(after.id)[1].id);
  answer(second.attempt, approved(second.request));
  after = payment(after.id);
  EXPECT_EQ(after.lifecycle, Lifecycle::captured);
  EXPECT_EQ(after.captured_minor, 10'000);
  EXPECT_EQ(last_operation(after.id).seq, 1) << "the same operation";
  EXPECT_EQ(attempts(after.id)[0].outcome, providers::OutcomeKind::declined);
  EXPECT_EQ(attempts(after.id)[1].provider_account_id, second_);
  EXPECT_NE(event_types().find("payment.rerouted"), std::string::npos);
  const auto refunded = answered_refund(after.id, 1'000, [](const auto& r) { return approved(r); });
  EXPECT_EQ(last_attempt(after.id).provider_account_id, second_) << "refunds go where it was paid";
  EXPECT_TRUE(refunded.operation.id);
}

TEST_P(CascadeTest, TheLastAccountsAnswerStands) {
  // Protects the payer from an endless tour: soft declines cascade once, then the decline counts.
  use_profile({});
  const Created sale = answered_sale([](const auto& request) { return declined(request, "05"); });
  const Dispatch second = claim_one(attempts(sale.payment.id)[1].id);
  answer(second.attempt, declined(second.request, "05"));
  const Payment after = payment(sale.payment.id);
  EXPECT_EQ(after.lifecycle, Lifecycle::declined);
  EXPECT_EQ(after.decline_reason, "do_not_honor");
  EXPECT_EQ(attempts(after.id).size(), 2U);
}

TEST_P(CascadeTest, NeverAfterDoubt) {
  // Protects money: while nobody knows, nothing else may try, whatever the policy says.
  use_profile({.soft = routing::NextAccount::always});
  const Created sale = doubted_sale();
  EXPECT_TRUE(payment(sale.payment.id).in_doubt);
  EXPECT_EQ(attempts(sale.payment.id).size(), 1U);
  // Also not when the doubt ends: the payer has been waiting for too long by then.
  clock().advance_ms(3'000);
  for (const Question& question : questions())
    reply(question.attempt, declined(question.request, "05"));
  EXPECT_EQ(payment(sale.payment.id).lifecycle, Lifecycle::declined);
  EXPECT_EQ(attempts(sale.payment.id).size(), 1U);
}

TEST_P(CascadeTest, WhatNoAccountCanChangeEnds) {
  // Protects payers and the merchant's standing: no money, stolen or expired cards are not passed
  // on; an order that never left is.
  use_profile({});
  for (const char* const code : {"51", "54", "41", "59"}) {
    const Created sale =
        answered_sale([&](const auto& request) { return declined(request, code); });
    EXPECT_EQ(payment(sale.payment.id).lifecycle, Lifecycle::declined) << code;
    EXPECT_EQ(attempts(sale.payment.id).size(), 1U) << code;
    take_another_card();
  }
  const Created sale = answered_sale([](const auto&) { return not_sent(); });
  EXPECT_EQ(payment(sale.payment.id).lifecycle, Lifecycle::processing);
  EXPECT_EQ(attempts(sale.payment.id).size(), 2U);
}

TEST_P(CascadeTest, WithoutAPolicyOnlyOutagesGoOn) {
  // Protects installations that wrote no rule: a decline stays one, an outage is passed by.
  const Created soft = answered_sale([](const auto& request) { return declined(request, "05"); });
  EXPECT_EQ(payment(soft.payment.id).lifecycle, Lifecycle::declined);
  const Created out = answered_sale([](const auto& request) { return declined(request, "91"); });
  EXPECT_EQ(payment(out.payment.id).provider_account_id, second_);
  EXPECT_EQ(attempts(out.payment.id).size(), 2U);
}

TEST_P(CascadeTest, AnEarlierAttemptsLateWordIsForPeople) {
  // Protects money: the first account says yes after all while the second one is being asked.
  use_profile({});
  const Created sale = answered_sale([](const auto& request) { return declined(request, "05"); });
  const Attempt first = attempts(sale.payment.id)[0];
  providers::Outcome late;
  late.kind = providers::OutcomeKind::approved;
  late.amount = sale.payment.amount;
  must([&](storage::Tx& tx) { return record_webhook(tx, call(), first.id, late); });
  Payment after = payment(sale.payment.id);
  EXPECT_EQ(after.captured_minor, 0) << "nothing is taken from it";
  const Dispatch second = claim_one(attempts(after.id)[1].id);
  answer(second.attempt, approved(second.request));
  EXPECT_EQ(payment(after.id).captured_minor, 10'000) << "once";
}

TEST_P(CascadeTest, ThePlanIsKeptAndStickyRoutesAreLearnt) {
  // Protects the payment page, and stored cards that must stay with their account.
  use_profile({}, routing::Sticky::customer);
  const Created first = answered_sale([](const auto& request) { return declined(request, "05"); });
  auto plan = routing::read_plan(payment(first.payment.id).routing_plan);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->rule, "all");
  EXPECT_EQ(plan->version, 1);
  ASSERT_EQ(plan->choices.size(), 2U);
  const Dispatch second = claim_one(attempts(first.payment.id)[1].id);
  answer(second.attempt, approved(second.request));
  const Created next = must_sell(sale_command());
  plan = routing::read_plan(payment(next.payment.id).routing_plan);
  EXPECT_EQ(plan->choices[0].account, second_) << "the account that took this customer's payment";
  EXPECT_EQ(plan->choices[0].note, "sticky");
}

TEST_P(CascadeTest, SchemesCapsEndTheTour) {
  // Protects merchants from scheme fines: the eleventh decline of a day is not passed on.
  use_profile({.soft = routing::NextAccount::always});
  CreateSale command = sale_command();
  command.card->number = Secret("5555555555554444");
  std::size_t tried = 0;
  for (int i = 0; i < 6; ++i) {
    command.external_id = "capped-" + std::to_string(i);
    command.request_hash = command.external_id;
    const Created sale = must_sell(command);
    for (std::size_t at = 0; at < attempts(sale.payment.id).size(); ++at) {
      const Dispatch sent = claim_one(attempts(sale.payment.id)[at].id);
      answer(sent.attempt, declined(sent.request, "05"));
    }
    tried += attempts(sale.payment.id).size();
  }
  EXPECT_EQ(tried, 5U * 2U) << "ten declines in 24 hours, then nothing is sent any more";
}

TEST_P(CascadeTest, TheNextAttemptNeedsTheSecurityCodeToo) {
  // Protects D-01 and the payer: the next account is asked with the code or not at all; whether it
  // is still in memory is for whoever made the call to say.
  use_profile({});
  CreateSale command = sale_command();
  command.card->cvv = Secret("123");
  const Created sale = must_sell(command);
  const Dispatch first = claim_one(sale.attempt);
  EXPECT_TRUE(first.needs_cvv);
  std::optional<AttemptId> next;
  must([&](storage::Tx& tx) -> Result<void> {
    const auto recorded =
        record_exchange(tx, call(), sale.attempt, declined(first.request, "05"), "{}");
    if (!recorded) return recorded.error();
    next = *recorded;
    return ok();
  });
  ASSERT_TRUE(next);
  EXPECT_EQ(*next, attempts(sale.payment.id)[1].id);
  EXPECT_TRUE(claim_one(*next).needs_cvv);
  EXPECT_TRUE(attempts(sale.payment.id)[1].request_masked.empty());
}

TEST_P(CascadeTest, TheSchemesCapHoldsBeforeTheFirstAttempt) {
  // Protects the merchant's standing with the schemes: the eleventh try of a Mastercard within a
  // day is refused here, says why, and nothing is sent. Another card, another day, or a profile
  // that leaves caps to the merchant go through.
  use_profile({.attempts_max = 1});
  const auto by_card = [&](std::string number) {
    CreateSale command = sale_command();
    command.card->number = Secret(std::move(number));
    return command;
  };
  for (int i = 0; i < 10; ++i) {
    const Created sale = must_sell(by_card("5555555555554444"));
    ASSERT_TRUE(sale.attempt) << i;
    answer(sale.attempt, declined(claim_one(sale.attempt).request, "51"));
  }
  const CreateSale capped = by_card("5555555555554444");
  const Created refused = must_sell(capped);
  EXPECT_FALSE(refused.attempt) << "nothing is sent";
  const Payment seen = payment(refused.payment.id);
  EXPECT_EQ(seen.lifecycle, Lifecycle::declined);
  EXPECT_EQ(seen.decline_reason, "retry_cap_reached");
  EXPECT_EQ(last_operation(seen.id).state, OperationState::declined);
  EXPECT_EQ(last_operation(seen.id).provider_message,
            "declined 10 times in 24 hours; mastercard allows 10 (one card of one merchant)");
  EXPECT_EQ(steps(seen.id), "created declined");
  EXPECT_TRUE(attempts(seen.id).empty());
  EXPECT_EQ(findings(), "");
  CreateSale again = capped;
  again.idempotency_key = "again";
  again.external_id += "b";
  EXPECT_EQ(must_sell(again).payment.lifecycle, Lifecycle::declined);
  EXPECT_TRUE(must_sell(again).replayed) << "and a repeat of the request finds the same";
  EXPECT_TRUE(must_sell(by_card("5105105105105100")).attempt);
  clock().advance_ms(k_day_ms + 1);
  EXPECT_TRUE(must_sell(by_card("5555555555554444")).attempt);
}

TEST_P(CascadeTest, NeverAgainBindsLaterPayments) {
  // Protects merchants from the schemes' fees: after a decline that forbids another attempt nothing
  // is sent for the card at this merchant until the scheme's time is over, whatever a profile says.
  use_profile({.respects_scheme_caps = false});
  const Created first = answered_sale([](const auto& request) { return declined(request, "41"); });
  EXPECT_EQ(payment(first.payment.id).decline_reason, "lost_or_stolen");
  const Created refused = must_sell(sale_command());
  EXPECT_FALSE(refused.attempt) << "nothing is sent";
  const Payment seen = payment(refused.payment.id);
  EXPECT_EQ(seen.lifecycle, Lifecycle::declined);
  EXPECT_EQ(seen.decline_reason, "retry_forbidden");
  EXPECT_EQ(last_operation(seen.id).provider_message,
            "declined as lost_or_stolen; visa allows no further attempt (category 1)");
  const auto plan = routing::read_plan(
      read([&](storage::Tx& tx) { return load_payment(tx, everything(), seen.id); })->routing_plan);
  ASSERT_TRUE(plan && plan->refusal);
  EXPECT_EQ(plan->refusal->until.ms / k_day_ms, clock().now().plus_ms(30 * k_day_ms).ms / k_day_ms);
  EXPECT_EQ(steps(seen.id), "created declined");
  EXPECT_TRUE(attempts(seen.id).empty());
  EXPECT_EQ(findings(), "");
  CreateSale other = sale_command();
  other.card->expiry_year = 2031;
  EXPECT_TRUE(must_sell(other).attempt) << "a renewed card is another one";
  clock().advance_ms(30 * k_day_ms + k_minute_ms);
  EXPECT_TRUE(must_sell(sale_command()).attempt);
}

TEST_P(CascadeTest, WhoeverTellsOfADeclineItCounts) {
  // Protects the count: a refusal that a question or a message brings is a decline like any other.
  const Created sale = doubted_sale();
  clock().advance_ms(3'000);
  for (const Question& question : questions())
    reply(question.attempt, declined(question.request, "41"));
  EXPECT_EQ(payment(sale.payment.id).decline_reason, "lost_or_stolen");
  EXPECT_FALSE(must_sell(sale_command()).attempt);
}

TEST_P(CascadeTest, AStoppedSeriesBindsTheMerchantAlone) {
  // Protects customers who stopped a subscription, and those who come back by themselves.
  CreateSale agreed = sale_command();
  agreed.terms.stored_credential = providers::StoredCredential::unscheduled;
  const Created first = must_sell(agreed);
  answer(first.attempt, approved(claim_one(first.attempt).request));
  const auto charge = [&](PaymentId parent) {
    CreateSale command = sale_command();
    command.card.reset();
    command.terms.parent = parent;
    command.terms.customer_present = false;
    command.terms.stored_credential = providers::StoredCredential::unscheduled;
    return must_sell(command);
  };
  const Created stopped = charge(first.payment.id);
  ASSERT_TRUE(stopped.attempt);
  answer(stopped.attempt, declined(claim_one(stopped.attempt).request, "R1"));
  const Created refused = charge(first.payment.id);
  EXPECT_FALSE(refused.attempt);
  EXPECT_EQ(payment(refused.payment.id).decline_reason, "retry_forbidden");
  clock().advance_ms(k_minute_ms);
  const auto agreed_anew = [&] {
    CreateSale command = sale_command();
    command.terms.stored_credential = providers::StoredCredential::unscheduled;
    return command;
  };
  const Created anew = must_sell(agreed_anew());
  ASSERT_TRUE(anew.attempt) << "the customer may pay";
  answer(anew.attempt, approved(claim_one(anew.attempt).request));
  EXPECT_TRUE(charge(anew.payment.id).attempt) << "and agree anew";
}

TEST_P(CascadeTest, RulesCanSpeakOfTheCustomersHistory) {
  // Protects routing by experience: counts are those of this customer and this card at this
  // merchant, and whoever is new counts as none.
  must([&](storage::Tx& tx) -> Result<void> {
    const auto profile = routing::create_profile(tx, call(), {}, "Main");
    const routing::Rule known{"known",
                              "history.customer_paid >= 2 && history.card_declines == 1",
                              routing::Strategy::single,
                              {{second_, 1}}};
    const auto draft =
        routing::change_draft(tx, call(), profile->id, 1, {{known}, {}, routing::Sticky::none});
    if (!draft) return draft.error();
    const auto active = routing::activate_draft(tx, call(), profile->id, draft->revision);
    if (!active) return active.error();
    return ok();
  });
  EXPECT_EQ(captured_sale().payment.provider_account_id, account_);
  EXPECT_EQ(captured_sale().payment.provider_account_id, account_);
  const Created no = answered_sale([](const auto& request) { return declined(request, "51"); });
  EXPECT_EQ(no.payment.provider_account_id, account_);
  EXPECT_EQ(must_sell(sale_command()).payment.provider_account_id, second_);
  CreateSale stranger = sale_command();
  stranger.buyer_id = "buyer-2";
  EXPECT_EQ(must_sell(stranger).payment.provider_account_id, account_);
}

}  // namespace
}  // namespace bursar::payments
