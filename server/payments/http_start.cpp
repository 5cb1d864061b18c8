// Starting payments from the office: decode, one use case, encode.
#include "payments/http_start.hpp"

#include <boost/json.hpp>

#include "base/text.hpp"
#include "net/json_reader.hpp"
#include "payments/http_gated.hpp"
#include "payments/http_view.hpp"
#include "payments/request_check.hpp"
#include "vault/seal.hpp"

namespace bursar::payments {
namespace {

using net::JsonReader;
using net::Request;
using net::Response;
using net::Task;
using providers::StoredCredential;
using storage::Tx;

constexpr std::int64_t k_cvv_life_ms = 5 * k_minute_ms;

std::string content_hash(const Request& request) {
  return to_hex(vault::digest(std::string(net::method_name(request.method)) + "\n" + request.path +
                              "\n" + request.body));
}

// One of some words, or a problem that names the field.
template <class E>
E read_word(JsonReader& in, std::string_view name,
            std::initializer_list<std::pair<std::string_view, E>> words, E otherwise) {
  const auto text = in.text_or_none(name, 40);
  if (!text || text->empty()) return otherwise;
  for (const auto& [word, value] : words)
    if (word == *text) return value;
  in.fail(name, "unknown_value", "'" + *text + "' is not one of its values");
  return otherwise;
}

void read_terms(JsonReader& in, Terms& terms, std::string& parent) {
  terms.moto = in.boolean("moto", false);
  terms.customer_present = in.boolean("customer_present", true);
  terms.stored_credential =
      read_word<StoredCredential>(in, "stored_credential",
                                  {{"one_click", StoredCredential::one_click},
                                   {"unscheduled", StoredCredential::unscheduled},
                                   {"scheduled", StoredCredential::scheduled}},
                                  StoredCredential::none);
  parent = in.text_or_none("parent_payment_id", 64).value_or("");
  terms.three_ds_preference = in.text_or_none("three_ds_preference", 20).value_or("");
  terms.three_ds_exemption = in.text_or_none("three_ds_exemption", 20).value_or("");
}

std::optional<vault::CardTexts> read_card(JsonReader& in) {
  auto nested = in.object("card");
  if (!nested) return std::nullopt;
  vault::CardTexts texts;
  texts.number = nested->text("number", 12, 23);
  texts.expiry_month = nested->text("expiry_month", 1, 2);
  texts.expiry_year = nested->text("expiry_year", 2, 4);
  texts.cvv = nested->text_or_none("cvv", 4).value_or("");
  texts.holder = nested->text_or_none("holder", 120).value_or("");
  in.adopt(*nested);
  return texts;
}

struct Texts {
  std::string currency, parent;
  std::optional<vault::CardTexts> card;
};

Result<CreateSale> completed(CreateSale command, const Texts& texts, Instant now) {
  const auto currency = Currency::parse(texts.currency);
  if (!currency) return currency.error();
  command.amount.currency = *currency;
  if (!texts.parent.empty()) {
    const auto parent = PaymentId::parse(texts.parent);
    if (!parent) return parent.error();
    command.terms.parent = *parent;
  }
  if (texts.card) {
    auto card = vault::check_card(*texts.card, now);
    if (!card) {
      Error error = card.error();
      error.field = "card." + error.field;
      return error;
    }
    command.card = std::move(*card);
  }
  return command;
}

Result<CreateSale> decode(const Request& request, Instant now) {
  CreateSale command;
  const auto merchant = MerchantId::parse(request.param("merchant_id"));
  if (!merchant) return merchant.error();
  command.merchant_id = *merchant;
  JsonReader in(request.body);
  Texts texts;
  command.kind = read_word<PaymentKind>(
      in, "kind",
      {{"purchase", PaymentKind::purchase}, {"verification", PaymentKind::verification}},
      PaymentKind::purchase);
  command.amount.minor = in.integer("amount_minor", 0, k_amount_max_minor);
  texts.currency = in.text("currency", 3, 4);
  command.payment_method = in.text_or_none("payment_method", 255).value_or("card");
  using Mode = std::optional<CaptureMode>;
  command.capture_mode = read_word<Mode>(
      in, "capture_mode",
      {{"automatic", Mode(CaptureMode::automatic)}, {"manual", Mode(CaptureMode::manual)}}, Mode());
  command.hold_step = read_word<HoldStep>(
      in, "hold_step",
      {{"none", HoldStep::none}, {"capture", HoldStep::capture}, {"cancel", HoldStep::cancel}},
      HoldStep::none);
  read_terms(in, command.terms, texts.parent);
  texts.card = read_card(in);
  command.external_id = in.text_or_none("external_id", 255).value_or("");
  command.buyer_id = in.text_or_none("buyer_id", 255).value_or("");
  command.buyer_email = in.text_or_none("buyer_email", 254).value_or("");
  command.buyer_first_name = in.text_or_none("buyer_first_name", 255).value_or("");
  command.buyer_last_name = in.text_or_none("buyer_last_name", 255).value_or("");
  command.description = in.text_or_none("description", 500).value_or("");
  command.return_url = in.text_or_none("return_url", 2'048).value_or("");
  if (auto error = in.finish()) return *error;
  command.metadata = "{}";
  command.idempotency_key = request.header("idempotency-key");
  command.request_hash = content_hash(request);
  return completed(std::move(command), texts, now);
}

Result<CreateSale> decode_test(const Services& services, const Request& request) {
  CreateSale command;
  const auto merchant = MerchantId::parse(request.param("merchant_id"));
  if (!merchant) return merchant.error();
  command.merchant_id = *merchant;
  JsonReader in(request.body);
  command.amount.minor = in.integer("amount_minor", 1, k_amount_max_minor);
  const std::string code = in.text("currency", 3, 4);
  if (auto error = in.finish()) return *error;
  const auto currency = Currency::parse(code);
  if (!currency) return currency.error();
  command.amount.currency = *currency;
  command.payment_method = "card";
  command.external_id = "test-" + random_text(services.ports.random, 12, k_base62);
  command.description = "test payment from the office";
  command.metadata = "{}";
  command.idempotency_key = request.header("idempotency-key");
  command.request_hash = content_hash(request);
  return command;
}

Task<Response> accept(const Services& services, Request& request, CreateSale command) {
  const auto act = [&services, &command](Tx& tx, const Call& call) -> Result<Recorded> {
    const auto created = create_sale(tx, call, services.keys, command, services.gate);
    if (!created) return created.error();
    // Should the commit fail, the value expires unused. It is not kept for a payment that waits.
    if (created->attempt && !created->replayed && services.cvvs != nullptr && command.card &&
        !command.card->cvv.empty())
      services.cvvs->put(created->attempt, command.card->cvv, call.now.plus_ms(k_cvv_life_ms));
    return Recorded{created->attempt, created->replayed, payment_json(created->payment, "")};
  };
  GatedRequest gated{"", {}, act};
  co_return co_await answer_gated(services, request, std::move(gated));
}

}  // namespace

Task<Response> answer_create_payment(const Services& services, Request& request) {
  auto command = decode(request, services.ports.clock.now());
  if (!command) co_return net::to_problem(command.error(), request.request_id);
  co_return co_await accept(services, request, std::move(*command));
}

Task<Response> answer_create_test_payment(const Services& services, Request& request) {
  if (!services.sandbox)
    co_return net::to_problem(refused("sandbox_only", "test payments exist in the sandbox only"),
                              request.request_id);
  auto command = decode_test(services, request);
  if (!command) co_return net::to_problem(command.error(), request.request_id);
  co_return co_await accept(services, request, std::move(*command));
}

}  // namespace bursar::payments
