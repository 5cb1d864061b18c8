// Routes of incoming messages. The answer says that a message was kept, never what came of it.
#include "provider_webhooks/http.hpp"

#include <memory>

#include <boost/json.hpp>

#include "net/await.hpp"
#include "provider_webhooks/provider_webhooks.hpp"

namespace bursar::provider_webhooks {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

constexpr std::size_t k_body_max = 256 * 1024;
constexpr std::int64_t k_listed = 100;

json::object received_json(const Received& one) {
  json::object out{
      {"event_id", one.event_id}, {"type", one.type},         {"our_reference", one.our_reference},
      {"outcome", one.outcome},   {"state", word(one.state)}, {"reason", one.reason},
      {"tries", one.tries},       {"body", one.body_masked},  {"received_at", one.received_at.ms},
      {"next_try_at", nullptr},   {"settled_at", nullptr}};
  if (one.next_try_at) out["next_try_at"] = one.next_try_at->ms;
  if (one.settled_at) out["settled_at"] = one.settled_at->ms;
  return out;
}

class Api {
 public:
  explicit Api(Services services) : services_(std::move(services)) {}

  Task<Response> take(Request& request) const {
    const auto id = ProviderAccountId::parse(request.param("provider_account_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    Incoming message{*id, request.headers, request.body};
    const Call call = services_.ports.call(services_.provider);
    auto change = [this, call, message = std::move(message)](Tx& tx) {
      return receive(tx, call, services_.keys, message);
    };
    const auto fresh = co_await net::write(services_.db, request, std::move(change));
    if (!fresh) co_return net::to_problem(fresh.error(), request.request_id);
    if (*fresh > 0) services_.notify();
    co_return net::json_response(200, R"({"received":true})");
  }

  Task<Response> list(Request& request) const {
    const auto id = ProviderAccountId::parse(request.param("provider_account_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    auto query = [scope = request.actor.scope, id = *id](Tx& tx) {
      return list_received(tx, scope, id, k_listed);
    };
    const auto rows = co_await net::read(services_.db, request, std::move(query));
    if (!rows) co_return net::to_problem(rows.error(), request.request_id);
    json::array views;
    for (const Received& one : *rows) views.push_back(received_json(one));
    co_return net::json_response(200, json::serialize(json::object{{"rows", std::move(views)}}));
  }

 private:
  Services services_;
};

}  // namespace

std::vector<net::Route> hook_routes(Services services) {
  const auto api = std::make_shared<Api>(std::move(services));
  net::Route route;
  route.method = net::Method::post;
  route.path = "/hooks/{provider_account_id}";
  route.operation_id = "receive_provider_webhook";
  route.access = net::Access::open;
  route.body_max = k_body_max;
  route.handler = [api](Request& request) { return api->take(request); };
  return {route};
}

std::vector<net::Route> routes(Services services) {
  const auto api = std::make_shared<Api>(std::move(services));
  net::Route route;
  route.method = net::Method::get;
  route.path = "/api/providers/{provider_account_id}/webhooks";
  route.operation_id = "list_provider_webhooks";
  route.permission = "providers:read";
  route.handler = [api](Request& request) { return api->list(request); };
  return {route};
}

}  // namespace bursar::provider_webhooks
