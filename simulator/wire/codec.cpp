// Requests and answers of the acquirer's payment interface.
#include "simulator/wire/codec.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include "net/json_reader.hpp"

namespace bursar::simulator {
namespace {

namespace json = boost::json;

constexpr std::int64_t k_amount_max = 1'000'000'000'000'000;
constexpr std::size_t k_reference_max = 100;
constexpr std::size_t k_descriptor_max = 100;

bool digits_only(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool fits_reference(std::string_view text) {
  return !text.empty() && text.size() <= k_reference_max &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                  c == '_' || c == '-' || c == '.' || c == ':';
         });
}

std::string read_reference(net::JsonReader& in, std::string_view name) {
  std::string reference = in.text(name, 1, k_reference_max);
  if (!in.failed() && !fits_reference(reference))
    in.fail(name, "invalid_reference",
            std::string(name) + " holds characters other than letters, digits and _ - . :");
  return reference;
}

Money read_money(net::JsonReader& in) {
  Money money;
  money.minor = in.integer("amount_minor", 1, k_amount_max);
  const std::string code = in.text("currency", 3, 4);
  if (in.failed()) return money;
  const auto currency = Currency::parse(code);
  if (currency) money.currency = *currency;
  else in.fail("currency", currency.error().code, currency.error().message);
  return money;
}

Card read_card(net::JsonReader& in) {
  Card card;
  card.number = in.text("number", 12, 19);
  card.expiry_month = static_cast<int>(in.integer("expiry_month", 1, 12));
  card.expiry_year = static_cast<int>(in.integer("expiry_year", 2000, 2199));
  card.cvv = in.text_or_none("cvv", 4).value_or("");
  if (in.failed()) return card;
  if (!digits_only(card.number))
    in.fail("number", "not_digits", "the card number holds more than digits");
  if (!card.cvv.empty() && (card.cvv.size() < 3 || !digits_only(card.cvv)))
    in.fail("cvv", "not_digits", "the security code is not three or four digits");
  return card;
}

std::optional<Error> compare_key(std::string_view idempotency_key, std::string_view reference) {
  if (idempotency_key == reference) return std::nullopt;
  return invalid(
      "Idempotency-Key", "idempotency_key_mismatch",
      "the header Idempotency-Key does not equal the reference " + std::string(reference));
}

void set_filled(json::object& object, std::string_view name, const std::string& value) {
  if (!value.empty()) object[name] = value;
}

}  // namespace

Result<ChargeRequest> parse_charge(std::string_view body, std::string_view idempotency_key) {
  net::JsonReader in(body);
  ChargeRequest request;
  request.reference = read_reference(in, "reference");
  request.amount = read_money(in);
  request.descriptor = in.text_or_none("descriptor", k_descriptor_max).value_or("");
  const std::string payer = in.text_or_none("payer", 10).value_or("");
  if (auto card = in.object("card")) {
    request.card = read_card(*card);
    in.adopt(*card);
  }
  if (!payer.empty() && payer != "test")
    in.fail("payer", "unknown_payer", "the only payer is 'test'");
  if (request.card.has_value() == (payer == "test"))
    in.fail("card", "one_payer", "a charge names either a card or the payer 'test'");
  if (auto problem = in.finish()) return *problem;
  if (auto problem = compare_key(idempotency_key, request.reference)) return *problem;
  return request;
}

Result<RefundRequest> parse_refund(std::string_view body, std::string_view idempotency_key) {
  net::JsonReader in(body);
  RefundRequest request;
  request.reference = read_reference(in, "reference");
  request.charge_reference = read_reference(in, "charge_reference");
  request.amount = read_money(in);
  if (auto problem = in.finish()) return *problem;
  if (auto problem = compare_key(idempotency_key, request.reference)) return *problem;
  return request;
}

Result<std::string> parse_reference(std::string_view text) {
  if (fits_reference(text)) return std::string(text);
  return invalid("reference", "invalid_reference",
                 "reference is not 1 to 100 letters, digits and _ - . :");
}

std::string render_refusal(std::string_view code, std::string_view message) {
  return json::serialize(
      json::object{{"status", "rejected"}, {"code", code}, {"message", message}});
}

std::string render_plan(const Plan& plan, bool with_kind) {
  if (plan.http_status == 404) return R"({"found":false})";
  if (plan.http_status >= 500)
    return json::serialize(
        json::object{{"status", "error"}, {"code", plan.code}, {"message", plan.message}});
  if (!plan.answer) return render_refusal(plan.code, plan.message);
  const Answer& answer = *plan.answer;
  json::object body;
  if (with_kind) body["kind"] = word(answer.kind);
  body["reference"] = answer.reference;
  body["provider_reference"] = answer.provider_reference;
  body["status"] = word(answer.status);
  body["code"] = answer.code;
  body["message"] = answer.message;
  set_filled(body, "advice", answer.advice);
  body["amount_minor"] = answer.amount.minor;
  body["currency"] = answer.amount.currency.code();
  set_filled(body, "auth_code", answer.auth_code);
  set_filled(body, "rrn", answer.rrn);
  set_filled(body, "scheme", answer.scheme);
  set_filled(body, "avs_result", answer.avs_result);
  set_filled(body, "cvv_result", answer.cvv_result);
  if (answer.status == Status::pending) body["poll_after_ms"] = answer.poll_after_ms;
  return json::serialize(body);
}

}  // namespace bursar::simulator
