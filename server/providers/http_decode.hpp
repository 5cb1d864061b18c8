// Requests about provider accounts as commands. Private to the module.
#pragma once

#include "net/http.hpp"
#include "providers/accounts.hpp"

namespace bursar::providers {

Result<CreateAccount> decode_create(const net::Request& request);
/// The version alone for the acts of switching on and off.
Result<ChangeAccount> decode_change(const net::Request& request);
Result<ChangeAccount> decode_switch(const net::Request& request, bool is_enabled);

/// The request without its secrets: each is replaced by a keyed fingerprint, so that what is kept
/// for others to decide holds none, and only the same secret makes the same request.
net::Request without_secrets(const vault::KeyRing& keys, const net::Request& request);

}  // namespace bursar::providers
