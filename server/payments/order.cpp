// Requests by type of operation.
#include "payments/order.hpp"

#include <boost/json.hpp>

#include "base/check.hpp"
#include "payments/conclude.hpp"
#include "vault/seal.hpp"

namespace bursar::payments {
namespace {

namespace json = boost::json;
using providers::RequestKind;

providers::PayoutDestination open_destination(storage::Tx& tx, const vault::KeyRing& keys,
                                              PaymentId payment) {
  const auto sealed = store::sealed_destination(tx, payment);
  check(sealed.has_value(), "a payout has a destination");
  const Secret opened =
      vault::unseal(keys, k_destination_purpose, *sealed, destination_place(payment));
  const json::value parsed = json::parse(opened.reveal());
  const json::object& stored = parsed.as_object();
  const auto text = [&](std::string_view name) {
    const json::value* value = stored.if_contains(name);
    return value != nullptr ? std::string(value->as_string()) : std::string();
  };
  return {text("iban"), text("bic"), text("address"), text("holder")};
}

void add_terms(storage::Tx& tx, const store::Context& context,
               providers::ProviderRequest& request) {
  const Terms terms = terms_of(tx, context.payment.id);
  request.moto = terms.moto;
  request.stored_credential = terms.stored_credential;
  request.customer_present = terms.customer_present;
  request.network_transaction_id = terms.network_transaction_id;
  request.three_ds.preference = terms.three_ds_preference;
  request.three_ds.exemption = terms.three_ds_exemption;
}

void add_payer(const Payment& payment, providers::ProviderRequest& request) {
  request.return_url = payment.return_url.empty() ? payment.success_url : payment.return_url;
  request.buyer_email = payment.buyer_email;
  request.buyer_ip = payment.buyer_ip;
  request.buyer_name = payment.buyer_first_name;
  if (!payment.buyer_last_name.empty())
    request.buyer_name += (request.buyer_name.empty() ? "" : " ") + payment.buyer_last_name;
  // A payer who cannot come back to a page is not there to authenticate.
  request.three_ds.allowed =
      request.customer_present && !request.moto && !request.return_url.empty();
}

void add_original(storage::Tx& tx, const store::Context& context,
                  providers::ProviderRequest& request) {
  const auto paid = store::paid_reference(tx, context.payment.id);
  check(paid.has_value(), "a second operation follows an attempt that succeeded");
  request.original_reference = paid->attempt.text();
  request.original_provider_reference = paid->provider_reference;
}

}  // namespace

std::string destination_place(PaymentId payment) { return "payout_detail:" + payment.text(); }

RequestKind order_kind(OperationType type) {
  switch (type) {
    case OperationType::sale: return RequestKind::sale;
    case OperationType::auth: return RequestKind::authorize;
    case OperationType::incremental: return RequestKind::increment;
    case OperationType::capture: return RequestKind::capture;
    case OperationType::void_: return RequestKind::void_;
    case OperationType::refund: return RequestKind::refund;
    case OperationType::payout: return RequestKind::payout;
    case OperationType::verification: return RequestKind::verify;
    case OperationType::return_: break;  // nobody is asked for it
  }
  throw Bug("operation type outside its enumeration", std::source_location::current());
}

RequestKind order_kind(const Operation& operation) {
  return operation.same_day ? RequestKind::reverse : order_kind(operation.type);
}

providers::ProviderRequest order_of(storage::Tx& tx, const vault::KeyRing& keys,
                                    const store::Context& context) {
  const Payment& payment = context.payment;
  providers::ProviderRequest request;
  request.kind = order_kind(context.operation);
  request.about = request.kind;
  request.our_reference = context.attempt.our_reference;
  request.amount = context.operation.amount;
  request.method = payment.method;
  switch (context.operation.type) {
    case OperationType::sale:
    case OperationType::auth:
    case OperationType::verification:
      request.descriptor = context.statement_descriptor;
      if (payment.card_id) request.card = vault::open_card(tx, keys, payment.card_id);
      if (payment.has_terms) add_terms(tx, context, request);
      add_payer(payment, request);
      return request;
    case OperationType::payout:
      request.descriptor = context.statement_descriptor;
      if (payment.card_id) request.card = vault::open_card(tx, keys, payment.card_id);
      request.destination = open_destination(tx, keys, payment.id);
      return request;
    case OperationType::capture: request.final_capture = context.operation.is_final; break;
    case OperationType::void_:
      request.releases_part =
          context.operation.amount.minor < payment.authorized_minor - payment.voided_minor;
      break;
    default: break;
  }
  add_original(tx, context, request);
  return request;
}

std::string seal_destination(const Call& call, const vault::KeyRing& keys, PaymentId payment,
                             const providers::PayoutDestination& destination) {
  json::object stored;
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) stored[name] = value;
  };
  add("iban", destination.iban);
  add("bic", destination.bic);
  add("address", destination.address);
  add("holder", destination.holder);
  return vault::seal(keys, call.random, k_destination_purpose, Secret(json::serialize(stored)),
                     destination_place(payment));
}

}  // namespace bursar::payments
