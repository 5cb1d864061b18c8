// Decodes a JSON object into a command: names the first member that is unknown, missing, of the
// wrong type or out of range. Money and counts are integers; 10.0 and 1e2 are wrong types.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "base/result.hpp"

namespace bursar::net {

/// Parses a request body: UTF-8, no comments, depth and member count as in limits.hpp, no duplicate
/// members. Errors: invalid/malformed_json, naming the byte.
Result<boost::json::value> parse_json(std::string_view body);

/// Reads members one by one; the first problem is kept and the rest return defaults. Codes:
/// malformed_json, unknown_member, missing_member, wrong_type, out_of_range, too_long, too_short
/// and not_printable (control characters in a text). Lengths count code points; null counts as
/// absent for the readers that have an absent value. Use: `JsonReader in(body); auto name =
/// in.text("name", 1, 120); … if (auto e = in.finish()) return *e;`
class JsonReader {
 public:
  /// Parses `body`; not an object is a problem.
  explicit JsonReader(std::string_view body);
  /// A nested object; `path` prefixes field names ("customer."). The object must outlive the
  /// reader.
  JsonReader(const boost::json::object& object, std::string path);

  std::string text(std::string_view name, std::size_t length_min, std::size_t length_max);
  std::optional<std::string> text_or_none(std::string_view name, std::size_t length_max);
  std::int64_t integer(std::string_view name, std::int64_t lowest, std::int64_t highest);
  std::optional<std::int64_t> integer_or_none(std::string_view name, std::int64_t lowest,
                                              std::int64_t highest);
  bool boolean(std::string_view name, bool otherwise);
  /// Absent is an empty list.
  std::vector<std::string> texts(std::string_view name, std::size_t count_max,
                                 std::size_t length_max);
  /// The raw member, or null when absent; counts as known.
  const boost::json::value* member(std::string_view name);
  /// A nested object by name, or nothing when absent. The caller finishes it (see adopt).
  std::optional<JsonReader> object(std::string_view name);
  /// A list of objects, their fields named "lines.0.amount_minor"; absent is an empty list.
  std::vector<JsonReader> objects(std::string_view name, std::size_t count_max);
  /// Finishes a nested reader and takes over its problem.
  void adopt(JsonReader& nested);

  /// Records a problem found by the caller (first one wins).
  void fail(std::string_view name, std::string code, std::string message);
  bool failed() const { return problem_.has_value(); }
  /// Refuses members nobody asked for; the first problem of all, or nothing.
  std::optional<Error> finish();

 private:
  const boost::json::object* members() const;
  const boost::json::value* take(std::string_view name);
  const boost::json::value* take_present(std::string_view name);
  std::string checked_text(std::string_view name, const boost::json::value& value,
                           std::size_t length_min, std::size_t length_max);
  std::int64_t checked_integer(std::string_view name, const boost::json::value& value,
                               std::int64_t lowest, std::int64_t highest);
  const boost::json::array* list(std::string_view name, std::size_t count_max);

  boost::json::value parsed_;  ///< own document, null when `nested_` is read
  const boost::json::object* nested_ = nullptr;
  std::string path_;
  std::vector<std::string> known_;
  std::optional<Error> problem_;
};

}  // namespace bursar::net
