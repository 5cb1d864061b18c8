// What no scheme allows: another attempt with a card after a decline that forbids it. Told anew
// from payments and attempts, without the table of declines that the core keeps.
#include "providers/providers.hpp"
#include "simulation/checkers.hpp"

namespace bursar::simulation {
namespace {

using payments::Attempt;
using payments::Payment;
using storage::Tx;

struct Forbidden {
  Instant at;
  std::string reason;
};

// Category 1 of Visa, but for stopped series, which bind only what merchants start.
bool forbids(const Payment& payment, const providers::DeclineReason& reason) {
  return payment.card_brand == "visa" && reason.visa_category == "1" &&
         reason.decline_class != "end_series";
}

std::vector<Payment> by_card(Tx& tx) {
  std::vector<Payment> found;
  payments::PaymentFilter filter;
  filter.limit = 200;
  const auto page = payments::list_payments(tx, ScopeIssuer::installation(), filter);
  for (const Payment& payment : page->rows)
    if (payment.card_id && payment.kind != payments::PaymentKind::payout) found.push_back(payment);
  return found;
}

}  // namespace

void check_caps(World& world) {
  // Instants of a clock that jumped are in no order.
  if (world.clock_off_ms > 0) return;
  world.scratch.db().read([&](Tx& tx) {
    const auto payments = by_card(tx);
    std::map<CardId, Forbidden> first;
    for (const Payment& payment : payments)
      for (const Attempt& attempt : payments::attempts_of(tx, payment.id)) {
        if (attempt.outcome != providers::OutcomeKind::declined || !attempt.resolved_at) continue;
        const auto& reason = providers::decline_of_code(attempt.provider_code, payment.card_brand);
        if (!forbids(payment, reason)) continue;
        const auto [known, fresh] = first.try_emplace(
            payment.card_id, Forbidden{*attempt.resolved_at, std::string(reason.reason)});
        if (!fresh && *attempt.resolved_at < known->second.at)
          known->second.at = *attempt.resolved_at;
      }
    for (const Payment& payment : payments) {
      const auto known = first.find(payment.card_id);
      if (known == first.end() || payment.created_at <= known->second.at) continue;
      if (payments::attempts_of(tx, payment.id).empty()) world.reach("nothing was sent for a card");
      else
        world.report.findings.push_back(
            payment.id.text() + " was sent although its card had been " + known->second.reason);
    }
    return true;
  });
}

}  // namespace bursar::simulation
