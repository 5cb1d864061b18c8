// Security profiles: how much proof an installation asks of its people. Constant data; which one
// holds stands in the installation's security policy.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/time.hpp"

namespace bursar::identity {

/// What somebody has shown of who they are. Stored and compared, so the order counts.
enum class AssuranceLevel {
  l0,  ///< nothing
  l1,  ///< the password
  l2,  ///< password and second factor
  l3,  ///< the same, confirmed within the last five minutes
  l4,  ///< a code bound to this one operation
  l5,  ///< the same, and a second person
};
/// "l3".
std::string_view level_name(AssuranceLevel level);

enum class ProfileId { standard = 1, ecommpay, psd2 };

struct Profile {
  ProfileId id = ProfileId::standard;
  std::string_view key;
  std::string_view title;
  std::string_view description;
  std::int64_t idle_ms = 30 * k_minute_ms;  ///< idle sessions end then at the latest
  /// The closed list (Permission::needs_second_factor off) needs the password alone, everything
  /// else a second factor and a confirmed phone number. Elsewhere everybody has a second factor.
  bool has_closed_list = false;
  AssuranceLevel refund = AssuranceLevel::l2;
  AssuranceLevel large_refund = AssuranceLevel::l3;  ///< above the limit, or of an old payment
};

inline constexpr std::array k_profiles{
    Profile{.id = ProfileId::standard,
            .key = "default",
            .title = "Default",
            .description = "Everybody has a second factor. Large and late refunds, keys, people "
                           "and settings ask for a fresh confirmation."},
    Profile{.id = ProfileId::ecommpay,
            .key = "ecommpay",
            .title = "ecommpay-compatible",
            .description = "A closed list of rights works with the password alone. Everything "
                           "else needs a second factor and a confirmed phone number.",
            .has_closed_list = true,
            .large_refund = AssuranceLevel::l2},
    Profile{.id = ProfileId::psd2,
            .key = "psd2",
            .title = "PSD2",
            .description = "As the default, but sessions end after 5 idle minutes and every "
                           "refund needs a code bound to its amount and recipient.",
            .idle_ms = 5 * k_minute_ms,
            .refund = AssuranceLevel::l4,
            .large_refund = AssuranceLevel::l4},
};

const Profile& profile_of(ProfileId id);
/// Null for an unknown key.
const Profile* find_profile(std::string_view key);

}  // namespace bursar::identity
