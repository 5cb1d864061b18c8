// Use cases of provider accounts: create, connect, choose. Keys are sealed before they reach the
// store.
#include <boost/json.hpp>

#include "audit/audit.hpp"
#include "base/check.hpp"
#include "base/text.hpp"
#include "providers/store.hpp"
#include "vault/seal.hpp"

namespace bursar::providers {
namespace {

constexpr std::string_view k_key_purpose = "provider_api_key";
constexpr std::size_t k_text_max = 120;
constexpr std::size_t k_url_max = 300;
constexpr std::size_t k_api_key_max = 4096;

// Binds the sealed key to its row.
std::string place(ProviderAccountId id) {
  return "provider_account|" + std::to_string(id.key) + "|api_key";
}

bool is_word(std::string_view text) {
  constexpr std::string_view k_letters = "abcdefghijklmnopqrstuvwxyz0123456789_";
  return !text.empty() && text.size() <= 40 &&
         text.find_first_not_of(k_letters) == std::string_view::npos;
}

bool is_base_url(std::string_view url) {
  const bool scheme = url.starts_with("https://") || url.starts_with("http://127.0.0.1:") ||
                      url.starts_with("http://localhost:");
  return scheme && url.size() <= k_url_max && url.back() != '/' &&
         url.find_first_of(" \"'<>\\?#@") == std::string_view::npos;
}

Result<void> validate(const CreateAccount& command) {
  const ProviderAccount& account = command.account;
  if (find_adapter(account.adapter) == nullptr)
    return invalid("adapter", "unknown_adapter", "'" + account.adapter + "' is not an adapter");
  if (trim(account.title).empty() || account.title.size() > k_text_max ||
      !is_printable_utf8(account.title))
    return invalid("title", "invalid_title", "must be printable text of 1 to 120 bytes");
  if (!is_word(account.method))
    return invalid("method", "invalid_method", "must be a word such as card");
  if (!is_base_url(account.base_url))
    return invalid("base_url", "invalid_url",
                   "must be an https address without a slash at its end (plain http on this "
                   "machine only)");
  if (command.api_key.empty() || command.api_key.reveal().size() > k_api_key_max)
    return invalid("api_key", "invalid_api_key", "must have 1 to 4096 bytes");
  if (account.amount_min_minor < 0)
    return invalid("amount_min_minor", "out_of_range", "must not be negative");
  if (account.amount_max_minor < 0 ||
      (account.amount_max_minor != 0 && account.amount_max_minor < account.amount_min_minor))
    return invalid("amount_max_minor", "out_of_range",
                   "must be 0 (no bound) or not below the minimum");
  return ok();
}

std::string account_json(const ProviderAccount& account) {
  return boost::json::serialize(boost::json::object{{"adapter", account.adapter},
                                                    {"title", account.title},
                                                    {"method", account.method},
                                                    {"base_url", account.base_url},
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

std::string seal_key(const Call& call, const vault::KeyRing& keys, ProviderAccountId id,
                     const Secret& api_key) {
  return vault::seal(keys, call.random, k_key_purpose, api_key, place(id));
}

ProviderAccount with_costs(storage::Tx& tx, store::AccountRow row) {
  row.account.cost = fees::load_costs(tx, row.cost_key);
  return std::move(row.account);
}

bool serves(const ProviderAccount& account, Currency currency) {
  if (account.currencies.empty()) return true;
  for (const Currency& one : account.currencies)
    if (one == currency) return true;
  return false;
}

// Why an account cannot take the payment; empty when it can.
std::string_view objection(const ProviderAccount& account, const RouteQuery& query, bool pinned) {
  if (!account.is_enabled) return "disabled";
  if (!pinned && account.method != query.method_or_id) return "other_method";
  if (!serves(account, query.amount.currency)) return "currency_not_served";
  if (query.amount.minor < account.amount_min_minor) return "amount_too_small";
  if (account.amount_max_minor != 0 && query.amount.minor > account.amount_max_minor)
    return "amount_too_large";
  const Adapter* adapter = find_adapter(account.adapter);
  if (adapter == nullptr) return "adapter_missing";
  if (!query.has_card && !adapter->capabilities().test_payer) return "card_needed";
  return {};
}

Error no_route(const RouteQuery& query, const std::vector<Exclusion>& excluded) {
  Error error = refused("no_eligible_route", "no provider account takes " + to_text(query.amount) +
                                                 " by '" + query.method_or_id.substr(0, 64) + "'");
  for (const Exclusion& one : excluded) error.details.emplace_back(one.account.text(), one.reason);
  return error;
}

}  // namespace

Result<ProviderAccount> create_account(storage::Tx& tx, const Call& call,
                                       const vault::KeyRing& keys, bool sandbox,
                                       const CreateAccount& command) {
  store::AccountRow row{command.account};
  ProviderAccount& account = row.account;
  if (account.company_id ? !call.actor.scope.contains(account.company_id)
                         : !call.actor.scope.everything())
    return not_found(CompanyTag::k_noun);
  if (auto valid = validate(command); !valid) return std::move(valid).error();
  if (account.adapter == "sim" && !sandbox)
    return refused("sandbox_only", "the sim adapter exists in the sandbox only");
  account.id = call.ids.next<ProviderAccountId>();
  account.title = trim(account.title);
  account.version = 1;
  row.cost_key = fees::save_costs(tx, call, account.cost);
  store::insert(tx, call, row, seal_key(call, keys, account.id, command.api_key));
  record(tx, call, "create_provider_account", nullptr, account);
  return account;
}

std::vector<ProviderAccount> list_accounts(storage::Tx& tx, const Scope& scope) {
  std::vector<ProviderAccount> accounts;
  for (store::AccountRow& row : store::in_scope(tx, scope))
    accounts.push_back(with_costs(tx, std::move(row)));
  return accounts;
}

std::optional<ProviderAccount> load_account(storage::Tx& tx, ProviderAccountId id) {
  auto row = store::load(tx, id);
  if (!row) return std::nullopt;
  return with_costs(tx, std::move(*row));
}

AccountConfig open_config(storage::Tx& tx, const vault::KeyRing& keys, ProviderAccountId id) {
  const auto connection = store::connection(tx, id);
  check(connection.has_value(), "no provider account " + id.text());
  return {connection->base_url,
          vault::unseal(keys, k_key_purpose, connection->sealed_key, place(id))};
}

void set_connection(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                    ProviderAccountId id, std::string base_url, const Secret& api_key) {
  const auto row = store::load(tx, id);
  check(row.has_value(), "no provider account " + id.text());
  check(is_base_url(base_url), "a provider account is connected to an address");
  ProviderAccount after = row->account;
  after.base_url = std::move(base_url);
  ++after.version;
  store::set_connection(tx, id, {after.base_url, seal_key(call, keys, id, api_key)});
  record(tx, call, "connect_provider_account", &row->account, after);
}

void set_enabled(storage::Tx& tx, const Call& call, ProviderAccountId id, bool is_enabled) {
  const auto row = store::load(tx, id);
  check(row.has_value(), "no provider account " + id.text());
  ProviderAccount after = row->account;
  after.is_enabled = is_enabled;
  ++after.version;
  store::set_enabled(tx, id, is_enabled);
  record(tx, call, is_enabled ? "enable_provider_account" : "disable_provider_account",
         &row->account, after);
}

Result<Route> route(storage::Tx& tx, const RouteQuery& query) {
  const ProviderAccountId pinned{id_key(ProviderAccountTag::k_prefix, query.method_or_id)};
  // A mistyped id is an account that does not exist, never the name of a method.
  if (!pinned && query.method_or_id.starts_with(ProviderAccountTag::k_prefix))
    return not_found(ProviderAccountTag::k_noun);
  Route chosen;
  bool seen_pinned = false;
  for (const store::AccountRow& row : store::usable_by(tx, query.company)) {
    const ProviderAccount& account = row.account;
    if (pinned && account.id != pinned) continue;
    seen_pinned = true;
    std::string_view reason = objection(account, query, static_cast<bool>(pinned));
    if (reason.empty() && chosen.account) reason = "lower_priority";
    if (!reason.empty()) {
      chosen.excluded.push_back({account.id, std::string(reason)});
      continue;
    }
    chosen.account = account.id;
    chosen.adapter = account.adapter;
    chosen.method = account.method;
  }
  if (pinned && !seen_pinned) return not_found(ProviderAccountTag::k_noun);
  if (!chosen.account) return no_route(query, chosen.excluded);
  return chosen;
}

}  // namespace bursar::providers
