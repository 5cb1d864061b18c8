// Connects the sandbox to its simulator at every start: a child process has a new port and key each
// time.
#include "app/sandbox.hpp"

#include <iostream>
#include <stdexcept>

#include "providers/accounts.hpp"
#include "providers/providers.hpp"

namespace bursar::app {
namespace {

// An account from before the simulator served more than cards.
Result<void> offer_methods(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                           ProviderAccountId id) {
  const auto account = providers::load_account(tx, id);
  if (!account || account->methods.size() > 1) return ok();
  providers::ChangeAccount change;
  change.id = id;
  change.version = account->version;
  change.methods = generate::simulator_methods();
  const auto changed = providers::change_account(tx, call, keys, change);
  if (!changed) return changed.error();
  return ok();
}

Result<void> point_account(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                           const generate::Connection& simulator) {
  for (const auto& account : providers::list_accounts(tx, call.actor.scope)) {
    if (account.adapter != "sim") continue;
    providers::set_connection(tx, call, keys, account.id, simulator.base_url, simulator.api_key);
    return offer_methods(tx, call, keys, account.id);
  }
  const auto created = generate::create_simulator_account(tx, call, keys, simulator);
  if (!created) return created.error();
  return ok();
}

}  // namespace

void point_simulator(Core& core, const generate::Connection& simulator) {
  const Actor actor = job_actor("sandbox");
  const Call call = core.ports().call(actor);
  const auto pointed = core.db().write(
      [&](storage::Tx& tx) { return point_account(tx, call, core.keys(), simulator); });
  if (!pointed) throw std::runtime_error(pointed.error().message);
}

std::unique_ptr<SimulatorProcess> connect_simulator(Core& core) {
  const Config& config = core.config();
  if (config.simulator.empty() && config.simulator_url.empty()) return nullptr;
  if (config.environment != identity::Environment::sandbox)
    throw std::runtime_error("the simulator can be used in the sandbox only");
  std::unique_ptr<SimulatorProcess> process;
  generate::Connection simulator{config.simulator_url, Secret(config.simulator_key)};
  if (config.simulator_url.empty()) {
    process = std::make_unique<SimulatorProcess>(
        config.simulator,
        std::vector<std::string>{"--port", "0", "--book",
                                 (config.data_dir / "simulator-book.jsonl").string()});
    simulator = {process->base_url(), process->api_key()};
  }
  point_simulator(core, simulator);
  core.offer_sms_gateway({simulator.base_url + "/v1/messages", simulator.api_key, "Bursar"});
  std::cout << "simulator " << simulator.base_url << "\n";
  return process;
}

}  // namespace bursar::app
