// The strict request-head reader.
#include "net/request_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"

namespace bursar::net {

namespace {

/// Headers whose meaning would depend on which copy a reader takes.
constexpr std::array<std::string_view, 8> k_single_headers{
    "host",          "content-length", "transfer-encoding", "content-type",
    "authorization", "x-api-key",      "idempotency-key",   "origin"};

Error malformed(std::string message) {
  return invalid("", "malformed_request", std::move(message));
}
Error too_large(std::string message) { return invalid("", "head_too_large", std::move(message)); }

bool is_token_char(char c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  return std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

bool is_target_char(char c) { return c > 0x20 && c < 0x7F; }

bool is_value_char(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
}

std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Takes the line at the front of `rest`, without its end.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find("\r\n"), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 2, rest.size()));
  return line;
}

Result<void> read_request_line(std::string_view line, const Limits& limits, RequestHead& head) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last)
    return malformed("the request line is malformed");
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!is_token(method) || method.size() > 32) return malformed("the method is malformed");
  if (target.size() > limits.target_bytes_max)
    return invalid("", "target_too_long", "the request target is too long");
  if (target.empty() || !std::all_of(target.begin(), target.end(), is_target_char))
    return malformed("the request target is malformed");
  if (version.size() != 8 || !version.starts_with("HTTP/") || version[6] != '.')
    return malformed("the protocol version is malformed");
  if (version != "HTTP/1.1" && version != "HTTP/1.0")
    return invalid("", "http_version_unsupported", "only HTTP/1.1 and HTTP/1.0 are spoken here");
  head.method = method;
  head.target = target;
  head.version_1_0 = version == "HTTP/1.0";
  head.keep_alive = !head.version_1_0;
  return ok();
}

Result<void> read_header_line(std::string_view line, RequestHead& head) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return malformed("a header has no colon");
  if (!is_token(line.substr(0, colon)))
    return malformed("a header name is malformed or a line is folded");
  std::string name = fold_case(line.substr(0, colon));
  const std::string_view value = trim_blanks(line.substr(colon + 1));
  if (!std::all_of(value.begin(), value.end(), is_value_char) || !is_printable_utf8(value))
    return malformed("the header " + name + " holds control characters");
  const bool single =
      std::find(k_single_headers.begin(), k_single_headers.end(), name) != k_single_headers.end();
  if (single && std::any_of(head.headers.begin(), head.headers.end(),
                            [&](const auto& other) { return other.first == name; }))
    return malformed("the header " + name + " appears twice");
  head.headers.emplace_back(std::move(name), value);
  return ok();
}

Result<void> read_content_length(std::string_view value, RequestHead& head) {
  std::uint64_t length = 0;
  const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), length);
  if (value.empty() || failed != std::errc() || end != value.data() + value.size())
    return malformed("the content length is not a number");
  head.content_length = length;
  return ok();
}

Result<void> read_connection(std::string_view value, RequestHead& head) {
  while (!value.empty()) {
    const std::size_t comma = std::min(value.find(','), value.size());
    const std::string_view option = trim_blanks(value.substr(0, comma));
    if (!option.empty() && !is_token(option))
      return malformed("the connection header is malformed");
    if (fold_case(option) == "close") head.keep_alive = false;
    value.remove_prefix(std::min(comma + 1, value.size()));
  }
  return ok();
}

/// What the headers say about the connection and the body.
Result<void> read_framing(RequestHead& head) {
  bool has_host = false;
  for (const auto& [name, value] : head.headers) {
    if (name == "host") has_host = true;
    if (name == "connection") {
      if (Result<void> read = read_connection(value, head); !read) return read;
    }
    if (name == "content-length") {
      if (Result<void> read = read_content_length(value, head); !read) return read;
    }
    if (name == "transfer-encoding") {
      if (fold_case(value) != "chunked") return malformed("the transfer coding is not chunked");
      head.chunked = true;
    }
    if (name == "expect") {
      if (fold_case(value) != "100-continue")
        return invalid("", "expectation_failed", "only 100-continue can be expected");
      head.expects_continue = !head.version_1_0;
    }
  }
  if (!has_host && !head.version_1_0) return malformed("the host header is missing");
  if (head.chunked && head.content_length)
    return malformed("both a length and a transfer coding are given");
  if (head.chunked && head.version_1_0) return malformed("HTTP/1.0 has no transfer codings");
  return ok();
}

}  // namespace

Result<std::size_t> find_head_end(std::string_view bytes, std::size_t& scanned,
                                  const Limits& limits) {
  for (std::size_t i = bytes.find('\n', scanned); i != std::string_view::npos;
       i = bytes.find('\n', i + 1)) {
    if (i == 0 || bytes[i - 1] != '\r') return malformed("a line does not end with CR and LF");
    const bool empty_line = i >= 3 && bytes[i - 2] == '\n';
    if (!empty_line) continue;
    if (i + 1 > limits.head_bytes_max) break;
    return i + 1;
  }
  scanned = bytes.size();
  if (bytes.size() < limits.head_bytes_max) return std::size_t{0};
  return too_large("the head is longer than " + std::to_string(limits.head_bytes_max) + " bytes");
}

Result<RequestHead> parse_head(std::string_view text, const Limits& limits) {
  RequestHead head;
  std::string_view rest = text;
  if (Result<void> read = read_request_line(take_line(rest), limits, head); !read)
    return std::move(read).error();
  for (std::string_view line = take_line(rest); !line.empty(); line = take_line(rest)) {
    if (head.headers.size() == limits.header_count_max)
      return too_large("there are more than " + std::to_string(limits.header_count_max) +
                       " headers");
    if (Result<void> read = read_header_line(line, head); !read) return std::move(read).error();
  }
  if (!rest.empty()) return malformed("the head has an empty line");
  if (Result<void> read = read_framing(head); !read) return std::move(read).error();
  return head;
}

}  // namespace bursar::net
