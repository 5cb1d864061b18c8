// Tests of disputes and settlement files on the wire, without sockets.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "simulator/wire/dispute_json.hpp"
#include "simulator/wire/endpoint.hpp"
#include "simulator/wire/journal.hpp"
#include "simulator/wire/webhook_json.hpp"

namespace bursar::simulator {
namespace {

namespace json = boost::json;

constexpr Instant k_start{1'790'000'000'000};

class AfterSalesTest : public testing::Test {
 protected:
  static Settings listening() {
    Settings settings;
    settings.latency_p50_ms = settings.latency_p95_ms = 100;
    settings.webhook_url = "http://127.0.0.1:1/";
    return settings;
  }
  Reply ask(std::string method, std::string path, std::string body = "",
            std::string type = "application/json") {
    Call call;
    call.method = std::move(method);
    call.path = std::move(path);
    call.authorization = path_key_;
    call.content_type = std::move(type);
    call.body = std::move(body);
    return endpoint_.answer(call, now_);
  }
  void pay(const std::string& reference, const std::string& number, std::int64_t minor,
           const std::string& currency = "EUR") {
    Card card{number, 12, 2030, "123"};
    endpoint_.acquirer().decide(ChargeRequest{reference, {minor, Currency::of(currency)}, "", card},
                                now_);
    now_ = now_.plus_ms(10'000);
  }

  Instant now_ = k_start;
  std::string path_key_;
  Endpoint endpoint_{Acquirer(1, listening()), "sim_key"};
};

TEST_F(AfterSalesTest, ADisputeIsOpenedAnsweredAndToldWithItsMembers) {
  // Protects: the members that adapters read, and that only the merchant answers under /v1.
  pay("c", "4242424242424242", 1'250);
  EXPECT_EQ(ask("POST", "/control/disputes", R"({"reference":"c"})").status, 400);
  EXPECT_EQ(
      ask("POST", "/control/disputes", R"({"reference":"c","stage":"chargeback","reason":"<b>"})")
          .status,
      400);
  const std::string order =
      R"({"reference":"c","stage":"chargeback","reason":"13.1","won_after_evidence":true})";
  EXPECT_EQ(ask("POST", "/control/disputes", order, "text/plain").status, 415);
  const Reply opened = ask("POST", "/control/disputes", order);
  ASSERT_EQ(opened.status, 200) << opened.body;
  const json::object row = json::parse(opened.body).at("rows").at(0).as_object();
  EXPECT_EQ(row.at("reference"), "c");
  EXPECT_EQ(row.at("stage"), "chargeback");
  EXPECT_EQ(row.at("status"), "needs_response");
  EXPECT_EQ(row.at("reason"), "13.1");
  EXPECT_EQ(row.at("scheme"), "visa");
  EXPECT_EQ(row.at("amount_minor"), 1'250);
  EXPECT_EQ(row.at("respond_by_ms").as_int64() - row.at("opened_at_ms").as_int64(), 30 * k_day_ms);
  const std::string name(row.at("provider_reference").as_string());
  std::string told;
  for (const Post& post : endpoint_.take_posts(now_)) told = post.body;
  EXPECT_NE(told.find(R"("type":"dispute.opened")"), std::string::npos) << told;
  EXPECT_NE(told.find(name), std::string::npos);

  const std::string evidence = R"({"provider_reference":")" + name + R"("})";
  EXPECT_EQ(ask("POST", "/v1/disputes/evidence", evidence).status, 401);
  path_key_ = "Bearer sim_key";
  EXPECT_EQ(ask("POST", "/v1/disputes/evidence", evidence).status, 200);
  now_ = now_.plus_ms(k_day_ms);
  const json::value all = json::parse(ask("GET", "/v1/disputes").body);
  EXPECT_EQ(all.at("rows").at(0).at("status"), "won");
  EXPECT_EQ(ask("POST", "/control/disputes/act",
                R"({"provider_reference":")" + name + R"(","act":"lose"})")
                .status,
            409);
  EXPECT_EQ(
      ask("POST", "/control/disputes/act", R"({"provider_reference":"x","act":"win"})").status,
      404);
}

TEST_F(AfterSalesTest, ASettlementFileIsExactToTheMinorUnit) {
  // Protects: one line per effect, signs as the merchant sees them, digits of each currency, and
  // control totals that are the sums of the lines.
  pay("a", "4242424242424242", 1'234);
  pay("y", "4242424242424242", 1'001, "JPY");
  pay("k", "4242424242424242", 10'001, "KWD");
  EXPECT_EQ(ask("POST", "/control/disputes",
                R"({"reference":"a","stage":"chargeback","reason":"10.4","amount_minor":34})")
                .status,
            200);
  const std::string dispute = endpoint_.acquirer().disputes().at(0).provider_reference;
  const Reply made = ask("POST", "/control/settlements", "{}");
  ASSERT_EQ(made.status, 200) << made.body;
  EXPECT_EQ(ask("POST", "/control/settlements", "{}").status, 409);
  const Reply file = ask("GET", "/control/settlements/1.csv");
  EXPECT_EQ(file.content_type, "text/csv; charset=utf-8");
  const auto has = [&](const std::string& text) {
    EXPECT_NE(file.body.find(text), std::string::npos) << text << "\n" << file.body;
  };
  has(",charge,,2026-09-21T14:13:20.100Z,EUR,12.34,0.27,12.07\r\n");
  has(",JPY,1001,24,977\r\n");
  has(",KWD,10.001,0.150,9.851\r\n");
  has("," + dispute + "," + dispute + ",chargeback,a,");
  has(",EUR,-0.34,15.00,-15.34\r\n");
  has("total,2,,,,,,EUR,12.00,15.27,-3.27\r\n");
  has("end,4,,,,,,,,,\r\n");
  EXPECT_EQ(ask("GET", "/control/settlements/2.csv").status, 404);
  EXPECT_EQ(ask("GET", "/control/settlements/1x").status, 404);
  EXPECT_EQ(ask("GET", "/v1/settlements").status, 401);
  path_key_ = "Bearer sim_key";
  EXPECT_EQ(ask("GET", "/v1/settlements/1").body, file.body);
  const json::value list = json::parse(ask("GET", "/v1/settlements").body);
  EXPECT_EQ(list.at("rows").at(0).at("totals").as_array().size(), 3U);
}

TEST_F(AfterSalesTest, DisputesAndFilesSurviveTheirJournalLines) {
  // Protects: no member of a dispute or file is lost between two runs of the process.
  pay("c1", "4000000000940017", 1'000);
  pay("c2", "4000000000940033", 2'000);
  endpoint_.acquirer().settle(now_.plus_ms(40 * k_day_ms));
  std::size_t disputes = 0;
  std::size_t files = 0;
  for (const Change& change : endpoint_.acquirer().take_changes()) {
    const auto read = parse_journal_line(journal_line(change));
    ASSERT_TRUE(read) << journal_line(change);
    EXPECT_TRUE(*read == change) << journal_line(change);
    disputes += std::holds_alternative<Dispute>(change) ? 1 : 0;
    files += std::holds_alternative<SettlementFile>(change) ? 1 : 0;
  }
  EXPECT_EQ(disputes, 2U);
  EXPECT_EQ(files, 2U);
}

TEST_F(AfterSalesTest, ThePageOffersWhatCanBeDone) {
  // Protects: disputes and files on the control page, empty and filled.
  EXPECT_NE(ask("GET", "/").body.find("Nobody disputes anything."), std::string::npos);
  pay("c", "4000000000940017", 1'000);
  now_ = now_.plus_ms(4 * k_day_ms);
  const std::string page = ask("GET", "/").body;
  EXPECT_NE(page.find("data-dispute=\"win\""), std::string::npos);
  EXPECT_NE(page.find("href=\"/control/settlements/1.csv\""), std::string::npos);
  EXPECT_NE(page.find("<option value=\"c\">10.00 EUR"), std::string::npos);
}

}  // namespace
}  // namespace bursar::simulator
