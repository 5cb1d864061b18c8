// Tests of disputes and settlement files: by card, by hand, and every amount to the minor unit.
#include <gtest/gtest.h>

#include "simulator/core/acquirer.hpp"
#include "simulator/core/settlement.hpp"

namespace bursar::simulator {
namespace {

constexpr Instant k_start{1'790'000'000'000};
const Currency k_eur = Currency::of("EUR");

class DisputesTest : public testing::Test {
 protected:
  static Settings listening() {
    Settings settings;
    settings.latency_p50_ms = settings.latency_p95_ms = 100;
    settings.webhook_url = "http://127.0.0.1:1/";
    return settings;
  }
  Answer pay(std::string reference, std::string card, std::int64_t minor = 1'000) {
    now_ = now_.plus_ms(1'000);
    ChargeRequest request{
        std::move(reference), {minor, k_eur}, "shop", Card{std::move(card), 12, 2030, "123"}};
    return acquirer_.decide(request, now_).answer.value_or(Answer{});
  }
  void pass(std::int64_t ms) {
    now_ = now_.plus_ms(ms);
    acquirer_.settle(now_);
  }
  /// What the merchant is owed, and that the book balances.
  std::int64_t owed() {
    EXPECT_TRUE(acquirer_.book().balanced());
    const auto totals = acquirer_.book().totals();
    return totals.empty() ? 0 : -totals.at("EUR").merchant_minor;
  }
  DisputeStatus status(std::size_t index = 0) {
    return acquirer_.disputes().at(index).status_at(acquirer_.latest());
  }
  std::string name(std::size_t index = 0) {
    return acquirer_.disputes().at(index).provider_reference;
  }
  std::size_t told_of_disputes() {
    std::size_t count = 0;
    for (const auto& parcel : acquirer_.courier().parcels())
      if (parcel.notice.dispute != 0) ++count;
    return count;
  }

  Instant now_ = k_start;
  Acquirer acquirer_{1, listening()};
};

TEST_F(DisputesTest, ACardIsChargedBackDaysLaterAndLostWithoutAnAnswer) {
  // Protects: number, money and message of the card …0017, and that silence loses.
  EXPECT_EQ(pay("c", "4000000000940017").status, Status::approved);
  pass(2 * k_day_ms);
  EXPECT_TRUE(acquirer_.disputes().empty());
  pass(2 * k_day_ms);
  ASSERT_EQ(acquirer_.disputes().size(), 1U);
  EXPECT_EQ(acquirer_.disputes()[0].stage, DisputeStage::chargeback);
  EXPECT_EQ(acquirer_.disputes()[0].reason, "10.4");
  EXPECT_EQ(status(), DisputeStatus::needs_response);
  EXPECT_EQ(owed(), 0);
  EXPECT_EQ(told_of_disputes(), 1U);
  pass(31 * k_day_ms);
  EXPECT_EQ(status(), DisputeStatus::lost);
  EXPECT_EQ(owed(), 0);
  EXPECT_EQ(told_of_disputes(), 2U);
}

TEST_F(DisputesTest, EvidenceWinsTheMoneyBackOnce) {
  // Protects: card …0058, and that winning pays exactly what was taken.
  pay("c", "4000000000940058");
  pass(4 * k_day_ms);
  EXPECT_EQ(owed(), 0);
  EXPECT_EQ(acquirer_.act_on_dispute(name(), DisputeAct::send_evidence, now_), ActOutcome::done);
  EXPECT_EQ(status(), DisputeStatus::under_review);
  EXPECT_EQ(acquirer_.act_on_dispute(name(), DisputeAct::send_evidence, now_),
            ActOutcome::unfitting);
  pass(91 * k_second_ms);
  EXPECT_EQ(status(), DisputeStatus::won);
  EXPECT_EQ(owed(), 1'000);
  EXPECT_EQ(acquirer_.act_on_dispute(name(), DisputeAct::lose, now_), ActOutcome::closed);
  EXPECT_EQ(told_of_disputes(), 3U);
}

TEST_F(DisputesTest, ARuleOfTheSchemeGivesBackAndAFraudReportDoesNot) {
  // Protects: RDR moves the money without a refund, TC40 moves none.
  pay("rdr", "4000000000940033");
  pay("tc40", "4000000000940041");
  pass(4 * k_day_ms);
  ASSERT_EQ(acquirer_.disputes().size(), 2U);
  EXPECT_EQ(status(0), DisputeStatus::lost);
  EXPECT_EQ(status(1), DisputeStatus::closed);
  EXPECT_EQ(owed(), 1'000);
  pass(60 * k_day_ms);
  EXPECT_EQ(told_of_disputes(), 2U);
}

TEST_F(DisputesTest, WhatWasRefundedIsNotDisputedAndWhatIsDisputedNotRefunded) {
  // Protects: one amount goes back to the cardholder once, whoever gives it back.
  pay("c", "4000000000940017");
  now_ = now_.plus_ms(1'000);
  acquirer_.decide(RefundRequest{"r", "c", {400, k_eur}}, now_);
  pass(4 * k_day_ms);
  EXPECT_EQ(acquirer_.disputes().at(0).amount.minor, 600);
  const auto second = acquirer_.decide(RefundRequest{"r2", "c", {1, k_eur}}, now_).answer;
  EXPECT_EQ(second->status, Status::declined);
  EXPECT_EQ(acquirer_.open_dispute({"c", DisputeStage::chargeback, "13.1", 0, false}, now_),
            ActOutcome::closed);
  EXPECT_EQ(owed(), 0);
}

TEST_F(DisputesTest, AnInquiryBecomesAChargebackAndIsWithdrawn) {
  // Protects: the way from a question to money, and back.
  pay("c", "4242424242424242");
  pass(1'000);
  EXPECT_EQ(acquirer_.open_dispute({"c", DisputeStage::inquiry, "13.3", 300, false}, now_),
            ActOutcome::done);
  EXPECT_EQ(owed(), 1'000);
  EXPECT_EQ(acquirer_.act_on_dispute(name(), DisputeAct::win, now_), ActOutcome::unfitting);
  EXPECT_EQ(acquirer_.act_on_dispute(name(), DisputeAct::escalate, now_), ActOutcome::done);
  EXPECT_EQ(status(0), DisputeStatus::closed);
  EXPECT_EQ(owed(), 700);
  EXPECT_EQ(acquirer_.act_on_dispute(name(1), DisputeAct::withdraw, now_), ActOutcome::done);
  EXPECT_EQ(owed(), 1'000);
  EXPECT_EQ(acquirer_.open_dispute({"no", DisputeStage::alert, "10.4", 0, false}, now_),
            ActOutcome::unknown);
}

TEST_F(DisputesTest, ACaptureOfADisputingCardIsDisputed) {
  // Protects: two-step payments with these numbers.
  ChargeRequest hold{"h", {1'000, k_eur}, "shop", Card{"4000000000940025", 12, 2030, "123"}};
  hold.terms.capture = false;
  acquirer_.decide(hold, now_);
  pass(1'000);
  acquirer_.decide(CaptureRequest{"k", "h", {800, k_eur}, true}, now_);
  pass(4 * k_day_ms);
  ASSERT_EQ(acquirer_.disputes().size(), 1U);
  EXPECT_EQ(acquirer_.disputes()[0].reference, "h");
  EXPECT_EQ(acquirer_.disputes()[0].amount.minor, 800);
}

TEST_F(DisputesTest, ARestartForgetsNeitherDisputesNorFiles) {
  // Protects: replaying the changes gives the same disputes, files and money, and nothing twice.
  for (const char* card : {"4000000000940017", "4000000000940058", "4000000000940033"})
    pay(std::string("c") + card, card);
  pass(4 * k_day_ms);
  acquirer_.act_on_dispute(name(1), DisputeAct::send_evidence, now_);
  pass(2 * k_minute_ms);
  pass(40 * k_day_ms);
  Acquirer again(1, listening());
  for (Change& change : acquirer_.take_changes()) again.restore(std::move(change));
  again.settle(now_.plus_ms(k_day_ms));
  acquirer_.settle(now_.plus_ms(k_day_ms));
  EXPECT_TRUE(again.disputes() == acquirer_.disputes());
  EXPECT_TRUE(again.settlements() == acquirer_.settlements());
  EXPECT_TRUE(again.book().effects() == acquirer_.book().effects());
  EXPECT_EQ(again.courier().parcels().size(), acquirer_.courier().parcels().size());
}

TEST_F(DisputesTest, EveryEffectIsInOneFileAndTheTotalsAddUp) {
  // Protects: files by virtual day and on demand hold each effect once; net = gross − fee; the sum
  // of all gross amounts is what the book owes.
  pay("c1", "4242424242424242", 1'234);
  pass(k_day_ms);
  pay("c2", "4000000000940017", 5'001);
  EXPECT_TRUE(acquirer_.emit_settlement(now_.plus_ms(500)));
  EXPECT_FALSE(acquirer_.emit_settlement(now_.plus_ms(500)));
  pass(5 * k_day_ms);
  const auto& files = acquirer_.settlements();
  ASSERT_EQ(files.size(), 3U);
  std::int64_t last = 0;
  std::int64_t gross = 0;
  for (const SettlementFile& file : files) {
    EXPECT_EQ(file.after, last);
    last = file.last;
    const SettledTotal total = totals_of(acquirer_.book(), file).at("EUR");
    EXPECT_EQ(total.net_minor, total.gross_minor - total.fee_minor);
    gross += total.gross_minor;
  }
  EXPECT_EQ(last, static_cast<std::int64_t>(acquirer_.book().effects().size()));
  EXPECT_EQ(gross, owed());
  // 1.4 % of 12.34 is 0.17276, rounded half up to 0.17, and 0.10 fixed.
  EXPECT_EQ(totals_of(acquirer_.book(), files[0]).at("EUR").fee_minor, 27);
  EXPECT_EQ(totals_of(acquirer_.book(), files[2]).at("EUR").fee_minor, 1'500);
  EXPECT_EQ(files[0].made_at.ms % k_day_ms, 0);
}

}  // namespace
}  // namespace bursar::simulator
