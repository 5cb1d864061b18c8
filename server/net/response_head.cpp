// Writes status lines, dates and headers.
#include "net/response_head.hpp"

#include <array>
#include <source_location>
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

bool ends_line(char c) { return c == '\r' || c == '\n'; }

// By hand: a search for a set of characters asks the library once per byte.
bool is_name(std::string_view name) {
  for (const char c : name)
    if (ends_line(c) || c == ':' || c == ' ' || c == '\t') return false;
  return !name.empty();
}

bool is_value(std::string_view value) {
  for (const char c : value)
    if (ends_line(c) || c == '\0') return false;
  return true;
}

/// The date line of this second; every thread writes it once a second.
const std::string& date_line(Instant now) {
  struct Written {
    std::int64_t second = -1;
    std::string line;
  };
  thread_local Written written;
  if (const std::int64_t second = now.ms / 1'000; second != written.second)
    written = {second, "date: " + http_date(now) + "\r\n"};
  return written.line;
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
  std::string head;
  head.reserve(1'024);
  head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  head.append(reason(response.status)).append("\r\n").append(date_line(now));
  for (const auto& [name, value] : response.headers) {
    check(is_name(name), "malformed header name");
    if (!is_value(value))
      throw Bug("header " + name + " holds a line end", std::source_location::current());
    if (sets_framing(name))
      throw Bug("header " + name + " belongs to the server", std::source_location::current());
    head.append(name).append(": ").append(value).append("\r\n");
  }
  head.append("x-request-id: ").append(request_id).append("\r\n");
  const bool bodiless = response.status == 204 || response.status == 304;
  if (options.chunked) head += "transfer-encoding: chunked\r\n";
  else if (!options.until_close && !bodiless)
    head.append("content-length: ").append(std::to_string(options.body_size)).append("\r\n");
  if (!options.keep_alive) head += "connection: close\r\n";
  head += "\r\n";
  return head;
}

}  // namespace bursar::net
