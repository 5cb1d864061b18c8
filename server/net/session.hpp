// HTTP/1.1 over one connection: reads requests one after the other, runs their handlers, writes the
// answers. Everything a listener shares between its sessions is a Host.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "base/random.hpp"
#include "base/time.hpp"
#include "net/connection.hpp"
#include "net/limits.hpp"
#include "net/log.hpp"
#include "net/peer.hpp"
#include "net/router.hpp"

namespace bursar::net {

/// What the sessions of one listener share. Immutable while serving, but for `stopping`.
struct Host {
  Surface surface;  ///< its routes have moved into `router`
  std::unique_ptr<Router> router;
  TrustedPeers trusted;
  bool proxies_only = false;  ///< plain text on an open address: only the proxy may speak here
  Limits limits;
  const Clock* clock = nullptr;
  CryptoRandom* random = nullptr;
  Log* log = nullptr;
  LoadGate* gate = nullptr;
  const std::atomic<bool>* stopping = nullptr;
};

/// Serves `connection` until it ends. The host outlives the coroutine.
Task<void> serve(std::shared_ptr<Connection> connection, const Host& host);

}  // namespace bursar::net
