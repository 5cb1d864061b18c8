// The makers of facts.
#include "rules/literal.hpp"
#include "rules/rules.hpp"

namespace bursar::rules {
namespace {

Value made(Type type, std::int64_t number) {
  Value value;
  value.type = type;
  value.is_null = false;
  value.number = number;
  return value;
}

}  // namespace

Value Value::missing(Type type) {
  Value value;
  value.type = type;
  return value;
}
Value Value::boolean(bool value) { return made(Type::boolean, value ? 1 : 0); }
Value Value::integer(std::int64_t value) { return made(Type::integer, value); }
Value Value::decimal(std::int64_t micro) { return made(Type::decimal, micro); }
Value Value::money(const Money& money) {
  Value value = made(Type::money, money.minor);
  value.currency = money.currency;
  return value;
}
Value Value::string(std::string_view text) {
  Value value = made(Type::string, 0);
  value.text = text;
  return value;
}
Value Value::time(Instant instant) { return made(Type::time, instant.ms); }
Value Value::duration(std::int64_t ms) { return made(Type::duration, ms); }
Value Value::ip(std::string_view text) {
  const auto address = parse_address(text);
  if (!address) return missing(Type::ip);
  Value value = made(Type::ip, static_cast<std::int64_t>(address->high));
  value.low = address->low;
  return value;
}
Value Value::list(Type type, std::span<const Value> items) {
  Value value = made(type, 0);
  value.low = items.size();
  value.items = items.data();
  return value;
}

}  // namespace bursar::rules
