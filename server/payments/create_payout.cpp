// create_payout: reserve first. The amount leaves the merchant's available balance before an
// attempt exists that could be sent.
#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "payments/accept.hpp"
#include "payments/books.hpp"
#include "payments/conclude.hpp"
#include "payments/order.hpp"
#include "payments/request_check.hpp"
#include "payments/review.hpp"
#include "payments/store.hpp"
#include "payments/trail.hpp"
#include "routing/routing.hpp"

namespace bursar::payments {
namespace {

Result<void> validate(const CreatePayout& command) {
  if (command.amount.minor < 1 || command.amount.minor > k_amount_max_minor)
    return invalid("amount_minor", "out_of_range",
                   "must be from 1 to " + std::to_string(k_amount_max_minor));
  if (command.amount.currency == Currency())
    return invalid("currency", "unknown_currency", "is missing");
  const std::array<TextRule, 8> rules{{{"external_id", command.external_id, 255},
                                       {"buyer_id", command.buyer_id, 255},
                                       {"payment_method", command.payment_method, 255},
                                       {"holder", command.holder, 140},
                                       {"description", command.description, 140},
                                       {"callback_url", command.callback_url, 2'048},
                                       {"buyer_email", command.buyer_email, 254},
                                       {"bic", command.bic, 11}}};
  for (const TextRule& rule : rules)
    if (auto fits = check_text(rule); !fits) return fits;
  if (auto fits = check_metadata(command.metadata); !fits) return fits;
  return check_key(command.idempotency_key);
}

bool is_upper_alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); }

// ISO 13616: country, check digits, up to 30 characters; the whole modulo 97 is 1.
bool is_iban(std::string_view text) {
  if (text.size() < 15 || text.size() > 34 ||
      !std::all_of(text.begin(), text.end(), is_upper_alnum))
    return false;
  const auto letter = [&](std::size_t at) { return text[at] >= 'A'; };
  if (!letter(0) || !letter(1) || letter(2) || letter(3)) return false;
  std::int64_t rest = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[(i + 4) % text.size()];
    rest = c >= 'A' ? (rest * 100 + (c - 'A' + 10)) % 97 : (rest * 10 + (c - '0')) % 97;
  }
  return rest == 1;
}

std::string squeezed(std::string text) {
  std::erase(text, ' ');
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

std::string ends(std::string_view text) {
  return std::string(text.substr(0, 4)) + " •••• " + std::string(text.substr(text.size() - 4));
}

Result<PayoutTarget> to_iban(const CreatePayout& command) {
  const std::string iban = squeezed(command.iban);
  if (!is_iban(iban))
    return invalid("iban", "invalid_iban", "is not an IBAN: length or check digits are wrong");
  const std::string bic = squeezed(command.bic);
  if (!bic.empty() && bic.size() != 8 && bic.size() != 11)
    return invalid("bic", "invalid_bic", "must have 8 or 11 characters");
  if (command.holder.empty())
    return invalid("holder", "missing", "is needed for a payout to a bank account");
  return PayoutTarget{"iban", ends(iban), "iban:" + iban};
}

Result<PayoutTarget> to_address(const CreatePayout& command) {
  const std::string& address = command.address;
  const bool plain = address.size() >= 20 && address.size() <= 110 &&
                     std::all_of(address.begin(), address.end(), [](char c) {
                       return is_upper_alnum(c) || (c >= 'a' && c <= 'z');
                     });
  if (!plain) return invalid("address", "invalid_address", "must be 20 to 110 letters and digits");
  return PayoutTarget{"address", ends(address), "address:" + address};
}

Payment payment_of(const CreatePayout& command, const merchants::Merchant& merchant, PaymentId id) {
  Payment payment;
  payment.id = id;
  payment.kind = PaymentKind::payout;
  payment.company_id = merchant.company_id;
  payment.merchant_id = merchant.id;
  payment.project_id = merchant.default_project_id;
  payment.merchant_name = merchant.name;
  payment.external_id = command.external_id;
  payment.buyer_id = command.buyer_id;
  payment.method = !command.iban.empty()      ? "bank_transfer"
                   : !command.address.empty() ? "crypto"
                                              : "card";
  payment.amount = command.amount;
  payment.description = command.description;
  payment.callback_url = command.callback_url;
  payment.metadata = command.metadata.empty() ? "{}" : command.metadata;
  payment.buyer_email = command.buyer_email;
  payment.created_at = key_instant(id.key);
  payment.updated_at = payment.created_at;
  return payment;
}

// The card it goes to, and the first digits of one that was typed in.
std::string take_card(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                      const CreatePayout& command, Payment& payment) {
  if (command.card) {
    const vault::Card card =
        vault::store_card(tx, call, keys, payment.company_id, payment.merchant_id, *command.card);
    payment.card_id = card.id;
    payment.card_brand = card.brand;
    payment.card_last4 = card.last4;
    return card.bin;
  }
  if (command.card_of) {
    const auto earlier = store::load_payment(tx, command.card_of);
    check(earlier.has_value(), "the target was found");
    payment.card_id = earlier->card_id;
    payment.card_brand = earlier->card_brand;
    payment.card_last4 = earlier->card_last4;
  }
  return {};
}

routing::Subject subject_of(const Call& call, const CreatePayout& command,
                            const merchants::Merchant& merchant, const Payment& payment) {
  routing::Subject subject;
  subject.company = payment.company_id;
  subject.merchant = payment.merchant_id;
  subject.merchant_text = payment.merchant_id.text();
  subject.merchant_mcc = merchant.mcc;
  subject.payment = payment.id;
  subject.method_or_id = command.payment_method;
  subject.amount = command.amount;
  subject.kind = providers::RequestKind::payout;
  subject.has_card = static_cast<bool>(payment.card_id);
  subject.card_scheme = payment.card_brand;
  subject.card_key = payment.card_id.text();
  subject.customer_id = command.buyer_id;
  subject.email = command.buyer_email;
  subject.now = call.now;
  return subject;
}

Operation operation_of(const Call& call, const Payment& payment) {
  Operation operation;
  operation.id = call.ids.next<OperationId>();
  operation.payment_id = payment.id;
  operation.seq = 1;
  operation.type = OperationType::payout;
  operation.state = OperationState::queued;
  operation.amount = payment.amount;
  operation.requested_by = call.actor.name;
  operation.reason = payment.description;
  operation.created_at = payment.created_at;
  return operation;
}

void leave_trail(storage::Tx& tx, const Call& call, Payment payment, const Operation& operation,
                 const std::optional<gate::Demand>& demand) {
  const Lifecycle begun = payment.lifecycle;
  History history;
  payment.lifecycle = Lifecycle::created;
  history.moved(payment, std::nullopt);
  payment.lifecycle = begun;
  const std::string reason = "amount reserved" + (demand ? "; " + wait_reason(*demand) : "");
  history.moved(payment, Lifecycle::created, reason);
  history.moved(operation, std::nullopt);
  history.write(tx, call, payment.id);
  tell(tx, call, "payout.created", payment, &operation);
  if (demand) tell(tx, call, "payout.review", payment, &operation);
  audit_payment(tx, call, "create_payout", payment, "", dimensions_json(payment), operation.reason);
}

// Reserves and records, and prepares unless people have to look first; the payment's row exists
// already.
Result<AttemptId> prepare(storage::Tx& tx, const Call& call, const Payment& payment,
                          const std::optional<gate::Demand>& demand) {
  store::OperationRow row;
  row.operation = operation_of(call, payment);
  if (demand) row.operation.state = OperationState::approval;
  const auto hold = books::reserve_payout(tx, call, payment, row.operation);
  if (!hold) return hold.error();
  row.hold = *hold;
  check(store::insert_operation(tx, row), "a fresh payment has no operations");
  leave_trail(tx, call, payment, row.operation, demand);
  if (demand) return AttemptId{};
  return prepare_attempt(tx, call, row.operation.id, payment.provider_account_id);
}

}  // namespace

Result<PayoutTarget> payout_target(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                                   const CreatePayout& command) {
  const int named = (command.card_of ? 1 : 0) + (command.card ? 1 : 0) +
                    (command.iban.empty() ? 0 : 1) + (command.address.empty() ? 0 : 1);
  if (named != 1)
    return invalid("card", "one_destination",
                   "name exactly one of card, card_payment_id, iban and address");
  if (!command.iban.empty()) return to_iban(command);
  if (!command.address.empty()) return to_address(command);
  if (command.card_of) {
    const auto payment = load_payment(tx, call.actor.scope, command.card_of);
    if (!payment || payment->merchant_id != command.merchant_id || !payment->card_id)
      return not_found(PaymentTag::k_noun);
    return PayoutTarget{"card", card_label(payment->card_brand, payment->card_last4),
                        "card:" + payment->card_id.text()};
  }
  const vault::CardMark mark = vault::mark_of(keys, *command.card);
  return PayoutTarget{"card", card_label(mark.brand, mark.last4), "card:" + mark.key};
}

routing::Subject payout_facts(storage::Tx& tx, const Call& call, const CreatePayout& command,
                              const merchants::Merchant& merchant) {
  Payment payment = payment_of(command, merchant, {});
  if (command.card_of)
    if (const auto earlier = load_payment(tx, call.actor.scope, command.card_of)) {
      payment.card_id = earlier->card_id;
      payment.card_brand = earlier->card_brand;
    }
  return subject_of(call, command, merchant, payment);
}

Result<Created> create_payout(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                              const CreatePayout& command, gate::Gate* gate) {
  if (auto valid = validate(command); !valid) return std::move(valid).error();
  const auto target = payout_target(tx, call, keys, command);
  if (!target) return target.error();
  const auto merchant = merchants::load_merchant(tx, call.actor.scope, command.merchant_id);
  if (!merchant) return merchant.error();
  if (!command.idempotency_key.empty())
    if (const auto owner = store::payment_with_key(tx, merchant->id, command.idempotency_key))
      return replay_payment(tx, *owner, command.request_hash);
  if (auto allowed = may_trade(*merchant, command.amount.currency); !allowed)
    return std::move(allowed).error();
  Payment payment = payment_of(command, *merchant, call.ids.next<PaymentId>());
  std::string card_bin = take_card(tx, call, keys, command, payment);
  routing::Subject subject = subject_of(call, command, *merchant, payment);
  subject.card_bin = std::move(card_bin);
  // One account takes it; a payout is never tried again by another one.
  const auto plan = routing::decide(tx, call, subject);
  if (!plan) return plan.error();
  payment.provider_account_id = plan->choices.front().account;
  payment.routing_plan = routing::plan_json(*plan);
  const auto demand = demand_on(tx, call, gate, payment, subject);
  payment.lifecycle = *next(Lifecycle::created,
                            demand ? PaymentEvent::review_needed : PaymentEvent::attempt_prepared);
  const store::RequestKey request{command.idempotency_key, command.request_hash};
  if (!store::insert_payment(tx, payment, request)) return collided_payment(tx, payment, request);
  const providers::PayoutDestination destination{squeezed(command.iban), squeezed(command.bic),
                                                 command.address, command.holder};
  store::insert_payout_detail(tx, payment.id, {target->rail, target->display, command.holder},
                              seal_destination(call, keys, payment.id, destination));
  const auto attempt = prepare(tx, call, payment, demand);
  if (!attempt) return attempt.error();
  if (demand)
    if (auto kept = ask_people(tx, call, *gate, payment, *demand); !kept) return kept.error();
  return Created{std::move(payment), *attempt, false};
}

}  // namespace bursar::payments
