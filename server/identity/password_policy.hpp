// What an installation asks of passwords and allows sessions; part of its security policy. Constant
// data, bounds and the rules in words; what cannot be chosen (lockouts, the block list, no expiry)
// stands nowhere here.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace bursar::identity {

enum class PasswordProfileId { standard = 1, pci };

struct PasswordProfile {
  PasswordProfileId id = PasswordProfileId::standard;
  std::string_view key;
  std::string_view title;
  std::string_view description;
  bool needs_letter_and_digit = false;
};

inline constexpr std::array k_password_profiles{
    PasswordProfile{.id = PasswordProfileId::standard,
                    .key = "default",
                    .title = "Default",
                    .description = "Length and a block list; no rules about kinds of characters."},
    PasswordProfile{.id = PasswordProfileId::pci,
                    .key = "pci",
                    .title = "PCI DSS",
                    .description = "As the default, and at least one letter and one digit.",
                    .needs_letter_and_digit = true},
};
const PasswordProfile& password_profile_of(PasswordProfileId id);
/// Null for an unknown key.
const PasswordProfile* find_password_profile(std::string_view key);

/// Lowest and highest value of a limit that may be set.
struct Bounds {
  std::int64_t lowest = 0;
  std::int64_t highest = 0;
};
inline constexpr Bounds k_password_length_bounds{15, 64};
inline constexpr Bounds k_passwords_remembered_bounds{4, 24};
inline constexpr Bounds k_idle_minutes_bounds{5, 30};
inline constexpr Bounds k_session_hours_bounds{1, 12};
inline constexpr Bounds k_sessions_bounds{1, 10};

struct PasswordPolicy {
  PasswordProfileId profile = PasswordProfileId::standard;
  std::int64_t length_min = k_password_length_bounds.lowest;
  /// A new password differs from so many, the present one included.
  std::int64_t remembered = k_passwords_remembered_bounds.lowest;
};

/// How long sessions last and how many one person has. A security profile may end idle ones sooner.
struct SessionLimits {
  std::int64_t idle_minutes = 15;
  std::int64_t hours = 12;
  std::int64_t sessions_max = 5;
};

/// A rule that can be judged while typing: its words, and a regular expression (of ECMAScript, with
/// the flags s and u) that a password in its composed form matches.
struct PasswordRule {
  std::string text;
  std::string pattern;
};
std::vector<PasswordRule> password_rules(const PasswordPolicy& policy);
/// What typing cannot show: memory and block list, in words.
std::string password_note(const PasswordPolicy& policy);

/// Length and kinds of characters of a password in its composed form.
/// Errors: invalid/password_too_short, password_lacks_letter, password_lacks_digit.
Result<void> check_password_policy(std::string_view composed, const PasswordPolicy& policy);

/// The refusal of a password that the policy remembers.
Error password_reused(std::string field, const PasswordPolicy& policy);

}  // namespace bursar::identity
