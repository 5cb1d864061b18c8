// The rules' front door: a small expression language, typed and total, for conditions that people
// write: routing, risk, fees, alerts, reports. A text is compiled against a schema once and then
// asked about facts, without allocation, in bounded time (ADR 0010). Pure; no I/O, no clock.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace bursar::rules {

/// Kept beside every stored rule; a change of meaning makes a new number.
inline constexpr std::int64_t k_language_version = 1;
inline constexpr std::size_t k_text_max = 4'000;  ///< bytes of a rule's text
inline constexpr std::size_t k_nodes_max = 200;   ///< fields, literals and operators of a rule
inline constexpr std::size_t k_depth_max = 40;    ///< parentheses and signs inside each other
inline constexpr std::int64_t k_micro = 1'000'000;

enum class Type : std::uint8_t {
  boolean = 1,
  integer,
  decimal,  ///< six digits behind the point, kept as an integer of millionths
  money,
  string,
  time,
  duration,
  ip
};
std::string_view word(Type type);

/// One fact. Text and lists are views: whoever made the facts keeps what they look at. What is
/// missing is a null of its type; every comparison with it is false.
struct Value {
  Type type = Type::boolean;
  bool is_null = true;
  Currency currency;             ///< of money
  std::int64_t number = 0;       ///< 0 or 1, integer, millionths, minor units, ms; ip: upper half
  std::uint64_t low = 0;         ///< ip: lower half; list: how many items
  std::string_view text;         ///< of a string
  const Value* items = nullptr;  ///< of a list, each of this type

  static Value missing(Type type);
  static Value boolean(bool value);
  static Value integer(std::int64_t value);
  static Value decimal(std::int64_t micro);
  static Value money(const Money& value);
  static Value string(std::string_view value);
  static Value time(Instant value);
  static Value duration(std::int64_t ms);
  /// An address of either family; what is none is missing.
  static Value ip(std::string_view text);
  static Value list(Type type, std::span<const Value> items);
};

/// What a rule may speak of. The place of a field in the list is its slot in the facts.
struct Field {
  std::string name;  ///< "payment.amount"
  Type type = Type::boolean;
  bool is_list = false;
  std::vector<std::string> words;  ///< the values it can have, where they are few; for forms
};
struct Schema {
  std::vector<Field> fields;
  std::vector<std::string> scopes;  ///< of count, sum and distinct: "card"; none: not available
  std::vector<std::string> lists;   ///< of in_list

  std::optional<std::size_t> slot(std::string_view name) const;
};

/// A question that facts cannot answer: what happened in a window of time.
struct Window {
  std::string_view field;  ///< of distinct, else empty
  std::string_view scope;
  std::int64_t window_ms = 0;
  std::string_view filter;  ///< empty: everything
};
class Lookups {
 public:
  virtual ~Lookups() = default;
  virtual bool in_list(std::string_view name, const Value& value) const = 0;
  virtual std::optional<std::int64_t> count(const Window& window) const = 0;
  virtual std::optional<Money> sum(const Window& window) const = 0;
  virtual std::optional<std::int64_t> distinct(const Window& window) const = 0;
};

struct Facts {
  std::span<const Value> values;  ///< one per field of the schema, in its order
  Instant now;                    ///< of days_since
  const Lookups* lookups = nullptr;
};

struct Program;

/// A compiled rule. Any number of threads may evaluate one.
class Rule {
 public:
  explicit Rule(std::unique_ptr<const Program> program);
  Rule(Rule&&) noexcept;
  Rule& operator=(Rule&&) noexcept;
  ~Rule();

  /// The one spelling of this rule: what is stored and compared.
  const std::string& canonical() const;
  std::size_t nodes() const;
  const Program& program() const { return *program_; }

 private:
  std::unique_ptr<const Program> program_;
};

/// Errors: invalid, without field; details carry position (bytes from 0), line and column (from 1),
/// and name where a name is wrong. Codes: too_long, invalid_text, syntax_error, invalid_literal,
/// unknown_field, unknown_function, wrong_arguments, type_mismatch, too_complex.
Result<Rule> compile(std::string_view text, const Schema& schema);

/// Whether the rule holds. Facts of another number than the schema's fields are a Bug.
bool evaluate(const Rule& rule, const Facts& facts);

/// A rule as a form: conditions that all (or any) must hold.
struct Condition {
  std::string field;
  /// equals, not_equals, less, at_most, more, at_least, one_of, none_of, is_set, is_not_set,
  /// is_true, is_false, starts_with, matches, in_bins, in_network, in_list.
  std::string op;
  /// Bare values: `visa`, `500.00 EUR`, `30m`; one, or several of one_of, none_of and in_bins.
  std::vector<std::string> values;
  bool operator==(const Condition&) const = default;
};
struct Form {
  bool match_all = true;
  std::vector<Condition> conditions;  ///< none: the rule always holds
  bool operator==(const Form&) const = default;
};
/// The form of a rule, or nothing when it says more than a form can. Errors: those of compile.
Result<std::optional<Form>> form_of(std::string_view text, const Schema& schema);
/// The canonical text of a form. Errors: those of compile, with `condition` (from 0) among the
/// details; invalid/unknown_operator.
Result<std::string> text_of(const Form& form, const Schema& schema);

}  // namespace bursar::rules
