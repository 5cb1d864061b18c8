// Tests of the one mapping from Error to an RFC 9457 problem.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "net/http.hpp"

namespace bursar::net {
namespace {

std::string header_of(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

TEST(Problem, has_the_members_of_the_contract) {
  // Protects: the one error shape of the office API.
  Error error = invalid("amount_minor", "out_of_range", "amount_minor is not between 1 and 100");
  error.details.emplace_back("highest", "100");
  const Response response = to_problem(error, "rq_1");
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(header_of(response, "content-type"), "application/problem+json");
  EXPECT_EQ(boost::json::parse(response.body), boost::json::parse(R"({
    "type":"/problems/out_of_range","title":"Invalid input","status":422,"code":"out_of_range",
    "detail":"amount_minor is not between 1 and 100","field":"amount_minor","request_id":"rq_1",
    "details":{"highest":"100"}})"));
}

TEST(Problem, maps_each_kind_to_its_status) {
  // Protects: no handler maps errors, so this table is all there is.
  const std::vector<std::pair<ErrorKind, int>> table{
      {ErrorKind::invalid, 422},   {ErrorKind::unauthenticated, 401}, {ErrorKind::forbidden, 403},
      {ErrorKind::not_found, 404}, {ErrorKind::conflict, 409},        {ErrorKind::refused, 422},
      {ErrorKind::limited, 429},   {ErrorKind::unavailable, 503}};
  for (const auto& [kind, status] : table) {
    const Response response = to_problem(Error{kind, "some_code", "words", {}, {}}, "rq_1");
    EXPECT_EQ(response.status, status);
    EXPECT_EQ(boost::json::parse(response.body).at("status"), status);
    EXPECT_EQ(header_of(response, "retry-after"), status == 429 || status == 503 ? "1" : "");
  }
  EXPECT_EQ(to_problem(invalid("", "malformed_json", "words"), "rq_1").status, 400);
}

TEST(Problem, says_when_to_retry) {
  // Protects: Retry-After comes from the refusal, and never carries anything but digits.
  Error error{ErrorKind::limited, "rate_limit_exceeded", "words", {}, {{"retry_after_s", "17"}}};
  EXPECT_EQ(header_of(to_problem(error, "rq_1"), "retry-after"), "17");
  error.details[0].second = "soon\r\nx: y";
  EXPECT_EQ(header_of(to_problem(error, "rq_1"), "retry-after"), "1");
}

TEST(Problem, hides_everything_behind_an_internal_error) {
  // Protects: a 500 tells the request id and nothing else.
  const Response response = internal_error("rq_9");
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(boost::json::parse(response.body).at("request_id"), "rq_9");
}

}  // namespace
}  // namespace bursar::net
