// Encodes the decline table with its codes, the advice codes and the schemes' limits.
#include "system/http_decline.hpp"

#include <boost/json.hpp>

#include "net/await.hpp"
#include "providers/advice.hpp"
#include "providers/providers.hpp"
#include "routing/retry_cap.hpp"

namespace bursar::system {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;

json::array words_of(std::string_view codes) {
  json::array words;
  while (!codes.empty()) {
    const std::size_t space = codes.find(' ');
    words.emplace_back(codes.substr(0, space));
    codes = space == std::string_view::npos ? "" : codes.substr(space + 1);
  }
  return words;
}

json::object reason_json(const providers::DeclineReason& row) {
  return {{"reason", row.reason},
          {"decline_class", row.decline_class},
          {"retry", providers::retry_word(row.decline_class)},
          {"meaning", row.meaning},
          {"advice", row.advice},
          {"network_codes", words_of(row.codes)},
          {"visa_category", row.visa_category},
          {"orsunpay_code", row.orsunpay_code},
          {"ecommpay_codes", words_of(row.ecommpay_codes)},
          {"stripe_codes", words_of(row.stripe_codes)}};
}

json::object constant_tables() {
  json::array reasons;
  for (const providers::DeclineReason& row : providers::decline_table())
    reasons.push_back(reason_json(row));
  json::array advice;
  for (const providers::MerchantAdvice& row : providers::merchant_advice_table())
    advice.push_back(json::object{{"code", row.code},
                                  {"meaning", row.meaning},
                                  {"advice", row.advice},
                                  {"may_retry", row.may_retry},
                                  {"wait_hours", row.wait_hours}});
  return {{"rows", std::move(reasons)}, {"merchant_advice", std::move(advice)}};
}

Task<Response> answer(storage::Db& db, json::object body, Request& request) {
  const auto read_caps = [](storage::Tx& tx) -> Result<json::array> {
    json::array caps;
    for (const routing::RetryCap& cap : routing::caps_now(tx).rows)
      caps.push_back(routing::cap_json(cap));
    return caps;
  };
  auto caps = co_await net::read(db, request, read_caps);
  if (!caps) co_return net::to_problem(caps.error(), request.request_id);
  body["retry_caps"] = std::move(*caps);
  co_return net::json_response(200, json::serialize(body));
}

}  // namespace

net::Route decline_reasons_route(storage::Db& db) {
  net::Route route{};
  route.method = net::Method::get;
  route.path = "/api/decline_reasons";
  route.operation_id = "list_decline_reasons";
  route.permission = "payments:read";
  route.handler = [&db, tables = constant_tables()](Request& request) {
    return answer(db, tables, request);
  };
  return route;
}

}  // namespace bursar::system
