// From request bodies and query strings of the Orsunpay surface to commands.
#pragma once

#include "base/time.hpp"
#include "net/http.hpp"
#include "payments/cancel.hpp"
#include "payments/payments.hpp"

namespace bursar::orsunpay {

/// The one merchant an API key belongs to.
MerchantId merchant_of(const net::Request& request);

/// Body of POST /v1/payment/sale and POST /v1/transactions. `order_id_required` tells them apart:
/// the Payment API demands orderId and merchantId, the resource API makes up an order id when none
/// is sent.
Result<payments::CreateSale> decode_sale(const net::Request& request, Instant now,
                                         bool order_id_required);
/// Body {amount?, reason?, reference?} of a refund; an empty body refunds all that is left.
Result<payments::CreateRefund> decode_refund(const net::Request& request);
/// Body {amount?, final?, reason?, reference?} of a capture or void; an empty body takes all that
/// is held.
Result<payments::CreateStep> decode_step(const net::Request& request, bool with_final);
/// Body {reason?} of a cancel; may be empty.
Result<payments::CancelPayment> decode_cancel(const net::Request& request);
/// Body of POST /v1/payment/payout: the members of a sale and, in paymentMethodInput, a card or
/// {iban, bic?, holder} or {address}.
Result<payments::CreatePayout> decode_payout(const net::Request& request, Instant now);
/// Query of GET /v1/transactions. Errors: invalid with the parameter named.
Result<payments::PaymentFilter> decode_list(const net::Request& request);

}  // namespace bursar::orsunpay
