// The adapter of the charges API: what it writes, and which answers it believes.
#include <gtest/gtest.h>

#include "providers/stripe/stripe.hpp"

namespace bursar::providers {
namespace {

const Adapter& stripe() { return *find_adapter("stripe"); }

ProviderRequest order(RequestKind kind = RequestKind::sale) {
  ProviderRequest request;
  request.kind = request.about = kind;
  request.our_reference = "at_1";
  request.original_provider_reference = "ch_9";
  request.amount = {1'250, Currency::of("EUR")};
  vault::CardInput card;
  card.number = Secret("4242424242424242");
  card.expiry_month = 7;
  card.expiry_year = 2031;
  request.card = card;
  return request;
}
ProviderRequest question(RequestKind about, std::string named = "") {
  ProviderRequest request = order(about);
  request.kind = RequestKind::query;
  request.provider_reference = std::move(named);
  return request;
}
AccountConfig account(std::string tokens = "") {
  AccountConfig config{"https://api.example", Secret("sk_test_1")};
  if (!tokens.empty()) config.settings["test_tokens"] = tokens;
  return config;
}
WireResponse answered(int status, std::string body) {
  return {Reach::answered, status, std::move(body), "", 1};
}
std::string charge(std::string more = "", std::string reference = "at_1") {
  return R"({"object":"charge","id":"ch_1","amount":1250,"amount_captured":1250,"currency":"eur",)"
         R"("status":"succeeded","paid":true,"captured":true,"metadata":{"our_reference":")" +
         reference + "\"}" + more + "}";
}
OutcomeKind kind_of(const ProviderRequest& request, const WireResponse& response) {
  return stripe().parse(request, response).kind;
}

TEST(StripeAdapter, WritesFormsWithTokensAndKeys) {
  // Protects the wire: minor units, our reference as key and metadata, tokens for test numbers.
  const WireRequest wire = stripe().build(order(RequestKind::authorize), account());
  EXPECT_EQ(wire.path, "/v1/charges");
  EXPECT_EQ(wire.body.reveal(),
            "amount=1250&currency=eur&capture=false&metadata%5Bour_reference%5D=at_1&"
            "metadata%5Bour_operation%5D=authorize&source=tok_visa");
  EXPECT_EQ(wire.headers.back(), std::pair(std::string("Idempotency-Key"), std::string("at_1")));
  ProviderRequest other = order();
  other.card->number = Secret("4111111111111111");
  EXPECT_NE(stripe().build(other, account()).body.reveal().find("number%5D=4111111111111111"),
            std::string_view::npos);
  EXPECT_NE(stripe()
                .build(other, account("4000=a 4111111111111111=tok_x"))
                .body.reveal()
                .find("source=tok_x"),
            std::string_view::npos);
  EXPECT_EQ(stripe().build(order(RequestKind::capture), account()).path,
            "/v1/charges/ch_9/capture");
  EXPECT_EQ(stripe().build(order(RequestKind::void_), account()).body.reveal(),
            "charge=ch_9&metadata%5Bour_reference%5D=at_1&"
            "metadata%5Bour_operation%5D=void");
  EXPECT_EQ(stripe().build(question(RequestKind::refund, "re_1"), account()).path,
            "/v1/refunds/re_1");
  const std::string reference = AttemptId{std::int64_t{1'700'000'000'000} << 20}.text();
  ProviderRequest unnamed = question(RequestKind::sale);
  unnamed.our_reference = reference;
  EXPECT_EQ(stripe().build(unnamed, account()).path,
            "/v1/charges?limit=100&created%5Bgte%5D=1699996400");
}

TEST(StripeAdapter, BelievesOnlyAnswersAboutThisRequest) {
  // Protects integrity: another reference, amount or currency is a contradiction, never a success.
  EXPECT_EQ(kind_of(order(), answered(200, charge())), OutcomeKind::approved);
  const Outcome other = stripe().parse(order(), answered(200, charge("", "at_2")));
  EXPECT_EQ(other.kind, OutcomeKind::unknown);
  EXPECT_TRUE(other.contradicts);
  ProviderRequest more = order();
  more.amount.minor = 1'251;
  EXPECT_TRUE(stripe().parse(more, answered(200, charge())).contradicts);
  more.amount = {1'250, Currency::of("USD")};
  EXPECT_TRUE(stripe().parse(more, answered(200, charge())).contradicts);
  EXPECT_EQ(kind_of(order(RequestKind::capture), answered(200, charge())), OutcomeKind::approved);
  ProviderRequest part = order(RequestKind::capture);
  part.amount.minor = 700;
  EXPECT_TRUE(stripe().parse(part, answered(200, charge())).contradicts);
  EXPECT_EQ(kind_of(order(), answered(200, "<html>")), OutcomeKind::unknown);
  EXPECT_EQ(kind_of(order(), answered(200, R"({"object":"list"})")), OutcomeKind::unknown);
}

TEST(StripeAdapter, TellsDeclinesFromWhatNeverBeganAndFromSilence) {
  // Protects the three kinds of "no": only the issuer declines, only refusals beforehand are free.
  const auto error = [](int status, const std::string& members) {
    return answered(status, R"({"error":{)" + members + "}}");
  };
  const Outcome funds =
      stripe().parse(order(), error(402, R"("type":"card_error","code":"card_declined",)"
                                         R"("decline_code":"insufficient_funds","message":"no")"));
  EXPECT_EQ(funds.kind, OutcomeKind::declined);
  EXPECT_EQ(funds.decline_reason, "insufficient_funds");
  EXPECT_EQ(stripe()
                .parse(order(), error(402, R"("type":"card_error","code":"expired_card")"))
                .decline_reason,
            "expired_card");
  EXPECT_EQ(stripe()
                .parse(order(), error(402, R"("type":"card_error","code":"unheard_of")"))
                .decline_reason,
            "do_not_honor");
  for (const int status : {400, 401, 403, 404, 429})
    EXPECT_EQ(kind_of(order(), error(status, R"("type":"invalid_request_error")")),
              OutcomeKind::not_executed)
        << status;
  EXPECT_EQ(kind_of(order(), error(400, R"("type":"idempotency_error")")), OutcomeKind::unknown);
  for (const int status : {409, 500, 502, 503})
    EXPECT_EQ(kind_of(order(), error(status, R"("type":"api_error")")), OutcomeKind::unknown)
        << status;
  EXPECT_EQ(kind_of(order(), {Reach::unknown, 0, "", "cut", 0}), OutcomeKind::unknown);
  EXPECT_EQ(kind_of(order(), {Reach::not_sent, 0, "", "refused", 0}), OutcomeKind::not_executed);
}

TEST(StripeAdapter, FindsByOurReferenceAndKnowsWhenAbsenceCounts) {
  // Protects the resolver: a whole list without us is absence, a cut one says nothing.
  const ProviderRequest asked = question(RequestKind::sale);
  const auto list = [](const std::string& rows, const char* more) {
    return answered(200, R"({"object":"list","data":[)" + rows + R"(],"has_more":)" + more + "}");
  };
  EXPECT_EQ(kind_of(asked, list(charge("", "at_2") + "," + charge(), "true")),
            OutcomeKind::approved);
  EXPECT_FALSE(stripe().parse(asked, list(charge("", "at_2"), "false")).found);
  EXPECT_TRUE(stripe().parse(asked, list("", "true")).found);
  EXPECT_TRUE(stripe().parse(asked, answered(404, R"({"error":{}})")).found);
  EXPECT_TRUE(stripe().parse(asked, answered(500, "{}")).found);
  const std::string failed =
      R"({"object":"charge","id":"ch_1","amount":1250,"currency":"eur","status":"failed",)"
      R"("paid":false,"failure_code":"expired_card","metadata":{"our_reference":"at_1"}})";
  EXPECT_EQ(stripe().parse(asked, list(failed, "false")).decline_reason, "expired_card");
}

}  // namespace
}  // namespace bursar::providers
