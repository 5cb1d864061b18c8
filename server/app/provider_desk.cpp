// Ties provider accounts to what payments know about them.
#include "app/provider_desk.hpp"

#include "bank/bank.hpp"
#include "chain/chain.hpp"
#include "payments/provider_side.hpp"
#include "routing/routing.hpp"

namespace bursar::app {
namespace {

constexpr std::int64_t k_trouble_shown = 10;

std::vector<providers::AccountWindows> health_of(storage::Tx& tx, const Scope& scope, Instant now) {
  std::vector<providers::AccountWindows> all;
  for (const payments::AccountWindows& one : payments::windows_of_accounts(tx, scope, now)) {
    providers::AccountWindows windows{one.account, {}};
    for (const payments::WindowHealth& health : one.windows)
      windows.windows.push_back({health.window_ms, health.attempts, health.approved,
                                 health.declined, health.unknown, health.latency_p50_us,
                                 health.latency_p95_us});
    all.push_back(std::move(windows));
  }
  return all;
}

std::vector<providers::Trouble> trouble_of(storage::Tx& tx, const Scope& scope,
                                           ProviderAccountId account, Instant now) {
  std::vector<providers::Trouble> all;
  for (const payments::Trouble& one :
       payments::trouble_of_account(tx, scope, account, now, k_trouble_shown))
    all.push_back({one.payment.text(), one.at,
                   std::string(one.outcome ? providers::word(*one.outcome) : ""), one.http_status,
                   one.provider_code, one.provider_message});
  return all;
}

std::vector<providers::Breaker> breakers_of(storage::Tx& tx, Instant now) {
  std::vector<providers::Breaker> all;
  for (const routing::BreakerView& one : routing::breakers_now(tx, now))
    all.push_back({one.account, one.state, one.next_probe_at});
  return all;
}

bool is_sandbox(Core& core) { return core.config().environment == identity::Environment::sandbox; }

}  // namespace

providers::Services provider_services(Core& core, net::Client& client, gate::Gate& gate) {
  providers::Services services{core.db(), core.ports(),     core.keys(),
                               client,    is_sandbox(core), &gate};
  services.health = health_of;
  services.trouble = trouble_of;
  services.breakers = breakers_of;
  return services;
}

std::function<Result<providers::WireResponse>(storage::Tx&, const Call&,
                                              const providers::WireRequest&)>
own_desks(Core& core) {
  return [&core](storage::Tx& tx, const Call& call, const providers::WireRequest& request) {
    return request.path == providers::k_chain_desk_path
               ? chain::desk(tx, call, core.keys(), request)
               : bank::desk(tx, call, core.keys(), request);
  };
}

std::vector<gate::Action> provider_actions(Core& core) {
  return providers::actions(core.keys(), is_sandbox(core));
}

}  // namespace bursar::app
