// Office routes of one's own tokens for the Data API. The secret leaves in the answer to the
// request that made the token and nowhere else.
#include <boost/json/serialize.hpp>

#include "identity/api_token.hpp"
#include "identity/http_parts.hpp"

namespace bursar::identity {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;

json::value at_or_null(const std::optional<Instant>& at) {
  if (!at) return nullptr;
  return at->ms;
}

json::object token_json(const ApiToken& token) {
  return {{"api_token_id", token.id.text()},
          {"token", token.token},
          {"is_active", !token.deactivated_at.has_value()},
          {"created_at", token.created_at.ms},
          {"deactivated_at", at_or_null(token.deactivated_at)},
          {"last_used_at", at_or_null(token.last_used_at)},
          {"last_ip", token.last_ip.empty() ? json::value() : json::value(token.last_ip)}};
}

class Api {
 public:
  explicit Api(const Services& services) : services_(services) {}

  Task<Response> list(Request& request) const {
    const UserId user{request.actor.key};
    auto load = [user](Tx& tx) -> Result<std::vector<ApiToken>> {
      return list_api_tokens(tx, user);
    };
    const auto tokens = co_await net::read(services_.db, request, std::move(load));
    if (!tokens) co_return net::to_problem(tokens.error(), request.request_id);
    json::array rows;
    for (const ApiToken& token : *tokens) rows.push_back(token_json(token));
    co_return net::json_response(200, json::serialize(json::object{{"rows", std::move(rows)}}));
  }

  Task<Response> create(Request& request) const {
    net::JsonReader in(request.body);
    if (const auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    const Call call = services_.ports.call(request.actor);
    const auto key = idempotency_of(request);
    const Settings& settings = services_.settings;
    auto record = [call, key, &settings](Tx& tx) {
      return idempotency::once(
          tx, call, key, [&] { return create_api_token(tx, call, settings); },
          [&](std::int64_t id) { return read_api_token(tx, call, ApiTokenId{id}); });
    };
    const auto made = co_await net::write(services_.db, request, std::move(record));
    if (!made) co_return net::to_problem(made.error(), request.request_id);
    const Secret& secret = made->value.secret;
    json::object body{{"api_token", token_json(made->value.token)}};
    body["secret"] = secret.empty() ? json::value() : json::value(secret.reveal());
    Response response = net::json_response(201, json::serialize(body));
    if (made->replayed) response.with("Idempotent-Replayed", "true");
    co_return response;
  }

  Task<Response> deactivate(Request& request) const {
    const auto id = ApiTokenId::parse(request.param("api_token_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto record = [call, id = *id](Tx& tx) { return deactivate_api_token(tx, call, id); };
    const auto token = co_await net::write(services_.db, request, std::move(record));
    if (!token) co_return net::to_problem(token.error(), request.request_id);
    co_return net::json_response(200, json::serialize(token_json(*token)));
  }

 private:
  Services services_;
};

}  // namespace

std::vector<net::Route> api_token_routes(const Services& services) {
  using net::Level;
  using net::Method;
  const auto api = std::make_shared<Api>(services);
  const std::string base = "/api/account/api_tokens";
  std::vector<net::Route> routes{
      office_route(Method::get, base, "list_api_tokens", "self", Level::l2,
                   [api](Request& request) { return api->list(request); }),
      office_route(Method::post, base, "create_api_token", "self", Level::l3,
                   [api](Request& request) { return api->create(request); }),
      // Ending a token must be quick in an emergency: no fresh confirmation.
      office_route(Method::del, base + "/{api_token_id}", "deactivate_api_token", "self", Level::l2,
                   [api](Request& request) { return api->deactivate(request); })};
  routes[1].idempotent = true;
  return routes;
}

}  // namespace bursar::identity
