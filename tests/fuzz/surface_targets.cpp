// What merchants send to the Orsunpay surface, from its bytes to the command.
#include <algorithm>

#include "base/check.hpp"
#include "fuzz/targets.hpp"
#include "net/limits.hpp"
#include "net/target.hpp"
#include "surfaces/orsunpay/decode.hpp"

namespace bursar::fuzz {
namespace {

constexpr Instant k_now{1'700'000'000'000};

net::Request merchant_request(std::string_view body) {
  net::Request request;
  request.method = net::Method::post;
  request.target = "/v1/payment/sale";
  request.path = request.target;
  request.body = body;
  request.actor.scope = ScopeIssuer::of({}, {MerchantId{1'700'000'000'000LL << 20}});
  return request;
}

}  // namespace

// The first line is the Idempotency-Key, the rest is the body.
void orsunpay_sale(std::string_view input) {
  const std::size_t line = std::min(input.find('\n'), input.size());
  net::Request request = merchant_request(input.substr(std::min(line + 1, input.size())));
  if (line > 0) request.headers.emplace_back("idempotency-key", input.substr(0, line));
  for (const bool order_id_required : {true, false}) {
    const auto sale = orsunpay::decode_sale(request, k_now, order_id_required);
    if (!sale) continue;
    check(sale->merchant_id == request.actor.scope.merchants().front(), "a sale of its own key");
    check(sale->amount.minor > 0, "an amount is positive");
    check(!order_id_required || !sale->external_id.empty(), "the order id is there");
    check(!sale->request_hash.empty(), "content has a hash");
  }
}

void orsunpay_refund(std::string_view input) {
  net::Request request = merchant_request(input);
  request.params["transaction_id"] = PaymentId{1'700'000'000'001LL << 20}.text();
  const auto refund = orsunpay::decode_refund(request);
  if (refund)
    check(refund->amount_minor.value_or(1) > 0 && refund->reason.size() <= 2'000,
          "a refund keeps to its bounds");
}

void orsunpay_list(std::string_view input) {
  const auto target = net::parse_target("/v1/transactions?" + std::string(input), {});
  if (!target) return;
  net::Request request = merchant_request("");
  request.query = target->query;
  const auto filter = orsunpay::decode_list(request);
  if (!filter) return;
  check(filter->merchant_id == request.actor.scope.merchants().front(), "a list of its own key");
  check(filter->limit >= 1 && filter->limit <= 200, "a page keeps to its bound");
}

}  // namespace bursar::fuzz
