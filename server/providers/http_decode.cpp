// Decoding of provider accounts: shapes here, meaning in account_rules.
#include "providers/http_decode.hpp"

#include <boost/json.hpp>

#include "base/text.hpp"
#include "net/json_reader.hpp"
#include "providers/restrictions.hpp"
#include "vault/seal.hpp"

namespace bursar::providers {
namespace {

namespace json = boost::json;

constexpr std::size_t k_list_max = 250;
constexpr std::size_t k_secret_max = 4096;
constexpr std::int64_t k_amount_max_minor = 1'000'000'000'000'000;

Currency currency_of(net::JsonReader& in, std::string_view name, const std::string& code) {
  const auto currency = Currency::parse(code);
  if (currency) return *currency;
  in.fail(name, currency.error().code, currency.error().message);
  return {};
}

std::vector<Currency> currencies_of(net::JsonReader& in) {
  std::vector<Currency> currencies;
  for (const std::string& code : in.texts("currencies", k_list_max, 4))
    currencies.push_back(currency_of(in, "currencies", code));
  return currencies;
}

Settings settings_of(net::JsonReader& in) {
  Settings settings;
  const json::value* member = in.member("settings");
  if (member == nullptr || member->is_null()) return settings;
  if (!member->is_object()) {
    in.fail("settings", "wrong_type", "must be an object of texts");
    return settings;
  }
  for (const auto& one : member->get_object()) {
    const std::string name(one.key());
    if (one.value().is_string() && name.size() <= 40 && settings.size() < 40)
      settings.emplace(name, one.value().get_string());
    else in.fail("settings." + name.substr(0, 40), "wrong_type", "must be a text");
  }
  return settings;
}

Restrictions restrictions_of(net::JsonReader& in) {
  Restrictions limits;
  auto nested = in.object("restrictions");
  if (!nested) return limits;
  for (net::JsonReader& row : nested->objects("bounds", k_list_max)) {
    AmountBound bound;
    bound.currency = currency_of(row, "currency", row.text("currency", 3, 4));
    bound.min_minor = row.integer_or_none("min_minor", 0, k_amount_max_minor).value_or(0);
    bound.max_minor = row.integer_or_none("max_minor", 0, k_amount_max_minor).value_or(0);
    nested->adopt(row);
    limits.bounds.push_back(bound);
  }
  limits.countries_allow = nested->texts("countries_allow", k_list_max, 2);
  limits.countries_deny = nested->texts("countries_deny", k_list_max, 2);
  for (const std::string& text : nested->texts("operations", 20, 40)) {
    const auto kind = restrictable_operation(text);
    if (kind) limits.operations.push_back(*kind);
    else nested->fail("operations", "unknown_operation", "'" + text + "' cannot be restricted");
  }
  in.adopt(*nested);
  return limits;
}

template <class Id>
Result<Id> id_in(const net::Request& request, std::string_view name) {
  return Id::parse(request.param(name));
}

// Texts of a JSON object that are secrets, wherever a request has them.
constexpr std::string_view k_secrets[] = {"api_key", "webhook_secret"};

}  // namespace

Result<CreateAccount> decode_create(const net::Request& request) {
  CreateAccount command;
  ProviderAccount& account = command.account;
  net::JsonReader in(request.body);
  const std::string company = in.text_or_none("company_id", 40).value_or("");
  account.adapter = in.text("adapter", 1, 40);
  account.title = in.text("title", 1, 120);
  account.methods = in.texts("methods", 20, 40);
  if (!account.methods.empty()) account.method = account.methods.front();
  account.base_url = in.text_or_none("base_url", 300).value_or("");
  account.currencies = currencies_of(in);
  account.settings = settings_of(in);
  account.restrictions = restrictions_of(in);
  account.is_enabled = in.boolean("is_enabled", true);
  command.api_key = Secret(in.text_or_none("api_key", k_secret_max).value_or(""));
  command.webhook_secret = Secret(in.text_or_none("webhook_secret", k_secret_max).value_or(""));
  if (auto error = in.finish()) return *error;
  if (company.empty()) return command;
  const auto id = CompanyId::parse(company);
  if (!id) return id.error();
  account.company_id = *id;
  return command;
}

Result<ChangeAccount> decode_change(const net::Request& request) {
  ChangeAccount command;
  const auto id = id_in<ProviderAccountId>(request, "provider_account_id");
  if (!id) return id.error();
  command.id = *id;
  net::JsonReader in(request.body);
  command.version = in.integer("version", 1, INT64_MAX);
  command.title = in.text_or_none("title", 120);
  if (in.member("methods") != nullptr) command.methods = in.texts("methods", 20, 40);
  command.base_url = in.text_or_none("base_url", 300);
  if (in.member("currencies") != nullptr) command.currencies = currencies_of(in);
  if (in.member("settings") != nullptr) command.settings = settings_of(in);
  if (in.member("restrictions") != nullptr) command.restrictions = restrictions_of(in);
  if (auto key = in.text_or_none("api_key", k_secret_max)) command.api_key = Secret(*key);
  if (auto key = in.text_or_none("webhook_secret", k_secret_max))
    command.webhook_secret = Secret(*key);
  if (auto error = in.finish()) return *error;
  return command;
}

Result<ChangeAccount> decode_switch(const net::Request& request, bool is_enabled) {
  ChangeAccount command;
  const auto id = id_in<ProviderAccountId>(request, "provider_account_id");
  if (!id) return id.error();
  command.id = *id;
  net::JsonReader in(request.body);
  command.version = in.integer("version", 1, INT64_MAX);
  if (auto error = in.finish()) return *error;
  command.is_enabled = is_enabled;
  return command;
}

net::Request without_secrets(const vault::KeyRing& keys, const net::Request& request) {
  net::Request bare = request;
  json::value body = json::parse(request.body);
  const Secret key = keys.derive("provider_secret_fingerprint", keys.current_version());
  for (const std::string_view name : k_secrets) {
    json::value* member = body.as_object().if_contains(name);
    if (member == nullptr || !member->is_string() || member->get_string().empty()) continue;
    *member = "fingerprint " + to_hex(vault::keyed_hash(key, member->get_string()));
  }
  bare.body = json::serialize(body);
  return bare;
}

}  // namespace bursar::providers
