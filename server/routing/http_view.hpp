// What the routes show of profiles and plans. Private to routing.
#pragma once

#include <boost/json.hpp>

#include "routing/routing.hpp"

namespace bursar::routing {

/// A profile with the names of its place.
struct ProfileView {
  Profile profile;
  std::string company_name, merchant_name;
};
boost::json::object profile_json(const ProfileView& view);
/// Without its content.
boost::json::object version_row_json(const Version& version);
boost::json::object version_json(const Version& version);
/// A plan as the "try" answer shows it; accounts left out come with their titles.
boost::json::object trial_json(const Plan& plan,
                               const std::vector<providers::ProviderAccount>& accounts);
boost::json::object form_json(const rules::Form& form);
/// Fields, and how each decline class is treated.
boost::json::object vocabulary_json();

}  // namespace bursar::routing
