// Merchants' policies: one rule each, and a request that says something always wins.
#include "payments/payment_policy.hpp"

namespace bursar::payments {
namespace {

using merchants::CapturePolicy;

/// Payments below this need no authentication by the rules for low values; in EUR alone.
constexpr std::int64_t k_low_value_minor = 3'000;

bool has_wish(const Terms& terms) {
  return !terms.three_ds_preference.empty() || !terms.three_ds_exemption.empty();
}

HoldStep step_of(CapturePolicy policy) {
  switch (policy) {
    case CapturePolicy::hold_then_capture: return HoldStep::capture;
    case CapturePolicy::hold_then_cancel: return HoldStep::cancel;
    default: return HoldStep::none;
  }
}

}  // namespace

Terms terms_for(const CreateSale& command, const merchants::Merchant& merchant) {
  Terms terms = command.terms;
  const bool by_card = command.card.has_value() || static_cast<bool>(terms.parent);
  if (has_wish(terms) || !by_card || terms.moto || !terms.customer_present) return terms;
  const merchants::PaymentPolicy& policy = merchant.policy;
  const bool settled = command.amount.currency == merchant.settlement_currency;
  const std::int64_t minor = command.amount.minor;
  // A card that is to be stored is authenticated whatever its first amount.
  const bool stores = terms.stored_credential != providers::StoredCredential::none && !terms.parent;
  if (stores) return terms;
  if (settled && policy.challenge_from_minor > 0 && minor >= policy.challenge_from_minor)
    terms.three_ds_preference = "challenge";
  else if (policy.exempts_low_value && command.amount.currency == Currency::of("EUR") &&
           minor < k_low_value_minor)
    terms.three_ds_exemption = "low_value";
  else if (settled && policy.exempt_below_minor > 0 && minor < policy.exempt_below_minor)
    terms.three_ds_exemption = "tra";
  return terms;
}

void take_capture_policy(const CreateSale& command, const merchants::Merchant& merchant,
                         Payment& payment) {
  if (command.kind == PaymentKind::verification) return;
  const CapturePolicy policy = merchant.policy.capture;
  // Only cards can be held.
  const bool by_card = command.card.has_value() || static_cast<bool>(command.terms.parent);
  const bool holds = by_card && policy != CapturePolicy::automatic;
  payment.capture_mode =
      command.capture_mode.value_or(holds ? CaptureMode::manual : CaptureMode::automatic);
  if (payment.capture_mode != CaptureMode::manual) return;
  payment.hold_step = command.hold_step == HoldStep::none ? step_of(policy) : command.hold_step;
}

}  // namespace bursar::payments
