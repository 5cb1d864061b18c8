// Translates acts of recipients into the content their code is bound to, and earlier payments into
// their cards.
#include "app/recipient_desk.hpp"

#include "identity/http.hpp"
#include "identity/operation_code.hpp"
#include "payments/payments.hpp"

namespace bursar::app {
namespace {

// Bound to the destination and to the version that was read: whatever changes makes it worthless.
Result<std::optional<Error>> confirm(const identity::Settings& settings, storage::Tx& tx,
                                     const Call& call, const recipients::RecipientAct& act,
                                     const net::Request& request) {
  identity::OperationContent content;
  content.operation = act.operation;
  content.subject = act.intent;
  content.noun = act.noun;
  content.recipient = act.recipient;
  content.recipient_key = act.recipient_key;
  content.company = act.company;
  content.merchant = act.merchant;
  return identity::pass_gate(tx, call, settings, content, identity::AssuranceLevel::l4,
                             identity::presented_in(request));
}

Result<recipients::CardOf> card_of(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                                   MerchantId merchant, PaymentId id) {
  const auto payment = payments::load_payment(tx, call.actor.scope, id);
  if (!payment || payment->merchant_id != merchant || !payment->card_id) {
    Error error = not_found("a payment by card with this id");
    error.field = "card_payment_id";
    return error;
  }
  payments::CreatePayout payout;
  payout.merchant_id = merchant;
  payout.card_of = id;
  const auto target = payments::payout_target(tx, call, keys, payout);
  if (!target) return target.error();
  return recipients::CardOf{id, payment->card_id, target->display};
}

}  // namespace

recipients::Services recipient_services(Core& core, gate::Gate& gate) {
  return {core.db(),
          core.ports(),
          core.keys(),
          &gate,
          [&keys = core.keys()](storage::Tx& tx, const Call& call, MerchantId merchant,
                                PaymentId payment) {
            return card_of(tx, call, keys, merchant, payment);
          },
          [&settings = core.settings()](
              storage::Tx& tx, const Call& call, const recipients::RecipientAct& act,
              const net::Request& request) { return confirm(settings, tx, call, act, request); }};
}

}  // namespace bursar::app
