// Office routes of escalations: decode, one use case or read, encode.
#include "support/http.hpp"

#include <memory>

#include "idempotency/idempotency.hpp"
#include "identity/identity.hpp"
#include "net/await.hpp"
#include "net/json_reader.hpp"
#include "support/http_parts.hpp"

namespace bursar::support {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

json::array rows_json(const std::vector<Escalation>& rows) {
  json::array views;
  for (const Escalation& one : rows) views.push_back(escalation_json(one));
  return views;
}

class Api {
 public:
  explicit Api(Services services) : services_(std::move(services)) {}

  Task<Response> list(Request& request) const {
    auto filter = decode_list(request);
    if (!filter) co_return net::to_problem(filter.error(), request.request_id);
    const auto wanted = static_cast<std::size_t>(filter->limit++);  // one more tells of more
    auto query = [scope = request.actor.scope, filter = *filter,
                  now = services_.ports.clock.now()](Tx& tx) -> Result<std::vector<Escalation>> {
      return list_escalations(tx, scope, filter, now);
    };
    auto rows = co_await net::read(services_.db, request, std::move(query));
    if (!rows) co_return net::to_problem(rows.error(), request.request_id);
    const bool has_older = rows->size() > wanted;
    if (has_older) rows->pop_back();
    co_return net::json_response(
        200, json::serialize(json::object{{"rows", rows_json(*rows)}, {"has_older", has_older}}));
  }

  Task<Response> read(Request& request) const {
    const auto id = EscalationId::parse(request.param("escalation_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    auto query = [scope = request.actor.scope, id = *id](Tx& tx) -> Result<json::object> {
      const auto one = load_escalation(tx, scope, id);
      if (!one) return one.error();
      json::array steps;
      for (const EscalationStep& step : steps_of(tx, id)) steps.push_back(step_json(step));
      return json::object{{"escalation", escalation_json(*one)}, {"steps", std::move(steps)}};
    };
    const auto body = co_await net::read(services_.db, request, std::move(query));
    if (!body) co_return net::to_problem(body.error(), request.request_id);
    co_return net::json_response(200, json::serialize(*body));
  }

  Task<Response> workers(Request& request) const {
    const auto id = EscalationId::parse(request.param("escalation_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto query = [call, id = *id](Tx& tx) -> Result<json::array> {
      const auto one = load_escalation(tx, call.actor.scope, id);
      if (!one) return one.error();
      json::array rows;
      for (const Worker& worker : list_workers(tx, call, *one))
        rows.push_back(json::object{{"user_id", worker.id.text()}, {"name", worker.name}});
      return rows;
    };
    const auto rows = co_await net::read(services_.db, request, std::move(query));
    if (!rows) co_return net::to_problem(rows.error(), request.request_id);
    co_return net::json_response(200, json::serialize(json::object{{"rows", *rows}}));
  }

  Task<Response> create(Request& request) const {
    const auto command = decode_create(request);
    if (!command) co_return net::to_problem(command.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    const auto token =
        idempotency::token(request.header("idempotency-key"),
                           {net::method_name(request.method), request.path, request.body});
    auto change = [call, command = *command, token](Tx& tx) {
      return idempotency::once(
          tx, call, token, [&] { return create_escalation(tx, call, command); },
          [&](std::int64_t key) {
            return load_escalation(tx, call.actor.scope, EscalationId{key});
          });
    };
    const auto made = co_await net::write(services_.db, request, std::move(change));
    if (!made) co_return net::to_problem(made.error(), request.request_id);
    Response response = net::json_response(201, json::serialize(escalation_json(made->value)));
    if (made->replayed) response.with("Idempotent-Replayed", "true");
    co_return response;
  }

  Task<Response> update(Request& request) const {
    const auto command = decode_update(request);
    if (!command) co_return net::to_problem(command.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [call, command = *command](Tx& tx) {
      return update_escalation(tx, call, command);
    };
    const auto one = co_await net::write(services_.db, request, std::move(change));
    if (!one) co_return net::to_problem(one.error(), request.request_id);
    co_return net::json_response(200, json::serialize(escalation_json(*one)));
  }

  Task<Response> reply(Request& request) const {
    ReplyToEscalation command;
    const auto id = EscalationId::parse(request.param("escalation_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    command.id = *id;
    net::JsonReader in(request.body);
    command.text = in.text("text", 1, 2'000);
    if (const auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [call, command](Tx& tx) { return reply_to_escalation(tx, call, command); };
    const auto one = co_await net::write(services_.db, request, std::move(change));
    if (one) co_return net::json_response(201, json::serialize(escalation_json(*one)));
    if (one.error().kind == ErrorKind::forbidden) {
      const identity::Denial denial{"reply_to_escalation", "escalations:work", one.error().code};
      auto note = [call, denial](Tx& tx) { return identity::record_denial(tx, call, denial); };
      (void)co_await net::write(services_.db, std::move(note));
    }
    co_return net::to_problem(one.error(), request.request_id);
  }

 private:
  Services services_;
};

}  // namespace

std::vector<net::Route> routes(Services services) {
  using net::Method;
  const auto api = std::make_shared<Api>(services);
  const auto row = [](Method method, std::string path, std::string operation,
                      std::string permission, net::Handler handler) {
    net::Route route{};
    route.method = method;
    route.path = std::move(path);
    route.operation_id = std::move(operation);
    route.permission = std::move(permission);
    route.handler = std::move(handler);
    return route;
  };
  const std::string base = "/api/escalations";
  const std::string one = base + "/{escalation_id}";
  std::vector<net::Route> all{
      row(Method::get, base, "list_escalations", "escalations:read",
          [api](Request& request) { return api->list(request); }),
      row(Method::post, base, "create_escalation", "escalations:create",
          [api](Request& request) { return api->create(request); }),
      row(Method::get, one, "read_escalation", "escalations:read",
          [api](Request& request) { return api->read(request); }),
      row(Method::patch, one, "update_escalation", "escalations:work",
          [api](Request& request) { return api->update(request); }),
      row(Method::get, one + "/workers", "list_escalation_workers", "escalations:work",
          [api](Request& request) { return api->workers(request); }),
      // Both sides reply; which of them the actor is on is judged with the escalation at hand.
      row(Method::post, one + "/replies", "reply_to_escalation", "escalations:read",
          [api](Request& request) { return api->reply(request); }),
  };
  all[1].idempotent = true;
  for (net::Route& route : feedback_routes(services)) all.push_back(std::move(route));
  for (net::Route& route : basic_routes(std::move(services))) all.push_back(std::move(route));
  return all;
}

}  // namespace bursar::support
