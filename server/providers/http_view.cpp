// Writes accounts with the member names of the contract. Secrets are not within its reach.
#include "providers/http_view.hpp"

namespace bursar::providers {
namespace {

namespace json = boost::json;

template <class List, class Text>
json::array list_json(const List& list, Text text) {
  json::array out;
  for (const auto& one : list) out.emplace_back(text(one));
  return out;
}

std::string_view same(const std::string& text) { return text; }

json::object field_json(const Field& field) {
  json::array choices;
  for (const Choice& choice : field.choices)
    choices.push_back(json::object{{"value", choice.value}, {"label", choice.label}});
  return {{"name", field.name},
          {"label", field.label},
          {"kind", word(field.kind)},
          {"required", field.required},
          {"help", field.help},
          {"initial", field.initial},
          {"choices", std::move(choices)},
          {"lowest", field.lowest},
          {"highest", field.highest},
          {"moves_money", field.moves_money}};
}

// What it can do, in words that the office has names for.
json::array abilities(const Capabilities& can) {
  const std::pair<const char*, bool> all[] = {
      {"authorize", can.authorize},
      {"partial_capture", can.partial_capture},
      {"multi_capture", can.multi_capture},
      {"increment", can.increment},
      {"partial_void", can.partial_void},
      {"void_after_capture_same_day", can.void_after_capture_same_day},
      {"reverse", can.reverse},
      {"partial_refund", can.partial_refund},
      {"verify", can.verify},
      {"payout", can.payout},
      {"stored_credentials", can.stored_credentials},
      {"three_ds", can.three_ds},
      {"webhooks", can.webhooks},
      {"query_by_our_reference", can.query_by_our_reference},
      {"same_key_is_safe", can.same_key_is_safe}};
  json::array words;
  for (const auto& [name, has] : all)
    if (has) words.emplace_back(name);
  return words;
}

json::object health_json(const Health& health) {
  return {{"window_ms", health.window_ms},
          {"attempts", health.attempts},
          {"approved", health.approved},
          {"declined", health.declined},
          {"unknown", health.unknown},
          {"latency_p50_us", health.latency_p50_us},
          {"latency_p95_us", health.latency_p95_us}};
}

json::object restrictions_json(const Restrictions& limits) {
  json::array bounds;
  for (const AmountBound& bound : limits.bounds)
    bounds.push_back(json::object{{"currency", bound.currency.code()},
                                  {"min_minor", bound.min_minor},
                                  {"max_minor", bound.max_minor}});
  return {
      {"bounds", std::move(bounds)},
      {"countries_allow", list_json(limits.countries_allow, same)},
      {"countries_deny", list_json(limits.countries_deny, same)},
      {"operations", list_json(limits.operations, [](RequestKind kind) { return word(kind); })}};
}

json::array secrets_json(const std::vector<SecretMark>& marks) {
  json::array secrets;
  for (const SecretMark& mark : marks)
    secrets.push_back(
        json::object{{"name", mark.name}, {"last4", mark.last4}, {"set_at", mark.set_at.ms}});
  return secrets;
}

json::value breaker_json(const std::optional<Breaker>& breaker) {
  if (!breaker) return nullptr;
  json::object out{{"state", breaker->state}, {"next_probe_at", nullptr}};
  if (breaker->next_probe_at) out["next_probe_at"] = breaker->next_probe_at->ms;
  return out;
}

}  // namespace

json::object adapter_json(const Adapter& adapter) {
  const Description& about = adapter.describe();
  return {{"adapter", adapter.name()},
          {"title", about.title},
          {"summary", about.summary},
          {"methods", list_json(about.methods, same)},
          {"currencies", list_json(about.currencies, same)},
          {"abilities", abilities(adapter.capabilities())},
          {"fields", list_json(about.fields, field_json)},
          {"unproven", about.unproven}};
}

json::object account_json(const AccountView& view) {
  const ProviderAccount& account = view.account;
  json::object settings;
  if (view.is_own)
    for (const auto& [name, value] : account.settings) settings.emplace(name, value);
  json::object out{
      {"provider_account_id", account.id.text()},
      {"company_id", nullptr},
      {"adapter", account.adapter},
      {"title", account.title},
      {"methods", list_json(account.methods, same)},
      {"currencies", list_json(account.currencies, [](const Currency& one) { return one.code(); })},
      {"is_enabled", account.is_enabled},
      {"is_own", view.is_own},
      {"base_url", view.is_own ? account.base_url : std::string()},
      {"settings", std::move(settings)},
      {"secrets", view.is_own ? secrets_json(account.secrets) : json::array()},
      {"restrictions", restrictions_json(account.restrictions)},
      {"health", list_json(view.health, health_json)},
      {"breaker", breaker_json(view.breaker)},
      {"last_test", nullptr},
      {"version", account.version},
      {"created_at", account.created_at.ms}};
  if (account.company_id) out["company_id"] = account.company_id.text();
  if (view.is_own && view.test) out["last_test"] = test_json(*view.test);
  return out;
}

json::object test_json(const AccountTest& test) {
  return {{"at", test.at.ms},
          {"is_working", test.is_working},
          {"http_status", test.http_status},
          {"latency_us", test.latency_us},
          {"note", test.note}};
}

json::object trouble_json(const Trouble& trouble) {
  return {
      {"payment_id", trouble.payment_id},   {"at", trouble.at.ms},  {"outcome", trouble.outcome},
      {"http_status", trouble.http_status}, {"code", trouble.code}, {"message", trouble.message}};
}

}  // namespace bursar::providers
