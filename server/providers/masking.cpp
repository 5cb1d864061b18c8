// Masking of wire bodies before they are stored: nothing kept may hold a card number or a
// verification value, whatever a provider puts where.
#include <algorithm>
#include <array>

#include <boost/json.hpp>

#include "base/text.hpp"
#include "providers/providers.hpp"

namespace bursar::providers {
namespace {

namespace json = boost::json;

constexpr std::size_t k_stored_max = 8 * 1024;
constexpr std::string_view k_hidden = "[hidden]";

bool is_one_of(std::string_view name, const auto& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

constexpr std::array<std::string_view, 5> k_code_names{"cvv", "cvc", "cvv2", "cvc2",
                                                       "security_code"};
constexpr std::array<std::string_view, 5> k_number_names{"number", "pan", "card_number",
                                                         "cardnumber", "account_number"};

bool all_digits(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string masked_number(std::string_view digits) {
  if (digits.size() < 12 || digits.size() > 19 || !all_digits(digits)) return std::string(k_hidden);
  return std::string(digits.substr(0, 6)) + "…" + std::string(digits.substr(digits.size() - 4));
}

void mask(json::value& value);

void mask_member(std::string_view name, json::value& value) {
  const std::string folded = fold_case(name);
  if (is_one_of(folded, k_code_names)) {
    value = k_hidden;
  } else if (is_one_of(folded, k_number_names) && value.is_string()) {
    value = masked_number(value.get_string());
  } else {
    mask(value);
  }
}

void mask(json::value& value) {
  if (value.is_object()) {
    for (auto& member : value.get_object()) mask_member(member.key(), member.value());
  } else if (value.is_array()) {
    for (json::value& element : value.get_array()) mask(element);
  } else if (value.is_string()) {
    if (vault::contains_card_number(value.get_string())) value = k_hidden;
  } else if (value.is_number()) {
    if (vault::contains_card_number(json::serialize(value))) value = k_hidden;
  }
}

std::string shown_text(std::string_view body) {
  if (vault::contains_card_number(body)) return std::string(k_hidden);
  if (!is_printable_utf8(body))
    return "[" + std::to_string(body.size()) + " bytes that are no text]";
  if (body.size() <= k_stored_max) return std::string(body);
  std::size_t end = k_stored_max;
  // Not inside a character.
  while (end > 0 && (static_cast<unsigned char>(body[end]) & 0xC0) == 0x80) --end;
  return std::string(body.substr(0, end)) + "…";
}

}  // namespace

std::string masked_body(std::string_view body) {
  if (body.empty()) return {};
  boost::system::error_code failure;
  json::value parsed = json::parse(body, failure);
  if (failure) return shown_text(body);
  mask(parsed);
  const std::string masked = json::serialize(parsed);
  // A member's name could hold a number too.
  return shown_text(masked);
}

}  // namespace bursar::providers
