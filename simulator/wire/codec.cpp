// Reading the requests of the acquirer's payment interface.
#include "simulator/wire/codec.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "net/json_reader.hpp"

namespace bursar::simulator {
namespace {

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

constexpr std::size_t k_return_url_max = 2'000;

// A word of a closed list, or nothing.
std::string read_word(net::JsonReader& in, std::string_view name,
                      std::initializer_list<std::string_view> words, std::string otherwise) {
  std::string word = in.text_or_none(name, 40).value_or("");
  if (word.empty()) return otherwise;
  if (std::find(words.begin(), words.end(), word) == words.end())
    in.fail(name, "unknown_word", std::string(name) + " has no meaning '" + word + "'");
  return word;
}

bool is_web_address(std::string_view url) {
  return (url.starts_with("https://") || url.starts_with("http://")) &&
         std::all_of(url.begin(), url.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

void read_authentication(net::JsonReader& in, ChargeTerms& terms) {
  terms.return_url = in.text_or_none("return_url", k_return_url_max).value_or("");
  if (!terms.return_url.empty() && !is_web_address(terms.return_url))
    in.fail("return_url", "invalid_url", "return_url is not an http or https address");
  if (auto wish = in.object("three_ds")) {
    terms.three_ds.emplace();
    terms.three_ds->preference = read_word(*wish, "preference", {"challenge", "frictionless"}, "");
    terms.three_ds->exemption =
        read_word(*wish, "exemption", {"low_value", "tra", "mit", "trusted", "corporate"}, "");
    in.adopt(*wish);
  }
  if (auto stored = in.object("stored_credential")) {
    StoredCredential& credential = terms.stored_credential.emplace();
    credential.kind = read_word(*stored, "kind", {"one_click", "unscheduled", "scheduled"}, "");
    if (credential.kind.empty())
      stored->fail("kind", "missing_member", "a stored credential has a kind");
    credential.by_merchant =
        read_word(*stored, "initiator", {"customer", "merchant"}, "customer") == "merchant";
    credential.network_transaction_id =
        stored->text_or_none("network_transaction_id", 64).value_or("");
    in.adopt(*stored);
  }
}

ChargeTerms read_terms(net::JsonReader& in) {
  ChargeTerms terms;
  terms.capture = in.boolean("capture", true);
  terms.method =
      read_word(in, "method", {"card", "bank_transfer", "wallet", "bnpl", "crypto"}, "card");
  terms.moto = in.boolean("moto", false);
  read_authentication(in, terms);
  if (auto buyer = in.object("buyer")) {
    for (const std::string_view name : {"email", "name", "ip"}) buyer->text_or_none(name, 320);
    in.adopt(*buyer);
  }
  return terms;
}

Currency read_currency(net::JsonReader& in) {
  const std::string code = in.text("currency", 3, 4);
  if (in.failed()) return {};
  const auto currency = Currency::parse(code);
  if (!currency) in.fail("currency", currency.error().code, currency.error().message);
  return currency ? *currency : Currency();
}

std::optional<Error> compare_key(std::string_view idempotency_key, std::string_view reference) {
  if (idempotency_key == reference) return std::nullopt;
  return invalid(
      "Idempotency-Key", "idempotency_key_mismatch",
      "the header Idempotency-Key does not equal the reference " + std::string(reference));
}

// Ends every reader: unknown members, then the header.
template <class Request>
Result<Request> finished(net::JsonReader& in, Request request, std::string_view idempotency_key) {
  if (auto problem = in.finish()) return *problem;
  if (auto problem = compare_key(idempotency_key, request.reference)) return *problem;
  return request;
}

std::optional<Card> read_optional_card(net::JsonReader& in) {
  auto card = in.object("card");
  if (!card) return std::nullopt;
  Card read = read_card(*card);
  in.adopt(*card);
  return read;
}

void check_payer(net::JsonReader& in, const ChargeRequest& request, std::string_view payer) {
  if (!payer.empty() && payer != "test")
    in.fail("payer", "unknown_payer", "the only payer is 'test'");
  if (request.terms.method != "card") {
    if (request.card || !payer.empty())
      in.fail("card", "no_payer", "a payment by " + request.terms.method + " names no payer");
    if (!request.terms.capture &&
        (request.terms.method == "bank_transfer" || request.terms.method == "crypto"))
      in.fail("capture", "cannot_be_held", "a transfer cannot be held");
  } else if (request.card.has_value() == (payer == "test")) {
    in.fail("card", "one_payer", "a charge names either a card or the payer 'test'");
  }
}

}  // namespace

Result<ChargeRequest> parse_charge(std::string_view body, std::string_view idempotency_key) {
  net::JsonReader in(body);
  ChargeRequest request;
  request.reference = read_reference(in, "reference");
  request.amount = read_money(in);
  request.descriptor = in.text_or_none("descriptor", k_descriptor_max).value_or("");
  const std::string payer = in.text_or_none("payer", 10).value_or("");
  request.card = read_optional_card(in);
  request.terms = read_terms(in);
  check_payer(in, request, payer);
  return finished(in, std::move(request), idempotency_key);
}

Result<RefundRequest> parse_refund(std::string_view body, std::string_view idempotency_key) {
  net::JsonReader in(body);
  RefundRequest request;
  request.reference = read_reference(in, "reference");
  request.charge_reference = read_reference(in, "charge_reference");
  request.amount = read_money(in);
  return finished(in, std::move(request), idempotency_key);
}

Result<CaptureRequest> parse_capture(std::string_view body, std::string_view idempotency_key) {
  net::JsonReader in(body);
  CaptureRequest request;
  request.reference = read_reference(in, "reference");
  request.charge_reference = read_reference(in, "charge_reference");
  request.amount = read_money(in);
  request.final = in.boolean("final", true);
  return finished(in, std::move(request), idempotency_key);
}

Result<VoidRequest> parse_void(std::string_view body, std::string_view idempotency_key) {
  net::JsonReader in(body);
  VoidRequest request;
  request.reference = read_reference(in, "reference");
  request.charge_reference = read_reference(in, "charge_reference");
  request.currency = read_currency(in);
  request.amount_minor = in.integer_or_none("amount_minor", 1, k_amount_max);
  return finished(in, std::move(request), idempotency_key);
}

Result<IncrementRequest> parse_increment(std::string_view body, std::string_view idempotency_key) {
  net::JsonReader in(body);
  IncrementRequest request;
  request.reference = read_reference(in, "reference");
  request.charge_reference = read_reference(in, "charge_reference");
  request.amount = read_money(in);
  return finished(in, std::move(request), idempotency_key);
}

Result<VerificationRequest> parse_verification(std::string_view body,
                                               std::string_view idempotency_key) {
  net::JsonReader in(body);
  VerificationRequest request;
  request.reference = read_reference(in, "reference");
  request.currency = read_currency(in);
  if (auto card = read_optional_card(in)) request.card = *std::move(card);
  else in.fail("card", "missing_member", "a verification names a card");
  read_authentication(in, request.terms);
  return finished(in, std::move(request), idempotency_key);
}

Result<PayoutRequest> parse_payout(std::string_view body, std::string_view idempotency_key) {
  net::JsonReader in(body);
  PayoutRequest request;
  request.reference = read_reference(in, "reference");
  request.amount = read_money(in);
  request.descriptor = in.text_or_none("descriptor", k_descriptor_max).value_or("");
  request.card = read_optional_card(in);
  request.iban = in.text_or_none("iban", 34).value_or("");
  request.address = in.text_or_none("address", 120).value_or("");
  request.holder = in.text_or_none("holder", 140).value_or("");
  const int named =
      int{request.card.has_value()} + int{!request.iban.empty()} + int{!request.address.empty()};
  if (named != 1)
    in.fail("card", "one_destination", "a payout names one of card, iban and address");
  if ((!request.iban.empty() && request.iban.size() < 8) ||
      (!request.address.empty() && request.address.size() < 8))
    in.fail(request.iban.empty() ? "address" : "iban", "too_short",
            "an account or address has at least 8 characters");
  return finished(in, std::move(request), idempotency_key);
}

Result<ReversalRequest> parse_reversal(std::string_view body, std::string_view idempotency_key) {
  net::JsonReader in(body);
  ReversalRequest request;
  request.reference = read_reference(in, "reference");
  request.original_reference = read_reference(in, "original_reference");
  if (request.reference == request.original_reference)
    in.fail("original_reference", "reverses_itself", "a reversal cannot be its own original");
  return finished(in, std::move(request), idempotency_key);
}

Result<std::string> parse_reference(std::string_view text) {
  if (fits_reference(text)) return std::string(text);
  return invalid("reference", "invalid_reference",
                 "reference is not 1 to 100 letters, digits and _ - . :");
}

}  // namespace bursar::simulator
