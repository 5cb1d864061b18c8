// Encodes reference tables and health; every figure comes from a bounded read.
#include "system/http.hpp"

#include <memory>

#include <boost/json.hpp>

#include "net/await.hpp"
#include "system/http_decline.hpp"

namespace bursar::system {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

constexpr std::int64_t k_window_ms = 15 * k_minute_ms;
constexpr std::int64_t k_attempts_min = 5;  // fewer say nothing about a provider

struct Findings {
  payments::UnknownSummary unknown;
  std::vector<payments::AccountHealth> accounts;
  std::vector<providers::ProviderAccount> provider_accounts;
};

std::string_view account_state(const providers::ProviderAccount& account,
                               const payments::AccountHealth& health) {
  if (!account.is_enabled || health.attempts == 0) return "idle";
  if (health.attempts < k_attempts_min) return "ok";
  if (health.unknown * 2 >= health.attempts) return "down";
  return health.unknown * 10 >= health.attempts ? "degraded" : "ok";
}

json::object account_json(const providers::ProviderAccount& account,
                          const std::vector<payments::AccountHealth>& all) {
  payments::AccountHealth health;
  for (const auto& one : all)
    if (one.account == account.id) health = one;
  return {{"provider_account_id", account.id.text()},
          {"title", account.title},
          {"adapter", account.adapter},
          {"is_enabled", account.is_enabled},
          {"state", account_state(account, health)},
          {"attempts", health.attempts},
          {"approved", health.approved},
          {"declined", health.declined},
          {"unknown", health.unknown},
          {"latency_p50_us", health.latency_p50_us},
          {"latency_p95_us", health.latency_p95_us}};
}

json::array words_of_lifecycle() {
  json::array words;
  for (int value = 1;; ++value) {
    const std::string_view word = payments::word(static_cast<payments::Lifecycle>(value));
    if (word.empty()) return words;
    words.emplace_back(word);
  }
}

std::string reference_json() {
  json::array currencies;
  for (const CurrencyRow& row : currency_table())
    currencies.push_back(
        json::object{{"code", row.code}, {"exponent", row.exponent}, {"name", row.name}});
  json::array reasons;
  for (const providers::DeclineReason& row : providers::decline_table())
    reasons.push_back(json::object{{"reason", row.reason},
                                   {"decline_class", row.decline_class},
                                   {"meaning", row.meaning},
                                   {"advice", row.advice}});
  json::array refund_states;
  for (const auto state :
       {payments::RefundState::none, payments::RefundState::part, payments::RefundState::full})
    refund_states.emplace_back(payments::word(state));
  return json::serialize(json::object{{"currencies", std::move(currencies)},
                                      {"lifecycles", words_of_lifecycle()},
                                      {"refund_states", std::move(refund_states)},
                                      {"methods", json::array{"card", "test_payer"}},
                                      {"decline_reasons", std::move(reasons)}});
}

class Api {
 public:
  explicit Api(Services services) : services_(std::move(services)), reference_(reference_json()) {}

  Task<Response> read_reference(Request&) const { co_return net::json_response(200, reference_); }

  Task<Response> read_liveness(Request& request) const {
    auto query = [](Tx& tx) -> Result<bool> {
      return tx.one("SELECT 1", {}, [](const storage::Row& row) { return row.i64(0) == 1; })
          .value_or(false);
    };
    const auto alive = co_await net::read(services_.db, std::move(query));
    if (!alive) co_return net::to_problem(alive.error(), request.request_id);
    co_return net::json_response(200, R"({"status":"ok"})");
  }

  Task<Response> read_health(Request& request) const {
    const Instant now = services_.ports.clock.now();
    const Tick before = services_.ports.clock.tick();
    auto query = [scope = request.actor.scope, now](Tx& tx) -> Result<Findings> {
      return Findings{payments::unknown_summary(tx, scope),
                      payments::account_health(tx, now.plus_ms(-k_window_ms)),
                      providers::list_accounts(tx, scope)};
    };
    const auto found = co_await net::read(services_.db, std::move(query));
    if (!found) co_return net::to_problem(found.error(), request.request_id);
    const std::int64_t read_us = (services_.ports.clock.tick().ns - before.ns) / 1'000;
    co_return net::json_response(200, health_json(*found, now, read_us));
  }

 private:
  std::string health_json(const Findings& found, Instant now, std::int64_t read_us) const {
    json::array accounts;
    bool degraded = false;
    for (const auto& account : found.provider_accounts) {
      accounts.push_back(account_json(account, found.accounts));
      const auto& state = accounts.back().as_object().at("state").as_string();
      degraded = degraded || state == "down" || state == "degraded";
    }
    const RunnerState runner = services_.runner();
    const auto& unknown = found.unknown;
    return json::serialize(json::object{
        {"state", degraded ? "degraded" : "ok"},
        {"version", services_.version},
        {"environment", services_.environment},
        {"started_at", services_.started_at.ms},
        {"now_at", now.ms},
        {"database",
         json::object{
             {"kind", services_.db.dialect() == storage::Dialect::sqlite ? "sqlite" : "postgres"},
             {"state", "ok"},
             {"read_us", read_us}}},
        {"runner",
         json::object{{"in_flight", runner.in_flight},
                      {"waiting", runner.waiting},
                      {"unknown_count", unknown.count},
                      {"oldest_unknown_at", unknown.oldest_at ? json::value(unknown.oldest_at->ms)
                                                              : json::value(nullptr)}}},
        {"provider_accounts", std::move(accounts)}});
  }

  Services services_;
  std::string reference_;
};

}  // namespace

std::vector<net::Route> routes(Services services) {
  using net::Access;
  using net::Method;
  const auto api = std::make_shared<Api>(services);
  return {
      {.method = Method::get,
       .path = "/api/reference",
       .operation_id = "read_reference",
       .permission = "self",
       .handler = [api](Request& request) { return api->read_reference(request); }},
      decline_reasons_route(services.db),
      {.method = Method::get,
       .path = "/api/system/health",
       .operation_id = "read_health",
       .permission = "system:read",
       .handler = [api](Request& request) { return api->read_health(request); }},
      {.method = Method::get,
       .path = "/healthz",
       .operation_id = "read_liveness",
       .access = Access::open,
       .level = net::Level::l0,
       .handler = [api](Request& request) { return api->read_liveness(request); }},
  };
}

}  // namespace bursar::system
