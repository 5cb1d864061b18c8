// The batches part that speaks HTTP: upload, list, page, lines, confirmation, pause and cancel,
// result and template files.
#pragma once

#include <functional>
#include <vector>

#include "base/call.hpp"
#include "batches/batches.hpp"
#include "gate/gate.hpp"
#include "net/http.hpp"
#include "storage/storage.hpp"

namespace bursar::batches {

/// What the routes need of the process; everything outlives the server.
struct Services {
  storage::Db& db;
  Ports ports;
  const vault::KeyRing& keys;
  std::function<void()> notify;  ///< there is something to check or to carry out
  /// Whether the caller holds the permission in that project: what a batch does needs its own
  /// right. Errors: forbidden/permission_missing.
  std::function<Result<void>(storage::Tx&, const Call&, std::string_view permission,
                             const Batch& place)>
      may;
  gate::Gate* gate = nullptr;
  /// Asks whoever confirms a batch for a code bound to it, in the transaction that acts: a refusal
  /// is committed. Without one nobody is asked.
  std::function<Result<std::optional<Error>>(storage::Tx&, const Call&, const BatchAct&,
                                             const net::Request&)>
      confirm = {};
};

/// Office routes of api/batches.yaml.
std::vector<net::Route> routes(Services services);
/// The acts of batches that a gate can keep, one per kind.
std::vector<gate::Action> actions(const std::function<void()>& notify);

}  // namespace bursar::batches
