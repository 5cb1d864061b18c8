// What the providers' files ask of the database; the statements are in store.cpp. Private to the
// module.
#pragma once

#include "providers/providers.hpp"

namespace bursar::providers::store {

/// An account's row without its key; `cost_key` names the stored cost profile.
struct AccountRow {
  ProviderAccount account;
  std::int64_t cost_key = 0;
};

void insert(storage::Tx& tx, const Call& call, const AccountRow& row,
            const std::string& sealed_key);
std::optional<AccountRow> load(storage::Tx& tx, ProviderAccountId id);
std::vector<AccountRow> in_scope(storage::Tx& tx, const Scope& scope);
/// Accounts a company's payments may use, in the order of preference.
std::vector<AccountRow> usable_by(storage::Tx& tx, CompanyId company);

struct Connection {
  std::string base_url;
  std::string sealed_key;
};
std::optional<Connection> connection(storage::Tx& tx, ProviderAccountId id);
void set_connection(storage::Tx& tx, ProviderAccountId id, const Connection& connection);
void set_enabled(storage::Tx& tx, ProviderAccountId id, bool is_enabled);

}  // namespace bursar::providers::store
