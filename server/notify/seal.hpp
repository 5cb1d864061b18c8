// Sealing of addresses and texts: whoever queues a message knows the public key only, so nothing
// but the sender, which holds the secret one, reads a queued message. Private to notify.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/secret.hpp"

namespace bursar::notify {

struct BoxKeys {
  std::string public_key;
  Secret secret_key;
};
/// The pair that belongs to 32 bytes of the installation's key ring.
BoxKeys make_box_keys(const Secret& seed);

/// X25519 and XSalsa20-Poly1305 under a key pair of this one message; `bound_to` names the row.
std::string seal_for(std::string_view public_key, CryptoRandom& random, std::string_view plain,
                     std::string_view bound_to);
/// Nothing when bytes, row or key do not fit.
std::optional<Secret> open_sealed(const BoxKeys& keys, std::string_view sealed,
                                  std::string_view bound_to);

}  // namespace bursar::notify
