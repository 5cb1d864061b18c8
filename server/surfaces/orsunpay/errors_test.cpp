// The two documented error bodies and the catalogue of codes.
#include <algorithm>
#include <fstream>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "surfaces/orsunpay/orsunpay.hpp"

namespace bursar::orsunpay {
namespace {

namespace json = boost::json;

net::Request request_to(std::string path, net::Method method = net::Method::post) {
  net::Request request;
  request.method = method;
  request.path = std::move(path);
  request.request_id = "rq_0123456789abcdefghij";
  return request;
}

json::object body_of(const net::Response& response) {
  return json::parse(response.body).as_object();
}

TEST(OrsunpayErrors, an_internal_error_has_the_shape_of_its_path) {
  // Protects: clients that read only the documented bodies understand a failure of ours, too.
  const net::Response sale = shape_internal_error(request_to("/v1/payment/sale"));
  EXPECT_EQ(sale.status, 500);
  EXPECT_EQ(body_of(sale).at("status"), false);
  EXPECT_NE(body_of(sale).at("error").as_string().find("rq_0123"), json::string::npos);
  const net::Response other = shape_internal_error(request_to("/v1/transactions"));
  EXPECT_EQ(other.status, 500);
  const json::object error = body_of(other).at("error").as_object();
  EXPECT_EQ(error.at("code"), "internal_error");
  EXPECT_EQ(error.at("details").at("requestId"), "rq_0123456789abcdefghij");
}

TEST(OrsunpayErrors, a_card_number_in_free_text_is_a_reason_and_no_code) {
  // Protects: the few codes stay few; what is finer stands in details.reason.
  const Error error = invalid("description", "card_number_not_allowed", "must not hold one");
  const json::object shaped =
      body_of(shape_error(error, request_to("/v1/transactions"))).at("error").as_object();
  EXPECT_EQ(shaped.at("code"), "invalid_parameter_value");
  EXPECT_EQ(shaped.at("details").at("reason"), "card_number_not_allowed");
}

TEST(OrsunpayErrors, the_guide_lists_exactly_the_catalogue) {
  // Protects: a code that is not documented, and a documented one that is never sent (I21).
  std::ifstream page(BURSAR_GUIDE "/payment-api-practice.md");
  ASSERT_TRUE(page.is_open());
  std::set<std::string> listed;
  for (std::string line; std::getline(page, line);) {
    const bool row = line.size() > 10 && line.starts_with("| ") && line.find("| `") == 6;
    if (row) listed.insert(line.substr(9, line.find('`', 9) - 9));
  }
  const std::set<std::string> known(error_codes().begin(), error_codes().end());
  EXPECT_EQ(listed, known);
  EXPECT_GT(known.size(), 10U);
}

}  // namespace
}  // namespace bursar::orsunpay
