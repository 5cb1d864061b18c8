// References of ISO 11649: written by us, copied by people, found again however they are typed.
#include "bank/payer_reference.hpp"

#include <algorithm>

namespace bursar::bank {
namespace {

constexpr std::string_view k_base36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::size_t k_key_digits = 13;
constexpr std::size_t k_reference_size = 4 + k_key_digits;

// ISO 7064, modulo 97-10, letters as two digits.
int modulo97(std::string_view text) {
  int rest = 0;
  for (const char c : text) {
    const auto value = static_cast<int>(k_base36.find(c));
    rest = value < 10 ? (rest * 10 + value) % 97 : (rest * 100 + value) % 97;
  }
  return rest;
}

bool is_reference(std::string_view text) {
  return modulo97(std::string(text.substr(4)) + std::string(text.substr(0, 4))) == 1;
}

}  // namespace

std::string payer_reference(std::int64_t key) {
  std::string digits(k_key_digits, '0');
  auto left = static_cast<std::uint64_t>(key);
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, left /= 36)
    *digit = k_base36[left % 36];
  const int proof = 98 - modulo97(digits + "RF00");
  return "RF" + std::string(proof < 10 ? "0" : "") + std::to_string(proof) + digits;
}

std::vector<std::string> payer_references(std::string_view text) {
  std::string squeezed;
  for (char c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) squeezed.push_back(c);
  }
  std::vector<std::string> found;
  for (std::size_t at = squeezed.find("RF"); at != std::string::npos;
       at = squeezed.find("RF", at + 1)) {
    const std::string candidate = squeezed.substr(at, k_reference_size);
    if (candidate.size() == k_reference_size && is_reference(candidate) &&
        std::find(found.begin(), found.end(), candidate) == found.end())
      found.push_back(candidate);
  }
  return found;
}

}  // namespace bursar::bank
