// Tests of the customers' pages and of the messages as bytes, without sockets.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "simulator/wire/endpoint.hpp"
#include "simulator/wire/webhook_json.hpp"

namespace bursar::simulator {
namespace {

namespace json = boost::json;

constexpr Instant k_start{1'790'000'000'000};

class CustomersTest : public testing::Test {
 protected:
  static Settings calm() {
    Settings settings;
    settings.latency_p50_ms = settings.latency_p95_ms = 100;
    return settings;
  }
  Reply call(const std::string& method, const std::string& path, const std::string& body = "") {
    now_ = now_.plus_ms(1'000);
    Call call;
    call.method = method;
    const std::size_t mark = path.find("?step=");
    call.path = path.substr(0, mark);
    if (mark != std::string::npos) call.query.emplace_back("step", path.substr(mark + 6));
    call.authorization = "Bearer key";
    call.content_type = content_type_;
    call.host = host_;
    call.body = body;
    if (call.path.starts_with("/v1/") && method == "POST")
      call.idempotency_key = json::parse(body).at("reference").as_string().c_str();
    return endpoint_.answer(call, now_);
  }
  // The answer to a charge, as an object.
  json::object charge(const std::string& reference, const std::string& more) {
    const Reply reply = call("POST", "/v1/charges",
                             R"({"reference":")" + reference +
                                 R"(","amount_minor":1000,"currency":"EUR",)" + more + "}");
    EXPECT_EQ(reply.status, 200) << reply.body;
    return json::parse(reply.body).as_object();
  }
  static std::string page_of(const json::object& answer) {
    const std::string url = answer.at("action").at("url").as_string().c_str();
    EXPECT_TRUE(url.starts_with("http://127.0.0.1:4100/")) << url;
    return url.substr(std::string("http://127.0.0.1:4100").size());
  }
  static std::string card(const std::string& number) {
    return R"("card":{"number":")" + number + R"(","expiry_month":12,"expiry_year":2030},)" +
           R"("three_ds":{},"return_url":"https://shop.example/back?order=1")";
  }

  Instant now_ = k_start;
  std::string content_type_ = "application/json";
  std::string host_ = "127.0.0.1:4100";
  Endpoint endpoint_{Acquirer(1, calm()), "key"};
};

TEST_F(CustomersTest, AChallengeLeadsBackToTheShop) {
  // Protects: fingerprint, challenge with a wrong and the right code, then a redirect.
  const std::string page = page_of(charge("c", card("4000000000920027")));
  EXPECT_NE(call("GET", page).body.find("Checking your browser"), std::string::npos);
  EXPECT_EQ(call("POST", page, R"({"act":"identify","browser":{"language":"en"}})").status, 200);
  EXPECT_NE(call("GET", page + "?step=on").body.find("Confirm your payment"), std::string::npos);
  EXPECT_EQ(call("POST", page, R"({"act":"submit_code","code":"9999"})").status, 200);
  EXPECT_NE(call("GET", page + "?step=on").body.find("two tries left"), std::string::npos);
  EXPECT_EQ(call("GET", page + "?step=leave").location, "https://shop.example/back?order=1");
  EXPECT_EQ(call("POST", page, R"({"act":"submit_code","code":"1234"})").status, 200);
  const Reply back = call("GET", page + "?step=on");
  EXPECT_EQ(back.status, 302);
  EXPECT_EQ(back.location, "https://shop.example/back?order=1");
  EXPECT_EQ(call("POST", page, R"({"act":"right_code"})").status, 409);
  Call query;
  query.method = "GET";
  query.path = "/v1/operations";
  query.query = {{"reference", "c"}};
  query.authorization = "Bearer key";
  const Reply answer = endpoint_.answer(query, now_);
  EXPECT_NE(answer.body.find(R"("three_ds":{"version":"2.2.0","flow":"challenge",)"
                             R"("trans_status":"Y","eci":"05")"),
            std::string::npos)
      << answer.body;
}

TEST_F(CustomersTest, AFrictionlessCardLeadsBackAtOnce) {
  // Protects: no challenge page after the first step.
  const std::string page = page_of(charge("c", card("4000000000920019")));
  call("POST", page, R"({"act":"identify"})");
  EXPECT_EQ(call("GET", page + "?step=on").status, 302);
}

TEST_F(CustomersTest, AWalletPageTakesEachAct) {
  // Protects: the page of the wallet; without a return address the browser ends here.
  const std::string page = page_of(charge("c", R"("method":"wallet")"));
  EXPECT_TRUE(page.starts_with("/pay/"));
  EXPECT_NE(call("GET", page).body.find("10.00 EUR"), std::string::npos);
  EXPECT_EQ(call("POST", page, R"({"act":"right_code"})").status, 400);
  EXPECT_EQ(call("POST", page, R"({"act":"approve"})").status, 200);
  EXPECT_NE(call("GET", page).body.find("The payment is approved"), std::string::npos);
}

TEST_F(CustomersTest, OtherSitesCannotActForACustomer) {
  // Protects: host name and content type are checked on every new path, as on the switches.
  const std::string page = page_of(charge("c", card("4000000000920027")));
  for (const std::string& path :
       {page, std::string("/control/actions"), std::string("/control/transfers")}) {
    content_type_ = "text/plain";
    EXPECT_EQ(call("POST", path, R"({"act":"right_code"})").status, 415) << path;
    content_type_ = "application/json";
    host_ = "evil.example";
    EXPECT_EQ(call("POST", path, R"({"act":"right_code"})").status, 403) << path;
    host_ = "127.0.0.1:4100";
  }
  EXPECT_EQ(call("GET", "/acs/ac_unknown").status, 404);
  EXPECT_EQ(call("GET", "/pay/" + page.substr(5)).status, 404);
}

TEST_F(CustomersTest, TheControlPageActsForCustomers) {
  // Protects: the list of open actions, acting on one, paying a transfer.
  const json::object asked = charge("c", card("4000000000920027"));
  charge("t", R"("method":"bank_transfer")");
  const json::value listed = json::parse(call("GET", "/control/actions").body);
  ASSERT_EQ(listed.at("rows").as_array().size(), 2U);
  EXPECT_EQ(listed.at("rows").at(0).at("action").at("type"), "transfer");
  const std::string reference(asked.at("provider_reference").as_string());
  EXPECT_EQ(call("POST", "/control/actions",
                 R"({"provider_reference":")" + reference + R"(","act":"cancel"})")
                .status,
            200);
  EXPECT_EQ(call("POST", "/control/transfers", R"({"reference":"t","amount_minor":999})").status,
            200);
  EXPECT_EQ(call("POST", "/control/transfers", R"({"reference":"t"})").status, 409);
  EXPECT_EQ(call("POST", "/control/transfers", R"({"reference":"x"})").status, 404);
  EXPECT_EQ(json::parse(call("GET", "/control/actions").body).at("rows").as_array().size(), 0U);
  EXPECT_NE(call("GET", "/").body.find("Nobody is waited for"), std::string::npos);
}

TEST_F(CustomersTest, MessagesAreSignedAndListed) {
  // Protects: what a receiver verifies: header, body, and an independently computed signature.
  EXPECT_EQ(call("POST", "/control",
                 R"({"webhook_url":"http://127.0.0.1:9/hook","webhook_secret":"s3cret"})")
                .status,
            200);
  charge("c", R"("payer":"test")");
  now_ = now_.plus_ms(1'000);
  const auto posts = endpoint_.take_posts(now_);
  ASSERT_EQ(posts.size(), 1U);
  const json::value body = json::parse(posts[0].body);
  EXPECT_EQ(body.at("type"), "operation.updated");
  EXPECT_EQ(body.at("operation").at("kind"), "charge");
  EXPECT_EQ(body.at("operation").at("status"), "approved");
  EXPECT_EQ(posts[0].signature, signature_of("s3cret", now_, posts[0].body));
  EXPECT_TRUE(endpoint_.take_posts(now_).empty());
  endpoint_.posted(posts[0].notice, 500, now_);
  EXPECT_NE(call("GET", "/control/webhooks").body.find(R"("state":"waiting","tries":1)"),
            std::string::npos);
  // Computed with another implementation of HMAC.
  EXPECT_EQ(signature_of("key", Instant{1}, "{}"),
            "t=1,v1=1ba6b8171186efc613e8bcc0cbdab2748f24984d7c5a84faa2637afa0e40d224");
}

TEST_F(CustomersTest, SwitchesOfMixAndWebhookAreChecked) {
  // Protects: messages stay on this machine; a mix adds up and names declines only.
  for (const char* body :
       {R"({"webhook_url":"http://example.com/"})", R"({"webhook_url":"http://127.0.0.1.evil:1/"})",
        R"({"webhook_url":"http://127.0.0.1:80@evil.example/"})", R"({"webhook_url":"ftp://x"})",
        R"({"decline_mix":{"51":999}})", R"({"decline_mix":{"00":1000}})",
        R"({"decline_mix":{"ZZ":1000}})", R"({"decline_mix":{"51":1.5}})", R"({"decline_mix":7})"})
    EXPECT_EQ(call("POST", "/control", body).status, 400) << body;
  EXPECT_EQ(call("POST", "/control", R"({"decline_mix":{"59":1000},"decline_ppm":1000000})").status,
            200);
  EXPECT_EQ(charge("c", R"("card":{"number":"4111111111111111","expiry_month":12,)"
                        R"("expiry_year":2030})")
                .at("code"),
            "59");
}

TEST_F(CustomersTest, MalformedNewRequestsAreRefused) {
  // Protects: 400 means certainly not executed, for every new kind.
  const std::pair<const char*, const char*> bodies[] = {
      {"/v1/charges", R"({"reference":"a","amount_minor":1,"currency":"EUR","method":"cash"})"},
      {"/v1/charges",
       R"({"reference":"a","amount_minor":1,"currency":"EUR","method":"wallet","payer":"test"})"},
      {"/v1/charges",
       R"({"reference":"a","amount_minor":1,"currency":"EUR","method":"crypto","capture":false})"},
      {"/v1/charges", R"({"reference":"a","amount_minor":1,"currency":"EUR","payer":"test",)"
                      R"("three_ds":{"preference":"maybe"}})"},
      {"/v1/charges", R"({"reference":"a","amount_minor":1,"currency":"EUR","payer":"test",)"
                      R"("return_url":"javascript:x"})"},
      {"/v1/charges", R"({"reference":"a","amount_minor":1,"currency":"EUR","payer":"test",)"
                      R"("stored_credential":{"initiator":"merchant"}})"},
      {"/v1/captures", R"({"reference":"a","charge_reference":"b","currency":"EUR"})"},
      {"/v1/voids",
       R"({"reference":"a","charge_reference":"b","currency":"EUR","amount_minor":0})"},
      {"/v1/increments", R"({"reference":"a","amount_minor":1,"currency":"EUR"})"},
      {"/v1/verifications", R"({"reference":"a","currency":"EUR"})"},
      {"/v1/payouts", R"({"reference":"a","amount_minor":1,"currency":"EUR"})"},
      {"/v1/payouts", R"({"reference":"a","amount_minor":1,"currency":"EUR",)"
                      R"("iban":"DE00000000000000","address":"ltc1qqqqqq"})"},
      {"/v1/reversals", R"({"reference":"a","original_reference":"a"})"}};
  for (const auto& [path, body] : bodies) EXPECT_EQ(call("POST", path, body).status, 400) << body;
  EXPECT_TRUE(endpoint_.acquirer().operations().empty());
}

}  // namespace
}  // namespace bursar::simulator
