// Canceling: decode, one use case, encode.
#include "payments/http_cancel.hpp"

#include <boost/json.hpp>

#include "net/await.hpp"
#include "net/json_reader.hpp"
#include "payments/cancel.hpp"
#include "payments/http_view.hpp"

namespace bursar::payments {
namespace {

using net::Request;
using net::Response;
using net::Task;

Result<CancelPayment> decode(const Request& request) {
  CancelPayment command;
  const auto id = PaymentId::parse(request.param("payment_id"));
  if (!id) return id.error();
  command.payment_id = *id;
  net::JsonReader in(request.body.empty() ? std::string_view("{}")
                                          : std::string_view(request.body));
  command.reason = in.text_or_none("reason", 500).value_or("");
  if (auto error = in.finish()) return *error;
  return command;
}

}  // namespace

Task<Response> answer_cancel(const Services& services, Request& request) {
  const auto command = decode(request);
  if (!command) co_return net::to_problem(command.error(), request.request_id);
  const Call call = services.ports.call(request.actor);
  auto change = [call, gate = services.gate, command = *command](storage::Tx& tx) {
    return cancel_payment(tx, call, command, gate);
  };
  const auto payment = co_await net::write(services.db, request, std::move(change));
  if (!payment) co_return net::to_problem(payment.error(), request.request_id);
  const boost::json::object body{{"payment", payment_json(*payment, "")}};
  co_return net::json_response(200, boost::json::serialize(body));
}

}  // namespace bursar::payments
