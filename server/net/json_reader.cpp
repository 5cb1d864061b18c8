// Reads members of a JSON object with type, range and length checks; keeps the first problem.
#include "net/json_reader.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace bursar::net {

namespace json = boost::json;

JsonReader::JsonReader(std::string_view body) {
  Result<json::value> parsed = parse_json(body);
  if (!parsed) {
    problem_ = std::move(parsed).error();
    return;
  }
  parsed_ = *std::move(parsed);
  if (!parsed_.is_object()) problem_ = invalid("", "wrong_type", "the body is not a JSON object");
}

JsonReader::JsonReader(const json::object& object, std::string path)
    : nested_(&object), path_(std::move(path)) {}

const json::object* JsonReader::members() const { return nested_ ? nested_ : parsed_.if_object(); }

void JsonReader::fail(std::string_view name, std::string code, std::string message) {
  if (!problem_) problem_ = invalid(path_ + std::string(name), std::move(code), std::move(message));
}

const json::value* JsonReader::take(std::string_view name) {
  known_.emplace_back(name);
  const json::object* object = members();
  return object ? object->if_contains(name) : nullptr;
}

const json::value* JsonReader::take_present(std::string_view name) {
  const json::value* value = take(name);
  return value && !value->is_null() ? value : nullptr;
}

std::string JsonReader::checked_text(std::string_view name, const json::value& value,
                                     std::size_t length_min, std::size_t length_max) {
  const json::string* found = value.if_string();
  if (!found) return fail(name, "wrong_type", path_ + std::string(name) + " is not a text"), "";
  const std::string_view text(found->data(), found->size());
  if (!is_printable_utf8(text))
    return fail(name, "not_printable", path_ + std::string(name) + " holds control characters"), "";
  const std::size_t length = code_points(text);
  const auto measured = [&](std::string_view relation, std::size_t bound) {
    return path_ + std::string(name) + " has " + std::to_string(length) + " characters, " +
           std::string(relation) + " " + std::to_string(bound);
  };
  if (length < length_min) return fail(name, "too_short", measured("fewer than", length_min)), "";
  if (length > length_max) return fail(name, "too_long", measured("more than", length_max)), "";
  return std::string(text);
}

std::int64_t JsonReader::checked_integer(std::string_view name, const json::value& value,
                                         std::int64_t lowest, std::int64_t highest) {
  const std::int64_t* found = value.if_int64();
  if (!found && !value.is_uint64()) {
    fail(name, "wrong_type", path_ + std::string(name) + " is not an integer");
    return 0;
  }
  if (found && *found >= lowest && *found <= highest) return *found;
  fail(name, "out_of_range",
       path_ + std::string(name) + " is not between " + std::to_string(lowest) + " and " +
           std::to_string(highest));
  return 0;
}

std::string JsonReader::text(std::string_view name, std::size_t length_min,
                             std::size_t length_max) {
  const json::value* value = take(name);
  if (value) return checked_text(name, *value, length_min, length_max);
  fail(name, "missing_member", path_ + std::string(name) + " is missing");
  return {};
}

std::optional<std::string> JsonReader::text_or_none(std::string_view name, std::size_t length_max) {
  const json::value* value = take_present(name);
  if (!value) return std::nullopt;
  return checked_text(name, *value, 0, length_max);
}

std::int64_t JsonReader::integer(std::string_view name, std::int64_t lowest, std::int64_t highest) {
  const json::value* value = take(name);
  if (value) return checked_integer(name, *value, lowest, highest);
  fail(name, "missing_member", path_ + std::string(name) + " is missing");
  return 0;
}

std::optional<std::int64_t> JsonReader::integer_or_none(std::string_view name, std::int64_t lowest,
                                                        std::int64_t highest) {
  const json::value* value = take_present(name);
  if (!value) return std::nullopt;
  return checked_integer(name, *value, lowest, highest);
}

bool JsonReader::boolean(std::string_view name, bool otherwise) {
  const json::value* value = take_present(name);
  if (!value) return otherwise;
  if (const bool* found = value->if_bool()) return *found;
  fail(name, "wrong_type", path_ + std::string(name) + " is neither true nor false");
  return otherwise;
}

const json::array* JsonReader::list(std::string_view name, std::size_t count_max) {
  const json::value* value = take_present(name);
  if (!value) return nullptr;
  const json::array* found = value->if_array();
  if (!found)
    return fail(name, "wrong_type", path_ + std::string(name) + " is not a list"), nullptr;
  if (found->size() <= count_max) return found;
  fail(name, "too_long",
       path_ + std::string(name) + " has " + std::to_string(found->size()) +
           " entries, more than " + std::to_string(count_max));
  return nullptr;
}

std::vector<std::string> JsonReader::texts(std::string_view name, std::size_t count_max,
                                           std::size_t length_max) {
  std::vector<std::string> texts;
  const json::array* found = list(name, count_max);
  if (!found) return texts;
  for (std::size_t i = 0; i < found->size() && !failed(); ++i)
    texts.push_back(
        checked_text(std::string(name) + "." + std::to_string(i), (*found)[i], 0, length_max));
  return failed() ? std::vector<std::string>() : texts;
}

const json::value* JsonReader::member(std::string_view name) { return take(name); }

std::optional<JsonReader> JsonReader::object(std::string_view name) {
  const json::value* value = take_present(name);
  if (!value) return std::nullopt;
  if (const json::object* found = value->if_object())
    return JsonReader(*found, path_ + std::string(name) + ".");
  fail(name, "wrong_type", path_ + std::string(name) + " is not an object");
  return std::nullopt;
}

std::vector<JsonReader> JsonReader::objects(std::string_view name, std::size_t count_max) {
  std::vector<JsonReader> readers;
  const json::array* found = list(name, count_max);
  if (!found) return readers;
  for (std::size_t i = 0; i < found->size(); ++i) {
    const std::string entry = std::string(name) + "." + std::to_string(i);
    const json::object* object = (*found)[i].if_object();
    if (!object) return fail(entry, "wrong_type", path_ + entry + " is not an object"), readers;
    readers.emplace_back(*object, path_ + entry + ".");
  }
  return readers;
}

void JsonReader::adopt(JsonReader& nested) {
  std::optional<Error> problem = nested.finish();
  if (problem && !problem_) problem_ = std::move(problem);
}

std::optional<Error> JsonReader::finish() {
  const json::object* object = members();
  if (problem_ || !object) return problem_;
  for (const auto& member : *object) {
    const std::string_view name(member.key().data(), member.key().size());
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    fail(name, "unknown_member", path_ + std::string(name) + " is not a member of this request");
    break;
  }
  return problem_;
}

}  // namespace bursar::net
