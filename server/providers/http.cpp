// Office routes of provider accounts: decode, one use case, encode; and the one call that goes out
// because a person pressed a button.
#include "providers/http.hpp"

#include <algorithm>
#include <memory>

#include "gate/http.hpp"
#include "idempotency/idempotency.hpp"
#include "net/await.hpp"
#include "net/member_route.hpp"
#include "providers/http_decode.hpp"
#include "providers/http_view.hpp"

namespace bursar::providers {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

constexpr std::int64_t k_test_ms = 10'000;

/// What became of a request: held for others, or done.
struct Outcome {
  std::optional<gate::Held> held;
  std::optional<AccountView> view;
  bool replayed = false;
};

/// Everything of one account's page.
struct Page {
  AccountView view;
  std::vector<Trouble> trouble;
};

Reach reach_of(net::Reach reach) {
  switch (reach) {
    case net::Reach::not_sent: return Reach::not_sent;
    case net::Reach::unknown: return Reach::unknown;
    case net::Reach::answered: return Reach::answered;
  }
  return Reach::unknown;
}

class Api {
 public:
  explicit Api(Services services) : services_(std::move(services)) {}

  Task<Response> list_adapters(Request&) const {
    json::array rows;
    for (const Adapter* adapter : all_adapters())
      if (services_.sandbox || !adapter->describe().sandbox_only)
        rows.push_back(adapter_json(*adapter));
    co_return net::json_response(200, json::serialize(json::object{{"rows", std::move(rows)}}));
  }

  Task<Response> list(Request& request) const {
    auto query = [this, scope = request.actor.scope](Tx& tx) -> Result<std::vector<AccountView>> {
      std::vector<AccountView> views;
      for (ProviderAccount& account : list_accounts(tx, scope))
        views.push_back(plain_view(tx, scope, std::move(account)));
      add_state(tx, scope, views);
      return views;
    };
    const auto views = co_await net::read(services_.db, request, std::move(query));
    if (!views) co_return net::to_problem(views.error(), request.request_id);
    json::array rows;
    for (const AccountView& view : *views) rows.push_back(account_json(view));
    co_return net::json_response(200, json::serialize(json::object{{"rows", std::move(rows)}}));
  }

  Task<Response> read(Request& request) const {
    const auto id = ProviderAccountId::parse(request.param("provider_account_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    auto query = [this, scope = request.actor.scope, id = *id](Tx& tx) -> Result<Page> {
      auto view = full_view(tx, scope, id);
      if (!view) return view.error();
      Page page{std::move(*view), {}};
      if (services_.trouble)
        page.trouble = services_.trouble(tx, scope, id, services_.ports.clock.now());
      return page;
    };
    const auto page = co_await net::read(services_.db, request, std::move(query));
    if (!page) co_return net::to_problem(page.error(), request.request_id);
    json::array trouble;
    for (const Trouble& one : page->trouble) trouble.push_back(trouble_json(one));
    co_return net::json_response(200,
                                 json::serialize(json::object{{"account", account_json(page->view)},
                                                              {"trouble", std::move(trouble)}}));
  }

  Task<Response> create(Request& request) const {
    const auto command = decode_create(request);
    if (!command) co_return net::to_problem(command.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    const Request bare = without_secrets(services_.keys, request);
    const gate::Ask ask = gate::ask("create_provider_account", bare);
    const auto token =
        idempotency::token(request.header("idempotency-key"),
                           {net::method_name(request.method), request.path, bare.body});
    auto change = [this, call, ask, token, command = *command](Tx& tx) -> Result<Outcome> {
      auto held = gate::hold(services_.gate, tx, call, ask);
      if (!held) return held.error();
      if (*held) return Outcome{std::move(*held), {}, false};
      auto made = idempotency::once(
          tx, call, token,
          [&] { return create_account(tx, call, services_.keys, services_.sandbox, command); },
          [&](std::int64_t key) {
            return read_account(tx, call.actor.scope, ProviderAccountId{key});
          });
      if (!made) return std::move(made).error();
      return Outcome{{}, plain_view(tx, call.actor.scope, std::move(made->value)), made->replayed};
    };
    const auto outcome = co_await net::write(services_.db, request, std::move(change));
    co_return answer(201, outcome, request);
  }

  Task<Response> change(Request& request) const {
    const auto command = decode_change(request);
    co_return co_await apply(request, "change_provider_account", command);
  }
  Task<Response> enable(Request& request) const {
    const auto command = decode_switch(request, true);
    co_return co_await apply(request, "enable_provider_account", command);
  }
  // Nobody waits for a second person to stop payments from going somewhere.
  Task<Response> disable(Request& request) const {
    const auto command = decode_switch(request, false);
    co_return co_await apply(request, "disable_provider_account", command);
  }

  Task<Response> test(Request& request) const {
    const auto id = ProviderAccountId::parse(request.param("provider_account_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    auto query = [this, scope = request.actor.scope, id = *id](Tx& tx) -> Result<Probe> {
      const auto account = read_account(tx, scope, id);
      if (!account) return account.error();
      if (!owns(scope, *account))
        return refused("shared_account", "its administrators test a shared account");
      return Probe{find_adapter(account->adapter), open_config(tx, services_.keys, id)};
    };
    const auto probe = co_await net::read(services_.db, request, std::move(query));
    if (!probe) co_return net::to_problem(probe.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    if (probe->adapter == nullptr)
      co_return net::to_problem(refused("adapter_missing", "this adapter is no longer there"),
                                request.request_id);
    if (!has_address(probe->adapter->describe()))
      co_return net::to_problem(
          refused("no_connection", "this provider is reached by files: there is nothing to test"),
          request.request_id);
    const ProviderRequest asked = probe_request(*probe->adapter, call);
    const WireResponse response =
        co_await exchange(probe->config, probe->adapter->build(asked, probe->config));
    const AccountTest result =
        judge_probe(*probe->adapter, asked, response, services_.ports.clock.now());
    auto record = [call, id = *id, result](Tx& tx) { return record_test(tx, call, id, result); };
    const auto kept = co_await net::write(services_.db, std::move(record));
    if (!kept) co_return net::to_problem(kept.error(), request.request_id);
    json::object body = test_json(result);
    body["answer"] = excerpt(response.body);
    co_return net::json_response(200, json::serialize(body));
  }

 private:
  struct Probe {
    const Adapter* adapter = nullptr;
    AccountConfig config;
  };

  static std::string excerpt(const std::string& body) {
    std::string masked = body.empty() ? std::string() : masked_body(body);
    constexpr std::size_t k_shown = 600;
    if (masked.size() > k_shown) masked = masked.substr(0, k_shown) + "…";
    return masked;
  }

  Task<WireResponse> exchange(const AccountConfig& account, const WireRequest& wire) const {
    net::ClientRequest out;
    out.url = account.base_url + wire.path;
    out.method = wire.method == "GET" ? net::Method::get : net::Method::post;
    out.headers = wire.headers;
    out.body = std::string(wire.body.reveal());
    out.total_ms = k_test_ms;
    const net::Exchange got = co_await services_.client.send(std::move(out));
    WireResponse response;
    response.reach = reach_of(got.reach);
    response.status = got.status;
    response.body = got.body;
    response.failure = got.failure;
    response.latency_us = got.latency_us;
    co_return response;
  }

  AccountView plain_view(Tx& tx, const Scope& scope, ProviderAccount account) const {
    AccountView view{.account = std::move(account)};
    view.is_own = owns(scope, view.account);
    view.test = last_test(tx, view.account.id);
    return view;
  }

  void add_state(Tx& tx, const Scope& scope, std::vector<AccountView>& views) const {
    const Instant now = services_.ports.clock.now();
    const auto health =
        services_.health ? services_.health(tx, scope, now) : std::vector<AccountWindows>{};
    const auto breakers = services_.breakers ? services_.breakers(tx, now) : std::vector<Breaker>{};
    for (AccountView& view : views) {
      for (const AccountWindows& one : health)
        if (one.account == view.account.id) view.health = one.windows;
      for (const Breaker& one : breakers)
        if (one.account == view.account.id) view.breaker = one;
    }
  }

  Result<AccountView> full_view(Tx& tx, const Scope& scope, ProviderAccountId id) const {
    auto account = read_account(tx, scope, id);
    if (!account) return account.error();
    std::vector<AccountView> views{plain_view(tx, scope, std::move(*account))};
    add_state(tx, scope, views);
    return std::move(views.front());
  }

  Task<Response> apply(Request& request, std::string operation,
                       Result<ChangeAccount> command) const {
    if (!command) co_return net::to_problem(command.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    const gate::Ask ask = gate::ask(operation, without_secrets(services_.keys, request));
    auto write = [this, call, ask, command = *command](Tx& tx) -> Result<Outcome> {
      const auto before = read_account(tx, call.actor.scope, command.id);
      if (!before) return before.error();
      if (owns(call.actor.scope, *before) && moves_money(*before, command)) {
        auto held = gate::hold(services_.gate, tx, call, ask);
        if (!held) return held.error();
        if (*held) return Outcome{std::move(*held), {}, false};
      }
      auto changed = change_account(tx, call, services_.keys, command);
      if (!changed) return changed.error();
      auto view = full_view(tx, call.actor.scope, changed->id);
      if (!view) return view.error();
      return Outcome{{}, std::move(*view), false};
    };
    const auto outcome = co_await net::write(services_.db, request, std::move(write));
    co_return answer(200, outcome, request);
  }

  static Response answer(int status, const Result<Outcome>& outcome, const Request& request) {
    if (!outcome) return net::to_problem(outcome.error(), request.request_id);
    if (outcome->held) return gate::held_response(*outcome->held);
    Response response = net::json_response(status, json::serialize(account_json(*outcome->view)));
    if (outcome->replayed) response.with("Idempotent-Replayed", "true");
    return response;
  }

  Services services_;
};

}  // namespace

std::vector<net::Route> routes(Services services) {
  using net::Method;
  const net::MemberRoutes<Api> row{std::make_shared<Api>(std::move(services)), "providers:read",
                                   "providers:write"};
  const std::string one = "/api/providers/{provider_account_id}";
  std::vector<net::Route> all{
      row(Method::get, "/api/provider_adapters", "list_provider_adapters", &Api::list_adapters),
      row(Method::get, "/api/providers", "list_provider_accounts", &Api::list),
      row(Method::post, "/api/providers", "create_provider_account", &Api::create),
      row(Method::get, one, "read_provider_account", &Api::read),
      row(Method::patch, one, "change_provider_account", &Api::change),
      row(Method::post, one + "/enable", "enable_provider_account", &Api::enable),
      row(Method::post, one + "/disable", "disable_provider_account", &Api::disable),
      row(Method::post, one + "/test", "test_provider_account", &Api::test)};
  all[2].idempotent = true;
  return all;
}

}  // namespace bursar::providers
