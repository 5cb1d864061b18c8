// Tests of what customers do: 3-D Secure in each result, wallet pages, transfers and their endings.
#include <gtest/gtest.h>

#include "simulator/core/acquirer.hpp"
#include "simulator/core/three_ds.hpp"

namespace bursar::simulator {
namespace {

constexpr Instant k_start{1'790'000'000'000};
const Currency k_eur = Currency::of("EUR");

class ActionsTest : public testing::Test {
 protected:
  static Settings calm() {
    Settings settings;
    settings.latency_p50_ms = settings.latency_p95_ms = 100;
    settings.decline_ppm = 0;
    return settings;
  }
  Answer ask(const Request& request) {
    now_ = now_.plus_ms(1'000);
    return acquirer_.decide(request, now_).answer.value_or(Answer{});
  }
  Answer look(const std::string& reference, std::int64_t after_ms = 1'000) {
    now_ = now_.plus_ms(after_ms);
    return ask(QueryRequest{reference});
  }
  static ChargeRequest with_card(std::string reference, std::string number,
                                 std::string preference = "", std::string exemption = "") {
    ChargeRequest request{
        std::move(reference), {1'000, k_eur}, "", Card{std::move(number), 12, 2030, "123"}};
    request.terms.three_ds = ThreeDsWish{std::move(preference), std::move(exemption)};
    return request;
  }
  static ChargeRequest by(std::string reference, std::string method, std::int64_t minor = 1'000) {
    ChargeRequest request{std::move(reference), {minor, k_eur}, "", std::nullopt};
    request.terms.method = std::move(method);
    return request;
  }
  ActOutcome act(const Answer& answer, Act what, std::string status = "") {
    now_ = now_.plus_ms(1'000);
    return acquirer_.act(answer.provider_reference, {what, std::move(status)}, now_);
  }

  Instant now_ = k_start;
  Acquirer acquirer_{1, calm()};
};

TEST_F(ActionsTest, EachCardOfThreeDsEndsAsDocumented) {
  // Protects: transStatus, ECI and decline code of every card after its first step.
  struct Case {
    const char* number;
    const char* trans_status;
    const char* eci;
    const char* code;
  };
  for (const Case& expected : {Case{"4000000000920019", "Y", "05", "00"},
                               {"4000000000920035", "N", "07", "1A"},
                               {"4000000000920043", "U", "07", "00"},
                               {"4000000000920050", "R", "07", "1A"},
                               {"4000000000920068", "A", "06", "00"}}) {
    const std::string reference = std::string("c") + expected.trans_status;
    const Answer asked = ask(with_card(reference, expected.number));
    EXPECT_EQ(asked.status, Status::action);
    EXPECT_EQ(asked.action.type, "three_ds");
    EXPECT_TRUE(asked.three_ds.trans_status.empty());
    EXPECT_EQ(act(asked, Act::identify), ActOutcome::done);
    const Answer ended = look(reference);
    EXPECT_EQ(ended.code, expected.code) << expected.number;
    EXPECT_EQ(ended.three_ds.trans_status, expected.trans_status);
    EXPECT_EQ(ended.three_ds.eci, expected.eci);
    EXPECT_EQ(ended.three_ds.flow, "frictionless");
    EXPECT_EQ(acquirer_.book().count_of(reference), ended.code == "00" ? 1U : 0U);
  }
}

TEST_F(ActionsTest, AChallengeIsPassedFailedCancelledOrAbandoned) {
  // Protects: the four endings of the challenge page, and no effect before the first.
  const std::string card = "4000000000920027";
  for (const auto& [reference, what, code] : {std::tuple{"pass", Act::right_code, "00"},
                                              {"fail", Act::wrong_code, "1A"},
                                              {"quit", Act::cancel, "17"}}) {
    const Answer asked = ask(with_card(reference, card));
    EXPECT_EQ(act(asked, Act::identify), ActOutcome::done);
    EXPECT_EQ(look(reference).status, Status::action);
    EXPECT_EQ(acquirer_.book().count_of(reference), 0U);
    EXPECT_EQ(act(asked, what), ActOutcome::done);
    EXPECT_EQ(look(reference).code, code);
    EXPECT_EQ(look(reference).three_ds.flow, "challenge");
    EXPECT_EQ(act(asked, Act::right_code), ActOutcome::closed);
  }
  ask(with_card("left", card));
  EXPECT_EQ(look("left", 9 * k_minute_ms).status, Status::action);
  const Answer over = look("left", 2 * k_minute_ms);
  EXPECT_EQ(over.status, Status::declined);
  EXPECT_EQ(over.code, "E1");
  EXPECT_EQ(over.three_ds.status_reason, "14");
  EXPECT_EQ(acquirer_.book().effects().size(), 1U);
}

TEST_F(ActionsTest, TheThirdWrongCodeFails) {
  // Protects: two slips are forgiven, a fourth try never comes.
  const Answer asked = ask(with_card("c", "4000000000920027"));
  act(asked, Act::mistype);
  act(asked, Act::mistype);
  EXPECT_EQ(look("c").status, Status::action);
  act(asked, Act::mistype);
  EXPECT_EQ(look("c").code, "1A");
}

TEST_F(ActionsTest, TheIssuerMayGiveAnyResult) {
  // Protects: every final transStatus can be produced; D decides later, elsewhere.
  for (const char* status : {"Y", "A", "N", "U", "R", "I"}) {
    const Answer asked = ask(with_card(status, "5555555555554444", "challenge"));
    act(asked, Act::give_result, status);
    const Answer ended = look(status);
    EXPECT_EQ(ended.three_ds.trans_status, status);
    EXPECT_EQ(ended.code, may_authorise(status) ? "00" : "65");
    EXPECT_EQ(ended.three_ds.eci, eci_of("mastercard", status));
  }
  const Answer asked = ask(with_card("D", "4242424242424242", "challenge"));
  act(asked, Act::give_result, "D");
  EXPECT_EQ(look("D").status, Status::pending);
  EXPECT_EQ(look("D", 40'000).three_ds.flow, "decoupled");
  EXPECT_EQ(act(ask(with_card("S", "4000000000920027")), Act::give_result, "S"),
            ActOutcome::unfitting);
}

TEST_F(ActionsTest, OrdinaryCardsAreFrictionlessOrExempt) {
  // Protects: no action without a wish; the exemption is echoed with its ECI.
  const Answer plain = ask(with_card("c1", "4242424242424242"));
  EXPECT_EQ(plain.status, Status::approved);
  EXPECT_EQ(plain.three_ds.eci, "05");
  const Answer exempt = ask(with_card("c2", "5555555555554444", "", "tra"));
  EXPECT_EQ(exempt.three_ds.exemption, "tra");
  EXPECT_EQ(exempt.three_ds.eci, "06");
  EXPECT_EQ(ask(with_card("c3", "4242424242424242", "", "low_value")).three_ds.eci, "07");
}

TEST_F(ActionsTest, AnExemptionMayBeRefusedUntilTheCustomerIsChallenged) {
  // Protects: soft decline first, approval after a challenge.
  EXPECT_EQ(ask(with_card("c1", "4000000000910655", "", "tra")).code, "1A");
  const Answer asked = ask(with_card("c2", "4000000000910655", "challenge"));
  EXPECT_EQ(asked.status, Status::action);
  act(asked, Act::right_code);
  EXPECT_EQ(look("c2").code, "00");
}

TEST_F(ActionsTest, WithoutACustomerSuchCardsAreDeclinedUnlessOutOfScope) {
  // Protects: 1A without three_ds; what the merchant starts needs no authentication.
  ChargeRequest request = with_card("c1", "4000000000920019");
  request.terms.three_ds.reset();
  EXPECT_EQ(ask(request).code, "1A");
  request.reference = "c2";
  request.terms.stored_credential = StoredCredential{"scheduled", true, "123456789012345"};
  const Answer answer = ask(request);
  EXPECT_EQ(answer.code, "00");
  EXPECT_EQ(answer.network_transaction_id, "123456789012345");
  request.reference = "c3";
  request.terms.stored_credential = StoredCredential{"one_click", false, ""};
  request.card->number = "4242424242424242";
  EXPECT_EQ(ask(request).network_transaction_id.size(), 15U);
}

TEST_F(ActionsTest, AChallengedAuthorisationHolds) {
  // Protects: what is held begins with the customer's consent.
  ChargeRequest request = with_card("a", "4000000000920027");
  request.terms.capture = false;
  const Answer asked = ask(request);
  EXPECT_EQ(ask(CaptureRequest{"k0", "a", {1, k_eur}}).code, "12");
  act(asked, Act::right_code);
  EXPECT_EQ(look("a").hold, (Hold{1'000, 0, 0}));
  EXPECT_EQ(ask(CaptureRequest{"k1", "a", {1'000, k_eur}}).code, "00");
}

TEST_F(ActionsTest, AWalletPageEndsInFourWays) {
  // Protects: approve, decline, cancel, and approve later.
  for (const auto& [reference, what, status, code] :
       {std::tuple{"w1", Act::approve, Status::approved, "00"},
        {"w2", Act::decline, Status::declined, "05"},
        {"w3", Act::cancel, Status::declined, "17"},
        {"w4", Act::wait, Status::pending, "09"}}) {
    const Answer asked = ask(by(reference, reference[1] == '4' ? "bnpl" : "wallet"));
    EXPECT_EQ(asked.action.type, "redirect");
    EXPECT_EQ(act(asked, what), ActOutcome::done);
    EXPECT_EQ(look(reference).status, status);
    EXPECT_EQ(look(reference).code, code);
  }
  EXPECT_EQ(look("w4", 100'000).status, Status::approved);
  EXPECT_EQ(acquirer_.book().effects().size(), 2U);
}

TEST_F(ActionsTest, TransfersEndAsTheirAmountsSay) {
  // Protects: never, short, over, returned, late, in full; the book holds what arrived.
  for (const std::int64_t minor : {10'001, 10'002, 10'003, 10'004, 10'005, 10'006}) {
    const Answer asked = ask(by("t" + std::to_string(minor % 10), "bank_transfer", minor));
    EXPECT_EQ(asked.action.type, "transfer");
    EXPECT_EQ(asked.action.iban.size(), 22U);
  }
  now_ = now_.plus_ms(20'000);
  EXPECT_EQ(look("t1").status, Status::action);
  EXPECT_EQ(look("t2").received_minor, 10'002 - 1'000);
  EXPECT_EQ(look("t3").received_minor, 10'003 + 1'000);
  EXPECT_EQ(look("t4").status, Status::approved);
  EXPECT_EQ(look("t5").status, Status::action);
  EXPECT_EQ(look("t6").received_minor, 0);
  EXPECT_EQ(look("t4", 90'000).returned_minor, 10'004);
  EXPECT_EQ(look("t1", k_day_ms - 100'000).code, "E1");
  EXPECT_EQ(look("t5", 0).code, "E1");
  EXPECT_EQ(look("t5", k_minute_ms).status, Status::approved);
  const auto totals = acquirer_.book().totals().at("EUR");
  EXPECT_EQ(totals.charges.count, 5);
  EXPECT_EQ(totals.returns.amount_minor, 10'004);
  EXPECT_EQ(totals.issuers_minor, 9'002 + 11'003 + 10'005 + 10'006);
}

TEST_F(ActionsTest, WhatWasRefundedIsNotReturnedAgain) {
  // Protects: refunds and the return of a transfer never exceed what was paid.
  ask(by("t", "bank_transfer", 10'004));
  EXPECT_EQ(look("t", 20'000).status, Status::approved);
  EXPECT_EQ(ask(RefundRequest{"r", "t", {4'000, k_eur}}).status, Status::approved);
  EXPECT_EQ(look("t", 100'000).returned_minor, 6'004);
  EXPECT_EQ(acquirer_.book().totals().at("EUR").issuers_minor, 0);
  ask(by("u", "bank_transfer", 10'004));
  now_ = now_.plus_ms(20'000);
  ask(RefundRequest{"s", "u", {10'004, k_eur}});
  EXPECT_EQ(look("u", 100'000).returned_minor, 0);
  EXPECT_TRUE(acquirer_.book().balanced());
}

TEST_F(ActionsTest, SomebodyMayPayATransferByHand) {
  // Protects: any amount, once, also when its time is over; the later automatic end is gone.
  ask(by("t1", "crypto", 10'001));
  EXPECT_EQ(acquirer_.pay_transfer("t1", 7'000, now_.plus_ms(500)), ActOutcome::done);
  EXPECT_EQ(look("t1").received_minor, 7'000);
  EXPECT_EQ(acquirer_.pay_transfer("t1", 1, now_), ActOutcome::closed);
  ask(by("t2", "bank_transfer", 10'001));
  EXPECT_EQ(look("t2", 2 * k_day_ms).code, "E1");
  EXPECT_EQ(acquirer_.pay_transfer("t2", 10'001, now_.plus_ms(1)), ActOutcome::done);
  EXPECT_EQ(look("t2").status, Status::approved);
  EXPECT_EQ(acquirer_.book().effects().size(), 2U);
  EXPECT_EQ(acquirer_.pay_transfer("nobody", 1, now_), ActOutcome::unknown);
}

TEST_F(ActionsTest, ARestartKeepsWhatCustomersDid) {
  // Protects: acts are journalled as changes of their operation.
  const Answer first = ask(with_card("c1", "4000000000920027"));
  act(first, Act::mistype);
  const Answer second = ask(with_card("c2", "4000000000920027"));
  act(second, Act::right_code);
  ask(by("t4", "bank_transfer", 10'004));
  acquirer_.settle(now_.plus_ms(30'000));
  Acquirer after(1, calm());
  for (Change& change : acquirer_.take_changes()) after.restore(std::move(change));
  EXPECT_EQ(after.operations(), acquirer_.operations());
  EXPECT_EQ(after.book().effects(), acquirer_.book().effects());
  after.settle(now_.plus_ms(k_day_ms));
  acquirer_.settle(now_.plus_ms(k_day_ms));
  EXPECT_EQ(after.book().effects(), acquirer_.book().effects());
}

}  // namespace
}  // namespace bursar::simulator
