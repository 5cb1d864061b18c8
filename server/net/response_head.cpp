// Writes status lines, dates and headers.
#include "net/response_head.hpp"

#include <array>
#include <string_view>

#include <fmt/format.h>

#include "base/check.hpp"
#include "base/text.hpp"

namespace bursar::net {

namespace {

std::string_view reason(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    default: return "";
  }
}

bool sets_framing(std::string_view name) {
  for (const std::string_view own : {"content-length", "transfer-encoding", "connection"})
    if (name.size() == own.size() && fold_case(name) == own) return true;
  return false;
}

}  // namespace

std::string http_date(Instant instant) {
  static constexpr std::array<const char*, 7> k_days{"Thu", "Fri", "Sat", "Sun",
                                                     "Mon", "Tue", "Wed"};
  static constexpr std::array<const char*, 12> k_months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::string iso = to_iso8601(instant);  // 2026-11-21T23:37:53.120Z
  const auto day = static_cast<std::size_t>(((utc_day(instant) % 7) + 7) % 7);
  const auto month = static_cast<std::size_t>((iso[5] - '0') * 10 + (iso[6] - '0') - 1);
  return fmt::format("{}, {} {} {} {} GMT", k_days[day], iso.substr(8, 2), k_months.at(month),
                     iso.substr(0, 4), iso.substr(11, 8));
}

std::string response_head(const Response& response, const std::string& request_id, Instant now,
                          const HeadOptions& options) {
  std::string head = fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason(response.status));
  head.reserve(1'024);
  head += "date: " + http_date(now) + "\r\n";
  for (const auto& [name, value] : response.headers) {
    check(name.find_first_of("\r\n: \t") == std::string::npos && !name.empty(),
          "malformed header name");
    check(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos,
          "header " + name + " holds a line end");
    check(!sets_framing(name), "header " + name + " belongs to the server");
    head.append(name).append(": ").append(value).append("\r\n");
  }
  head += "x-request-id: " + request_id + "\r\n";
  const bool bodiless = response.status == 204 || response.status == 304;
  if (options.chunked) head += "transfer-encoding: chunked\r\n";
  else if (!options.until_close && !bodiless)
    head += "content-length: " + std::to_string(options.body_size) + "\r\n";
  if (!options.keep_alive) head += "connection: close\r\n";
  head += "\r\n";
  return head;
}

}  // namespace bursar::net
