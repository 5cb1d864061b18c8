// The list of sign-ins as two routes show it: an administrator's of a person, and one's own.
// Private to identity.
#pragma once

#include <vector>

#include <boost/json/object.hpp>

#include "identity/http_parts.hpp"

namespace bursar::identity {

struct LoginPage {
  std::int64_t before = 0;
  std::int64_t limit = 50;
};
/// Errors: invalid/unknown_parameter, out_of_range.
Result<LoginPage> decode_login_page(const net::Request& request);

/// `logins` holds one more than `limit` when there are older ones.
boost::json::object logins_json(std::vector<LoginRecord> logins, std::int64_t limit);

}  // namespace bursar::identity
