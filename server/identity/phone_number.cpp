// Reading E.164: at most 15 digits, no two calling codes are each other's beginning, so the first
// that fits is the one.
#include "identity/phone_number.hpp"

#include <algorithm>

#include "identity/calling_code_table.hpp"

namespace bursar::identity {
namespace {

constexpr std::size_t k_typed_max = 40;
constexpr std::size_t k_tail = 2;

Error phone_invalid(std::string message) {
  return invalid("phone", "phone_invalid", std::move(message));
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_separator(char c) {
  return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == '/';
}

const CallingCode* code_of(std::string_view phone) {
  const auto& codes = calling_codes();
  const auto found = std::find_if(codes.begin(), codes.end(), [phone](const CallingCode& code) {
    return phone.starts_with(code.prefix);
  });
  return found == codes.end() ? nullptr : &*found;
}

}  // namespace

Result<PhoneNumber> parse_phone(std::string_view typed) {
  PhoneNumber number;
  if (typed.size() > k_typed_max) return phone_invalid("a phone number has at most 15 digits");
  for (const char c : typed) {
    const bool plus = c == '+' && number.text.empty();
    if (plus || is_digit(c)) number.text.push_back(c);
    else if (!is_separator(c)) return phone_invalid("a phone number has digits behind a plus sign");
  }
  if (!number.text.starts_with('+'))
    return phone_invalid("a phone number starts with + and its country code");
  const CallingCode* code = code_of(number.text);
  if (code == nullptr) return phone_invalid("no country has this calling code");
  const std::string_view rest = std::string_view(number.text).substr(code->prefix.size());
  if (rest.starts_with('0') && !code->leading_zero)
    return phone_invalid("leave out the 0 behind " + std::string(code->prefix));
  if (rest.size() < code->digits_min || rest.size() > code->digits_max)
    return phone_invalid("numbers of " + std::string(code->prefix) + " have " +
                         std::to_string(code->digits_min) + " to " +
                         std::to_string(code->digits_max) + " digits behind it");
  number.prefix = code->prefix;
  number.countries = code->countries;
  return number;
}

bool is_calling_code(std::string_view prefix) {
  const auto& codes = calling_codes();
  return std::any_of(codes.begin(), codes.end(),
                     [prefix](const CallingCode& code) { return code.prefix == prefix; });
}

std::string masked_phone(std::string_view phone) {
  if (phone.size() <= k_tail) return {};
  const CallingCode* code = code_of(phone);
  const std::string_view head = code == nullptr ? phone.substr(0, 1) : code->prefix;
  return std::string(head).append(" ••••• ").append(phone.substr(phone.size() - k_tail));
}

}  // namespace bursar::identity
