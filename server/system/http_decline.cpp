// Encodes the decline table with its codes, the advice codes and the schemes' limits.
#include "system/http_decline.hpp"

#include <memory>

#include <boost/json.hpp>

#include "providers/advice.hpp"
#include "providers/providers.hpp"

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

std::string table_json() {
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
  json::array caps;
  for (const providers::RetryCap& row : providers::retry_caps())
    caps.push_back(json::object{{"scheme", row.scheme},
                                {"applies_to", row.applies_to},
                                {"attempts_max", row.attempts_max},
                                {"window_hours", row.window_hours},
                                {"valid_from", row.valid_from},
                                {"source", row.source}});
  return json::serialize(json::object{{"rows", std::move(reasons)},
                                      {"merchant_advice", std::move(advice)},
                                      {"retry_caps", std::move(caps)}});
}

}  // namespace

net::Route decline_reasons_route() {
  net::Route route{};
  route.method = net::Method::get;
  route.path = "/api/decline_reasons";
  route.operation_id = "list_decline_reasons";
  route.permission = "payments:read";
  route.handler = [table =
                       std::make_shared<std::string>(table_json())](Request&) -> Task<Response> {
    return [](std::shared_ptr<std::string> body) -> Task<Response> {
      co_return net::json_response(200, *body);
    }(table);
  };
  return route;
}

}  // namespace bursar::system
