// One pass over the payments of a customer; totals never add up different currencies.
#include "customers/gather.hpp"

#include <algorithm>
#include <set>

#include "base/check.hpp"
#include "base/text.hpp"

namespace bursar::customers {
namespace {

using payments::BuyerPayment;
using payments::Lifecycle;
using payments::Payment;

constexpr std::size_t k_newest = 50;

std::string_view stored_word(providers::StoredCredential stored) {
  switch (stored) {
    case providers::StoredCredential::none: return "";
    case providers::StoredCredential::one_click: return "one_click";
    case providers::StoredCredential::unscheduled: return "unscheduled";
    case providers::StoredCredential::scheduled: return "scheduled";
  }
  return "";
}

bool succeeded(const Payment& payment) {
  switch (payment.lifecycle) {
    case Lifecycle::captured:
    case Lifecycle::part_captured:
    case Lifecycle::authorized:
    case Lifecycle::paid:
    case Lifecycle::verified: return true;
    default: return false;
  }
}

void add_totals(std::vector<Totals>& all, const Payment& payment) {
  auto known = std::find_if(all.begin(), all.end(), [&](const Totals& one) {
    return one.currency == payment.amount.currency;
  });
  if (known == all.end()) known = all.insert(all.end(), {payment.amount.currency});
  ++known->payments;
  if (payment.kind == payments::PaymentKind::payout) {
    if (payment.lifecycle == Lifecycle::paid) known->paid_out_minor += payment.amount.minor;
    return;
  }
  known->captured_minor += payment.captured_minor;
  known->refunded_minor += payment.refunded_minor;
}

void add_risk(RiskFigures& risk, const Payment& payment, bool& in_a_row) {
  ++risk.payments;
  const bool declined = payment.lifecycle == Lifecycle::declined;
  risk.succeeded += succeeded(payment) ? 1 : 0;
  risk.declined += declined ? 1 : 0;
  risk.failed += payment.lifecycle == Lifecycle::failed ? 1 : 0;
  risk.in_doubt += payment.in_doubt ? 1 : 0;
  risk.refunded += payment.refund_state == payments::RefundState::none ? 0 : 1;
  risk.disputed += payment.dispute_state == payments::DisputeState::none ? 0 : 1;
  if (in_a_row && declined) ++risk.declined_in_a_row;
  if (succeeded(payment)) in_a_row = false;
}

bool is_expired(const vault::Card& card, Instant now) {
  const std::string month = std::to_string(card.expiry_year) +
                            (card.expiry_month < 10 ? "-0" : "-") +
                            std::to_string(card.expiry_month);
  return month < day_text(utc_day(now)).substr(0, month.size());
}

void add_card(std::vector<CardOnFile>& cards, const BuyerPayment& one, Instant now,
              const CardOf& card_of) {
  const Payment& payment = one.payment;
  if (!payment.card_id) return;
  auto known = std::find_if(cards.begin(), cards.end(),
                            [&](const CardOnFile& card) { return card.id == payment.card_id; });
  if (known == cards.end()) {
    const auto card = card_of(payment.card_id);
    if (!card) return;
    CardOnFile fresh{.id = card->id,
                     .brand = card->brand,
                     .bin = card->bin,
                     .last4 = card->last4,
                     .holder = card->holder,
                     .expiry_month = card->expiry_month,
                     .expiry_year = card->expiry_year,
                     .is_expired = is_expired(*card, now),
                     .last_used_at = payment.created_at};
    known = cards.insert(cards.end(), std::move(fresh));
  }
  ++known->payments;
  const std::string stored(stored_word(one.stored));
  auto& all = known->stored_as;
  if (!stored.empty() && succeeded(payment) &&
      std::find(all.begin(), all.end(), stored) == all.end())
    all.push_back(stored);
}

// What the newest payment that says it calls them.
void name(Customer& customer, const Payment& payment) {
  const auto fill = [](std::string& kept, const std::string& said) {
    if (kept.empty()) kept = said;
  };
  fill(customer.email, payment.buyer_email);
  fill(customer.first_name, payment.buyer_first_name);
  fill(customer.last_name, payment.buyer_last_name);
  fill(customer.ip, payment.buyer_ip);
}

}  // namespace

Customer gather(const std::vector<BuyerPayment>& all, Instant now, const CardOf& card_of) {
  check(!all.empty(), "a customer has paid at least once");
  const Payment& newest = all.front().payment;
  Customer customer;
  customer.company_id = newest.company_id;
  customer.merchant_id = newest.merchant_id;
  customer.merchant_name = newest.merchant_name;
  customer.buyer_id = newest.buyer_id;
  customer.last_seen_at = newest.created_at;
  customer.first_seen_at = all.back().payment.created_at;
  std::set<std::string> emails;
  std::set<std::string> addresses;
  bool in_a_row = true;
  for (const BuyerPayment& one : all) {
    const Payment& payment = one.payment;
    name(customer, payment);
    add_totals(customer.totals, payment);
    add_risk(customer.risk, payment, in_a_row);
    add_card(customer.cards, one, now, card_of);
    if (!payment.buyer_email.empty()) emails.insert(fold_case(payment.buyer_email));
    if (!payment.buyer_ip.empty()) addresses.insert(payment.buyer_ip);
    if (customer.newest.size() < k_newest) customer.newest.push_back(payment);
  }
  customer.risk.distinct_cards = static_cast<std::int64_t>(customer.cards.size());
  customer.risk.distinct_emails = static_cast<std::int64_t>(emails.size());
  customer.risk.distinct_addresses = static_cast<std::int64_t>(addresses.size());
  std::stable_sort(customer.totals.begin(), customer.totals.end(),
                   [](const Totals& a, const Totals& b) { return a.payments > b.payments; });
  return customer;
}

}  // namespace bursar::customers
