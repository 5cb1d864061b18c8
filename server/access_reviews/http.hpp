// The part of access reviews that speaks HTTP.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "access_reviews/access_reviews.hpp"
#include "net/http.hpp"

namespace bursar::access_reviews {

/// What the routes need of the process; everything outlives the server.
struct Services {
  storage::Db& db;
  Ports ports;
  /// Name of a company, merchant or project, or nothing when there is none.
  std::function<std::optional<std::string>(storage::Tx&, const identity::Place&)> name_of;
  /// Hears the public id of a key that a signature revoked.
  std::function<void(std::string_view)> on_key_changed;
};

/// Office routes of api/access_reviews.yaml.
std::vector<net::Route> routes(Services services);

}  // namespace bursar::access_reviews
