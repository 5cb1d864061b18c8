// Check digits by the remainder of the number that letters and digits form.
#include "base/iban.hpp"

#include <algorithm>

namespace bursar {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }
bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || is_letter(c); });
}

}  // namespace

bool is_iban(std::string_view text) {
  if (text.size() < 15 || text.size() > 34 || !is_plain(text)) return false;
  if (!is_letter(text[0]) || !is_letter(text[1]) || !is_digit(text[2]) || !is_digit(text[3]))
    return false;
  int rest = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[(i + 4) % text.size()];
    rest = is_letter(c) ? (rest * 100 + (c - 'A' + 10)) % 97 : (rest * 10 + (c - '0')) % 97;
  }
  return rest == 1;
}

bool is_bic(std::string_view text) {
  return (text.size() == 8 || text.size() == 11) && is_plain(text) &&
         std::all_of(text.begin(), text.begin() + 6, is_letter);
}

}  // namespace bursar
