// The accounts a company may use.
#include "providers/restrictions.hpp"
#include "providers/store.hpp"

namespace bursar::providers {

std::vector<ProviderAccount> usable_accounts(storage::Tx& tx, CompanyId company) {
  std::vector<ProviderAccount> accounts;
  for (store::AccountRow& row : store::usable_by(tx, company))
    accounts.push_back(std::move(row.account));
  return accounts;
}

}  // namespace bursar::providers
