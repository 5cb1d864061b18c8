// Between net's requests and the endpoint's calls; waiting out latencies.
#include "simulator/process/http.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <string>
#include <utility>

namespace bursar::simulator {
namespace {

constexpr std::size_t k_payment_file_max = 6 * 1024 * 1024;

Call call_of(const net::Request& request) {
  Call call;
  call.method = net::method_name(request.method);
  call.path = request.path;
  call.query = request.query;
  call.host = request.header("host");
  call.authorization = request.header("authorization");
  call.idempotency_key = request.header("idempotency-key");
  call.content_type = request.header("content-type");
  call.body = request.body;
  return call;
}

net::Response response_of(Reply reply) {
  net::Response response;
  response.hang_up = reply.delivery == Delivery::close;
  response.status = reply.status;
  response.body = std::move(reply.body);
  response.with("content-type", std::move(reply.content_type));
  if (!reply.location.empty()) response.with("location", std::move(reply.location));
  return response;
}

net::Task<net::Response> serve(Host* host, Call call) {
  Reply reply = host->answer(call);
  if (reply.latency_ms > 0) {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor,
                                    std::chrono::milliseconds(reply.latency_ms));
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
  co_return response_of(std::move(reply));
}

void decorate(const net::Request&, net::Response& response) {
  response.with("cache-control", "no-store");
  response.with("x-content-type-options", "nosniff");
  response.with("content-security-policy",
                "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
                "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
}

}  // namespace

net::Surface make_surface(Host& host) {
  const net::Handler handler = [&host](net::Request& request) {
    return serve(&host, call_of(request));
  };
  const auto open = [&](net::Method method, std::string path, std::string operation_id) {
    net::Route route;
    route.method = method;
    route.path = std::move(path);
    route.operation_id = std::move(operation_id);
    route.access = net::Access::open;
    route.handler = handler;
    return route;
  };
  net::Surface surface;
  surface.routes = {
      open(net::Method::post, "/v1/charges", "create_charge"),
      open(net::Method::post, "/v1/refunds", "create_refund"),
      open(net::Method::post, "/v1/captures", "create_capture"),
      open(net::Method::post, "/v1/voids", "create_void"),
      open(net::Method::post, "/v1/increments", "create_increment"),
      open(net::Method::post, "/v1/verifications", "create_verification"),
      open(net::Method::post, "/v1/payouts", "create_payout"),
      open(net::Method::post, "/v1/reversals", "create_reversal"),
      open(net::Method::get, "/v1/operations", "find_operation"),
      open(net::Method::get, "/v1/book", "read_book"),
      open(net::Method::get, "/v1/book/effects", "list_effects"),
      open(net::Method::post, "/v1/messages", "take_message"),
      open(net::Method::get, "/v1/messages", "list_messages"),
      open(net::Method::get, "/control", "read_control"),
      open(net::Method::post, "/control", "change_control"),
      open(net::Method::post, "/control/advance", "advance_clock"),
      open(net::Method::get, "/control/actions", "list_actions"),
      open(net::Method::post, "/control/actions", "act_for_customer"),
      open(net::Method::post, "/control/transfers", "pay_transfer"),
      open(net::Method::get, "/control/webhooks", "list_webhooks"),
      open(net::Method::post, "/v1/bank/files", "take_payment_file"),
      open(net::Method::post, "/v1/bank/statements", "make_statement"),
      open(net::Method::get, "/v1/bank/statements/{number}", "read_statement"),
      open(net::Method::post, "/v1/bank/notifications", "make_notification"),
      open(net::Method::post, "/control/bank/credits", "receive_transfer"),
      open(net::Method::post, "/control/bank/statements", "make_statement_by_hand"),
      open(net::Method::get, "/control/bank/files/{number}", "download_statement"),
      open(net::Method::get, "/v1/disputes", "list_disputes"),
      open(net::Method::post, "/v1/disputes/evidence", "send_evidence"),
      open(net::Method::get, "/v1/settlements", "list_settlements"),
      open(net::Method::get, "/v1/settlements/{number}", "read_settlement"),
      open(net::Method::get, "/control/disputes", "list_all_disputes"),
      open(net::Method::post, "/control/disputes", "open_dispute"),
      open(net::Method::post, "/control/disputes/act", "act_on_dispute"),
      open(net::Method::get, "/control/settlements", "list_all_settlements"),
      open(net::Method::post, "/control/settlements", "make_settlement"),
      open(net::Method::get, "/control/settlements/{number}", "download_settlement"),
      open(net::Method::get, "/acs/{provider_reference}", "show_access_control"),
      open(net::Method::post, "/acs/{provider_reference}", "act_on_challenge"),
      open(net::Method::get, "/pay/{provider_reference}", "show_payment_page"),
      open(net::Method::post, "/pay/{provider_reference}", "act_on_payment_page"),
      open(net::Method::get, "/", "show_page"),
  };
  for (net::Route& route : surface.routes)
    if (route.path == "/v1/bank/files") route.body_max = k_payment_file_max;
  surface.fallback = handler;
  surface.decorate = decorate;
  return surface;
}

}  // namespace bursar::simulator
