// Posts the acquirer's messages to the merchant: due ones every quarter of a second, several at
// once.
#pragma once

#include "net/client.hpp"
#include "net/server.hpp"
#include "simulator/process/host.hpp"

namespace bursar::simulator {

/// Starts posting on the server's threads until it stops. All three must outlive the server's
/// coroutines.
void start_messenger(net::Server& server, net::Client& client, Host& host);

}  // namespace bursar::simulator
