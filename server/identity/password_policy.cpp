// The password profiles in words, and what they judge. The block list is password_rules.cpp's.
#include "identity/password_policy.hpp"

#include <algorithm>

#include <utf8proc.h>

#include "base/check.hpp"
#include "base/text.hpp"

namespace bursar::identity {
namespace {

// Letters of every alphabet count, digits are those a keyboard has.
bool has_letter(std::string_view text) {
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    utf8proc_int32_t point = -1;
    const utf8proc_ssize_t length = utf8proc_iterate(at, left, &point);
    if (length <= 0) return false;
    const utf8proc_category_t kind = utf8proc_category(point);
    if (kind >= UTF8PROC_CATEGORY_LU && kind <= UTF8PROC_CATEGORY_LO) return true;
    at += length;
    left -= length;
  }
  return false;
}

bool has_digit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

const PasswordProfile& password_profile_of(PasswordProfileId id) {
  const auto found = std::find_if(k_password_profiles.begin(), k_password_profiles.end(),
                                  [id](const PasswordProfile& one) { return one.id == id; });
  check(found != k_password_profiles.end(), "a stored password profile is unknown");
  return *found;
}

const PasswordProfile* find_password_profile(std::string_view key) {
  const auto found = std::find_if(k_password_profiles.begin(), k_password_profiles.end(),
                                  [key](const PasswordProfile& one) { return one.key == key; });
  return found == k_password_profiles.end() ? nullptr : &*found;
}

std::vector<PasswordRule> password_rules(const PasswordPolicy& policy) {
  const std::string length = std::to_string(policy.length_min);
  std::vector<PasswordRule> rules{{"At least " + length + " characters", "^.{" + length + ",}$"}};
  if (password_profile_of(policy.profile).needs_letter_and_digit) {
    rules.push_back({"At least one letter", "\\p{L}"});
    rules.push_back({"At least one digit", "[0-9]"});
  }
  return rules;
}

std::string password_note(const PasswordPolicy& policy) {
  return "None of the last " + std::to_string(policy.remembered) +
         " passwords, and nothing made of common words, names or patterns.";
}

Result<void> check_password_policy(std::string_view composed, const PasswordPolicy& policy) {
  if (static_cast<std::int64_t>(code_points(composed)) < policy.length_min)
    return invalid("password", "password_too_short",
                   "a password has at least " + std::to_string(policy.length_min) + " characters");
  if (!password_profile_of(policy.profile).needs_letter_and_digit) return ok();
  if (!has_letter(composed))
    return invalid("password", "password_lacks_letter", "a password has at least one letter");
  if (!has_digit(composed))
    return invalid("password", "password_lacks_digit", "a password has at least one digit");
  return ok();
}

Error password_reused(std::string field, const PasswordPolicy& policy) {
  return invalid(std::move(field), "password_reused",
                 "this is one of the last " + std::to_string(policy.remembered) + " passwords");
}

}  // namespace bursar::identity
