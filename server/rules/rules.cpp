// compile(): from a text to a rule, or to an error that names its place.
#include "rules/rules.hpp"

#include "base/text.hpp"
#include "rules/program.hpp"

namespace bursar::rules {
namespace {

struct Place {
  std::size_t line = 1;
  std::size_t column = 1;
};
Place place_of(std::string_view text, std::size_t position) {
  const std::string_view before = text.substr(0, position);
  Place place;
  std::size_t start = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i] != '\n') continue;
    ++place.line;
    start = i + 1;
  }
  place.column = code_points(before.substr(start)) + 1;
  return place;
}

Error error_of(std::string_view text, Fault fault) {
  const Place place = place_of(text, fault.position);
  Error error = invalid("", std::move(fault.code), std::move(fault.message));
  error.details = {{"position", std::to_string(fault.position)},
                   {"line", std::to_string(place.line)},
                   {"column", std::to_string(place.column)}};
  if (!fault.name.empty()) error.details.emplace_back("name", std::move(fault.name));
  return error;
}

}  // namespace

std::string_view word(Type type) {
  switch (type) {
    case Type::boolean: return "boolean";
    case Type::integer: return "integer";
    case Type::decimal: return "decimal";
    case Type::money: return "money";
    case Type::string: return "string";
    case Type::time: return "time";
    case Type::duration: return "duration";
    case Type::ip: return "ip";
  }
  return "";
}

std::optional<std::size_t> Schema::slot(std::string_view name) const {
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i].name == name) return i;
  return std::nullopt;
}

Rule::Rule(std::unique_ptr<const Program> program) : program_(std::move(program)) {}
Rule::Rule(Rule&&) noexcept = default;
Rule& Rule::operator=(Rule&&) noexcept = default;
Rule::~Rule() = default;

const std::string& Rule::canonical() const { return program_->canonical; }
std::size_t Rule::nodes() const { return program_->size; }

Result<Parsed> read_rule(std::string_view text, const Schema& schema) {
  if (text.size() > k_text_max)
    return error_of(text,
                    {"too_long", "a rule has at most " + std::to_string(k_text_max) + " bytes",
                     k_text_max, ""});
  if (!is_printable_utf8(text))
    return error_of("", {"invalid_text", "a rule is printable text", 0, ""});
  Parsed parsed;
  if (auto fault = parse(text, parsed)) return error_of(text, std::move(*fault));
  if (auto fault = check_types(parsed.root, schema)) return error_of(text, std::move(*fault));
  return parsed;
}

Result<Rule> compile(std::string_view text, const Schema& schema) {
  auto parsed = read_rule(text, schema);
  if (!parsed) return std::move(parsed).error();
  return Rule(make_program(*parsed, schema));
}

}  // namespace bursar::rules
