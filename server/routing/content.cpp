// Content ↔ JSON, and compiling what was stored.
#include "routing/content.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "routing/words.hpp"

namespace bursar::routing {
namespace {

namespace json = boost::json;

constexpr std::size_t k_remembered = 16;

std::string text_at(const json::object& object, std::string_view name) {
  return std::string(object.at(name).as_string());
}

json::object rule_json(const Rule& rule) {
  json::array targets;
  for (const Target& target : rule.targets)
    targets.push_back(
        json::object{{"provider_account_id", target.account.text()}, {"weight", target.weight}});
  return {{"name", rule.name},
          {"condition", rule.condition},
          {"strategy", word(rule.strategy)},
          {"targets", std::move(targets)},
          {"is_strict", rule.is_strict},
          {"is_enabled", rule.is_enabled}};
}

Rule read_rule(const json::object& object) {
  Rule rule;
  rule.name = text_at(object, "name");
  rule.condition = text_at(object, "condition");
  rule.strategy = strategy_of(text_at(object, "strategy")).value();
  for (const json::value& one : object.at("targets").as_array()) {
    const json::object& target = one.as_object();
    rule.targets.push_back({ProviderAccountId{id_key(ProviderAccountTag::k_prefix,
                                                     target.at("provider_account_id").as_string())},
                            target.at("weight").as_int64()});
  }
  rule.is_strict = object.at("is_strict").as_bool();
  rule.is_enabled = object.at("is_enabled").as_bool();
  return rule;
}

}  // namespace

json::object cascade_json(const Cascade& cascade) {
  return {{"attempts_max", cascade.attempts_max},
          {"time_budget_ms", cascade.time_budget_ms},
          {"not_executed", word(cascade.not_executed)},
          {"technical", word(cascade.technical)},
          {"soft", word(cascade.soft)},
          {"respects_scheme_caps", cascade.respects_scheme_caps}};
}

Cascade read_cascade(const json::object& object) {
  Cascade cascade;
  cascade.attempts_max = object.at("attempts_max").as_int64();
  cascade.time_budget_ms = object.at("time_budget_ms").as_int64();
  cascade.not_executed = next_account_of(text_at(object, "not_executed")).value();
  cascade.technical = next_account_of(text_at(object, "technical")).value();
  cascade.soft = next_account_of(text_at(object, "soft")).value();
  cascade.respects_scheme_caps = object.at("respects_scheme_caps").as_bool();
  return cascade;
}

json::object content_json(const Content& content) {
  json::array rules;
  for (const Rule& rule : content.rules) rules.push_back(rule_json(rule));
  return {{"rules", std::move(rules)},
          {"cascade", cascade_json(content.cascade)},
          {"sticky", word(content.sticky)}};
}

Content read_content(std::string_view text) {
  const json::value parsed = json::parse(json::string_view(text.data(), text.size()));
  const json::object& object = parsed.as_object();
  Content content;
  for (const json::value& one : object.at("rules").as_array())
    content.rules.push_back(read_rule(one.as_object()));
  content.cascade = read_cascade(object.at("cascade").as_object());
  content.sticky = sticky_of(text_at(object, "sticky")).value();
  return content;
}

Compiled compiled(Content content) {
  Compiled result;
  for (const Rule& rule : content.rules) {
    auto condition = rules::compile(rule.condition, schema());
    check(condition.has_value(), "a stored condition compiles: " + rule.condition);
    result.conditions.emplace_back(std::move(*condition));
  }
  result.content = std::move(content);
  return result;
}

std::shared_ptr<const Compiled> compiled_text(const std::string& text) {
  using Entry = std::pair<std::string, std::shared_ptr<const Compiled>>;
  thread_local std::vector<Entry> remembered;
  const auto known = std::find_if(remembered.begin(), remembered.end(),
                                  [&](const Entry& entry) { return entry.first == text; });
  if (known != remembered.end()) return known->second;
  if (remembered.size() == k_remembered) remembered.erase(remembered.begin());
  remembered.emplace_back(text, std::make_shared<const Compiled>(compiled(read_content(text))));
  return remembered.back().second;
}

}  // namespace bursar::routing
