// Messages of Stripe: only what its signature proves is read, and what is read names the operation.
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "providers/stripe/stripe.hpp"
#include "providers/webhook.hpp"
#include "vault/seal.hpp"

namespace bursar::providers {
namespace {

constexpr Instant k_now{1'790'000'000'000};
const Secret k_secret{std::string("whsec_of_the_endpoint")};

std::string proof(const std::string& at, const std::string& body, const Secret& secret = k_secret) {
  return to_hex(vault::keyed_hash(secret, at + "." + body));
}
std::string signature(const std::string& body, std::int64_t off_s = 0) {
  const std::string at = std::to_string(k_now.ms / 1'000 + off_s);
  return "t=" + at + ",v1=" + proof(at, body);
}
WebhookReading read(const std::string& header, const std::string& body) {
  WebhookMessage message{{{"stripe-signature", header}}, body, k_secret, k_now};
  if (header.empty()) message.headers.clear();
  return find_adapter("stripe")->parse_webhook(message);
}
WebhookReading told(const std::string& type, const std::string& object) {
  const std::string body = R"({"id":"evt_1","object":"event","type":")" + type +
                           R"(","data":{"object":)" + object + "}}";
  return read(signature(body), body);
}
std::string charge(const std::string& status, const std::string& more = "",
                   const std::string& made_for = "sale") {
  return R"({"object":"charge","id":"ch_1","amount":1250,"amount_captured":1250,"currency":"eur",)"
         R"("status":")" +
         status +
         R"(","paid":true,"captured":true,"metadata":{"our_reference":"at_1","our_operation":")" +
         made_for + "\"}" + more + "}";
}

TEST(StripeWebhook, OnlyWhatTheSecretProvesIsBelieved) {
  // Protects against forgery and replays: every wrong proof is refused, and none opens anything.
  const std::string body = R"({"id":"evt_1","type":"x"})";
  const std::string at = std::to_string(k_now.ms / 1'000);
  const std::string good = signature(body);
  EXPECT_EQ(read(good, body).refusal, "");
  const Secret other{std::string("whsec_of_another")};
  for (const std::string& wrong :
       {std::string(), std::string(" "), "t=" + at, "v1=" + proof(at, body),
        "t=,v1=" + proof("", body), "t=" + at + ",v1=", "t=" + at + ",v0=" + proof(at, body),
        good.substr(0, good.size() - 1), "t=" + at + ",v1=" + proof(at, body, other),
        "t=1x,v1=" + proof("1x", body),
        "t=" + std::to_string(k_now.ms / 1'000 + 1) + ",v1=" + proof(at, body),
        signature(body, -301), signature(body, 301)})
    EXPECT_NE(read(wrong, body).refusal, "") << wrong;
  EXPECT_NE(read(good, body + " ").refusal, "") << "raw bytes";
  EXPECT_EQ(read(signature(body, -299), body).refusal, "");
  EXPECT_EQ(
      read("t=" + at + ",v1=" + proof(at, body, other) + ",v1=" + proof(at, body), body).refusal,
      "")
      << "while a secret is being replaced";
  WebhookMessage bare{{{"stripe-signature", "t=" + at + ",v1=" + proof(at, body, Secret())}},
                      body,
                      Secret(),
                      k_now};
  EXPECT_NE(find_adapter("stripe")->parse_webhook(bare).refusal, "") << "no secret, no proof";
}

TEST(StripeWebhook, ChargesAndRefundsAreReadLikeAnswers) {
  // Protects outcomes: a message is judged by every rule that holds for answers.
  const auto paid = told("charge.succeeded", charge("succeeded"));
  ASSERT_EQ(paid.events.size(), 1U) << paid.refusal;
  EXPECT_EQ(paid.events[0].our_reference, "at_1");
  EXPECT_EQ(paid.events[0].about, RequestKind::sale);
  EXPECT_EQ(paid.events[0].outcome.kind, OutcomeKind::approved);
  EXPECT_EQ(paid.events[0].outcome.amount->minor, 1'250);
  EXPECT_EQ(paid.events[0].outcome.provider_reference, "ch_1");
  const auto held = told("charge.succeeded", charge("succeeded", "", "authorize"));
  EXPECT_EQ(held.events[0].about, RequestKind::authorize);
  const auto failed =
      told("charge.failed", charge("failed", R"(,"failure_code":"insufficient_funds")"));
  EXPECT_EQ(failed.events[0].outcome.kind, OutcomeKind::declined);
  EXPECT_EQ(failed.events[0].outcome.decline_reason, "insufficient_funds");
  const auto refund =
      told("refund.updated",
           R"({"object":"refund","id":"re_1","amount":500,"currency":"eur","status":"succeeded",)"
           R"("metadata":{"our_reference":"at_2","our_operation":"refund"}})");
  ASSERT_EQ(refund.events.size(), 1U);
  EXPECT_EQ(refund.events[0].about, RequestKind::refund);
  EXPECT_EQ(refund.events[0].outcome.kind, OutcomeKind::approved);
}

TEST(StripeWebhook, WhatIsNotAboutUsHasNoEvents) {
  // Protects against noise: proven messages about other things are kept out without a refusal.
  for (const auto& [type, object] : std::vector<std::pair<std::string, std::string>>{
           {"charge.captured", charge("succeeded")},
           {"charge.refunded", charge("succeeded")},
           {"customer.created", R"({"object":"customer","id":"cus_1"})"},
           {"charge.succeeded", R"({"object":"charge","id":"ch_2","amount":1,"currency":"eur"})"},
           {"charge.succeeded", R"({"object":"charge","metadata":{"our_reference":"at_1"}})"},
           {"charge.dispute.created", R"({"object":"dispute","id":"du_1"})"}}) {
    const auto reading = told(type, object);
    EXPECT_EQ(reading.refusal, "") << type;
    EXPECT_TRUE(reading.events.empty()) << type;
  }
  const std::string body = "[]";
  EXPECT_NE(read(signature(body), body).refusal, "");
}

TEST(StripeWebhook, ADisputeNamesItsChargeAndItsDay) {
  // Protects the day by which somebody has to answer.
  const auto reading = told(
      "charge.dispute.created",
      R"({"object":"dispute","id":"du_1","charge":"ch_1","amount":1250,"currency":"eur",)"
      R"("reason":"fraudulent","network_reason_code":"10.4","status":"warning_needs_response",)"
      R"("evidence_details":{"due_by":1792000000}})");
  ASSERT_EQ(reading.events.size(), 1U);
  const DisputeNotice& notice = *reading.events[0].dispute;
  EXPECT_EQ(notice.operation_reference, "ch_1");
  EXPECT_EQ(notice.stage, "inquiry");
  EXPECT_EQ(notice.status, "needs_response");
  EXPECT_EQ(notice.reason, "10.4");
  EXPECT_EQ(notice.respond_by->ms, 1'792'000'000'000);
}

}  // namespace
}  // namespace bursar::providers
