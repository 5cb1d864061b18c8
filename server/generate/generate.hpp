// The generator's front door: believable tenants and months of payments, written through the same
// use cases as live ones, so that the data set is itself a test. Repeatable for a seed.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/call.hpp"
#include "base/money.hpp"
#include "storage/storage.hpp"
#include "vault/vault.hpp"

namespace bursar::generate {

/// A merchant of the generated world with what its traffic looks like.
struct Shop {
  CompanyId company;
  MerchantId merchant;
  std::string name;
  Currency home;
  std::vector<Currency> currencies;
  std::int64_t weight = 1;           ///< share of all payments
  std::int64_t median_minor = 0;     ///< of its amounts, in a two-digit currency
  std::int64_t spread_permille = 0;  ///< how far amounts scatter
  std::int64_t refund_permille = 40;
  std::int64_t decline_permille = 90;
  bool evening = true;  ///< consumer hours; false: office hours
};

struct World {
  std::vector<Shop> shops;
};

/// What the provider account of the simulator is reached by.
struct Connection {
  std::string base_url;
  Secret api_key;
};

/// Every method the simulator serves; cards first.
std::vector<std::string> simulator_methods();
/// The shared simulator account, with the costs of the worked example.
Result<ProviderAccountId> create_simulator_account(storage::Tx& tx, const Call& call,
                                                   const vault::KeyRing& keys,
                                                   const Connection& simulator);
/// Creates `companies` companies with one to three merchants each, at `call.now`. Needs a provider
/// account for its payments to go anywhere. Errors: those of the use cases.
Result<World> create_world(storage::Tx& tx, const Call& call, std::int64_t companies);
/// The world as stored (all active merchants), for a later start.
Result<World> load_world(storage::Tx& tx, const Call& call);

struct HistoryOptions {
  std::uint64_t seed = 1;
  std::int64_t payments = 20'000;
  Instant from;
  Instant until;
  std::int64_t batch = 200;  ///< payments per transaction
};
/// Writes the history and lets what is due mature. Calls `progress(done)` after each batch.
Result<void> write_history(storage::Db& db, Ports ports, const vault::KeyRing& keys,
                           const World& world, const HistoryOptions& options,
                           const std::function<void(std::int64_t)>& progress);

}  // namespace bursar::generate
