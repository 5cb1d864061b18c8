// Office routes of payments: decode, one use case or read, encode.
#include "payments/http.hpp"

#include <memory>

#include "base/text.hpp"
#include "net/await.hpp"
#include "net/json_reader.hpp"
#include "payments/http_query.hpp"
#include "payments/http_refund.hpp"
#include "payments/http_view.hpp"
#include "vault/seal.hpp"

namespace bursar::payments {
namespace {

using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

constexpr std::int64_t k_amount_max_minor = 1'000'000'000'000'000;

std::string content_hash(const Request& request) {
  return to_hex(vault::digest(std::string(net::method_name(request.method)) + "\n" + request.path +
                              "\n" + request.body));
}

PaymentDetail load_detail(Tx& tx, const Scope& scope, const Payment& payment) {
  PaymentDetail detail{.payment = payment};
  if (const auto account = providers::load_account(tx, payment.provider_account_id))
    detail.provider_account_title = account->title;
  detail.operations = operations_of(tx, payment.id);
  detail.attempts = attempts_of(tx, payment.id);
  detail.history = history_of(tx, payment.id);
  detail.entries = ledger::entries_of_payment(tx, scope, payment.id);
  for (const Operation& operation : detail.operations)
    for (const fees::FeeLine& line : fees::lines_of(tx, operation.id))
      detail.fee_lines.emplace_back(operation.id, line);
  return detail;
}

class Api {
 public:
  explicit Api(Services services) : services_(std::move(services)) {}

  Task<Response> list_payments(Request& request) const {
    const auto filter = decode_filter(request);
    if (!filter) co_return net::to_problem(filter.error(), request.request_id);
    auto query = [scope = request.actor.scope, filter = *filter](Tx& tx) {
      return payments::list_payments(tx, scope, filter);
    };
    const auto page = co_await net::read(services_.db, request, std::move(query));
    if (!page) co_return net::to_problem(page.error(), request.request_id);
    co_return net::json_response(200, page_json(*page));
  }

  Task<Response> read_payment(Request& request) const {
    const auto id = PaymentId::parse(request.param("payment_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    auto query = [scope = request.actor.scope, id = *id](Tx& tx) -> Result<PaymentDetail> {
      const auto payment = load_payment(tx, scope, id);
      if (!payment) return payment.error();
      return load_detail(tx, scope, *payment);
    };
    const auto detail = co_await net::read(services_.db, request, std::move(query));
    if (!detail) co_return net::to_problem(detail.error(), request.request_id);
    co_return net::json_response(200, detail_json(*detail));
  }

  Task<Response> create_test_payment(Request& request) const {
    if (!services_.sandbox)
      co_return net::to_problem(refused("sandbox_only", "test payments exist in the sandbox only"),
                                request.request_id);
    const auto merchant = MerchantId::parse(request.param("merchant_id"));
    if (!merchant) co_return net::to_problem(merchant.error(), request.request_id);
    auto command = decode_test_payment(request, *merchant);
    if (!command) co_return net::to_problem(command.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [call, &keys = services_.keys, command = std::move(*command)](Tx& tx) {
      return create_sale(tx, call, keys, command);
    };
    const auto created = co_await net::write(services_.db, request, std::move(change));
    if (!created) co_return net::to_problem(created.error(), request.request_id);
    if (created->attempt && !created->replayed) services_.dispatch(created->attempt);
    co_return net::json_response(201, boost::json::serialize(payment_json(created->payment, "")));
  }

 private:
  Result<CreateSale> decode_test_payment(const Request& request, MerchantId merchant) const {
    CreateSale command;
    net::JsonReader in(request.body);
    command.amount.minor = in.integer("amount_minor", 1, k_amount_max_minor);
    const std::string code = in.text("currency", 3, 4);
    if (auto error = in.finish()) return *error;
    const auto currency = Currency::parse(code);
    if (!currency) return currency.error();
    command.amount.currency = *currency;
    command.merchant_id = merchant;
    command.payment_method = "card";
    command.external_id = "test-" + random_text(services_.ports.random, 12, k_base62);
    command.description = "test payment from the office";
    command.metadata = "{}";
    command.idempotency_key = request.header("idempotency-key");
    command.request_hash = content_hash(request);
    return command;
  }

  Services services_;
};

}  // namespace

std::vector<gate::Action> actions(const std::function<void(AttemptId)>& dispatch) {
  return {refund_action(dispatch)};
}

std::vector<net::Route> routes(Services services) {
  using net::Access;
  using net::Level;
  using net::Method;
  const auto refunds = std::make_shared<Services>(services);
  const auto api = std::make_shared<Api>(std::move(services));
  return {
      {.method = Method::get,
       .path = "/api/payments",
       .operation_id = "list_payments",
       .permission = "payments:read",
       .handler = [api](Request& request) { return api->list_payments(request); }},
      {.method = Method::get,
       .path = "/api/payments/{payment_id}",
       .operation_id = "read_payment",
       .permission = "payments:read",
       .handler = [api](Request& request) { return api->read_payment(request); }},
      {.method = Method::post,
       .path = "/api/payments/{payment_id}/refunds",
       .operation_id = "create_refund",
       .permission = "payments:refund",
       .idempotent = true,
       .handler = [refunds](Request& request) { return answer_create_refund(*refunds, request); }},
      {.method = Method::post,
       .path = "/api/merchants/{merchant_id}/test_payments",
       .operation_id = "create_test_payment",
       .permission = "payments:create",
       .idempotent = true,
       .handler = [api](Request& request) { return api->create_test_payment(request); }},
  };
}

}  // namespace bursar::payments
