// Responses every handler makes: JSON, nothing, and the one mapping from Error to an RFC 9457
// problem.
#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "net/http.hpp"

namespace bursar::net {

namespace {

/// Codes of requests broken below the domain: their status is part of HTTP itself.
constexpr std::array<std::pair<std::string_view, int>, 12> k_protocol_codes{{
    {"malformed_json", 400},
    {"malformed_request", 400},
    {"request_timeout", 408},
    {"method_not_allowed", 405},
    {"body_too_large", 413},
    {"target_too_long", 414},
    {"unsupported_media_type", 415},
    {"expectation_failed", 417},
    {"head_too_large", 431},
    {"plain_http_refused", 403},
    {"http_version_unsupported", 505},
    {"link_invalid", 410},  // a one-time link that was used or is too old
}};

std::string_view title(int status, ErrorKind kind) {
  if (status == 422 && kind == ErrorKind::invalid) return "Invalid input";
  switch (status) {
    case 400: return "Malformed request";
    case 401: return "Authentication required";
    case 403: return "Not permitted";
    case 404: return "Not found";
    case 405: return "Method not allowed";
    case 409: return "Conflict";
    case 413: return "Body too large";
    case 422: return "Refused";
    case 429: return "Too many requests";
    case 503: return "Temporarily unavailable";
    default: return "Request refused";
  }
}

std::string_view detail_of(const Error& error, std::string_view name) {
  for (const auto& [key, value] : error.details)
    if (key == name) return value;
  return {};
}

bool all_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Response problem_response(int status, const boost::json::object& members) {
  Response response;
  response.status = status;
  response.body = boost::json::serialize(members);
  response.with("content-type", "application/problem+json");
  return response;
}

}  // namespace

std::string_view method_name(Method method) {
  switch (method) {
    case Method::get: return "GET";
    case Method::post: return "POST";
    case Method::put: return "PUT";
    case Method::patch: return "PATCH";
    case Method::del: return "DELETE";
  }
  return "GET";
}

Response json_response(int status, std::string body) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  response.with("content-type", "application/json");
  return response;
}

Response no_content() {
  Response response;
  response.status = 204;
  return response;
}

int http_status(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid: return 422;
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

int http_status(const Error& error) {
  for (const auto& [code, status] : k_protocol_codes)
    if (error.code == code) return status;
  return http_status(error.kind);
}

Response to_problem(const Error& error, const std::string& request_id) {
  const int status = http_status(error);
  boost::json::object members{{"type", "/problems/" + error.code},
                              {"title", title(status, error.kind)},
                              {"status", status},
                              {"code", error.code},
                              {"detail", error.message}};
  if (!error.field.empty()) members["field"] = error.field;
  members["request_id"] = request_id;
  boost::json::object details;
  for (const auto& [name, value] : error.details) details[name] = value;
  members["details"] = std::move(details);
  Response response = problem_response(status, members);
  if (status == 429 || status == 503) {
    const std::string_view after = detail_of(error, "retry_after_s");
    response.with("retry-after", all_digits(after) ? std::string(after) : "1");
  }
  return response;
}

Response internal_error(const std::string& request_id) {
  return problem_response(
      500, {{"type", "/problems/internal_error"},
            {"title", "Internal error"},
            {"status", 500},
            {"code", "internal_error"},
            {"detail", "the server failed; the request id finds the cause in its log"},
            {"request_id", request_id},
            {"details", boost::json::object{}}});
}

}  // namespace bursar::net
