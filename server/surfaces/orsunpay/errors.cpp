// One mapping from Error to the documented status codes and bodies of the Orsunpay surface.
#include <algorithm>
#include <array>

#include <boost/json.hpp>

#include "surfaces/orsunpay/orsunpay.hpp"

namespace bursar::orsunpay {
namespace {

namespace json = boost::json;

constexpr std::string_view k_payment_api = "/v1/payment/";

int status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid: return 400;
    case ErrorKind::unauthenticated: return 401;
    case ErrorKind::forbidden: return 403;
    case ErrorKind::not_found: return 404;
    case ErrorKind::conflict: return 409;
    case ErrorKind::refused: return 422;
    case ErrorKind::limited: return 429;
    case ErrorKind::unavailable: return 503;
  }
  return 500;
}

// Faults of the request's shape; every other invalid input is about a value.
bool is_shape_fault(const std::string& code) {
  static constexpr std::array<std::string_view, 4> k_shape{"malformed_json", "unknown_member",
                                                           "missing_member", "wrong_type"};
  return std::find(k_shape.begin(), k_shape.end(), code) != k_shape.end();
}

std::string code_of(const Error& error) {
  switch (error.kind) {
    case ErrorKind::invalid:
      return is_shape_fault(error.code) ? "invalid_request" : "invalid_parameter_value";
    case ErrorKind::forbidden: return "insufficient_permissions";
    case ErrorKind::not_found: return "resource_not_found";
    case ErrorKind::limited: return "rate_limit_exceeded";
    case ErrorKind::unavailable: return "service_unavailable";
    case ErrorKind::unauthenticated:
    case ErrorKind::conflict:
    case ErrorKind::refused: return error.code;
  }
  return "internal_error";
}

// Names of details as this surface spells them; numbers go out as numbers.
void put_detail(json::object& details, const std::string& name, const std::string& value) {
  const bool number = !value.empty() && value.size() < 18 &&
                      value.find_first_not_of("0123456789") == std::string::npos;
  const std::string spelled = name == "retry_after_s" ? "retryAfter" : name;
  if (number) details[spelled] = std::stoll(value);
  else details[spelled] = value;
}

// The use cases speak snake_case; callers of this surface know their own member names.
std::string field_of(const Error& error) {
  if (error.field == "external_id") return "orderId";
  if (error.field == "amount_minor") return "amount";
  if (error.field == "merchant_reference") return "reference";
  std::string spelled;
  for (std::size_t i = 0; i < error.field.size(); ++i) {
    const bool joint = error.field[i] == '_' && i + 1 < error.field.size();
    spelled.push_back(joint ? static_cast<char>(error.field[++i] - 'a' + 'A') : error.field[i]);
  }
  return spelled;
}

std::string_view location_of(const Error& error, const net::Request& request) {
  if (error.field == "Idempotency-Key") return "header";
  return request.method == net::Method::get ? "query" : "body";
}

json::object details_of(const Error& error, const net::Request& request) {
  json::object details;
  if (!error.field.empty()) {
    details["field"] = field_of(error);
    details["location"] = location_of(error, request);
  }
  if (error.kind == ErrorKind::invalid) details["reason"] = error.code;
  for (const auto& [name, value] : error.details) put_detail(details, name, value);
  return details;
}

// Messages of decoding name the member themselves; those of use cases leave it to the field.
std::string text_of(const Error& error) {
  const std::string field = field_of(error);
  const std::string member = field.substr(field.rfind('.') + 1);
  const bool names_itself = error.message.starts_with(field) || error.message.starts_with(member);
  return field.empty() || names_itself ? error.message : field + " " + error.message;
}

// Broken requests keep the status HTTP has for them; everything else follows the documented table.
int status_of(const Error& error) {
  const int told_apart = net::http_status(error);
  const bool broken = told_apart == 405 || told_apart == 413 || told_apart == 414 ||
                      told_apart == 415 || told_apart == 431;
  return broken ? told_apart : status_of(error.kind);
}

}  // namespace

net::Response shape_error(const Error& error, const net::Request& request) {
  json::object body;
  if (request.path.starts_with(k_payment_api)) {
    body = {{"status", false}, {"error", text_of(error)}};
  } else {
    body["error"] = {{"code", code_of(error)},
                     {"message", text_of(error)},
                     {"details", details_of(error, request)}};
  }
  net::Response response = net::json_response(status_of(error), json::serialize(body));
  for (const auto& [name, value] : error.details)
    if (name == "retry_after_s") response.with("Retry-After", value);
  return response;
}

net::Response shape_internal_error(const net::Request& request) {
  const std::string message =
      "the server failed; the request id " + request.request_id + " finds the cause in its log";
  json::object body;
  if (request.path.starts_with(k_payment_api)) {
    body = {{"status", false}, {"error", message}};
  } else {
    body["error"] = {{"code", "internal_error"},
                     {"message", message},
                     {"details", json::object{{"requestId", request.request_id}}}};
  }
  return net::json_response(500, json::serialize(body));
}

const std::vector<std::string_view>& error_codes() {
  static const std::vector<std::string_view> k_codes{"authentication_required",
                                                     "invalid_api_key",
                                                     "signature_missing",
                                                     "signature_malformed",
                                                     "signature_expired",
                                                     "signature_invalid",
                                                     "signature_replayed",
                                                     "insufficient_permissions",
                                                     "invalid_request",
                                                     "invalid_parameter_value",
                                                     "resource_not_found",
                                                     "rate_limit_exceeded",
                                                     "service_unavailable",
                                                     "internal_error",
                                                     "duplicate_order_id",
                                                     "idempotency_key_reused",
                                                     "duplicate_reference",
                                                     "merchant_inactive",
                                                     "currency_not_allowed",
                                                     "payment_method_not_allowed",
                                                     "no_eligible_route",
                                                     "not_cancelable",
                                                     "not_refundable",
                                                     "amount_exceeds_refundable",
                                                     "in_doubt",
                                                     "dispute_open",
                                                     "insufficient_balance"};
  return k_codes;
}

}  // namespace bursar::orsunpay
