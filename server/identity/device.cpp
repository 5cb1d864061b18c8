// Recognising devices. An unknown one is told to the person; that somebody fakes a known one gains
// them nothing but silence about it, and only inside the same network.
#include "identity/device.hpp"

#include <algorithm>

#include "identity/account_store.hpp"
#include "identity/address.hpp"
#include "identity/crypto.hpp"

namespace bursar::identity {
namespace {

constexpr unsigned k_v4_bits = 96 + 24;
constexpr unsigned k_v6_bits = 56;
constexpr std::int64_t k_kept_ms = 365 * k_day_ms;

// Without its digits a browser keeps its name over an update.
std::string agent_digest(std::string_view user_agent) {
  std::string name(user_agent);
  std::erase_if(name, [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == '_'; });
  return token_digest(name);
}

}  // namespace

std::string network_around(std::string_view ip) {
  const auto address = parse_address(ip);
  if (!address) return std::string(ip);
  const bool is_v4 = ip.find(':') == std::string_view::npos || ip.starts_with("::ffff:");
  AddressBlock block{*address, is_v4 ? k_v4_bits : k_v6_bits};
  std::fill(block.start.begin() + static_cast<std::ptrdiff_t>(block.bits / 8), block.start.end(),
            std::uint8_t{0});
  return block.text();
}

Sighting sight(Tx& tx, const Visit& visit) {
  Sighting sighting;
  sighting.network = network_around(visit.ip);
  sighting.known_network = store::knows_network(tx, visit.user, sighting.network);
  // A cookie proves itself by its MAC; those given before devices were kept have no row.
  sighting.known_device =
      !visit.device.empty() ||
      store::knows_agent(tx, visit.user, agent_digest(visit.user_agent), sighting.network);
  return sighting;
}

void remember(Tx& tx, const Call& call, const Visit& visit) {
  store::save_device(tx, call.ids.next_key(),
                     {visit.user, visit.device, agent_digest(visit.user_agent),
                      network_around(visit.ip), call.now});
  store::forget_devices(tx, visit.user, call.now.plus_ms(-k_kept_ms));
}

}  // namespace bursar::identity
