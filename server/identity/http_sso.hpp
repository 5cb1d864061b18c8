// Office routes of signing in by OpenID Connect, and the desk that knows the provider's addresses
// and keys. Included by app only.
#pragma once

#include <memory>
#include <vector>

#include "identity/http.hpp"
#include "identity/sso.hpp"
#include "net/client.hpp"

namespace bursar::identity {

/// Routes of api/sso.yaml. Without a configured provider they say so and do nothing. `client` and
/// what the services refer to outlive the server.
std::vector<net::Route> sso_routes(Services services, SsoSettings sso, net::Client& client);

}  // namespace bursar::identity
