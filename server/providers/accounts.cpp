// Use cases of provider accounts: create, change, connect, try out. Secrets are sealed before they
// reach the store and nothing of them leaves it but the last four characters.
#include "providers/accounts.hpp"

#include <boost/json.hpp>

#include "audit/audit.hpp"
#include "base/check.hpp"
#include "base/text.hpp"
#include "providers/account_rules.hpp"
#include "providers/description.hpp"
#include "providers/store.hpp"
#include "vault/seal.hpp"

namespace bursar::providers {
namespace {

constexpr std::string_view k_api_key = "api_key";
constexpr std::string_view k_webhook_secret = "webhook_secret";
constexpr std::size_t k_shown_of = 12;  // a shorter secret would be told by its end

// Binds the sealed secret to its row.
std::string place(ProviderAccountId id, std::string_view name) {
  return "provider_account|" + std::to_string(id.key) + "|" + std::string(name);
}

std::string purpose(std::string_view name) { return "provider_" + std::string(name); }

boost::json::array texts(const std::vector<std::string>& list) {
  boost::json::array out;
  for (const std::string& one : list) out.emplace_back(one);
  return out;
}

std::string account_json(const ProviderAccount& account) {
  namespace json = boost::json;
  json::array currencies, bounds, operations;
  for (const Currency& currency : account.currencies) currencies.emplace_back(currency.code());
  for (const AmountBound& bound : account.restrictions.bounds)
    bounds.push_back(json::object{{"currency", bound.currency.code()},
                                  {"min_minor", bound.min_minor},
                                  {"max_minor", bound.max_minor}});
  for (const RequestKind kind : account.restrictions.operations)
    operations.emplace_back(word(kind));
  json::object settings, secrets;
  for (const auto& [name, value] : account.settings) settings.emplace(name, value);
  for (const SecretMark& mark : account.secrets) secrets.emplace(mark.name, mark.set_at.ms);
  return json::serialize(
      json::object{{"adapter", account.adapter},
                   {"title", account.title},
                   {"methods", texts(account.methods)},
                   {"base_url", account.base_url},
                   {"currencies", std::move(currencies)},
                   {"settings", std::move(settings)},
                   {"bounds", std::move(bounds)},
                   {"countries_allow", texts(account.restrictions.countries_allow)},
                   {"countries_deny", texts(account.restrictions.countries_deny)},
                   {"operations", std::move(operations)},
                   {"secrets_set_at", std::move(secrets)},
                   {"is_enabled", account.is_enabled},
                   {"version", account.version}});
}

void record(storage::Tx& tx, const Call& call, std::string action, const ProviderAccount* before,
            const ProviderAccount& after) {
  audit::record(tx, call,
                {.action = std::move(action),
                 .subject_kind = "provider_account",
                 .subject_id = after.id.text(),
                 .company = after.company_id,
                 .before = before == nullptr ? "" : account_json(*before),
                 .after = account_json(after)});
}

std::string tail_of(const Secret& secret) {
  const std::string_view text = secret.reveal();
  return text.size() < k_shown_of ? std::string() : std::string(text.substr(text.size() - 4));
}

void put_secret(storage::Tx& tx, const Call& call, const vault::KeyRing& keys, ProviderAccountId id,
                std::string_view name, const Secret& secret) {
  store::put_secret(tx, id,
                    {{std::string(name), tail_of(secret), call.now},
                     vault::seal(keys, call.random, purpose(name), secret, place(id, name))});
}

ProviderAccount complete(storage::Tx& tx, store::AccountRow row) {
  row.account.cost = fees::load_costs(tx, row.cost_key);
  row.account.secrets = store::secret_marks(tx, row.account.id);
  return std::move(row.account);
}

// A shared account is nobody's tenant's: whoever may see that it exists is told why it stays.
Result<ProviderAccount> own_account(storage::Tx& tx, const Call& call, ProviderAccountId id) {
  auto account = read_account(tx, call.actor.scope, id);
  if (!account || owns(call.actor.scope, *account)) return account;
  return refused("shared_account",
                 "this account serves the whole installation: its administrators change it");
}

// No currency named means all: all that the adapter takes, where it says so.
void name_currencies(ProviderAccount& account) {
  const Adapter* adapter = find_adapter(account.adapter);
  if (adapter == nullptr || !account.currencies.empty()) return;
  for (const std::string& code : adapter->describe().currencies)
    account.currencies.push_back(Currency::of(code));
}

// The command's members over what is there.
ProviderAccount merged(ProviderAccount account, const ChangeAccount& command) {
  if (command.title) account.title = trim(*command.title);
  if (command.base_url) account.base_url = *command.base_url;
  if (command.methods) {
    account.methods = *command.methods;
    account.method = account.methods.empty() ? "" : account.methods.front();
  }
  if (command.currencies) account.currencies = *command.currencies;
  name_currencies(account);
  if (command.settings) account.settings = *command.settings;
  if (command.restrictions) account.restrictions = *command.restrictions;
  if (command.is_enabled) account.is_enabled = *command.is_enabled;
  return account;
}

Result<void> check_secrets(const std::optional<Secret>& api_key,
                           const std::optional<Secret>& webhook_secret) {
  if (api_key)
    if (auto fit = check_secret(k_api_key, *api_key); !fit) return fit;
  if (webhook_secret && !webhook_secret->empty())
    return check_secret(k_webhook_secret, *webhook_secret);
  return ok();
}

std::string_view action_of(const ChangeAccount& command, bool was_enabled) {
  if (command.is_enabled && *command.is_enabled != was_enabled)
    return *command.is_enabled ? "enable_provider_account" : "disable_provider_account";
  return "change_provider_account";
}

}  // namespace

bool owns(const Scope& scope, const ProviderAccount& account) {
  return account.company_id ? scope.contains(account.company_id) : scope.everything();
}

Result<ProviderAccount> read_account(storage::Tx& tx, const Scope& scope, ProviderAccountId id) {
  auto row = store::load(tx, id);
  if (!row || (row->account.company_id && !scope.contains(row->account.company_id)))
    return not_found(ProviderAccountTag::k_noun);
  return complete(tx, std::move(*row));
}

Result<ProviderAccount> create_account(storage::Tx& tx, const Call& call,
                                       const vault::KeyRing& keys, bool sandbox,
                                       const CreateAccount& command) {
  store::AccountRow row{command.account};
  ProviderAccount& account = row.account;
  if (!owns(call.actor.scope, account)) return not_found(CompanyTag::k_noun);
  if (account.methods.empty()) account.methods = {account.method};
  account.method = account.methods.front();
  name_currencies(account);
  if (auto valid = check_account(account); !valid) return std::move(valid).error();
  const bool has_key = has_address(find_adapter(account.adapter)->describe());
  if (!has_key && !command.api_key.empty())
    return invalid("api_key", "invalid_api_key", "this provider has no key");
  const auto api_key = has_key ? std::optional(command.api_key) : std::nullopt;
  if (auto valid = check_secrets(api_key, command.webhook_secret); !valid)
    return std::move(valid).error();
  if (auto valid = check_reach(account, call.actor.scope); !valid) return std::move(valid).error();
  if (find_adapter(account.adapter)->describe().sandbox_only && !sandbox)
    return refused("sandbox_only",
                   "the " + account.adapter + " adapter exists in the sandbox only");
  account.id = call.ids.next<ProviderAccountId>();
  account.title = trim(account.title);
  account.version = 1;
  account.created_at = call.now;
  row.cost_key = fees::save_costs(tx, call, account.cost);
  store::insert(tx, call, row);
  if (has_key) put_secret(tx, call, keys, account.id, k_api_key, command.api_key);
  if (!command.webhook_secret.empty())
    put_secret(tx, call, keys, account.id, k_webhook_secret, command.webhook_secret);
  account.secrets = store::secret_marks(tx, account.id);
  record(tx, call, "create_provider_account", nullptr, account);
  return account;
}

bool moves_money(const ProviderAccount& account, const ChangeAccount& command) {
  if (command.api_key || (command.base_url && *command.base_url != account.base_url)) return true;
  if (command.is_enabled.value_or(false) && !account.is_enabled) return true;
  // Whoever holds the secret of incoming messages can say that money arrived.
  if (command.webhook_secret) return true;
  const Adapter* adapter = find_adapter(account.adapter);
  if (!command.settings || adapter == nullptr) return false;
  for (const Field& field : adapter->describe().fields) {
    if (!field.moves_money) continue;
    const auto now = account.settings.find(field.name), then = command.settings->find(field.name);
    const bool had = now != account.settings.end(), has = then != command.settings->end();
    if (had != has || (had && now->second != then->second)) return true;
  }
  return false;
}

Result<ProviderAccount> change_account(storage::Tx& tx, const Call& call,
                                       const vault::KeyRing& keys, const ChangeAccount& command) {
  const auto before = own_account(tx, call, command.id);
  if (!before) return before.error();
  if (before->version != command.version)
    return conflict("version_changed", "somebody else changed this account meanwhile");
  ProviderAccount after = merged(*before, command);
  if (auto valid = check_account(after); !valid) return std::move(valid).error();
  if (auto valid = check_secrets(command.api_key, command.webhook_secret); !valid)
    return std::move(valid).error();
  if (auto valid = check_reach(after, call.actor.scope); !valid) return std::move(valid).error();
  ++after.version;
  check(store::update(tx, after, before->version), "nobody else changes it in this transaction");
  if (command.api_key) put_secret(tx, call, keys, after.id, k_api_key, *command.api_key);
  if (command.webhook_secret && command.webhook_secret->empty())
    store::drop_secret(tx, after.id, k_webhook_secret);
  else if (command.webhook_secret)
    put_secret(tx, call, keys, after.id, k_webhook_secret, *command.webhook_secret);
  after.secrets = store::secret_marks(tx, after.id);
  record(tx, call, std::string(action_of(command, before->is_enabled)), &*before, after);
  return after;
}

std::vector<ProviderAccount> list_accounts(storage::Tx& tx, const Scope& scope) {
  std::vector<ProviderAccount> accounts;
  for (store::AccountRow& row : store::in_scope(tx, scope))
    accounts.push_back(complete(tx, std::move(row)));
  return accounts;
}

std::optional<ProviderAccount> load_account(storage::Tx& tx, ProviderAccountId id) {
  auto row = store::load(tx, id);
  if (!row) return std::nullopt;
  return complete(tx, std::move(*row));
}

AccountConfig open_config(storage::Tx& tx, const vault::KeyRing& keys, ProviderAccountId id) {
  auto row = store::load(tx, id);
  const auto sealed = store::sealed_secret(tx, id, k_api_key);
  const bool is_reached = row && !row->account.base_url.empty();
  check(row && (sealed || !is_reached), "no provider account " + id.text());
  Secret key;
  if (sealed) key = vault::unseal(keys, purpose(k_api_key), *sealed, place(id, k_api_key));
  return {std::move(row->account.base_url), std::move(key), std::move(row->account.settings)};
}

std::string secret_purpose(std::string_view name) { return purpose(name); }

std::string secret_place(ProviderAccountId id, std::string_view name) { return place(id, name); }

Secret open_webhook_secret(storage::Tx& tx, const vault::KeyRing& keys, ProviderAccountId id) {
  const auto sealed = store::sealed_secret(tx, id, k_webhook_secret);
  if (!sealed) return {};
  return vault::unseal(keys, purpose(k_webhook_secret), *sealed, place(id, k_webhook_secret));
}

void set_connection(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                    ProviderAccountId id, std::string base_url, const Secret& api_key) {
  const auto before = load_account(tx, id);
  check(before.has_value(), "no provider account " + id.text());
  check(is_base_url(base_url), "a provider account is connected to an address");
  ProviderAccount after = *before;
  after.base_url = std::move(base_url);
  ++after.version;
  store::set_base_url(tx, id, after.base_url);
  put_secret(tx, call, keys, id, k_api_key, api_key);
  after.secrets = store::secret_marks(tx, id);
  record(tx, call, "connect_provider_account", &*before, after);
}

void set_enabled(storage::Tx& tx, const Call& call, ProviderAccountId id, bool is_enabled) {
  const auto before = load_account(tx, id);
  check(before.has_value(), "no provider account " + id.text());
  ProviderAccount after = *before;
  after.is_enabled = is_enabled;
  ++after.version;
  store::set_enabled(tx, id, is_enabled);
  record(tx, call, is_enabled ? "enable_provider_account" : "disable_provider_account", &*before,
         after);
}

Result<void> record_test(storage::Tx& tx, const Call& call, ProviderAccountId id,
                         const AccountTest& test) {
  const auto account = own_account(tx, call, id);
  if (!account) return account.error();
  store::put_test(tx, id, test);
  audit::record(tx, call,
                {.action = "test_provider_account",
                 .subject_kind = "provider_account",
                 .subject_id = id.text(),
                 .company = account->company_id,
                 .after = boost::json::serialize(boost::json::object{
                     {"is_working", test.is_working}, {"http_status", test.http_status}})});
  return ok();
}

std::optional<AccountTest> last_test(storage::Tx& tx, ProviderAccountId id) {
  return store::load_test(tx, id);
}

}  // namespace bursar::providers
