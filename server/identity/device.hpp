// Devices and networks a person has signed in from. A device is known by the cookie it was given or
// by calling itself the same from the same network; a network is the only place there is, because
// no outside service is asked where an address lies. Private to identity.
#pragma once

#include <string>
#include <string_view>

#include "identity/identity.hpp"

namespace bursar::identity {

struct Sighting {
  bool known_device = false;
  bool known_network = false;
  std::string network;  ///< "192.0.2.0/24", "2001:db8:1200::/56", or the address as it is
};

struct Visit {
  UserId user;
  std::string device;  ///< key of the device's cookie; empty when it has none of this account
  std::string user_agent;
  std::string ip;
};

/// What is known of a visit; writes nothing.
Sighting sight(Tx& tx, const Visit& visit);
/// The same device and network are known from now on.
void remember(Tx& tx, const Call& call, const Visit& visit);

/// The /24 of an IPv4 address, the /56 of an IPv6 one; anything else as it is.
std::string network_around(std::string_view ip);

}  // namespace bursar::identity
