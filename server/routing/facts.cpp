// What conditions of routing can speak of: the schema, and a payment's facts in its order.
#include "routing/content.hpp"

#include "base/check.hpp"

namespace bursar::routing {
namespace {

using rules::Type;
using rules::Value;

constexpr std::int64_t k_hour = 3'600'000;

// Days since 1970-01-01, a Thursday; 1 is Monday.
std::int64_t weekday(Instant now) { return (now.ms / k_day_ms + 3) % 7 + 1; }

Value text_or_missing(const std::string& text) {
  return text.empty() ? Value::missing(Type::string) : Value::string(text);
}

Value count(const Subject& subject, std::int64_t History::*member) {
  return subject.history ? Value::integer((*subject.history).*member)
                         : Value::missing(Type::integer);
}

rules::Schema make_schema() {
  return {{{"payment.amount", Type::money, false, {}},
           {"payment.currency", Type::string, false, {}},
           {"payment.method",
            Type::string,
            false,
            {"card", "bank_transfer", "wallet", "bnpl", "crypto"}},
           {"payment.operation", Type::string, false, {"sale", "authorize", "verify", "payout"}},
           {"payment.stored_credential",
            Type::string,
            false,
            {"none", "one_click", "unscheduled", "scheduled"}},
           {"payment.is_moto", Type::boolean, false, {}},
           {"payment.is_customer_present", Type::boolean, false, {}},
           {"card.scheme", Type::string, false, {"visa", "mastercard", "amex"}},
           {"card.bin", Type::string, false, {}},
           {"customer.id", Type::string, false, {}},
           {"customer.email", Type::string, false, {}},
           {"customer.country", Type::string, false, {}},
           {"ip.address", Type::ip, false, {}},
           {"merchant.id", Type::string, false, {}},
           {"merchant.mcc", Type::string, false, {}},
           {"three_ds.preference", Type::string, false, {"challenge", "frictionless"}},
           {"time.hour", Type::integer, false, {}},
           {"time.weekday", Type::integer, false, {}},
           {"history.customer_payments", Type::integer, false, {}},
           {"history.customer_paid", Type::integer, false, {}},
           {"history.card_declines_24h", Type::integer, false, {}},
           {"history.card_declines", Type::integer, false, {}},
           {"route.attempt", Type::integer, false, {}},
           {"route.last_decline_class", Type::string, false, {"soft", "technical"}}},
          {},
          {}};
}

}  // namespace

const rules::Schema& schema() {
  static const rules::Schema schema = make_schema();
  return schema;
}

// In the order of make_schema().
std::vector<Value> facts_of(const Subject& subject) {
  const bool is_pinned = subject.method_or_id.starts_with(ProviderAccountTag::k_prefix);
  std::vector<Value> facts{
      Value::money(subject.amount),
      Value::string(subject.amount.currency.code()),
      is_pinned ? Value::missing(Type::string) : Value::string(subject.method_or_id),
      Value::string(providers::word(subject.kind)),
      Value::string(subject.stored_credential.empty() ? "none" : subject.stored_credential),
      Value::boolean(subject.is_moto),
      Value::boolean(subject.is_customer_present),
      text_or_missing(subject.card_scheme),
      text_or_missing(subject.card_bin),
      text_or_missing(subject.customer_id),
      text_or_missing(subject.email),
      text_or_missing(subject.country),
      Value::ip(subject.ip),
      text_or_missing(subject.merchant_text),
      text_or_missing(subject.merchant_mcc),
      text_or_missing(subject.three_ds),
      Value::integer(subject.now.ms / k_hour % 24),
      Value::integer(weekday(subject.now)),
      count(subject, &History::customer_payments),
      count(subject, &History::customer_paid),
      count(subject, &History::card_declines_24h),
      count(subject, &History::card_declines),
      Value::integer(subject.attempt),
      text_or_missing(subject.last_decline_class)};
  check(facts.size() == schema().fields.size(), "every field of the schema has its fact");
  return facts;
}

}  // namespace bursar::routing
