// Reads behind pages: the lines of a payment, the balances of a merchant, the trial balance.
#include <algorithm>

#include "ledger/store.hpp"

namespace bursar::ledger {

std::vector<EntryView> entries_of_payment(storage::Tx& tx, const Scope& scope, PaymentId payment) {
  return store::entries_of_payment(tx, scope, payment);
}

std::vector<BalanceView> balances_of_merchant(storage::Tx& tx, const Scope& scope,
                                              MerchantId merchant) {
  const auto accounts = store::accounts_of_merchant(tx, merchant);
  // A merchant belongs to one company; an account made by set_floor() does not know it.
  const auto known =
      std::find_if(accounts.begin(), accounts.end(),
                   [](const store::Account& account) { return bool(account.company); });
  const CompanyId company = known == accounts.end() ? CompanyId{} : known->company;
  std::vector<BalanceView> balances;
  if (!scope.contains(company, merchant)) return balances;
  balances.reserve(accounts.size());
  for (const store::Account& account : accounts)
    balances.push_back({account.key, account.balance_minor, account.floor_minor.value_or(0),
                        account.floor_minor.has_value()});
  return balances;
}

std::vector<TrialBalance> trial_balance(storage::Tx& tx) { return store::trial_balance(tx); }

}  // namespace bursar::ledger
