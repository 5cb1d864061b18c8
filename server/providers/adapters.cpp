// The registry of adapters and the words of the provider interface.
#include "base/check.hpp"
#include "providers/bank/bank.hpp"
#include "providers/crypto/crypto.hpp"
#include "providers/description.hpp"
#include "providers/sim/sim.hpp"
#include "providers/sim/sim_repeat.hpp"
#include "providers/stripe/stripe.hpp"
#include "providers/webhook.hpp"

namespace bursar::providers {

const std::vector<const Adapter*>& all_adapters() {
  static const SimAdapter k_sim;
  static const SimRepeatAdapter k_sim_repeat;
  static const StripeAdapter k_stripe;
  static const CryptoAdapter k_crypto;
  static const BankAdapter k_bank;
  static const std::vector<const Adapter*> k_all{&k_stripe, &k_bank, &k_crypto, &k_sim,
                                                 &k_sim_repeat};
  return k_all;
}

const Adapter* find_adapter(std::string_view name) {
  for (const Adapter* adapter : all_adapters())
    if (adapter->name() == name) return adapter;
  return nullptr;
}

const Description& Adapter::describe() const {
  static const Description k_nothing;
  return k_nothing;
}

WebhookReading Adapter::parse_webhook(const WebhookMessage&) const {
  return {"this provider sends no messages", {}};
}

const Field* find_field(const Description& description, std::string_view name) {
  for (const Field& field : description.fields)
    if (field.name == name) return &field;
  return nullptr;
}

std::string_view word(FieldKind kind) {
  switch (kind) {
    case FieldKind::text: return "text";
    case FieldKind::secret: return "secret";
    case FieldKind::url: return "url";
    case FieldKind::choice: return "choice";
    case FieldKind::number: return "number";
    case FieldKind::iban: return "iban";
  }
  throw Bug("unknown field kind", std::source_location::current());
}

std::string_view word(OutcomeKind kind) {
  switch (kind) {
    case OutcomeKind::approved: return "approved";
    case OutcomeKind::declined: return "declined";
    case OutcomeKind::pending: return "pending";
    case OutcomeKind::not_executed: return "not_executed";
    case OutcomeKind::unknown: return "unknown";
    case OutcomeKind::action: return "action";
    case OutcomeKind::partially_approved: return "partially_approved";
  }
  throw Bug("unknown outcome kind", std::source_location::current());
}

std::string_view word(StoredCredential kind) {
  switch (kind) {
    case StoredCredential::none: return "none";
    case StoredCredential::one_click: return "one_click";
    case StoredCredential::unscheduled: return "unscheduled";
    case StoredCredential::scheduled: return "scheduled";
  }
  throw Bug("unknown stored credential", std::source_location::current());
}

std::string_view word(RequestKind kind) {
  switch (kind) {
    case RequestKind::sale: return "sale";
    case RequestKind::refund: return "refund";
    case RequestKind::query: return "query";
    case RequestKind::authorize: return "authorize";
    case RequestKind::capture: return "capture";
    case RequestKind::void_: return "void";
    case RequestKind::increment: return "increment";
    case RequestKind::verify: return "verify";
    case RequestKind::payout: return "payout";
    case RequestKind::reverse: return "reverse";
    case RequestKind::ping: return "ping";
  }
  throw Bug("unknown request kind", std::source_location::current());
}

}  // namespace bursar::providers
