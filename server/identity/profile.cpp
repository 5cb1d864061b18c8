// Look-ups in the table of security profiles.
#include "identity/profile.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace bursar::identity {

std::string_view level_name(AssuranceLevel level) {
  switch (level) {
    case AssuranceLevel::l0: return "l0";
    case AssuranceLevel::l1: return "l1";
    case AssuranceLevel::l2: return "l2";
    case AssuranceLevel::l3: return "l3";
    case AssuranceLevel::l4: return "l4";
    case AssuranceLevel::l5: return "l5";
  }
  return "l5";
}

const Profile& profile_of(ProfileId id) {
  const auto found = std::find_if(k_profiles.begin(), k_profiles.end(),
                                  [id](const Profile& profile) { return profile.id == id; });
  check(found != k_profiles.end(), "a stored security profile is not in the table");
  return *found;
}

const Profile* find_profile(std::string_view key) {
  const auto found = std::find_if(k_profiles.begin(), k_profiles.end(),
                                  [key](const Profile& profile) { return profile.key == key; });
  return found == k_profiles.end() ? nullptr : &*found;
}

}  // namespace bursar::identity
