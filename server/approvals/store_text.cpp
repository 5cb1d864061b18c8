// Small JSON documents, written and read by this module alone.
#include "approvals/store_text.hpp"

#include <boost/json.hpp>

namespace bursar::approvals {
namespace {

namespace json = boost::json;

std::string text_of(const json::value& value) { return std::string(value.as_string()); }

std::optional<std::string> side_of(const json::object& object, std::string_view name) {
  const json::value& value = object.at(name);
  if (value.is_null()) return std::nullopt;
  return text_of(value);
}

json::value side(const std::optional<std::string>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

}  // namespace

std::string thresholds_text(const std::vector<Threshold>& thresholds) {
  json::array list;
  for (const Threshold& threshold : thresholds)
    list.push_back(json::array{threshold.currency.code(), threshold.amount_minor});
  return json::serialize(list);
}

std::vector<Threshold> thresholds_of(std::string_view text) {
  std::vector<Threshold> thresholds;
  const json::value list = json::parse(text);
  for (const json::value& item : list.as_array())
    thresholds.push_back(
        {Currency::of(text_of(item.as_array().at(0))), item.as_array().at(1).as_int64()});
  return thresholds;
}

std::string words_text(const std::vector<std::string>& words) {
  json::array list;
  for (const std::string& word : words) list.emplace_back(word);
  return json::serialize(list);
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  const json::value list = json::parse(text);
  for (const json::value& item : list.as_array()) words.push_back(text_of(item));
  return words;
}

std::string hours_text(const std::optional<Hours>& hours) {
  if (!hours) return "";
  return json::serialize(json::array{hours->days, hours->from_minute, hours->until_minute});
}

std::optional<Hours> hours_of(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const json::array list = json::parse(text).as_array();
  return Hours{list.at(0).as_int64(), list.at(1).as_int64(), list.at(2).as_int64()};
}

std::string changes_text(const std::vector<Change>& changes) {
  json::array list;
  for (const Change& change : changes)
    list.push_back(json::object{{"name", change.name},
                                {"kind", static_cast<std::int64_t>(change.kind)},
                                {"currency", change.currency.code()},
                                {"is_balance", change.is_balance},
                                {"before", side(change.before)},
                                {"after", side(change.after)}});
  return json::serialize(list);
}

std::vector<Change> changes_of(std::string_view text) {
  std::vector<Change> changes;
  const json::value list = json::parse(text);
  for (const json::value& item : list.as_array()) {
    const json::object& object = item.as_object();
    Change change;
    change.name = text_of(object.at("name"));
    change.kind = static_cast<gate::FigureKind>(object.at("kind").as_int64());
    const std::string currency = text_of(object.at("currency"));
    if (!currency.empty()) change.currency = Currency::of(currency);
    change.is_balance = object.at("is_balance").as_bool();
    change.before = side_of(object, "before");
    change.after = side_of(object, "after");
    changes.push_back(std::move(change));
  }
  return changes;
}

}  // namespace bursar::approvals
