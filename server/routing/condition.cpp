// Conditions over a payment's facts that other modules keep and routing alone can read.
#include <algorithm>

#include "base/check.hpp"
#include "routing/content.hpp"

namespace bursar::routing {
namespace {

constexpr std::size_t k_remembered = 16;

// Compiling is a pure function of the text, so a thread remembers the last few results.
std::shared_ptr<const rules::Rule> compiled_condition(const std::string& text) {
  using Entry = std::pair<std::string, std::shared_ptr<const rules::Rule>>;
  thread_local std::vector<Entry> remembered;
  const auto known = std::find_if(remembered.begin(), remembered.end(),
                                  [&](const Entry& entry) { return entry.first == text; });
  if (known != remembered.end()) return known->second;
  auto rule = rules::compile(text, schema());
  check(rule.has_value(), "a stored condition compiles: " + text);
  if (remembered.size() == k_remembered) remembered.erase(remembered.begin());
  remembered.emplace_back(text, std::make_shared<const rules::Rule>(std::move(*rule)));
  return remembered.back().second;
}

}  // namespace

Result<std::string> read_condition(const std::string& text, std::string field) {
  const auto rule = rules::compile(text, schema());
  if (rule) return rule->canonical();
  Error error = rule.error();
  error.field = std::move(field);
  return error;
}

bool holds(const std::string& condition, const Subject& subject) {
  const std::vector<rules::Value> facts = facts_of(subject);
  return rules::evaluate(*compiled_condition(condition), {facts, subject.now, nullptr});
}

}  // namespace bursar::routing
