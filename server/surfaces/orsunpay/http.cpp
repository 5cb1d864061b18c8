// Routes of the Orsunpay surface: decode, one use case, encode.
#include <memory>

#include "net/await.hpp"
#include "surfaces/orsunpay/decode.hpp"
#include "surfaces/orsunpay/encode.hpp"
#include "surfaces/orsunpay/orsunpay.hpp"

namespace bursar::orsunpay {
namespace {

using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

constexpr std::int64_t k_cvv_life_ms = 5 * k_minute_ms;

class Api {
 public:
  explicit Api(Services services) : services_(std::move(services)) {}

  Task<Response> create_sale(Request& request, bool payment_api) const {
    const Call call = services_.ports.call(request.actor);
    auto command = decode_sale(request, call.now, payment_api);
    if (!command) co_return shape_error(command.error(), request);
    auto change = [this, call, command = std::move(*command)](Tx& tx) {
      return accept(tx, call, command);
    };
    const auto created = co_await net::write(services_.db, request, std::move(change));
    if (!created) co_return shape_error(created.error(), request);
    if (created->attempt && !created->replayed) services_.dispatch(created->attempt);
    Response response = net::json_response(
        201, payment_api ? encode_sale(created->payment) : encode_transaction(created->payment));
    if (created->replayed) response.with("Idempotent-Replayed", "true");
    co_return response;
  }

  Task<Response> read_transaction(Request& request) const {
    const auto id = PaymentId::parse(request.param("transaction_id"));
    if (!id) co_return shape_error(id.error(), request);
    const Scope scope = request.actor.scope;
    auto query = [scope, id = *id](Tx& tx) -> Result<TransactionParts> {
      auto payment = payments::load_payment(tx, scope, id);
      if (!payment) return payment.error();
      return TransactionParts{*payment, payments::operations_of(tx, id),
                              payments::history_of(tx, id)};
    };
    const auto parts = co_await net::read(services_.db, request, std::move(query));
    if (!parts) co_return shape_error(parts.error(), request);
    co_return net::json_response(200, encode_transaction(*parts));
  }

  Task<Response> list_transactions(Request& request) const {
    auto filter = decode_list(request);
    if (!filter) co_return shape_error(filter.error(), request);
    const Scope scope = request.actor.scope;
    auto query = [scope, filter = *filter](Tx& tx) {
      return payments::list_payments(tx, scope, filter);
    };
    const auto page = co_await net::read(services_.db, request, std::move(query));
    if (!page) co_return shape_error(page.error(), request);
    co_return net::json_response(200, encode_list(*page));
  }

  Task<Response> create_refund(Request& request) const {
    auto command = decode_refund(request);
    if (!command) co_return shape_error(command.error(), request);
    const Call call = services_.ports.call(request.actor);
    auto change = [call, command = std::move(*command)](Tx& tx) {
      return payments::create_refund(tx, call, command);
    };
    const auto created = co_await net::write(services_.db, request, std::move(change));
    if (!created) co_return shape_error(created.error(), request);
    if (created->attempt && !created->replayed) services_.dispatch(created->attempt);
    Response response = net::json_response(201, encode_refund(*created));
    if (created->replayed) response.with("Idempotent-Replayed", "true");
    co_return response;
  }

  using Step = Result<payments::StepCreated> (*)(Tx&, const Call&, const payments::CreateStep&);
  Task<Response> create_step(Request& request, Step step, bool with_final) const {
    const auto command = decode_step(request, with_final);
    if (!command) co_return shape_error(command.error(), request);
    const Call call = services_.ports.call(request.actor);
    auto change = [call, step, command = *command](Tx& tx) { return step(tx, call, command); };
    const auto made = co_await net::write(services_.db, request, std::move(change));
    if (!made) co_return shape_error(made.error(), request);
    if (!made->replayed) services_.dispatch(made->attempt);
    Response response = net::json_response(201, encode_step(*made));
    if (made->replayed) response.with("Idempotent-Replayed", "true");
    co_return response;
  }

  Task<Response> cancel_transaction(Request& request) const {
    const auto command = decode_cancel(request);
    if (!command) co_return shape_error(command.error(), request);
    const Call call = services_.ports.call(request.actor);
    auto change = [call, gate = services_.gate, command = *command](Tx& tx) {
      return payments::cancel_payment(tx, call, command, gate);
    };
    const auto payment = co_await net::write(services_.db, request, std::move(change));
    if (!payment) co_return shape_error(payment.error(), request);
    co_return net::json_response(200, encode_transaction(*payment));
  }

  Task<Response> create_payout(Request& request) const {
    const Call call = services_.ports.call(request.actor);
    auto command = decode_payout(request, call.now);
    if (!command) co_return shape_error(command.error(), request);
    auto change = [this, call, command = std::move(*command)](Tx& tx) {
      return payments::create_payout(tx, call, services_.keys, command, services_.gate);
    };
    const auto created = co_await net::write(services_.db, request, std::move(change));
    if (!created) co_return shape_error(created.error(), request);
    if (created->attempt && !created->replayed) services_.dispatch(created->attempt);
    Response response = net::json_response(201, encode_sale(created->payment));
    if (created->replayed) response.with("Idempotent-Replayed", "true");
    co_return response;
  }

  Task<Response> read_own_merchant(Request& request) const {
    const Scope scope = request.actor.scope;
    auto query = [scope, id = merchant_of(request)](Tx& tx) {
      return merchants::load_merchant(tx, scope, id);
    };
    const auto merchant = co_await net::read(services_.db, request, std::move(query));
    if (!merchant) co_return shape_error(merchant.error(), request);
    co_return net::json_response(200, encode_merchant(*merchant));
  }

 private:
  // Accepts the sale and keeps the verification value in memory until the provider call. Should the
  // commit fail, the value expires unused.
  Result<payments::Created> accept(Tx& tx, const Call& call,
                                   const payments::CreateSale& command) const {
    auto created = payments::create_sale(tx, call, services_.keys, command, services_.gate);
    if (created && created->attempt && !created->replayed && command.card &&
        !command.card->cvv.empty())
      services_.cvvs.put(created->attempt, command.card->cvv, call.now.plus_ms(k_cvv_life_ms));
    return created;
  }

  Services services_;
};

net::Route row(net::Method method, std::string path, std::string operation, std::string permission,
               std::string rate_class, net::Handler handler) {
  return {.method = method,
          .path = std::move(path),
          .operation_id = std::move(operation),
          .access = net::Access::api_key,
          .permission = std::move(permission),
          .level = net::Level::l0,
          .rate_class = std::move(rate_class),
          .handler = std::move(handler)};
}

}  // namespace

std::vector<net::Route> routes(Services services) {
  using net::Method;
  const auto api = std::make_shared<Api>(std::move(services));
  std::vector<net::Route> rows{
      row(Method::post, "/v1/payment/sale", "orsunpay_create_sale", "transactions:write",
          "payment_api", [api](Request& request) { return api->create_sale(request, true); }),
      row(Method::post, "/v1/transactions", "orsunpay_create_transaction", "transactions:write",
          "resource_api", [api](Request& request) { return api->create_sale(request, false); }),
      row(Method::get, "/v1/transactions", "orsunpay_list_transactions", "transactions:read",
          "resource_api", [api](Request& request) { return api->list_transactions(request); }),
      row(Method::get, "/v1/transactions/{transaction_id}", "orsunpay_read_transaction",
          "transactions:read", "resource_api",
          [api](Request& request) { return api->read_transaction(request); }),
      row(Method::post, "/v1/transactions/{transaction_id}/refund", "orsunpay_create_refund",
          "refunds:write", "resource_api",
          [api](Request& request) { return api->create_refund(request); }),
      row(Method::post, "/v1/transactions/{transaction_id}/capture", "orsunpay_create_capture",
          "captures:write", "resource_api",
          [api](Request& request) {
            return api->create_step(request, payments::create_capture, true);
          }),
      row(Method::post, "/v1/transactions/{transaction_id}/void", "orsunpay_create_void",
          "captures:write", "resource_api",
          [api](Request& request) {
            return api->create_step(request, payments::create_void, false);
          }),
      row(Method::post, "/v1/transactions/{transaction_id}/cancel", "orsunpay_cancel_transaction",
          "transactions:write", "resource_api",
          [api](Request& request) { return api->cancel_transaction(request); }),
      row(Method::post, "/v1/payment/payout", "orsunpay_create_payout", "payouts:write",
          "payment_api", [api](Request& request) { return api->create_payout(request); }),
      row(Method::get, "/v1/merchants/me", "orsunpay_read_own_merchant", "merchants:read",
          "resource_api", [api](Request& request) { return api->read_own_merchant(request); }),
  };
  // Asking what became of a payment belongs to paying.
  for (net::Route& one : rows)
    if (one.operation_id == "orsunpay_read_transaction") one.load = net::Load::critical;
  return rows;
}

}  // namespace bursar::orsunpay
