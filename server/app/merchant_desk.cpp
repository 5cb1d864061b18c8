// Balances for the merchants' page, and what a merchant that is deleted takes with it.
#include "app/merchant_desk.hpp"

#include <iterator>

#include "approvals/merchant_end.hpp"
#include "fees/http.hpp"
#include "identity/merchant_end.hpp"
#include "ledger/ledger.hpp"
#include "merchants/http.hpp"
#include "recipients/merchant_end.hpp"
#include "routing/merchant_end.hpp"
#include "support/merchant_end.hpp"

namespace bursar::app {
namespace {

std::vector<merchants::Balance> balances_of(storage::Tx& tx, const Scope& scope,
                                            MerchantId merchant) {
  std::vector<merchants::Balance> rows;
  for (const auto& view : ledger::balances_of_merchant(tx, scope, merchant))
    rows.push_back({std::string(ledger::bucket_word(view.account.bucket)), view.account.currency,
                    view.balance_minor});
  return rows;
}

void append(std::vector<net::Route>& to, std::vector<net::Route> from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

std::vector<net::Route> merchant_routes(Core& core, gate::Gate& gate) {
  const merchants::Services services{
      core.db(),
      core.ports(),
      balances_of,
      {identity::forget_merchant, routing::forget_merchant, approvals::forget_merchant,
       support::forget_merchant, recipients::forget_merchant}};
  std::vector<net::Route> all = merchants::routes(services);
  append(all, merchants::project_routes(services));
  append(all, fees::routes({core.db(), core.ports(), &gate}));
  return all;
}

}  // namespace bursar::app
