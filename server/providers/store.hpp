// What the providers' files ask of the database; the statements are in store.cpp. Private to the
// module.
#pragma once

#include "providers/accounts.hpp"

namespace bursar::providers::store {

/// An account's row without its secrets; `cost_key` names the stored cost profile.
struct AccountRow {
  ProviderAccount account;
  std::int64_t cost_key = 0;
};

void insert(storage::Tx& tx, const Call& call, const AccountRow& row);
std::optional<AccountRow> load(storage::Tx& tx, ProviderAccountId id);
std::vector<AccountRow> in_scope(storage::Tx& tx, const Scope& scope);
/// Accounts a company's payments may use, in the order of preference.
std::vector<AccountRow> usable_by(storage::Tx& tx, CompanyId company);
/// Writes what can be changed where the version is still `expected`; false when it is not.
bool update(storage::Tx& tx, const ProviderAccount& account, std::int64_t expected);
void set_base_url(storage::Tx& tx, ProviderAccountId id, const std::string& base_url);
void set_enabled(storage::Tx& tx, ProviderAccountId id, bool is_enabled);

struct SealedSecret {
  SecretMark mark;
  std::string sealed;
};
void put_secret(storage::Tx& tx, ProviderAccountId id, const SealedSecret& secret);
void drop_secret(storage::Tx& tx, ProviderAccountId id, std::string_view name);
/// Sealed bytes; nothing when none is set.
std::optional<std::string> sealed_secret(storage::Tx& tx, ProviderAccountId id,
                                         std::string_view name);
std::vector<SecretMark> secret_marks(storage::Tx& tx, ProviderAccountId id);

void put_test(storage::Tx& tx, ProviderAccountId id, const AccountTest& test);
std::optional<AccountTest> load_test(storage::Tx& tx, ProviderAccountId id);

}  // namespace bursar::providers::store
