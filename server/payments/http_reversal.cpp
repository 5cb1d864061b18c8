// Taking an operation back over HTTP. Nothing is booked by it, so nobody else has to agree: what
// ends the operation is the provider's acknowledgement.
#include "payments/http_reversal.hpp"

#include <memory>

#include <boost/json.hpp>

#include "net/await.hpp"
#include "net/json_reader.hpp"
#include "payments/http_exceptions_view.hpp"
#include "payments/http_view.hpp"

namespace bursar::payments {
namespace {

using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

Result<ReverseOperation> decode(const Request& request) {
  const auto id = OperationId::parse(request.param("operation_id"));
  if (!id) return id.error();
  net::JsonReader in(request.body);
  ReverseOperation command;
  command.operation = *id;
  command.reason = in.text("reason", 1, 500);
  if (auto error = in.finish()) return *error;
  return command;
}

Task<Response> answer(const DeskServices& services, Request& request) {
  const auto command = decode(request);
  if (!command) co_return net::to_problem(command.error(), request.request_id);
  const Call call = services.ports.call(request.actor);
  auto change = [call, command = *command](Tx& tx) { return reverse_operation(tx, call, command); };
  const auto asked = co_await net::write(services.db, request, std::move(change));
  if (!asked) co_return net::to_problem(asked.error(), request.request_id);
  const boost::json::object body{{"operation", operation_json(asked->operation)},
                                 {"payment", payment_json(asked->payment, "")},
                                 {"reversal", reversal_json(asked->reversal)}};
  Response response = net::json_response(200, boost::json::serialize(body));
  if (asked->replayed) response.with("Idempotent-Replayed", "true");
  co_return response;
}

}  // namespace

net::Route reversal_route(const DeskServices& services) {
  const auto kept = std::make_shared<DeskServices>(services);
  net::Route route{};
  route.method = net::Method::post;
  route.path = "/api/operations/{operation_id}/reverse";
  route.operation_id = "reverse_operation";
  route.permission = "payments:decide";
  route.handler = [kept](Request& request) { return answer(*kept, request); };
  return route;
}

}  // namespace bursar::payments
