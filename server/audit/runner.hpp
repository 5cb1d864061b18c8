// The job that seals the trail: it numbers entries, grows the tree, signs checkpoints into the
// database and copies them into the external file. Once a day it removes what retention lets go.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "audit/seal.hpp"
#include "net/log.hpp"
#include "net/server.hpp"

namespace bursar::audit {

struct SealerServices {
  storage::Db& db;
  Ports ports;
  net::Server& server;
  net::Log& log;
  SigningKey key;
  std::filesystem::path external;       ///< file of checkpoints
  std::int64_t every_ms = k_minute_ms;  ///< at the latest after the first entry that waits
  Actor actor;                          ///< the job's own
  std::int64_t keep_ms = 0;             ///< entries older than this are removed; 0: never
};

enum class ExternalState { ok = 1, behind, failing };
std::string_view word(ExternalState state);

/// What the office shows of the job.
struct SealerState {
  ExternalState external = ExternalState::behind;
  std::int64_t external_size = 0;  ///< entries the external file vouches for, as far as we wrote it
  std::string external_file;
  std::string trouble;  ///< why sealing or copying failed last; empty when it works
};

class Sealer {
 public:
  /// Everything referenced outlives the sealer.
  explicit Sealer(SealerServices services);
  ~Sealer();
  /// Spawns the job; call once, before the server starts. It seals once more when the server stops.
  void start();
  SealerState state() const;
  const VerifierKey& verifier() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace bursar::audit
