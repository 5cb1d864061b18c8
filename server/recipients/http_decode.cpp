// Decoding: what a member means is said here, what it may be is the use case's to say.
#include "recipients/http_decode.hpp"

#include "net/json_reader.hpp"

namespace bursar::recipients {
namespace {

using net::Request;

constexpr std::int64_t k_page_max = 200;

std::optional<Currency> currency_of(net::JsonReader& in, const std::string& code) {
  const auto currency = Currency::parse(code);
  if (currency) return *currency;
  in.fail("currency", currency.error().code, currency.error().message);
  return std::nullopt;
}

// The three ways to name a destination; nothing where none is named. What is no id at all cannot be
// told from one that is not there.
struct Named {
  std::optional<Destination> destination;
  PaymentId card_payment;
  std::optional<Error> lost;
};
Named destination_of(net::JsonReader& in) {
  Named named;
  Destination destination;
  destination.iban = in.text_or_none("iban", 42).value_or("");
  destination.bic = in.text_or_none("bic", 14).value_or("");
  destination.address = in.text_or_none("address", 110).value_or("");
  const std::string card = in.text_or_none("card_payment_id", 64).value_or("");
  if (!card.empty()) {
    const auto payment = PaymentId::parse(card);
    if (payment) named.card_payment = *payment;
    else named.lost = payment.error();
  }
  const bool is_named = !destination.iban.empty() || !destination.bic.empty() ||
                        !destination.address.empty() || !card.empty();
  if (is_named) named.destination = std::move(destination);
  return named;
}

Result<RecipientId> id_of(const Request& request) {
  return RecipientId::parse(request.param("recipient_id"));
}

Result<std::int64_t> limit_of(const std::string& value) {
  const bool plain = value.size() < 4 && value.find_first_not_of("0123456789") == std::string::npos;
  const std::int64_t limit = plain ? std::stoll(value) : 0;
  if (limit < 1 || limit > k_page_max)
    return invalid("limit", "out_of_range", "must be from 1 to 200");
  return limit;
}

Error not_an_id(const std::string& name) {
  return invalid(name, "invalid_parameter", "must be an id");
}

Result<void> read_parameter(const std::string& name, const std::string& value,
                            ListRecipients& filter) {
  if (name == "limit") {
    const auto limit = limit_of(value);
    if (!limit) return limit.error();
    filter.limit = *limit;
  } else if (name == "before") {
    const auto id = RecipientId::parse(value);
    if (!id) return not_an_id(name);
    filter.before = *id;
  } else if (name == "merchant_id") {
    const auto id = MerchantId::parse(value);
    if (!id) return not_an_id(name);
    filter.merchant = *id;
  } else if (name == "state") {
    filter.state = state_of(value);
    if (!filter.state)
      return invalid(name, "invalid_parameter",
                     "must be draft, pending_approval, approved, declined or archived");
  } else if (name == "usable") {
    if (value != "true" && value != "false")
      return invalid(name, "invalid_parameter", "must be true or false");
    filter.only_usable = value == "true";
  } else if (name == "search" && value.size() <= 120) {
    filter.search = value;
  } else {
    return invalid(name, "unknown_parameter", "is not a parameter of this list");
  }
  return ok();
}

}  // namespace

Result<DecodedCreate> decode_create(const Request& request) {
  DecodedCreate decoded;
  CreateRecipient& command = decoded.command;
  const auto merchant = MerchantId::parse(request.param("merchant_id"));
  if (!merchant) return merchant.error();
  command.merchant = *merchant;
  net::JsonReader in(request.body);
  command.name = in.text("name", 1, 80);
  command.currency = currency_of(in, in.text("currency", 3, 4)).value_or(Currency());
  Named named = destination_of(in);
  command.holder = in.text_or_none("holder", 140).value_or("");
  command.reference = in.text_or_none("reference", 140).value_or("");
  command.purpose = in.text_or_none("purpose", 140).value_or("");
  if (auto error = in.finish()) return *error;
  if (named.lost) return std::move(*named.lost);
  if (named.destination) command.destination = std::move(*named.destination);
  decoded.card_payment = named.card_payment;
  return decoded;
}

Result<DecodedChange> decode_change(const Request& request) {
  DecodedChange decoded;
  ChangeRecipient& command = decoded.command;
  const auto id = id_of(request);
  if (!id) return id.error();
  command.id = *id;
  net::JsonReader in(request.body);
  command.version = in.integer("version", 1, INT64_MAX);
  command.name = in.text_or_none("name", 80);
  if (const auto code = in.text_or_none("currency", 4)) command.currency = currency_of(in, *code);
  Named named = destination_of(in);
  command.holder = in.text_or_none("holder", 140);
  command.reference = in.text_or_none("reference", 140);
  command.purpose = in.text_or_none("purpose", 140);
  if (auto error = in.finish()) return *error;
  if (named.lost) return std::move(*named.lost);
  command.destination = std::move(named.destination);
  decoded.card_payment = named.card_payment;
  return decoded;
}

Result<RecipientAt> decode_at(const Request& request) {
  const auto id = id_of(request);
  if (!id) return id.error();
  net::JsonReader in(request.body);
  const std::int64_t version = in.integer("version", 1, INT64_MAX);
  if (auto error = in.finish()) return *error;
  return RecipientAt{*id, version};
}

Result<ListRecipients> decode_list(const Request& request) {
  ListRecipients filter;
  for (const auto& [name, value] : request.query)
    if (!value.empty())
      if (auto read = read_parameter(name, value, filter); !read) return std::move(read).error();
  return filter;
}

}  // namespace bursar::recipients
