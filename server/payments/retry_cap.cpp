// Questions to the schemes' limits, and what counts towards them.
#include "payments/retry_cap.hpp"

#include <algorithm>
#include <array>

namespace bursar::payments {

routing::CapQuestion cap_question(storage::Tx& tx, const Payment& payment,
                                  const routing::Cascade& cascade, Instant now) {
  routing::CapQuestion question;
  question.card = payment.card_id;
  question.scheme = payment.card_brand;
  question.amount = payment.amount;
  question.now = now;
  question.never_only = !cascade.respects_scheme_caps;
  if (!payment.has_terms) return question;
  const Terms terms = terms_of(tx, payment.id);
  question.is_merchant_initiated = !terms.customer_present && !terms.moto;
  if (terms.parent) question.agreed_at = key_instant(terms.parent.key);
  return question;
}

std::string_view decline_reason_of(const routing::CapHit& hit) {
  return hit.is_never() ? "retry_forbidden" : "retry_cap_reached";
}

void note_decline(storage::Tx& tx, const store::Context& context,
                  const providers::Outcome& outcome) {
  constexpr std::array<std::string_view, 3> k_not_the_issuers{"ours", "customer", "in_doubt"};
  const OperationType type = context.operation.type;
  const bool asks_issuer = type == OperationType::sale || type == OperationType::auth ||
                           type == OperationType::verification;
  if (outcome.kind != providers::OutcomeKind::declined || outcome.contradicts || !asks_issuer ||
      !context.payment.card_id)
    return;
  const std::string_view decline_class =
      providers::decline_reason(outcome.decline_reason).decline_class;
  if (std::find(k_not_the_issuers.begin(), k_not_the_issuers.end(), decline_class) !=
      k_not_the_issuers.end())
    return;
  routing::note_decline(tx, {context.payment.card_id, context.attempt.id, context.payment.amount,
                             outcome.decline_reason, outcome.advice_code});
}

}  // namespace bursar::payments
