// Provider accounts as people look after them: change, secrets, test connection. What payments need
// of an account is in providers.hpp.
#pragma once

#include "providers/providers.hpp"

namespace bursar::providers {

/// Replaces what can be changed. Absent members stay.
struct ChangeAccount {
  ProviderAccountId id;
  std::int64_t version = 0;
  std::optional<std::string> title, base_url;
  std::optional<std::vector<std::string>> methods;
  std::optional<std::vector<Currency>> currencies;
  std::optional<Settings> settings;
  std::optional<Restrictions> restrictions;
  std::optional<Secret> api_key;
  std::optional<Secret> webhook_secret;  ///< empty removes it
  std::optional<bool> is_enabled;
};
/// Errors: those of create_account; not_found; conflict/version_changed; refused/shared_account for
/// one of the installation by somebody of a company.
Result<ProviderAccount> change_account(storage::Tx& tx, const Call& call,
                                       const vault::KeyRing& keys, const ChangeAccount& command);
/// Whether it sends money elsewhere or lets it out again: address, key, the fields that the adapter
/// marks, enabling.
bool moves_money(const ProviderAccount& account, const ChangeAccount& command);

/// An account that the scope may see, with its secrets' marks. Errors: not_found.
Result<ProviderAccount> read_account(storage::Tx& tx, const Scope& scope, ProviderAccountId id);
/// Whether the scope reaches the account as one of its own; of shared ones others see little.
bool owns(const Scope& scope, const ProviderAccount& account);

/// What came back when a connection was tried.
struct AccountTest {
  Instant at;
  bool is_working = false;
  int http_status = 0;  ///< 0: no answer
  std::int64_t latency_us = 0;
  std::string note;  ///< what it means, for people
};
/// The request that tries a connection without moving money, and what its answer means.
ProviderRequest probe_request(const Adapter& adapter, const Call& call);
AccountTest judge_probe(const Adapter& adapter, const ProviderRequest& request,
                        const WireResponse& response, Instant now);
/// Keeps the newest. Errors: not_found.
Result<void> record_test(storage::Tx& tx, const Call& call, ProviderAccountId id,
                         const AccountTest& test);
std::optional<AccountTest> last_test(storage::Tx& tx, ProviderAccountId id);

/// What a secret of an account is sealed for, and where.
std::string secret_purpose(std::string_view name);
std::string secret_place(ProviderAccountId id, std::string_view name);
/// The secret that proves an account's incoming messages; empty when none is set.
Secret open_webhook_secret(storage::Tx& tx, const vault::KeyRing& keys, ProviderAccountId id);

}  // namespace bursar::providers
