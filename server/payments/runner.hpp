// The runner sends what was accepted and asks about what is unknown: it claims attempts durably,
// talks to providers outside any transaction, and records every answer. Bounded in flight; woken,
// not polling.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "base/call.hpp"
#include "net/client.hpp"
#include "net/log.hpp"
#include "net/server.hpp"
#include "providers/providers.hpp"
#include "storage/storage.hpp"
#include "vault/vault.hpp"

namespace bursar::payments {

/// What the runner needs of the process; everything outlives the server's stop().
struct RunnerServices {
  storage::Db& db;
  Ports ports;
  const vault::KeyRing& keys;
  vault::CvvHolder& cvvs;
  net::Client& client;
  net::Server& server;
  net::Log& log;
  Actor dispatcher;  ///< job actor that claims and asks; reaches everything
  Actor provider;    ///< actor of what providers report; reaches everything
  /// Takes requests of k_desk_method; what it refuses was not executed.
  std::function<Result<providers::WireResponse>(storage::Tx&, const Call&,
                                                const providers::WireRequest&)>
      desk = {};
};

class Runner {
 public:
  explicit Runner(RunnerServices services);
  ~Runner();
  /// Spawns the loops (dispatch and questions, maturity); call once, before the server starts.
  void start();
  /// Tells of a freshly accepted attempt. Any thread; never blocks. Before start() it does nothing:
  /// the attempt waits in the database.
  void notify(AttemptId attempt);
  std::int64_t in_flight() const;  ///< provider calls under way
  std::int64_t waiting() const;  ///< accepted and not yet claimed, as far as this process was told

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace bursar::payments
