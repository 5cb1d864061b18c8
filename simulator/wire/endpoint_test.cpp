// Tests of the acquirer's wire protocol, byte for byte as README.md describes it, without sockets.
#include "simulator/wire/endpoint.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace bursar::simulator {
namespace {

namespace json = boost::json;

constexpr Instant k_start{1'790'000'000'000};
const std::string k_key = "sim_key";

class EndpointTest : public testing::Test {
 protected:
  static Settings calm() {
    Settings settings;
    settings.latency_p50_ms = settings.latency_p95_ms = 100;
    return settings;
  }

  Reply post(std::string path, const std::string& body, std::string key = "") {
    Call call;
    call.method = "POST";
    call.path = std::move(path);
    call.authorization = "Bearer " + k_key;
    call.idempotency_key = std::move(key);
    call.content_type = "application/json";
    call.body = body;
    return endpoint_.answer(call, now_);
  }
  Reply get(std::string path, std::vector<std::pair<std::string, std::string>> query = {}) {
    Call call;
    call.method = "GET";
    call.path = std::move(path);
    call.query = std::move(query);
    call.authorization = "Bearer " + k_key;
    return endpoint_.answer(call, now_);
  }
  Reply charge(const std::string& reference, const std::string& number) {
    return post("/v1/charges",
                R"({"reference":")" + reference +
                    R"(","amount_minor":1000,"currency":"EUR","card":{"number":")" + number +
                    R"(","expiry_month":12,"expiry_year":2030,"cvv":"123"}})",
                reference);
  }
  static std::string field(const Reply& reply, const char* name) {
    const json::value value = json::parse(reply.body);
    const json::value* member = value.as_object().if_contains(name);
    return member ? json::serialize(*member) : "absent";
  }

  Instant now_ = k_start;
  Endpoint endpoint_{Acquirer(1, calm()), k_key};
};

TEST_F(EndpointTest, AnApprovedChargeHasTheDocumentedMembers) {
  // Protects: names and types of the answer that adapters parse.
  const Reply reply = charge("a-1", "4242424242424242");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.latency_ms, 100);
  EXPECT_EQ(field(reply, "kind"), "absent");
  EXPECT_EQ(field(reply, "reference"), R"("a-1")");
  EXPECT_EQ(field(reply, "status"), R"("approved")");
  EXPECT_EQ(field(reply, "code"), R"("00")");
  EXPECT_EQ(field(reply, "message"), R"("approved")");
  EXPECT_EQ(field(reply, "amount_minor"), "1000");
  EXPECT_EQ(field(reply, "currency"), R"("EUR")");
  EXPECT_EQ(field(reply, "scheme"), R"("visa")");
  EXPECT_EQ(field(reply, "cvv_result"), R"("M")");
  EXPECT_EQ(field(reply, "avs_result"), R"("U")");
  EXPECT_EQ(field(reply, "provider_reference").size(), 21U);
  EXPECT_EQ(field(reply, "auth_code").size(), 8U);
  EXPECT_EQ(field(reply, "rrn").size(), 14U);
  EXPECT_EQ(field(reply, "advice"), "absent");
  EXPECT_EQ(field(reply, "poll_after_ms"), "absent");
}

TEST_F(EndpointTest, ADeclineCarriesCodeAndAdvice) {
  // Protects: declines are 200 with a code, never an HTTP error.
  const Reply reply = charge("a", "4000000000000069");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(field(reply, "status"), R"("declined")");
  EXPECT_EQ(field(reply, "code"), R"("54")");
  EXPECT_EQ(field(reply, "advice"), R"("01")");
  EXPECT_EQ(field(reply, "auth_code"), "absent");
}

TEST_F(EndpointTest, TheTestPayerRefundAndQueryWorkTogether) {
  // Protects: the round of charge, refund, query and book on the wire.
  const Reply paid =
      post("/v1/charges", R"({"reference":"c","amount_minor":500,"currency":"JPY","payer":"test"})",
           "c");
  EXPECT_EQ(field(paid, "status"), R"("approved")");
  now_ = now_.plus_ms(1'000);
  const Reply refunded =
      post("/v1/refunds",
           R"({"reference":"r","charge_reference":"c","amount_minor":200,"currency":"JPY"})", "r");
  EXPECT_EQ(field(refunded, "status"), R"("approved")");
  now_ = now_.plus_ms(1'000);
  const Reply queried = get("/v1/operations", {{"reference", "r"}});
  EXPECT_EQ(field(queried, "kind"), R"("refund")");
  EXPECT_EQ(field(queried, "status"), R"("approved")");
  const Reply missing = get("/v1/operations", {{"reference", "x"}});
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.body, R"({"found":false})");
  EXPECT_EQ(
      get("/v1/book").body,
      R"({"currencies":[{"currency":"JPY","charges":{"count":1,"amount_minor":500},)"
      R"("refunds":{"count":1,"amount_minor":200},"issuers_minor":300,"merchant_minor":-300}],)"
      R"("effects":2,"operations":2,"balanced":true})");
}

TEST_F(EndpointTest, EffectsArePagedAndFoundByReference) {
  // Protects: what the crash harness reads to prove that nothing happened twice.
  for (const char* reference : {"a", "b", "c"}) charge(reference, "4242424242424242");
  now_ = now_.plus_ms(1'000);
  const Reply first = get("/v1/book/effects", {{"after", "0"}, {"limit", "2"}});
  EXPECT_EQ(field(first, "next_after"), "2");
  const Reply rest = get("/v1/book/effects", {{"after", "2"}});
  EXPECT_EQ(rest.body,
            R"({"effects":[{"number":3,"kind":"charge","reference":"c","amount_minor":1000,)"
            R"("currency":"EUR","executed_at_ms":1790000000100}],"next_after":null})");
  EXPECT_EQ(field(get("/v1/book", {{"reference", "b"}}), "count"), "1");
  EXPECT_EQ(field(get("/v1/book", {{"reference", "x"}}), "count"), "0");
  EXPECT_EQ(get("/v1/book/effects", {{"after", "-1"}}).status, 400);
}

TEST_F(EndpointTest, MalformedRequestsAreRefusedAndNotExecuted) {
  // Protects: 400 means certainly not executed.
  const auto with_card = [](const std::string& members) {
    return R"({"reference":"a","amount_minor":1000,"currency":"EUR","card":{)" + members + "}}";
  };
  const std::string bodies[] = {
      "",
      "[]",
      R"({"reference":"a","amount_minor":1000,"currency":"EUR"})",
      R"({"reference":"a","amount_minor":1,"currency":"EUR","payer":"test",)"
      R"("card":{"number":"4242424242424242","expiry_month":12,"expiry_year":2030}})",
      R"({"reference":"a","amount_minor":1000,"currency":"EUR","payer":"me"})",
      R"({"reference":"a","amount_minor":0,"currency":"EUR","payer":"test"})",
      R"({"reference":"a","amount_minor":1.5,"currency":"EUR","payer":"test"})",
      R"({"reference":"a","amount_minor":1000,"currency":"XXQ","payer":"test"})",
      R"({"reference":"a","amount_minor":1000,"currency":"EUR","payer":"test","tip":1})",
      R"({"reference":"a b","amount_minor":1000,"currency":"EUR","payer":"test"})",
      with_card(R"("number":"42424242 4242424","expiry_month":12,"expiry_year":2030)"),
      with_card(R"("number":"4242424242424242","expiry_month":13,"expiry_year":2030)"),
      with_card(R"("number":"4242424242424242","expiry_month":12,"expiry_year":30)"),
      with_card(R"("number":"4242424242424242","expiry_month":12,"expiry_year":2030,"cvv":"1")")};
  for (const std::string& body : bodies) {
    const Reply reply = post("/v1/charges", body, "a");
    EXPECT_EQ(reply.status, 400) << body;
    EXPECT_EQ(field(reply, "status"), R"("rejected")") << body;
    EXPECT_EQ(field(reply, "code"), R"("invalid_request")") << body;
  }
  EXPECT_TRUE(endpoint_.acquirer().operations().empty());
}

TEST_F(EndpointTest, TheIdempotencyKeyMustEqualTheReference) {
  // Protects: a caller whose two keys disagree has a bug that would break its retries.
  const std::string body = R"({"reference":"a","amount_minor":1,"currency":"EUR","payer":"test"})";
  EXPECT_EQ(post("/v1/charges", body, "b").status, 400);
  EXPECT_EQ(post("/v1/charges", body, "").status, 400);
  EXPECT_EQ(post("/v1/charges", body, "a").status, 200);
  EXPECT_EQ(post("/v1/refunds",
                 R"({"reference":"r","charge_reference":"a","amount_minor":1,"currency":"EUR"})")
                .status,
            400);
}

TEST_F(EndpointTest, OnlyTheKeyOpensThePaymentsPart) {
  // Protects: 401 for a missing, wrong or cut key, before anything is processed.
  for (const char* authorization :
       {"", "Bearer ", "Bearer sim_ke", "Bearer sim_keyy", "sim_key", "Basic sim_key"}) {
    Call call;
    call.method = "GET";
    call.path = "/v1/book";
    call.authorization = authorization;
    EXPECT_EQ(endpoint_.answer(call, now_).status, 401) << authorization;
  }
}

TEST_F(EndpointTest, OtherHostNamesAndMethodsAreRefused) {
  // Protects: a web page elsewhere cannot drive the switches through a browser.
  Call call;
  call.method = "GET";
  call.path = "/";
  for (const char* host : {"evil.example:80", "127.0.0.1.evil.example", ""}) {
    call.host = host;
    EXPECT_EQ(endpoint_.answer(call, now_).status, 403) << host;
  }
  for (const char* host : {"127.0.0.1:4000", "localhost:4000", "localhost"}) {
    call.host = host;
    EXPECT_EQ(endpoint_.answer(call, now_).status, 200) << host;
  }
  call.method = "POST";
  call.path = "/control";
  call.content_type = "text/plain";
  call.body = "{}";
  EXPECT_EQ(endpoint_.answer(call, now_).status, 415);
  EXPECT_EQ(get("/v1/charges").status, 404);
  EXPECT_EQ(post("/v1/book", "").status, 405);
  EXPECT_EQ(get("/nothing").status, 404);
}

TEST_F(EndpointTest, SwitchesChangeOneByOneAndNullSwitchesOff) {
  // Protects: members left out stay as they are; bad members change nothing.
  EXPECT_EQ(post("/control", R"({"drop_after_ppm":1000000,"late_after_ms":5,"outage_until_ms":7})")
                .status,
            200);
  const Settings& settings = endpoint_.acquirer().settings();
  EXPECT_EQ(settings.drop_after_ppm, 1'000'000);
  EXPECT_EQ(settings.latency_p50_ms, 100);
  EXPECT_EQ(settings.late_after_ms, 5);
  EXPECT_EQ(settings.outage_until, Instant{7});
  EXPECT_EQ(post("/control", R"({"decline_ppm":1000001})").status, 400);
  EXPECT_EQ(post("/control", R"({"decline_ppm":1,"unknown":1})").status, 400);
  EXPECT_EQ(settings.decline_ppm, 120'000);
  const Reply reply = post(
      "/control", R"({"late_after_ms":null,"outage_until_ms":null,"honours_references":false})");
  EXPECT_EQ(field(reply, "late_after_ms"), "null");
  EXPECT_FALSE(settings.outage_until);
  EXPECT_FALSE(settings.honours_references);
  EXPECT_EQ(get("/control").body, reply.body);
}

TEST_F(EndpointTest, DroppedAnswersCloseWithoutABody) {
  // Protects: drop_after on the wire: nothing is said, the effect exists.
  post("/control", R"({"drop_after_ppm":1000000})");
  const Reply reply = charge("a", "4242424242424242");
  EXPECT_EQ(reply.delivery, Delivery::close);
  EXPECT_TRUE(reply.body.empty());
  now_ = now_.plus_ms(1'000);
  EXPECT_EQ(field(get("/v1/book", {{"reference", "a"}}), "count"), "1");
}

TEST_F(EndpointTest, AnOutageClosesPaymentsButNotTheBook) {
  // Protects: during an outage even malformed calls get no answer, while observers still see the
  // book.
  post("/control", R"({"outage_until_ms":1790000010000})");
  EXPECT_EQ(charge("a", "4242424242424242").delivery, Delivery::close);
  EXPECT_EQ(post("/v1/charges", "nonsense").delivery, Delivery::close);
  EXPECT_EQ(get("/v1/operations", {{"reference", "a"}}).delivery, Delivery::close);
  EXPECT_EQ(get("/v1/book").status, 200);
  now_ = now_.plus_ms(10'000);
  EXPECT_EQ(charge("a", "4242424242424242").status, 200);
}

TEST_F(EndpointTest, TheClockCanBeAdvanced) {
  // Protects: late results arrive by moving the virtual clock, without waiting.
  EXPECT_EQ(field(charge("a", "4000000000930042"), "status"), R"("pending")");
  EXPECT_EQ(field(charge("a", "4000000000930042"), "code"), R"("09")");
  const Reply moved = post("/control/advance", R"({"ms":120000})");
  EXPECT_EQ(field(moved, "clock_offset_ms"), "120000");
  EXPECT_EQ(field(moved, "now_ms"), "1790000120000");
  EXPECT_EQ(field(get("/v1/operations", {{"reference", "a"}}), "status"), R"("approved")");
  EXPECT_EQ(post("/control/advance", R"({"ms":-1})").status, 400);
}

TEST_F(EndpointTest, ThePageShowsTheBookAndEscapesWhatCallersSent) {
  // Protects: the page works on an empty and on a filled book, and shows no full card number.
  EXPECT_NE(get("/").body.find("0 effects, balanced"), std::string::npos);
  charge("a:1", "4111111111111111");
  now_ = now_.plus_ms(1'000);
  const Reply page = get("/");
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_NE(page.body.find("10.00 EUR"), std::string::npos);
  EXPECT_NE(page.body.find("411111…1111"), std::string::npos);
  EXPECT_EQ(page.body.find("4111111111111111"), std::string::npos);
}

}  // namespace
}  // namespace bursar::simulator
