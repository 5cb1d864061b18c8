// create_sale: accepts a sale durably and prepares its first attempt. Nothing is sent here; what
// was accepted is found by the runner even when this process ends right after the commit.
#include <algorithm>

#include <boost/json.hpp>

#include "base/check.hpp"
#include "payments/accept.hpp"
#include "payments/buyer.hpp"
#include "payments/conclude.hpp"
#include "payments/payment_policy.hpp"
#include "payments/request_check.hpp"
#include "payments/retry_cap.hpp"
#include "payments/review.hpp"
#include "payments/store.hpp"
#include "payments/trail.hpp"
#include "routing/routing.hpp"

namespace bursar::payments {
namespace {

namespace json = boost::json;

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

Result<void> check_terms(const CreateSale& command) {
  const Terms& terms = command.terms;
  if (!is_one_of(terms.three_ds_preference, {"", "challenge", "frictionless"}))
    return invalid("three_ds_preference", "unknown_value", "must be challenge or frictionless");
  if (!is_one_of(terms.three_ds_exemption, {"", "low_value", "tra", "mit", "trusted", "corporate"}))
    return invalid("three_ds_exemption", "unknown_value",
                   "must be low_value, tra, mit, trusted or corporate");
  if (command.hold_step != HoldStep::none && command.capture_mode != CaptureMode::manual)
    return invalid("hold_step", "not_a_hold", "needs an authorisation that is captured later");
  if (terms.parent && command.card)
    return invalid("card", "one_card", "is stored with the earlier payment already");
  if (!terms.customer_present && !terms.parent && !terms.moto)
    return invalid("parent_payment_id", "missing",
                   "is needed when the merchant starts a payment with a stored card");
  return ok();
}

Result<void> validate(const CreateSale& command) {
  const bool verification = command.kind == PaymentKind::verification;
  if (verification && command.amount.minor != 0)
    return invalid("amount_minor", "out_of_range", "must be 0 for a verification");
  if (!verification && (command.amount.minor < 1 || command.amount.minor > k_amount_max_minor))
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
  if (auto fits = check_terms(command); !fits) return fits;
  return check_key(command.idempotency_key);
}

Payment payment_of(const CreateSale& command, const merchants::Merchant& merchant, PaymentId id) {
  Payment payment;
  payment.id = id;
  payment.company_id = merchant.company_id;
  payment.merchant_id = merchant.id;
  payment.project_id = merchant.default_project_id;
  payment.kind = command.kind;
  payment.merchant_name = merchant.name;
  payment.external_id = command.external_id;
  payment.buyer_id = command.buyer_id;
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
  // The instant of the id, so that a date filter and the shown time never disagree.
  payment.created_at = key_instant(id.key);
  payment.updated_at = payment.created_at;
  return payment;
}

OperationType type_of(const Payment& payment) {
  if (payment.kind == PaymentKind::verification) return OperationType::verification;
  return payment.capture_mode == CaptureMode::manual ? OperationType::auth : OperationType::sale;
}

bool is_plain(const Terms& terms) {
  return !terms.moto && terms.stored_credential == providers::StoredCredential::none &&
         terms.customer_present && !terms.parent && terms.three_ds_preference.empty() &&
         terms.three_ds_exemption.empty();
}

// The card of an earlier payment of the same merchant and buyer that was allowed to keep it.
struct StoredCard {
  CardId card;
  std::string brand, last4, network_transaction_id;
};
Result<std::optional<StoredCard>> stored_card(storage::Tx& tx, const Call& call,
                                              const CreateSale& command) {
  const PaymentId parent_id = command.terms.parent;
  if (!parent_id) return std::optional<StoredCard>();
  const auto parent = load_payment(tx, call.actor.scope, parent_id);
  if (!parent || parent->merchant_id != command.merchant_id) return not_found(PaymentTag::k_noun);
  const Terms terms = terms_of(tx, parent_id);
  const bool stored = parent->card_id &&
                      terms.stored_credential != providers::StoredCredential::none &&
                      (parent->authorized_minor > 0 || parent->captured_minor > 0 ||
                       parent->lifecycle == Lifecycle::verified);
  if (!stored || parent->buyer_id != command.buyer_id)
    return refused("card_not_stored",
                   "payment " + parent_id.text() + " did not store a card for this customer");
  return std::optional(StoredCard{parent->card_id, parent->card_brand, parent->card_last4,
                                  terms.network_transaction_id});
}

routing::Subject subject_of(const Call& call, const CreateSale& command,
                            const merchants::Merchant& merchant, const Payment& payment) {
  routing::Subject subject;
  subject.company = payment.company_id;
  subject.merchant = payment.merchant_id;
  subject.merchant_text = payment.merchant_id.text();
  subject.merchant_mcc = merchant.mcc;
  subject.payment = payment.id;
  subject.method_or_id = command.payment_method;
  subject.amount = command.amount;
  subject.kind = order_kind(type_of(payment));
  subject.has_card = static_cast<bool>(payment.card_id);
  subject.card_scheme = payment.card_brand;
  subject.card_key = payment.card_id.text();
  subject.customer_id = command.buyer_id;
  subject.email = command.buyer_email;
  subject.ip = command.buyer_ip;
  subject.stored_credential = providers::word(command.terms.stored_credential);
  subject.three_ds = command.terms.three_ds_preference;
  subject.is_moto = command.terms.moto;
  subject.is_customer_present = command.terms.customer_present;
  if (command.terms.parent) subject.agreed_at = key_instant(command.terms.parent.key);
  subject.now = call.now;
  subject.find_history = [merchant = payment.merchant_id, buyer = payment.buyer_id,
                          now = call.now](storage::Tx& tx) {
    const BuyerCounts counts = count_payments_of_buyer(tx, merchant, buyer, now);
    return routing::History{counts.payments, counts.paid, 0, 0};
  };
  return subject;
}

// Chooses the account and keeps the plan on the payment.
Result<routing::Plan> take_route(storage::Tx& tx, const Call& call, const routing::Subject& subject,
                                 Payment& payment) {
  auto plan = routing::decide(tx, call, subject);
  if (!plan) return plan;
  const routing::Choice& first = plan->choices.front();
  const bool by_nobody = first.method == "card" && !subject.has_card;
  payment.method = by_nobody ? "test_payer" : first.method;
  payment.provider_account_id = first.account;
  payment.routing_plan = routing::plan_json(*plan);
  return plan;
}

Operation first_operation(const Call& call, const Payment& payment, OperationType type) {
  Operation operation;
  operation.id = call.ids.next<OperationId>();
  operation.payment_id = payment.id;
  operation.seq = 1;
  operation.type = type;
  operation.state = OperationState::queued;
  operation.amount = payment.amount;
  operation.requested_by = call.actor.name;
  operation.created_at = payment.created_at;
  return operation;
}

// How a payment begins: under way, waiting for people, or refused before anything was sent.
struct Beginning {
  const gate::Demand* demand = nullptr;
  const routing::CapHit* refusal = nullptr;
  std::string why() const {
    if (refusal != nullptr) return text_of(*refusal);
    return demand != nullptr ? wait_reason(*demand) : "attempt prepared";
  }
};

void leave_trail(storage::Tx& tx, const Call& call, Payment payment, const Operation& operation,
                 const Beginning& beginning) {
  const Lifecycle begun = payment.lifecycle;
  const bool purchase = payment.kind == PaymentKind::purchase;
  const std::string why = beginning.why();
  const std::string refused = beginning.refusal == nullptr ? std::string() : why;
  History history;
  payment.lifecycle = Lifecycle::created;
  history.moved(payment, std::nullopt);
  tell(tx, call, purchase ? "payment.created" : "verification.created", payment);
  payment.lifecycle = begun;
  history.moved(payment, Lifecycle::created, why);
  history.moved(operation, std::nullopt, refused);
  history.write(tx, call, payment.id);
  if (!refused.empty())
    tell(tx, call, purchase ? "payment.declined" : "verification.declined", payment);
  else if (purchase)
    tell(tx, call, beginning.demand ? "payment.review" : "payment.processing", payment);
  audit_payment(tx, call, "create_sale", payment, "", dimensions_json(payment), refused);
}

// Recorded like every other decline, with nothing sent. Payment and operation are inserted.
void refuse_by_cap(storage::Tx& tx, const Call& call, Payment& payment, Operation operation,
                   const routing::CapHit& hit) {
  payment.decline_reason = operation.decline_reason = decline_reason_of(hit);
  payment.completed_at = operation.completed_at = call.now;
  operation.provider_message = text_of(hit);
  store::save_operation(tx, operation);
  store::save_payment(tx, payment, call.now);
  leave_trail(tx, call, payment, operation, {.refusal = &hit});
}

}  // namespace

Result<Created> create_sale(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                            const CreateSale& command, gate::Gate* gate) {
  if (auto valid = validate(command); !valid) return std::move(valid).error();
  const auto merchant = merchants::load_merchant(tx, call.actor.scope, command.merchant_id);
  if (!merchant) return merchant.error();
  const std::string& key = command.idempotency_key;
  if (!key.empty())
    if (const auto owner = store::payment_with_key(tx, merchant->id, key))
      return replay_payment(tx, *owner, command.request_hash);
  if (auto allowed = may_trade(*merchant, command.amount.currency); !allowed)
    return std::move(allowed).error();
  const auto stored = stored_card(tx, call, command);
  if (!stored) return stored.error();

  Payment payment = payment_of(command, *merchant, call.ids.next<PaymentId>());
  std::string card_bin;
  if (command.card) {
    const vault::Card card =
        vault::store_card(tx, call, keys, merchant->company_id, merchant->id, *command.card);
    payment.card_id = card.id;
    payment.card_brand = card.brand;
    payment.card_last4 = card.last4;
    card_bin = card.bin;
  }
  Terms terms = terms_for(command, *merchant);
  take_capture_policy(command, *merchant, payment);
  if (*stored) {
    payment.card_id = (*stored)->card;
    payment.card_brand = (*stored)->brand;
    payment.card_last4 = (*stored)->last4;
    terms.network_transaction_id = (*stored)->network_transaction_id;
  }
  routing::Subject subject = subject_of(call, command, *merchant, payment);
  subject.card_bin = std::move(card_bin);
  const auto plan = take_route(tx, call, subject, payment);
  if (!plan) return plan.error();
  if (auto taken = may_take(*merchant, payment.method); !taken) return std::move(taken).error();
  payment.has_terms = !is_plain(terms);
  const bool refused = plan->refusal.has_value();
  const auto demand = refused ? std::nullopt : demand_on(tx, call, gate, payment, subject);
  payment.lifecycle = *next(Lifecycle::created, refused  ? PaymentEvent::refused_by_us
                                                : demand ? PaymentEvent::review_needed
                                                         : PaymentEvent::attempt_prepared);
  const store::RequestKey request{key, command.request_hash};
  if (!store::insert_payment(tx, payment, request)) return collided_payment(tx, payment, request);
  if (payment.has_terms) store::insert_terms(tx, payment.id, terms);
  Operation operation = first_operation(call, payment, type_of(payment));
  if (demand) operation.state = OperationState::approval;
  if (refused) operation.state = OperationState::declined;
  check(store::insert_operation(tx, {operation, {}, "", ""}), "a fresh payment has operations");
  if (refused) {
    refuse_by_cap(tx, call, payment, operation, *plan->refusal);
    return Created{std::move(payment), {}, false};
  }
  leave_trail(tx, call, payment, operation, {.demand = demand ? &*demand : nullptr});
  if (demand) {
    if (auto kept = ask_people(tx, call, *gate, payment, *demand); !kept) return kept.error();
    return Created{std::move(payment), {}, false};
  }
  const bool has_cvv = command.card && !command.card->cvv.empty();
  const AttemptId attempt =
      prepare_attempt(tx, call, operation.id, payment.provider_account_id, 1, has_cvv);
  return Created{std::move(payment), attempt, false};
}

}  // namespace bursar::payments
