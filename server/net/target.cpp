// Percent-decoding and splitting of request targets.
#include "net/target.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace bursar::net {

namespace {

Error malformed(std::string message) {
  return invalid("", "malformed_request", std::move(message));
}
Error too_long(std::string message) { return invalid("", "target_too_long", std::move(message)); }

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// "http://host:port/path?query" → "/path?query".
std::string_view origin_form(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    const std::size_t end = target.find_first_of("/?", scheme.size());
    return end == std::string_view::npos ? std::string_view("/") : target.substr(end);
  }
  return target;
}

Result<void> read_path(std::string_view path, Target& target) {
  if (path.empty() || path.front() != '/') return malformed("the request target is not a path");
  for (std::string_view rest = path.substr(1);;) {
    const std::size_t slash = rest.find('/');
    Result<std::string> segment = percent_decode(rest.substr(0, slash), false);
    if (!segment) return std::move(segment).error();
    if (*segment == "." || *segment == "..") return malformed("the path has a dot segment");
    if (!is_printable_utf8(*segment)) return malformed("the path holds control characters");
    target.path += "/" + *segment;
    target.segments.push_back(*std::move(segment));
    if (slash == std::string_view::npos) return ok();
    rest.remove_prefix(slash + 1);
  }
}

Result<void> read_query(std::string_view query, const Limits& limits, Target& target) {
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    if (pair.empty()) continue;
    if (target.query.size() == limits.query_count_max)
      return too_long("the query has more than " + std::to_string(limits.query_count_max) +
                      " values");
    const std::size_t equals = std::min(pair.find('='), pair.size());
    Result<std::string> name = percent_decode(pair.substr(0, equals), true);
    if (!name) return std::move(name).error();
    Result<std::string> value =
        percent_decode(pair.substr(std::min(equals + 1, pair.size())), true);
    if (!value) return std::move(value).error();
    if (!is_printable_utf8(*name) || !is_printable_utf8(*value))
      return malformed("the query holds control characters");
    target.query.emplace_back(*std::move(name), *std::move(value));
  }
  return ok();
}

}  // namespace

Result<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded.push_back(plus_is_space && text[i] == '+' ? ' ' : text[i]);
      continue;
    }
    const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0) return malformed("a percent sign is not followed by two hex digits");
    decoded.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return decoded;
}

Result<Target> parse_target(std::string_view target, const Limits& limits) {
  if (target.size() > limits.target_bytes_max)
    return too_long("the request target is longer than " + std::to_string(limits.target_bytes_max) +
                    " bytes");
  target = origin_form(target);
  const std::size_t mark = std::min(target.find('?'), target.size());
  if (mark > limits.path_bytes_max)
    return too_long("the path is longer than " + std::to_string(limits.path_bytes_max) + " bytes");
  Target parsed;
  if (Result<void> read = read_path(target.substr(0, mark), parsed); !read)
    return std::move(read).error();
  if (Result<void> read =
          read_query(target.substr(std::min(mark + 1, target.size())), limits, parsed);
      !read)
    return std::move(read).error();
  return parsed;
}

}  // namespace bursar::net
