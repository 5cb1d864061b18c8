// Rules of fields that requests share.
#include "payments/request_check.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "base/text.hpp"
#include "vault/vault.hpp"

namespace bursar::payments {
namespace {

namespace json = boost::json;

constexpr std::size_t k_metadata_max = 16 * 1024;

}  // namespace

Result<void> check_text(const TextRule& rule) {
  if (rule.text.size() > rule.bytes_max)
    return invalid(std::string(rule.field), "too_long",
                   "must have at most " + std::to_string(rule.bytes_max) + " bytes");
  if (!is_printable_utf8(rule.text))
    return invalid(std::string(rule.field), "invalid_text", "must be printable text");
  if (vault::contains_card_number(rule.text))
    return invalid(std::string(rule.field), "card_number_not_allowed",
                   "must not hold a card number");
  return ok();
}

Result<void> check_metadata(const std::string& metadata) {
  if (metadata.empty() || metadata == "{}") return ok();
  if (auto fits = check_text({"metadata", metadata, k_metadata_max}); !fits) return fits;
  boost::system::error_code failure;
  const json::value parsed = json::parse(metadata, failure);
  if (failure || !parsed.is_object())
    return invalid("metadata", "invalid_metadata", "must be a JSON object");
  return ok();
}

Result<void> check_key(const std::string& key) {
  const bool plain =
      std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (plain && key.size() <= 255) return ok();
  return invalid("idempotency_key", "invalid_idempotency_key",
                 "must be 1 to 255 printable ASCII characters");
}

Result<void> check_second_request(std::optional<std::int64_t> amount_minor,
                                  const std::string& reason, const std::string& merchant_reference,
                                  const std::string& idempotency_key) {
  if (amount_minor && (*amount_minor < 1 || *amount_minor > k_amount_max_minor))
    return invalid("amount_minor", "out_of_range",
                   "must be from 1 to " + std::to_string(k_amount_max_minor));
  if (auto fits = check_text({"reason", reason, 500}); !fits) return fits;
  if (auto fits = check_text({"merchant_reference", merchant_reference, 255}); !fits) return fits;
  return check_key(idempotency_key);
}

Result<void> may_trade(const merchants::Merchant& merchant, Currency currency) {
  using merchants::MerchantState;
  if (merchant.state != MerchantState::active && merchant.state != MerchantState::limited)
    return refused("merchant_inactive", "the merchant is " + std::string(word(merchant.state)) +
                                            " and takes no payments");
  const auto& allowed = merchant.allowed_currencies;
  if (std::find(allowed.begin(), allowed.end(), currency) == allowed.end())
    return refused("currency_not_allowed",
                   "the merchant does not take " + std::string(currency.code()));
  return ok();
}

Result<void> may_take(const merchants::Merchant& merchant, std::string_view method) {
  const std::string_view kind = method == "test_payer" ? "card" : method;
  if (merchant.takes(kind)) return ok();
  Error error = refused("payment_method_not_allowed",
                        "the merchant does not take payments by " + std::string(kind));
  error.details.emplace_back("method", kind);
  return error;
}

}  // namespace bursar::payments
