// Decoding and recognising cards: the shape of the request members, Luhn, brands, and the guard
// that finds card numbers where none belong.
#include <algorithm>
#include <array>
#include <vector>

#include <boost/json.hpp>

#include "base/text.hpp"
#include "vault/card.hpp"
#include "vault/vault.hpp"

namespace bursar::vault {
namespace {

Error wrong(std::string_view member, std::string code, std::string message) {
  return invalid("paymentMethodInput." + std::string(member), std::move(code), std::move(message));
}

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Value of a short digit text, or -1.
int small_number(std::string_view text) {
  if (!all_digits(text) || text.size() > 4) return -1;
  int value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return value;
}

// The text of a member; absent or another type is an empty optional.
std::optional<std::string> member_text(const boost::json::object& input, std::string_view name) {
  const auto* value = input.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

bool is_known_member(std::string_view name) {
  return name == "cardNumber" || name == "expiryMonth" || name == "expiryYear" || name == "cvv" ||
         name == "cardHolder";
}

std::string without_spaces(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != ' ' && c != '-') out.push_back(c);
  return out;
}

// A card is good to the end of its month.
bool is_past(int year, int month, Instant now) {
  const std::string today = day_text(utc_day(now));
  const int this_year = small_number(std::string_view(today).substr(0, 4));
  const int this_month = small_number(std::string_view(today).substr(5, 2));
  return year < this_year || (year == this_year && month < this_month);
}

}  // namespace

bool passes_luhn(std::string_view digits) {
  int sum = 0;
  bool doubled = false;
  for (std::size_t i = digits.size(); i-- > 0; doubled = !doubled) {
    int digit = digits[i] - '0';
    if (doubled) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 == 0;
}

std::string_view card_brand(std::string_view number) {
  const int two = number.size() >= 2 ? small_number(number.substr(0, 2)) : -1;
  const int four = number.size() >= 4 ? small_number(number.substr(0, 4)) : -1;
  if (number.starts_with('4')) return "visa";
  if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) return "mastercard";
  if (two == 34 || two == 37) return "amex";
  if (four == 6011 || two == 65 || (four >= 6440 && four <= 6499)) return "discover";
  if (four >= 3528 && four <= 3589) return "jcb";
  if (two == 36 || two == 38 || two == 39 || two == 30) return "diners";
  if (two == 62) return "unionpay";
  if (two == 50 || (two >= 56 && two <= 69)) return "maestro";
  return "unknown";
}

namespace {

constexpr std::string_view k_digits = "0123456789";

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> k_member_names{
    {{"number", "cardNumber"},
     {"expiry_month", "expiryMonth"},
     {"expiry_year", "expiryYear"},
     {"cvv", "cvv"},
     {"holder", "cardHolder"}}};

bool is_card(const std::string& digits) {
  return digits.size() >= 13 && digits.size() <= 19 && card_brand(digits) != "unknown" &&
         passes_luhn(digits);
}

/// People write cards in groups of at most so many digits; identifiers have longer ones.
constexpr std::size_t k_group_max = 7;

// Whether the last groups together are a card number. Several groups are one only where they look
// like one: none is long, and no letter follows (a UUID holds groups of digits as well).
bool ends_with_card(const std::vector<std::string_view>& groups, bool letter_follows) {
  std::string digits;
  for (auto group = groups.rbegin(); group != groups.rend() && digits.size() <= 19; ++group) {
    const bool alone = digits.empty();
    if (!alone && (letter_follows || group->size() > k_group_max)) return false;
    digits.insert(0, group->substr(0, 20));
    if (is_card(digits)) return true;
    if (alone && group->size() > k_group_max) return false;
  }
  return false;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

Result<CardInput> check_card(const CardTexts& texts, Instant now) {
  CardInput card;
  const std::string number = without_spaces(texts.number);
  if (!all_digits(number) || number.size() < 12 || number.size() > 19 || !passes_luhn(number))
    return invalid("number", "invalid_card_number", "is not a valid card number");
  const int month = small_number(texts.expiry_month);
  if (month < 1 || month > 12)
    return invalid("expiry_month", "invalid_expiry", "must be a month from 01 to 12");
  int year = small_number(texts.expiry_year);
  if (year >= 0 && texts.expiry_year.size() == 2) year += 2000;
  if (year < 2000 || year > 2099)
    return invalid("expiry_year", "invalid_expiry", "must be a year such as 2030 or 30");
  if (is_past(year, month, now))
    return invalid("expiry_year", "card_expired", "the card has expired");
  const std::string& cvv = texts.cvv;
  if (!cvv.empty() && (!all_digits(cvv) || cvv.size() < 3 || cvv.size() > 4))
    return invalid("cvv", "invalid_cvv", "must have three or four digits");
  card.holder = texts.holder;
  if (card.holder.size() > 120 || !is_printable_utf8(card.holder) ||
      contains_card_number(card.holder))
    return invalid("holder", "invalid_holder", "must be a name of at most 120 bytes");
  card.number = Secret(number);
  card.cvv = Secret(cvv);
  card.expiry_month = month;
  card.expiry_year = year;
  return card;
}

Result<CardInput> decode_card(const boost::json::object& input, Instant now) {
  for (const auto& [name, value] : input) {
    if (!is_known_member(name)) return wrong(name, "unknown_member", "is not a member of a card");
    if (!value.is_string()) return wrong(name, "wrong_type", "must be a text");
  }
  const auto text = [&](std::string_view name) { return member_text(input, name).value_or(""); };
  auto card = check_card({text("cardNumber"), text("expiryMonth"), text("expiryYear"), text("cvv"),
                          text("cardHolder")},
                         now);
  if (card) return card;
  for (const auto& [ours, theirs] : k_member_names)
    if (card.error().field == ours) return wrong(theirs, card.error().code, card.error().message);
  return card;
}

bool contains_card_number(std::string_view text) {
  // Groups of digits with single spaces or dashes between them: a number may be written in groups,
  // and other digits may stand before or after it.
  std::vector<std::string_view> groups;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t from = text.find_first_of(k_digits, at);
    if (from == std::string_view::npos) break;
    const bool joined = from == at + 1 && at > 0 && (text[at] == ' ' || text[at] == '-');
    if (!joined && from > 0) groups.clear();
    at = std::min(text.find_first_not_of(k_digits, from), text.size());
    groups.push_back(text.substr(from, at - from));
    if (ends_with_card(groups, at < text.size() && is_letter(text[at]))) return true;
  }
  return false;
}

}  // namespace bursar::vault
