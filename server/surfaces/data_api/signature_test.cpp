// The published signature algorithm: its worked examples, its orders, and what it must not take.
#include "surfaces/data_api/signature.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace bursar::data_api {
namespace {

const Secret k_secret("test-secret-1");

boost::json::value tree(const char* text) { return boost::json::parse(text); }

TEST(Signature, agrees_with_the_worked_examples) {
  // Protects: interoperability; the values come from an independent implementation.
  const auto payment = tree(R"({"project_id":101,"payment_id":"ORD-0001","payment_amount":2599,
      "payment_currency":"EUR","customer_id":"cust-7","payment_description":"Two mugs & a plate",
      "interface_type":"{\"id\":22}"})");
  EXPECT_EQ(
      signed_text(payment, LineOrder::natural_path),
      "customer_id:cust-7;interface_type:{\"id\":22};payment_amount:2599;payment_currency:EUR;"
      "payment_description:Two mugs & a plate;payment_id:ORD-0001;project_id:101");
  EXPECT_EQ(sign(payment, k_secret),
            "cG16HroatHctV20Dm8lRXhVjeu0vlL5RwTwUnb/"
            "pAAJeB5H53GHIqCOO8DAEPCjE6QSjXjkQfUfgHoSyC3JAEQ==");
  auto page = payment;
  page.as_object()["redirect"] = true;
  page.as_object()["frame_mode"] = "popup";
  EXPECT_EQ(sign(page, k_secret),
            "r91Vx2FL/vhkUU8nQdzvUzxRtRT//"
            "bFeSiRb0PxQnPyxMG8J19FPWLhScO1mQYy0D/0CvCZnkbr5G6wmSnaVOQ==");
  const auto sale = tree(R"({"general":{"project_id":101,"payment_id":"ORD-0001"},
      "payment":{"amount":2599,"currency":"EUR"},
      "customer":{"id":"cust-7","ip_address":"192.0.2.10"},"interface_type":{"id":22}})");
  EXPECT_EQ(sign(sale, k_secret),
            "2McdYShSrKCNIEunreSRug3sIkZsNs7pQtxeN5lJFmu2+1rRwaBEO7D7fqAYZgI+x2fJgn8Wt+"
            "ltFTPTPxMPDw==");
  const auto status =
      tree(R"({"general":{"project_id":101,"payment_id":"ORD-0001"},"signature":"x"})");
  EXPECT_EQ(sign(status, k_secret),
            "rzAv9Kb4niEjMKFXtrYGSyolV8RANnIxTMTygGMS5HutfSHXNHzONMvG+"
            "J3llyx87COtHxns6WEtoKvpQ+S3cQ==");
}

TEST(Signature, knows_every_order_of_its_clients) {
  // Protects: the orders part exactly where clients part, and all are taken.
  const auto numbers = tree(R"({"item1":1,"item2":2,"item10":10})");
  EXPECT_EQ(signed_text(numbers, LineOrder::natural_path), "item1:1;item2:2;item10:10");
  EXPECT_EQ(signed_text(numbers, LineOrder::plain_path), "item1:1;item10:10;item2:2");
  EXPECT_EQ(signed_text(numbers, LineOrder::whole_line), "item10:10;item1:1;item2:2");
  const auto nested = tree(R"({"a1":1,"a":{"b":2}})");
  EXPECT_EQ(signed_text(nested, LineOrder::per_level), "a:b:2;a1:1");
  EXPECT_EQ(signed_text(nested, LineOrder::natural_path), "a1:1;a:b:2");
  EXPECT_EQ(signed_text(tree(R"({"a-b":1,"a":2})"), LineOrder::natural_path), "a:2;a-b:1");
  EXPECT_EQ(signed_text(tree(R"({"a-b":1,"a":2})"), LineOrder::whole_line), "a-b:1;a:2");
  const auto twelve = tree(R"({"l":[0,1,2,3,4,5,6,7,8,9,10,11]})");
  EXPECT_EQ(signed_text(twelve, LineOrder::natural_path),
            signed_text(twelve, LineOrder::per_level));
  EXPECT_EQ(
      signed_text(tree(R"({"e":[],"o":{},"n":null,"t":true,"f":false})"), LineOrder::natural_path),
      "f:0;n:;t:1");
}

TEST(Signature, takes_only_what_is_right) {
  // Protects: one changed byte of value, key or signature is refused.
  const auto body = tree(R"({"token":"abc","limit":10})");
  const std::string right = sign(body, k_secret);
  EXPECT_TRUE(verify(body, k_secret, right));
  EXPECT_FALSE(verify(tree(R"({"token":"abc","limit":11})"), k_secret, right));
  EXPECT_FALSE(verify(tree(R"({"token":"abc","limiT":10})"), k_secret, right));
  EXPECT_FALSE(verify(body, Secret("test-secret-2"), right));
  EXPECT_FALSE(verify(body, k_secret, right.substr(1)));
  EXPECT_FALSE(verify(body, k_secret, ""));
}

TEST(Signature, refuses_what_could_pose_as_something_else) {
  // Protects: a customer's text inside a value never becomes a parameter.
  for (const char* text :
       {R"({"a":"1;b:2"})", R"({"a;b":1})", R"({"a:b":1})", R"({"a":[{"x":";"}]})", R"({"a":1.5})"})
    EXPECT_FALSE(check_signable(tree(text))) << text;
  EXPECT_TRUE(check_signable(tree(R"({"a":"09:30","b":[1,true,null,{}]})")));
}

}  // namespace
}  // namespace bursar::data_api
