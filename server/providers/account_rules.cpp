// Judging accounts: every refusal names the field of the form it belongs to.
#include "providers/account_rules.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/iban.hpp"
#include "base/text.hpp"

namespace bursar::providers {
namespace {

constexpr std::size_t k_text_max = 120;
constexpr std::size_t k_setting_max = 300;
constexpr std::size_t k_url_max = 300;
constexpr std::size_t k_secret_max = 4096;
constexpr std::size_t k_webhook_secret_min = 16;
constexpr std::size_t k_countries_max = 250;

bool is_word(std::string_view text) {
  constexpr std::string_view k_letters = "abcdefghijklmnopqrstuvwxyz0123456789_";
  return !text.empty() && text.size() <= 40 &&
         text.find_first_not_of(k_letters) == std::string_view::npos;
}

bool is_local(std::string_view url) {
  return url.starts_with("http://127.0.0.1:") || url.starts_with("http://localhost:");
}

bool is_country(std::string_view text) {
  return text.size() == 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z';
}

template <class T>
bool has_repeat(const std::vector<T>& list) {
  return std::set<T>(list.begin(), list.end()).size() != list.size();
}

Result<void> check_number(const Field& field, const std::string& value) {
  std::int64_t number = 0;
  const char* end = value.data() + value.size();
  const auto read = std::from_chars(value.data(), end, number);
  if (read.ec == std::errc() && read.ptr == end && number >= field.lowest &&
      number <= field.highest)
    return ok();
  return invalid("settings." + field.name, "out_of_range",
                 "must be a number from " + std::to_string(field.lowest) + " to " +
                     std::to_string(field.highest));
}

Result<void> check_value(const Field& field, const std::string& value) {
  const std::string where = "settings." + field.name;
  if (value.size() > k_setting_max || !is_printable_utf8(value) ||
      value.find('\n') != std::string::npos)
    return invalid(where, "invalid_text", "must be printable text of at most 300 bytes");
  if (field.kind == FieldKind::number) return check_number(field, value);
  if (field.kind == FieldKind::iban && !is_iban(value))
    return invalid(where, "invalid_iban",
                   "is not an IBAN without spaces: length or check digits are wrong");
  if (field.kind == FieldKind::url && !is_base_url(value))
    return invalid(where, "invalid_url", "must be an https address without a slash at its end");
  if (field.kind == FieldKind::choice &&
      std::none_of(field.choices.begin(), field.choices.end(),
                   [&](const Choice& choice) { return choice.value == value; }))
    return invalid(where, "unknown_choice", "'" + value.substr(0, 40) + "' is not offered");
  return ok();
}

bool is_setting(const Field& field) {
  return field.kind != FieldKind::secret && field.name != "base_url";
}

Result<void> check_settings(const Description& description, const Settings& settings) {
  for (const auto& [name, value] : settings) {
    const Field* field = find_field(description, name);
    if (field == nullptr || !is_setting(*field))
      return invalid("settings." + name.substr(0, 40), "unknown_setting",
                     "this provider has no such setting");
    if (auto fits = check_value(*field, value); !fits) return fits;
  }
  for (const Field& field : description.fields)
    if (field.required && is_setting(field) && !settings.contains(field.name))
      return invalid("settings." + field.name, "missing_setting", field.label + " is needed");
  return ok();
}

Result<void> check_methods(const ProviderAccount& account, const Description& description) {
  if (!is_word(account.method))
    return invalid("methods", "invalid_method", "must be a word such as card");
  if (has_repeat(account.methods)) return invalid("methods", "repeated", "names a method twice");
  for (const std::string& method : account.methods) {
    if (!is_word(method))
      return invalid("methods", "invalid_method", "must be a word such as card");
    const auto& offered = description.methods;
    if (!offered.empty() && std::find(offered.begin(), offered.end(), method) == offered.end())
      return invalid("methods", "unknown_method",
                     "'" + method + "' cannot be taken through this provider");
  }
  return ok();
}

Result<void> check_currencies(const ProviderAccount& account, const Description& description) {
  const auto& offered = description.currencies;
  if (has_repeat(account.currencies))
    return invalid("currencies", "repeated", "names a currency twice");
  for (const Currency& currency : account.currencies)
    if (!offered.empty() &&
        std::find(offered.begin(), offered.end(), currency.code()) == offered.end())
      return invalid("currencies", "currency_not_offered",
                     std::string(currency.code()) + " cannot be taken through this provider");
  return ok();
}

Result<void> check_bounds(const Restrictions& limits) {
  std::vector<Currency> seen;
  for (const AmountBound& bound : limits.bounds) {
    seen.push_back(bound.currency);
    const std::string code(bound.currency.code());
    if (bound.min_minor < 0 || bound.max_minor < 0)
      return invalid("bounds", "out_of_range", "an amount of " + code + " must not be negative");
    if (bound.max_minor != 0 && bound.max_minor < bound.min_minor)
      return invalid("bounds", "out_of_range", "the most of " + code + " is below the least");
  }
  if (has_repeat(seen)) return invalid("bounds", "repeated", "names a currency twice");
  return ok();
}

Result<void> check_countries(std::string_view field, const std::vector<std::string>& countries) {
  const std::string where(field);
  if (countries.size() > k_countries_max || has_repeat(countries))
    return invalid(where, "repeated", "names a country twice");
  for (const std::string& country : countries)
    if (!is_country(country))
      return invalid(where, "invalid_country", "countries are two capital letters such as DE");
  return ok();
}

Result<void> check_restrictions(const Restrictions& limits) {
  if (auto fit = check_bounds(limits); !fit) return fit;
  if (auto fit = check_countries("countries_allow", limits.countries_allow); !fit) return fit;
  if (auto fit = check_countries("countries_deny", limits.countries_deny); !fit) return fit;
  if (!limits.countries_allow.empty() && !limits.countries_deny.empty())
    return invalid("countries_deny", "both_lists", "allow some countries or deny some, not both");
  if (has_repeat(limits.operations))
    return invalid("operations", "repeated", "names an operation twice");
  return ok();
}

}  // namespace

bool is_base_url(std::string_view url) {
  return !url.empty() && (url.starts_with("https://") || is_local(url)) &&
         url.size() <= k_url_max && url.back() != '/' &&
         url.find_first_of(" \"'<>\\?#@") == std::string_view::npos;
}

Result<void> check_account(const ProviderAccount& account) {
  const Adapter* adapter = find_adapter(account.adapter);
  if (adapter == nullptr)
    return invalid("adapter", "unknown_adapter", "'" + account.adapter + "' is not an adapter");
  if (trim(account.title).empty() || account.title.size() > k_text_max ||
      !is_printable_utf8(account.title))
    return invalid("title", "invalid_title", "must be printable text of 1 to 120 bytes");
  if (auto fit = check_methods(account, adapter->describe()); !fit) return fit;
  const bool is_reached = has_address(adapter->describe());
  if (!is_reached && !account.base_url.empty())
    return invalid("base_url", "invalid_url", "this provider has no address");
  if (is_reached && !is_base_url(account.base_url))
    return invalid("base_url", "invalid_url",
                   "must be an https address without a slash at its end (plain http on this "
                   "machine only)");
  if (account.amount_min_minor < 0)
    return invalid("amount_min_minor", "out_of_range", "must not be negative");
  if (account.amount_max_minor < 0 ||
      (account.amount_max_minor != 0 && account.amount_max_minor < account.amount_min_minor))
    return invalid("amount_max_minor", "out_of_range",
                   "must be 0 (no bound) or not below the minimum");
  if (auto fit = check_currencies(account, adapter->describe()); !fit) return fit;
  if (auto fit = check_settings(adapter->describe(), account.settings); !fit) return fit;
  return check_restrictions(account.restrictions);
}

Result<void> check_secret(std::string_view name, const Secret& secret) {
  const std::size_t size = secret.reveal().size();
  const bool webhook = name == "webhook_secret";
  const std::size_t least = webhook ? k_webhook_secret_min : 1;
  const std::string field(name);
  if (size >= least && size <= k_secret_max &&
      secret.reveal().find_first_of("\r\n") == std::string_view::npos)
    return ok();
  return invalid(field, "invalid_" + field,
                 "must have " + std::to_string(least) + " to 4096 bytes on one line");
}

Result<void> check_reach(const ProviderAccount& account, const Scope& scope) {
  if (!is_local(account.base_url) || scope.everything()) return ok();
  return invalid("base_url", "local_address",
                 "an address of this machine is for whoever looks after the installation");
}

}  // namespace bursar::providers
