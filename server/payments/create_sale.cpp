// create_sale: accepts a sale durably and prepares its first attempt. Nothing is sent here; what
// was accepted is found by the runner even when this process ends right after the commit.
#include <algorithm>

#include <boost/json.hpp>

#include "base/check.hpp"
#include "base/text.hpp"
#include "payments/state_machine.hpp"
#include "payments/store.hpp"
#include "payments/trail.hpp"

namespace bursar::payments {
namespace {

namespace json = boost::json;

constexpr std::int64_t k_amount_max_minor = 1'000'000'000'000'000;
constexpr std::size_t k_metadata_max = 16 * 1024;

struct TextRule {
  std::string_view field;
  const std::string& text;
  std::size_t bytes_max;
};

// Rule D-02 on the way in: a card number in a free text would be kept for ever.
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

Result<void> validate(const CreateSale& command) {
  if (command.amount.minor < 1 || command.amount.minor > k_amount_max_minor)
    return invalid("amount_minor", "out_of_range",
                   "must be from 1 to " + std::to_string(k_amount_max_minor));
  if (command.amount.currency == Currency())
    return invalid("currency", "unknown_currency", "is missing");
  const std::array<TextRule, 13> rules{{{"external_id", command.external_id, 255},
                                        {"buyer_id", command.buyer_id, 255},
                                        {"payment_method", command.payment_method, 255},
                                        {"success_url", command.success_url, 2'048},
                                        {"failure_url", command.failure_url, 2'048},
                                        {"return_url", command.return_url, 2'048},
                                        {"callback_url", command.callback_url, 2'048},
                                        {"description", command.description, 1'024},
                                        {"locale", command.locale, 35},
                                        {"buyer_email", command.buyer_email, 254},
                                        {"buyer_first_name", command.buyer_first_name, 255},
                                        {"buyer_last_name", command.buyer_last_name, 255},
                                        {"buyer_ip", command.buyer_ip, 45}}};
  for (const TextRule& rule : rules)
    if (!rule.text.empty())
      if (auto fits = check_text(rule); !fits) return fits;
  if (auto fits = check_metadata(command.metadata); !fits) return fits;
  return check_key(command.idempotency_key);
}

Result<void> may_pay(const merchants::Merchant& merchant, Currency currency) {
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

std::string plan_json(const providers::Route& route) {
  if (route.excluded.empty()) return {};
  json::array excluded;
  for (const providers::Exclusion& one : route.excluded)
    excluded.push_back(
        json::object{{"provider_account_id", one.account.text()}, {"reason", one.reason}});
  return json::serialize(json::object{{"excluded", std::move(excluded)}});
}

Payment payment_of(const CreateSale& command, const merchants::Merchant& merchant,
                   const providers::Route& route, PaymentId id) {
  Payment payment;
  payment.id = id;
  payment.company_id = merchant.company_id;
  payment.merchant_id = merchant.id;
  payment.project_id = merchant.default_project_id;
  payment.merchant_name = merchant.name;
  payment.external_id = command.external_id;
  payment.buyer_id = command.buyer_id;
  payment.method = command.card ? route.method : "test_payer";
  payment.provider_account_id = route.account;
  payment.amount = command.amount;
  payment.success_url = command.success_url;
  payment.failure_url = command.failure_url;
  payment.return_url = command.return_url;
  payment.callback_url = command.callback_url;
  payment.description = command.description;
  payment.locale = command.locale;
  payment.metadata = command.metadata.empty() ? "{}" : command.metadata;
  payment.buyer_email = command.buyer_email;
  payment.buyer_first_name = command.buyer_first_name;
  payment.buyer_last_name = command.buyer_last_name;
  payment.buyer_ip = command.buyer_ip;
  payment.routing_plan = plan_json(route);
  // The instant of the id, so that a date filter and the shown time never disagree.
  payment.created_at = key_instant(id.key);
  payment.updated_at = payment.created_at;
  return payment;
}

// The first result again, or the refusal of a key that stands for another request.
Result<Created> replay(storage::Tx& tx, const store::KeyOwner& owner, const CreateSale& command) {
  if (owner.request_hash != command.request_hash)
    return conflict("idempotency_key_reused",
                    "the idempotency key stands for another request already");
  auto payment = store::load_payment(tx, PaymentId{owner.id});
  check(payment.has_value(), "an idempotency key names a payment");
  const auto operations = operations_of(tx, payment->id);
  check(!operations.empty(), "a payment has an operation");
  const AttemptId attempt = store::first_attempt(tx, operations.front().id);
  return Created{std::move(*payment), attempt, true};
}

Error duplicate_order(PaymentId existing, const std::string& external_id) {
  Error error =
      conflict("duplicate_order_id", "order id '" + external_id + "' has a payment already");
  error.details.emplace_back("payment_id", existing.text());
  return error;
}

Operation sale_operation(const Call& call, const Payment& payment) {
  Operation operation;
  operation.id = call.ids.next<OperationId>();
  operation.payment_id = payment.id;
  operation.seq = 1;
  operation.type = OperationType::sale;
  operation.state = OperationState::queued;
  operation.amount = payment.amount;
  operation.requested_by = call.actor.name;
  operation.created_at = payment.created_at;
  return operation;
}

Attempt first_attempt(const Call& call, const Operation& operation, ProviderAccountId account) {
  Attempt attempt;
  attempt.id = call.ids.next<AttemptId>();
  attempt.operation_id = operation.id;
  attempt.seq = 1;
  attempt.provider_account_id = account;
  attempt.prepared_at = call.now;
  return attempt;
}

}  // namespace

Result<Created> create_sale(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                            const CreateSale& command) {
  if (auto valid = validate(command); !valid) return std::move(valid).error();
  const auto merchant = merchants::load_merchant(tx, call.actor.scope, command.merchant_id);
  if (!merchant) return merchant.error();
  const std::string& key = command.idempotency_key;
  if (!key.empty())
    if (const auto owner = store::payment_with_key(tx, merchant->id, key))
      return replay(tx, *owner, command);
  if (auto allowed = may_pay(*merchant, command.amount.currency); !allowed)
    return std::move(allowed).error();
  const auto route = providers::route(
      tx, {merchant->company_id, command.payment_method, command.amount, command.card.has_value()});
  if (!route) return route.error();

  Payment payment = payment_of(command, *merchant, *route, call.ids.next<PaymentId>());
  if (command.card) {
    const vault::Card card =
        vault::store_card(tx, call, keys, merchant->company_id, merchant->id, *command.card);
    payment.card_id = card.id;
    payment.card_brand = card.brand;
    payment.card_last4 = card.last4;
  }
  payment.lifecycle = *next(Lifecycle::created, PaymentEvent::attempt_prepared);
  if (!store::insert_payment(tx, payment, command)) {
    if (const auto owner = store::payment_with_key(tx, merchant->id, key))
      return replay(tx, *owner, command);
    const auto existing =
        store::payment_with_external_id(tx, payment.project_id, payment.external_id);
    check(existing.has_value(), "a payment collides with nothing");
    return duplicate_order(*existing, payment.external_id);
  }
  const Operation operation = sale_operation(call, payment);
  check(store::insert_operation(tx, {operation, {}, "", ""}), "a fresh payment has operations");
  const Attempt attempt = first_attempt(call, operation, payment.provider_account_id);
  const bool has_cvv = command.card && !command.card->cvv.empty();
  store::insert_attempt(tx, attempt, has_cvv);

  const Lifecycle under_way = payment.lifecycle;
  History history;
  payment.lifecycle = Lifecycle::created;
  history.moved(payment, std::nullopt);
  tell(tx, call, "payment.created", payment);
  payment.lifecycle = under_way;
  history.moved(payment, Lifecycle::created, "attempt prepared");
  history.moved(operation, std::nullopt);
  history.write(tx, call, payment.id);
  tell(tx, call, "payment.processing", payment);
  audit_payment(tx, call, "create_sale", payment, "", dimensions_json(payment));
  return Created{std::move(payment), attempt.id, false};
}

}  // namespace bursar::payments
