// The one JSON parser: Boost.JSON's event parser with a handler that refuses duplicate members and
// too many of them, which the ready-made document parser lets through (the last one would win).
#include <cmath>
#include <string>
#include <unordered_set>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

#include "net/json_reader.hpp"
#include "net/limits.hpp"

namespace bursar::net {

namespace {

namespace json = boost::json;

/// Builds the value; `reason` and `field` say why it stopped when it stopped by itself.
struct Builder {
  static constexpr std::size_t max_object_size = k_json_members_max;
  static constexpr std::size_t max_array_size = k_json_members_max;
  static constexpr std::size_t max_key_size = 1 << 16;
  static constexpr std::size_t max_string_size = 1 << 30;
  using Code = json::error_code;
  using View = json::string_view;

  json::value_stack stack;
  std::vector<std::unordered_set<std::string>> seen;  // members of each open object
  std::vector<std::string> path;                      // last member read of each open object
  std::string key;
  std::size_t count = 0;
  std::string reason;
  std::string field;

  bool stop(std::string why, Code& ec) {
    reason = std::move(why);
    for (const std::string& part : path) field += (field.empty() ? "" : ".") + part;
    ec = json::make_error_code(json::error::extra_data);
    return false;
  }
  bool counted(Code& ec) {
    if (++count <= k_json_members_max) return true;
    return stop("it holds more than " + std::to_string(k_json_members_max) + " values", ec);
  }

  bool on_document_begin(Code&) { return true; }
  bool on_document_end(Code&) { return true; }
  bool on_object_begin(Code& ec) {
    seen.emplace_back();
    path.emplace_back();
    return counted(ec);
  }
  bool on_object_end(std::size_t n, Code&) {
    seen.pop_back();
    path.pop_back();
    stack.push_object(n);
    return true;
  }
  bool on_array_begin(Code& ec) { return counted(ec); }
  bool on_array_end(std::size_t n, Code&) {
    stack.push_array(n);
    return true;
  }
  bool on_key_part(View part, std::size_t, Code&) {
    key.append(part.data(), part.size());
    stack.push_chars(part);
    return true;
  }
  bool on_key(View part, std::size_t, Code& ec) {
    key.append(part.data(), part.size());
    stack.push_key(part);
    path.back() = key;
    const bool first_time = seen.back().insert(std::move(key)).second;
    key.clear();
    return first_time || stop("the member " + path.back() + " appears twice", ec);
  }
  bool on_string_part(View part, std::size_t, Code&) {
    stack.push_chars(part);
    return true;
  }
  bool on_string(View part, std::size_t, Code& ec) {
    stack.push_string(part);
    return counted(ec);
  }
  bool on_number_part(View, Code&) { return true; }
  bool on_int64(std::int64_t value, View, Code& ec) {
    stack.push_int64(value);
    return counted(ec);
  }
  bool on_uint64(std::uint64_t value, View, Code& ec) {
    stack.push_uint64(value);
    return counted(ec);
  }
  /// Fractions and exponents; kept only so that readers can call them a wrong type.
  bool on_double(auto value, View, Code& ec) {
    // Kept in a text (metadata), it would not be read back.
    if (!std::isfinite(value)) return stop("a number is too large", ec);
    stack.push_double(value);
    return counted(ec);
  }
  bool on_bool(bool value, Code& ec) {
    stack.push_bool(value);
    return counted(ec);
  }
  bool on_null(Code& ec) {
    stack.push_null();
    return counted(ec);
  }
  bool on_comment_part(View, Code&) { return true; }
  bool on_comment(View, Code&) { return true; }
};

}  // namespace

Result<boost::json::value> parse_json(std::string_view body) {
  json::parse_options options;
  options.max_depth = k_json_depth_max;
  json::basic_parser<Builder> parser(options);
  Builder& built = parser.handler();
  built.stack.reset();
  json::error_code failed;
  const std::size_t used = parser.write_some(false, body.data(), body.size(), failed);
  if (!failed && used < body.size()) failed = json::error::extra_data;
  if (!failed) return built.stack.release();
  std::string reason = built.reason.empty() ? failed.message() : built.reason;
  return invalid(
      built.field, "malformed_json",
      "the body is not accepted as JSON at byte " + std::to_string(used) + ": " + reason);
}

}  // namespace bursar::net
