// Tests of the route table: what refuses to start, and what the table exports.
#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>

#include <boost/json/parse.hpp>

#include "net/router.hpp"

namespace bursar::net {
namespace {

Task<Response> nothing(Request&) { co_return Response{}; }

Route row(Method method, std::string path, std::string operation_id) {
  Route route{};
  route.method = method;
  route.path = std::move(path);
  route.operation_id = std::move(operation_id);
  route.access = Access::open;
  route.handler = nothing;
  return route;
}

std::string refusal(std::vector<Route> routes) {
  try {
    const Router router(std::move(routes));
    return "";
  } catch (const std::invalid_argument& refused) {
    return refused.what();
  }
}

TEST(Router, refuses_rows_that_collide) {
  // Protects: R-03; two rows never answer the same request, whatever their parameters are called.
  EXPECT_NE(refusal({row(Method::get, "/a/{x}/b", "one"), row(Method::get, "/a/{y}/b", "two")})
                .find("collides with one"),
            std::string::npos);
  EXPECT_NE(refusal({row(Method::get, "/a", "one"), row(Method::post, "/b", "one")}), "");
  EXPECT_EQ(refusal({row(Method::get, "/a/{x}", "one"), row(Method::post, "/a/{x}", "two"),
                     row(Method::get, "/a/b", "three"), row(Method::get, "/", "four")}),
            "");
}

TEST(Router, refuses_incomplete_rows) {
  // Protects: R-03; a row that demands a credential without saying which permission cannot start.
  const auto broken = [](const std::function<void(Route&)>& change) {
    Route route = row(Method::post, "/a/{id}", "one");
    change(route);
    std::vector<Route> routes;
    routes.push_back(std::move(route));
    return refusal(std::move(routes));
  };
  EXPECT_EQ(broken([](Route&) {}), "");
  EXPECT_NE(
      broken([](Route& route) { route.access = Access::session; }).find("names no permission"),
      std::string::npos);
  EXPECT_NE(broken([](Route& route) { route.access = Access::api_key; }), "");
  EXPECT_EQ(broken([](Route& route) { route.access = Access::session, route.permission = "self"; }),
            "");
  EXPECT_NE(broken([](Route& route) { route.permission = "payments:read"; }), "");
  EXPECT_NE(broken([](Route& route) { route.handler = nullptr; }), "");
  EXPECT_NE(broken([](Route& route) { route.operation_id = ""; }), "");
  EXPECT_NE(broken([](Route& route) { route.method = Method::get, route.idempotent = true; }), "");
  for (const char* path :
       {"", "a", "/a//b", "/a/", "/a/{x}/{x}", "/a/{}", "/a/{x", "/a/x}", "/a%20b", "/a?b"})
    EXPECT_NE(broken([path](Route& route) { route.path = path; }), "") << path;
}

TEST(Router, finds_rows_by_method_and_segments) {
  // Protects: static before parameter, with a way back; HEAD finds GET; empty segments are no
  // values.
  std::vector<Route> routes;
  routes.push_back(row(Method::get, "/", "root"));
  routes.push_back(row(Method::get, "/a/{id}", "item"));
  routes.push_back(row(Method::get, "/a/{id}/parts", "parts"));
  routes.push_back(row(Method::get, "/a/mine", "mine"));
  routes.push_back(row(Method::del, "/a/{id}/parts/{part}", "delete_part"));
  const Router router(std::move(routes));
  const auto found = [&](std::string_view method, const std::vector<std::string>& segments) {
    const Router::Match match = router.find(method, segments);
    return match.route ? match.route->operation_id : std::string();
  };
  EXPECT_EQ(found("GET", {""}), "root");
  EXPECT_EQ(found("GET", {"a", "7"}), "item");
  EXPECT_EQ(found("HEAD", {"a", "7"}), "item");
  EXPECT_EQ(found("GET", {"a", "mine"}), "mine");
  EXPECT_EQ(found("GET", {"a", "mine", "parts"}), "parts")
      << "mine has no parts, the item called mine has";
  EXPECT_EQ(found("get", {"a", "7"}), "");
  EXPECT_EQ(found("GET", {"a", ""}), "");
  EXPECT_EQ(found("GET", {"a"}), "");
  EXPECT_EQ(found("GET", {"a", "7", ""}), "");
  const Router::Match match = router.find("DELETE", {"a", "x/y", "parts", "2"});
  const std::vector<std::pair<std::string, std::string>> params{{"id", "x/y"}, {"part", "2"}};
  EXPECT_EQ(match.params, params);
  EXPECT_EQ(router.find("PUT", {"a", "7"}).allow, "GET, HEAD");
  EXPECT_EQ(router.find("GET", {"a", "7", "parts", "2"}).allow, "DELETE");
}

TEST(Router, exports_its_policy_table) {
  // Protects: what the contract test compares with the OpenAPI files.
  Route route = row(Method::post, "/api/payments/{payment_id}/refunds", "create_refund");
  route.access = Access::session;
  route.permission = "refunds:write";
  route.level = Level::l3;
  route.idempotent = true;
  EXPECT_EQ(boost::json::parse(route_table_json({route})), boost::json::parse(R"([{
    "method":"POST","path":"/api/payments/{payment_id}/refunds","operation_id":"create_refund",
    "access":"session","permission":"refunds:write","level":"l3","idempotent":true}])"));
}

}  // namespace
}  // namespace bursar::net
