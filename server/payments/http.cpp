// Office routes of payments: decode, one use case or read, encode.
#include "payments/http.hpp"

#include <memory>

#include "net/await.hpp"
#include "payments/http_cancel.hpp"
#include "payments/http_payout.hpp"
#include "payments/http_query.hpp"
#include "payments/http_refund.hpp"
#include "payments/http_start.hpp"
#include "payments/http_steps.hpp"
#include "payments/http_view.hpp"
#include "payments/review.hpp"

namespace bursar::payments {
namespace {

using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

PaymentDetail load_detail(Tx& tx, const Scope& scope, const Payment& payment) {
  PaymentDetail detail{.payment = payment};
  if (const auto account = providers::load_account(tx, payment.provider_account_id))
    detail.provider_account_title = account->title;
  detail.terms = terms_of(tx, payment.id);
  detail.three_ds = three_ds_of(tx, payment.id);
  detail.payout = payout_detail_of(tx, payment.id);
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
    const Call call = services_.ports.call(request.actor);
    auto query = [this, call, id = *id](Tx& tx) -> Result<PaymentDetail> {
      const auto payment = load_payment(tx, call.actor.scope, id);
      if (!payment) return payment.error();
      PaymentDetail detail = load_detail(tx, call.actor.scope, *payment);
      if (services_.shows_buyer)
        detail.shows_buyer = services_.shows_buyer(tx, call.actor, *payment, call.now);
      return detail;
    };
    const auto detail = co_await net::read(services_.db, request, std::move(query));
    if (!detail) co_return net::to_problem(detail.error(), request.request_id);
    co_return net::json_response(200, detail_json(*detail));
  }

 private:
  Services services_;
};

}  // namespace

std::vector<gate::Action> actions(const vault::KeyRing& keys,
                                  const std::function<void(AttemptId)>& dispatch) {
  std::vector<gate::Action> acts{refund_action(dispatch), payout_action(keys, dispatch)};
  for (gate::Action& act : review_actions(dispatch)) acts.push_back(std::move(act));
  return acts;
}

std::vector<net::Route> routes(Services services) {
  using net::Access;
  using net::Level;
  using net::Method;
  const auto with = std::make_shared<Services>(services);
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
       .handler = [with](Request& request) { return answer_create_refund(*with, request); }},
      {.method = Method::post,
       .path = "/api/merchants/{merchant_id}/test_payments",
       .operation_id = "create_test_payment",
       .permission = "payments:create",
       .idempotent = true,
       .handler = [with](Request& request) { return answer_create_test_payment(*with, request); }},
      {.method = Method::post,
       .path = "/api/merchants/{merchant_id}/payments",
       .operation_id = "create_payment",
       .permission = "payments:create",
       .idempotent = true,
       .handler = [with](Request& request) { return answer_create_payment(*with, request); }},
      {.method = Method::post,
       .path = "/api/merchants/{merchant_id}/payouts",
       .operation_id = "create_payout",
       .permission = "payouts:create",
       .idempotent = true,
       .handler = [with](Request& request) { return answer_create_payout(*with, request); }},
      {.method = Method::post,
       .path = "/api/payments/{payment_id}/captures",
       .operation_id = "create_capture",
       .permission = "payments:capture",
       .idempotent = true,
       .handler = [with](Request& request) { return answer_capture(*with, request); }},
      {.method = Method::post,
       .path = "/api/payments/{payment_id}/voids",
       .operation_id = "create_void",
       .permission = "payments:capture",
       .idempotent = true,
       .handler = [with](Request& request) { return answer_void(*with, request); }},
      {.method = Method::post,
       .path = "/api/payments/{payment_id}/increments",
       .operation_id = "create_increment",
       .permission = "payments:capture",
       .idempotent = true,
       .handler = [with](Request& request) { return answer_increment(*with, request); }},
      {.method = Method::post,
       .path = "/api/payments/{payment_id}/cancel",
       .operation_id = "cancel_payment",
       .permission = "payments:cancel",
       .handler = [with](Request& request) { return answer_cancel(*with, request); }},
  };
}

}  // namespace bursar::payments
