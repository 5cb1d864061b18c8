// Decodes the documented request members. Card members go to the vault undecoded; the rest is
// checked here for shape, and by the use case for sense.
#include "surfaces/orsunpay/decode.hpp"

#include <boost/json.hpp>

#include "base/text.hpp"
#include "net/json_reader.hpp"
#include "vault/seal.hpp"

namespace bursar::orsunpay {
namespace {

namespace json = boost::json;

constexpr std::size_t k_id_max = 120;
constexpr std::size_t k_url_max = 2'000;
constexpr std::size_t k_metadata_max = 16 * 1024;
constexpr std::size_t k_key_max = 255;

// Customers are sent to these addresses: http only for a shop under development on this machine.
bool is_web_address(std::string_view url) {
  const bool local = url.starts_with("http://localhost") || url.starts_with("http://127.0.0.1");
  return (url.starts_with("https://") || local) && url.size() > 10 &&
         url.find_first_of(" \"'<>\\\n\r\t") == std::string_view::npos;
}

std::string read_url(net::JsonReader& in, std::string_view name) {
  std::string url = in.text_or_none(name, k_url_max).value_or("");
  if (!url.empty() && !is_web_address(url))
    in.fail(name, "invalid_url", "must be an https address");
  return url;
}

std::string read_metadata(net::JsonReader& in) {
  const json::value* value = in.member("metadata");
  if (value == nullptr || value->is_null()) return "{}";
  if (!value->is_object()) in.fail("metadata", "wrong_type", "must be an object");
  std::string text = json::serialize(*value);
  if (text.size() > k_metadata_max)
    in.fail("metadata", "too_long", "must have at most 16 KiB as JSON");
  return text;
}

void read_customer(net::JsonReader& in, payments::CreateSale& sale) {
  auto customer = in.object("customer");
  if (!customer) return;
  sale.buyer_email = customer->text_or_none("email", 254).value_or("");
  sale.buyer_first_name = customer->text_or_none("firstName", k_id_max).value_or("");
  sale.buyer_last_name = customer->text_or_none("lastName", k_id_max).value_or("");
  if (auto error = customer->finish()) in.fail(error->field, error->code, error->message);
}

std::optional<Error> read_card(net::JsonReader& in, Instant now, payments::CreateSale& sale) {
  const json::value* value = in.member("paymentMethodInput");
  if (value == nullptr || value->is_null()) return std::nullopt;
  if (!value->is_object()) {
    in.fail("paymentMethodInput", "wrong_type", "must be an object");
    return std::nullopt;
  }
  if (value->get_object().empty()) return std::nullopt;
  auto card = vault::decode_card(value->get_object(), now);
  if (!card) return card.error();
  sale.card = std::move(*card);
  return std::nullopt;
}

// Ours beside the documented members: whether the money is taken at once or held for a capture.
void read_capture(net::JsonReader& in, payments::CreateSale& sale) {
  const auto mode = in.text_or_none("captureMode", 20);
  if (!mode) return;
  if (*mode == "MANUAL") sale.capture_mode = payments::CaptureMode::manual;
  else if (*mode == "AUTOMATIC") sale.capture_mode = payments::CaptureMode::automatic;
  else in.fail("captureMode", "unknown_value", "must be AUTOMATIC or MANUAL");
}

bool is_card_input(const json::object& input) { return input.contains("cardNumber"); }

// A saved recipient, an account or an address in place of a card.
std::optional<Error> read_destination(const json::object& input, payments::CreatePayout& payout) {
  net::JsonReader in(input, "paymentMethodInput.");
  payout.iban = in.text_or_none("iban", 42).value_or("");
  payout.bic = in.text_or_none("bic", 11).value_or("");
  payout.address = in.text_or_none("address", 110).value_or("");
  payout.holder = in.text_or_none("holder", 140).value_or("");
  if (const auto text = in.text_or_none("recipientId", 64)) {
    const auto id = recipients::RecipientId::parse(*text);
    if (id) payout.recipient = *id;
    else in.fail("recipientId", "invalid_id", "is not the id of a payout recipient");
  }
  return in.finish();
}

std::optional<Error> read_receiver(net::JsonReader& in, Instant now,
                                   payments::CreatePayout& payout) {
  const json::value* value = in.member("paymentMethodInput");
  if (value == nullptr || !value->is_object())
    return invalid("paymentMethodInput", "missing_member", "says where the money goes");
  if (!is_card_input(value->get_object())) return read_destination(value->get_object(), payout);
  auto card = vault::decode_card(value->get_object(), now);
  if (!card) return card.error();
  payout.card = std::move(*card);
  return std::nullopt;
}

// The request's content, for telling a repeat from another request under the same key. It is a
// digest: neither the card number nor anything else can be read back from what is stored.
std::string content_hash(const net::Request& request) {
  std::string content(net::method_name(request.method));
  content.append("\n").append(request.path).append("\n").append(request.body);
  return to_hex(vault::digest(content));
}

Result<std::string> idempotency_key(const net::Request& request) {
  const std::string_view key = request.header("idempotency-key");
  for (const char c : key)
    if (c < 0x21 || c > 0x7E)
      return invalid("Idempotency-Key", "invalid_idempotency_key",
                     "must be printable ASCII without spaces");
  if (key.size() > k_key_max)
    return invalid("Idempotency-Key", "too_long", "must have at most 255 characters");
  return std::string(key);
}

void check_merchant(net::JsonReader& in, const net::Request& request, bool required) {
  const auto given = in.text_or_none("merchantId", k_id_max);
  if (!given) {
    if (required) in.fail("merchantId", "missing_member", "is required");
    return;
  }
  const auto id = MerchantId::parse(*given);
  if (!id || *id != merchant_of(request))
    in.fail("merchantId", "unknown_merchant", "must be the merchant of the API key");
}

void read_money(net::JsonReader& in, payments::CreateSale& sale) {
  sale.amount.minor = in.integer("amount", 1, 1'000'000'000'000'000);
  const std::string code = in.text("currency", 3, 4);
  if (code.empty()) return;
  const auto currency = Currency::parse(code);
  if (!currency) in.fail("currency", currency.error().code, currency.error().message);
  else sale.amount.currency = *currency;
}

std::optional<std::int64_t> query_integer(std::string_view text) {
  if (text.empty() || text.size() > 15 ||
      text.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return value;
}

std::optional<std::vector<payments::Lifecycle>> lifecycles_of(std::string_view status) {
  using payments::Lifecycle;
  if (status == "CREATED") return {{Lifecycle::created}};
  if (status == "WAIT_APPROVE") return {{Lifecycle::review}};
  if (status == "PROCESSING")
    return {{Lifecycle::processing, Lifecycle::action, Lifecycle::authorized}};
  if (status == "SUCCESS")
    return {{Lifecycle::captured, Lifecycle::part_captured, Lifecycle::paid, Lifecycle::verified}};
  if (status == "DECLINED") return {{Lifecycle::declined, Lifecycle::failed}};
  if (status == "CANCELED") return {{Lifecycle::canceled, Lifecycle::voided, Lifecycle::returned}};
  if (status == "EXPIRED") return {{Lifecycle::expired}};
  return std::nullopt;
}

std::optional<Error> read_parameter(const std::string& name, const std::string& value,
                                    payments::PaymentFilter& filter) {
  if (name == "limit") {
    const auto limit = query_integer(value);
    if (!limit || *limit < 1 || *limit > 200)
      return invalid(name, "out_of_range", "must be from 1 to 200");
    filter.limit = *limit;
  } else if (name == "before") {
    const auto id = PaymentId::parse(value);
    if (!id) return invalid(name, "invalid_id", "must be the id of the last transaction seen");
    filter.before = *id;
  } else if (name == "status") {
    const auto lifecycles = lifecycles_of(value);
    if (!lifecycles) return invalid(name, "unknown_status", "must be one of the seven statuses");
    filter.lifecycles = *lifecycles;
  } else if (name == "action") {
    if (value != "SALE" && value != "PAYOUT")
      return invalid(name, "unknown_action", "must be SALE or PAYOUT");
    filter.kind = value == "SALE" ? payments::PaymentKind::purchase : payments::PaymentKind::payout;
  } else if (name == "currency") {
    filter.currency = value;
  } else if (name == "orderId" || name == "buyerId") {
    filter.search = value;
  } else if (name == "createdFrom" || name == "createdTo") {
    const auto at = parse_iso8601(value, name);
    if (!at) return at.error();
    (name == "createdFrom" ? filter.created_from : filter.created_before) = *at;
  } else {
    return invalid(name, "unknown_parameter", "is not a parameter of this list");
  }
  return std::nullopt;
}

}  // namespace

MerchantId merchant_of(const net::Request& request) {
  const Scope& scope = request.actor.scope;
  check(scope.merchants().size() + scope.projects().size() == 1, "an API key has one place");
  return scope.merchants().empty() ? scope.projects().front().merchant : scope.merchants().front();
}

Result<payments::CreateSale> decode_sale(const net::Request& request, Instant now,
                                         bool order_id_required) {
  payments::CreateSale sale;
  net::JsonReader in(request.body);
  read_money(in, sale);
  sale.payment_method = in.text("paymentMethod", 1, k_id_max);
  check_merchant(in, request, order_id_required);
  sale.merchant_id = merchant_of(request);
  if (order_id_required || in.member("orderId") != nullptr)
    sale.external_id = in.text("orderId", 1, k_id_max);
  sale.buyer_id = in.text_or_none("buyerId", k_id_max).value_or("");
  sale.success_url = read_url(in, "successUrl");
  sale.failure_url = read_url(in, "failureUrl");
  sale.return_url = read_url(in, "returnUrl");
  sale.callback_url = read_url(in, "callbackUrl");
  sale.description = in.text_or_none("description", 500).value_or("");
  sale.locale = in.text_or_none("locale", 35).value_or("");
  sale.metadata = read_metadata(in);
  read_customer(in, sale);
  read_capture(in, sale);
  if (auto error = read_card(in, now, sale)) return *error;
  if (auto error = in.finish()) return *error;
  sale.buyer_ip = "";
  auto key = idempotency_key(request);
  if (!key) return key.error();
  sale.idempotency_key = *key;
  sale.request_hash = content_hash(request);
  return sale;
}

Result<payments::CreateRefund> decode_refund(const net::Request& request) {
  payments::CreateRefund refund;
  const auto id = PaymentId::parse(request.param("transaction_id"));
  if (!id) return id.error();
  refund.payment_id = *id;
  net::JsonReader in(request.body.empty() ? std::string_view("{}")
                                          : std::string_view(request.body));
  refund.amount_minor = in.integer_or_none("amount", 1, 1'000'000'000'000'000);
  refund.reason = in.text_or_none("reason", 500).value_or("");
  refund.merchant_reference = in.text_or_none("reference", k_id_max).value_or("");
  if (auto error = in.finish()) return *error;
  auto key = idempotency_key(request);
  if (!key) return key.error();
  refund.idempotency_key = *key;
  refund.request_hash = content_hash(request);
  return refund;
}

Result<payments::CreateStep> decode_step(const net::Request& request, bool with_final) {
  payments::CreateStep step;
  const auto id = PaymentId::parse(request.param("transaction_id"));
  if (!id) return id.error();
  step.payment_id = *id;
  net::JsonReader in(request.body.empty() ? std::string_view("{}")
                                          : std::string_view(request.body));
  step.amount_minor = in.integer_or_none("amount", 1, 1'000'000'000'000'000);
  if (with_final) step.is_final = in.boolean("final", true);
  step.reason = in.text_or_none("reason", 500).value_or("");
  step.merchant_reference = in.text_or_none("reference", k_id_max).value_or("");
  if (auto error = in.finish()) return *error;
  auto key = idempotency_key(request);
  if (!key) return key.error();
  step.idempotency_key = *key;
  step.request_hash = content_hash(request);
  return step;
}

Result<payments::CancelPayment> decode_cancel(const net::Request& request) {
  payments::CancelPayment cancel;
  const auto id = PaymentId::parse(request.param("transaction_id"));
  if (!id) return id.error();
  cancel.payment_id = *id;
  net::JsonReader in(request.body.empty() ? std::string_view("{}")
                                          : std::string_view(request.body));
  cancel.reason = in.text_or_none("reason", 500).value_or("");
  if (auto error = in.finish()) return *error;
  return cancel;
}

Result<payments::CreatePayout> decode_payout(const net::Request& request, Instant now) {
  payments::CreateSale shared;
  payments::CreatePayout payout;
  net::JsonReader in(request.body);
  read_money(in, shared);
  payout.payment_method = in.text("paymentMethod", 1, k_id_max);
  check_merchant(in, request, true);
  payout.merchant_id = merchant_of(request);
  payout.external_id = in.text("orderId", 1, k_id_max);
  payout.buyer_id = in.text_or_none("buyerId", k_id_max).value_or("");
  for (const std::string_view unused : {"successUrl", "failureUrl", "returnUrl"})
    (void)read_url(in, unused);
  payout.callback_url = read_url(in, "callbackUrl");
  payout.description = in.text_or_none("description", 140).value_or("");
  (void)in.text_or_none("locale", 35);
  payout.metadata = read_metadata(in);
  read_customer(in, shared);
  if (auto error = read_receiver(in, now, payout)) return *error;
  if (auto error = in.finish()) return *error;
  payout.amount = shared.amount;
  payout.buyer_email = shared.buyer_email;
  if (payout.holder.empty() && !shared.buyer_last_name.empty())
    payout.holder = shared.buyer_first_name + " " + shared.buyer_last_name;
  auto key = idempotency_key(request);
  if (!key) return key.error();
  payout.idempotency_key = *key;
  payout.request_hash = content_hash(request);
  return payout;
}

Result<payments::PaymentFilter> decode_list(const net::Request& request) {
  payments::PaymentFilter filter;
  filter.merchant_id = merchant_of(request);
  for (const auto& [name, value] : request.query)
    if (auto error = read_parameter(name, value, filter)) return *error;
  return filter;
}

}  // namespace bursar::orsunpay
