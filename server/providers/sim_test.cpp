// The adapter of the simulated acquirer: what it writes, and which answers it believes.
#include <gtest/gtest.h>

#include "providers/providers.hpp"

namespace bursar::providers {
namespace {

const Adapter& sim() { return *find_adapter("sim"); }

ProviderRequest sale() {
  ProviderRequest request;
  request.our_reference = "at_c1";
  request.amount = {1'250, Currency::of("EUR")};
  request.descriptor = "SHOP \"A\"";
  vault::CardInput card;
  card.number = Secret("4242424242424242");
  card.expiry_month = 7;
  card.expiry_year = 2031;
  card.cvv = Secret("123");
  request.card = card;
  return request;
}
ProviderRequest query() {
  ProviderRequest request = sale();
  request.kind = RequestKind::query;
  request.card.reset();
  return request;
}

WireResponse answered(int status, std::string body) {
  WireResponse response;
  response.reach = Reach::answered;
  response.status = status;
  response.body = std::move(body);
  return response;
}
std::string result(const std::string& members, const std::string& amount = "1250",
                   const std::string& currency = "EUR", const std::string& reference = "at_c1") {
  return R"({"reference":")" + reference + R"(","provider_reference":"ac_9","amount_minor":)" +
         amount + R"(,"currency":")" + currency + "\"," + members + "}";
}

TEST(SimAdapter, WritesChargesRefundsAndQueries) {
  // Protects the wire format agreed with the acquirer: path, key, headers and members.
  const AccountConfig account{"http://127.0.0.1:1", Secret("key-1")};
  const WireRequest charge = sim().build(sale(), account);
  EXPECT_EQ(charge.method + " " + charge.path, "POST /v1/charges");
  EXPECT_EQ(
      charge.body.reveal(),
      R"({"reference":"at_c1","amount_minor":1250,"currency":"EUR","descriptor":"SHOP \"A\"",)"
      R"("card":{"number":"4242424242424242","expiry_month":7,"expiry_year":2031,"cvv":"123"}})");
  const std::vector<std::pair<std::string, std::string>> k_headers{
      {"Authorization", "Bearer key-1"},
      {"Content-Type", "application/json"},
      {"Idempotency-Key", "at_c1"}};
  EXPECT_EQ(charge.headers, k_headers);

  ProviderRequest payer = sale();
  payer.card.reset();
  payer.descriptor.clear();
  EXPECT_EQ(sim().build(payer, account).body.reveal(),
            R"({"reference":"at_c1","amount_minor":1250,"currency":"EUR","payer":"test"})");

  ProviderRequest refund = sale();
  refund.kind = RequestKind::refund;
  refund.original_reference = "at_c0";
  EXPECT_EQ(sim().build(refund, account).path, "/v1/refunds");
  EXPECT_EQ(
      sim().build(refund, account).body.reveal(),
      R"({"reference":"at_c1","charge_reference":"at_c0","amount_minor":1250,"currency":"EUR"})");

  ProviderRequest asked = query();
  asked.our_reference = "at c/1";
  EXPECT_EQ(sim().build(asked, account).path, "/v1/operations?reference=at%20c%2F1");
  EXPECT_TRUE(sim().build(asked, account).body.empty());
}

TEST(SimAdapter, ReadsApprovalDeclineAndPending) {
  // Protects the certain answers: their references, codes and our reason for a refusal.
  const Outcome approved = sim().parse(
      sale(), answered(200, result(R"("status":"approved","code":"00","message":"approved",)"
                                   R"("auth_code":"123456","rrn":"000000000001")")));
  EXPECT_EQ(approved.kind, OutcomeKind::approved);
  EXPECT_EQ(approved.provider_reference + approved.auth_code, "ac_9123456");
  const Outcome declined = sim().parse(
      sale(), answered(200, result(R"("status":"declined","code":"65","scheme":"mastercard")")));
  EXPECT_EQ(declined.kind, OutcomeKind::declined);
  EXPECT_EQ(declined.decline_reason, "sca_required");
  const Outcome pending = sim().parse(
      sale(), answered(200, result(R"("status":"pending","code":"09","poll_after_ms":700)")));
  EXPECT_EQ(pending.kind, OutcomeKind::pending);
  EXPECT_EQ(pending.poll_after_ms, 700);
}

TEST(SimAdapter, NothingUncertainIsBelieved) {
  // Protects C-05: whatever is not a certain answer to this very request is unknown.
  const std::vector<WireResponse> k_unknown{
      answered(500, R"({"status":"error"})"),
      answered(200, ""),
      answered(200, "<html>"),
      answered(200, "[]"),
      answered(200, result(R"("status":"splendid")")),
      answered(200, result(R"("status":"approved")", "1251")),
      answered(200, result(R"("status":"approved")", "1250.0")),
      answered(200, result(R"("status":"approved")", "1250", "USD")),
      answered(200, result(R"("status":"approved")", "1250", "EUR", "at_c2")),
      answered(200, result(R"("status":"declined","code":"68")")),
      answered(409, R"({"status":"rejected","code":"duplicate_reference"})"),
      answered(400, "oops"),
      answered(404, R"({"found":false})"),
      answered(204, ""),
      answered(302, ""),
      WireResponse{.reach = Reach::unknown, .failure = "closed"}};
  for (const WireResponse& response : k_unknown)
    EXPECT_EQ(sim().parse(sale(), response).kind, OutcomeKind::unknown)
        << response.status << response.body;
}

TEST(SimAdapter, OnlyAStatedRefusalMeansNotExecuted) {
  // Protects the one outcome that lets us give up at once: nothing left, or the acquirer says so.
  const std::string k_rejected = R"({"status":"rejected","code":"invalid_request","message":"m"})";
  for (const WireResponse& response :
       {answered(400, k_rejected), answered(401, ""), answered(429, "slow down"),
        answered(413, k_rejected), WireResponse{.reach = Reach::not_sent, .failure = "refused"}})
    EXPECT_EQ(sim().parse(sale(), response).kind, OutcomeKind::not_executed) << response.status;
}

TEST(SimAdapter, AFailingQuestionSaysNothingAboutTheOperation) {
  // Protects in-doubt payments from being failed because the query itself was refused.
  for (const WireResponse& response :
       {answered(400, R"({"status":"rejected"})"), answered(401, ""), answered(429, ""),
        answered(404, R"({"status":"rejected","code":"unknown_path"})"), answered(404, "gone"),
        WireResponse{.reach = Reach::not_sent, .failure = "refused"}}) {
    const Outcome outcome = sim().parse(query(), response);
    EXPECT_EQ(outcome.kind, OutcomeKind::unknown) << response.status;
    EXPECT_TRUE(outcome.found) << response.status << response.body;
  }
  const Outcome absent = sim().parse(query(), answered(404, R"({"found":false})"));
  EXPECT_EQ(absent.kind, OutcomeKind::unknown);
  EXPECT_FALSE(absent.found);
  EXPECT_EQ(
      sim().parse(query(), answered(200, result(R"("kind":"charge","status":"approved")"))).kind,
      OutcomeKind::approved);
}

}  // namespace
}  // namespace bursar::providers
