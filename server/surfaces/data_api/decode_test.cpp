// Bodies of the Data API: limits, zones, types, and what a record says.
#include "surfaces/data_api/decode.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "surfaces/data_api/encode.hpp"
#include "surfaces/data_api/signature.hpp"

namespace bursar::data_api {
namespace {

namespace json = boost::json;
const Instant k_now = *parse_iso8601("2026-11-22T12:00:00Z", "now");

Result<ListCommand> decoded(const char* body) { return decode_list(json::parse(body), k_now); }
std::string field_of(const char* body) {
  const auto command = decoded(body);
  return command ? "" : command.error().field;
}

TEST(DataApiRequest, keeps_its_bounds) {
  // Protects: row 85, 1000 at most and by default, an offset, and no unknown member.
  EXPECT_EQ(decoded("{}")->filter.limit, 1000);
  EXPECT_EQ(decoded(R"({"limit":1000,"offset":2000})")->filter.offset, 2000);
  EXPECT_EQ(field_of(R"({"limit":1001})"), "limit");
  EXPECT_EQ(field_of(R"({"limit":0})"), "limit");
  EXPECT_EQ(field_of(R"({"offset":-1})"), "offset");
  EXPECT_EQ(field_of(R"({"project_id":7})"), "project_id");
  EXPECT_EQ(field_of(R"({"project_id":["7"]})"), "project_id");
  EXPECT_EQ(field_of(R"({"operation_type":"gift"})"), "operation_type");
  EXPECT_EQ(field_of(R"({"fields":["pan"]})"), "fields");
  EXPECT_EQ(field_of(R"({"timezone":"Atlantis/Capital"})"), "timezone");
  EXPECT_EQ(field_of(R"({"timezone":"../../etc/passwd"})"), "timezone");
  EXPECT_EQ(field_of(R"({"interval":{"from":"yesterday"}})"), "interval.from");
  EXPECT_EQ(field_of(R"({"interval":{"from":"2026-11-02","to":"2026-11-01"}})"), "interval");
  EXPECT_EQ(field_of(R"({"interval":{"from":"2020-01-01","to":"2026-11-01"}})"), "interval");
  EXPECT_EQ(field_of(R"({"surprise":1})"), "surprise");
}

TEST(DataApiRequest, cuts_the_interval_in_the_zone) {
  // Protects: row 85, the zone changes which operations are selected.
  if (!net::TimeZone::load("Indian/Mauritius")) GTEST_SKIP() << "no tables of time zones";
  const auto utc = decoded(R"({"interval":{"from":"2026-11-01","to":"2026-11-02 12:00:00"}})");
  EXPECT_EQ(to_iso8601(*utc->filter.created_from), "2026-11-01T00:00:00.000Z");
  const auto island = decoded(
      R"({"timezone":"Indian/Mauritius","interval":{"from":"2026-11-01","to":"2026-11-02"}})");
  EXPECT_EQ(to_iso8601(*island->filter.created_from), "2026-10-31T20:00:00.000Z");
  EXPECT_EQ(to_iso8601(*island->filter.created_before), "2026-11-01T20:00:00.000Z");
  const auto exact =
      decoded(R"({"timezone":"Indian/Mauritius","interval":{"from":"2026-11-01T00:00:00+01:00"}})");
  EXPECT_EQ(to_iso8601(*exact->filter.created_from), "2026-10-31T23:00:00.000Z");
  EXPECT_EQ(decoded("{}")->filter.created_from->ms, k_now.ms - 92 * k_day_ms);
}

TEST(DataApiRequest, names_token_and_signature_first) {
  // Protects: nothing of a body is looked at before it says who asks.
  const auto code = [](const char* body) {
    const auto read = decode_credentials(json::parse(body));
    return read ? std::string() : read.error().code;
  };
  EXPECT_EQ(code("[]"), "malformed_json");
  EXPECT_EQ(code(R"({"token":"short","signature":"x"})"), "wrong_type");
  EXPECT_EQ(code(R"({"token":"abcdefghijabcdefghijabcdefghij"})"), "signature_missing");
  EXPECT_EQ(code(R"({"token":"abcdefghijabcdefghijabcdefghij","signature":""})"),
            "signature_missing");
  EXPECT_EQ(code(R"({"token":"abcdefghijabcdefghijabcdefghij","signature":"x"})"), "");
}

payments::ListedOperation sample() {
  payments::ListedOperation listed;
  listed.operation.id = OperationId{77};
  listed.operation.payment_id = PaymentId{78};
  listed.operation.type = payments::OperationType::void_;
  listed.operation.state = payments::OperationState::succeeded;
  listed.operation.amount = {2599, *Currency::parse("EUR")};
  listed.operation.created_at = k_now;
  listed.project_number = 101;
  listed.external_id = "ORD-1";
  listed.card_last4 = "1111";
  listed.description = "mugs;plates";
  return listed;
}

TEST(DataApiAnswer, says_what_every_client_can_check) {
  // Protects: no null, no boolean, no semicolon of a merchant's words; the fixed order; the mask.
  const auto body = encode_operations({sample()}, net::TimeZone(), {});
  const json::object& row = body.at("operations").as_array().at(0).as_object();
  EXPECT_EQ(row.at("operation_type"), "cancel");
  EXPECT_EQ(row.at("operation_status"), "success");
  EXPECT_EQ(row.at("payment_instrument_id"), "************1111");
  EXPECT_EQ(row.at("payment_description"), "mugs,plates");
  EXPECT_EQ(row.at("operation_created_at"), "2026-11-22T12:00:00+00:00");
  EXPECT_FALSE(row.contains("operation_completed_at"));
  EXPECT_TRUE(check_signable(body));
  const auto chosen = encode_operations({sample()}, net::TimeZone(), {"payment_id", "project_id"});
  EXPECT_EQ(json::serialize(chosen), R"({"operations":[{"project_id":101,"payment_id":"ORD-1"}]})");
}

TEST(DataApiAnswer, knows_a_word_for_every_type) {
  // Protects: each type is told apart and found again by its word.
  for (int number = 1; number <= static_cast<int>(payments::OperationType::verification);
       ++number) {
    const auto type = static_cast<payments::OperationType>(number);
    EXPECT_EQ(operation_type_of(payments::ecommpay_type(type)), type) << number;
  }
}

}  // namespace
}  // namespace bursar::data_api
