// Translates an act that moves money out into the content its confirmation is bound to.
#include "app/confirm_money.hpp"

#include "identity/http.hpp"
#include "identity/operation_code.hpp"

namespace bursar::app {

Result<std::optional<Error>> confirm_money(const identity::Settings& settings, storage::Tx& tx,
                                           const Call& call, const payments::MoneyAct& act,
                                           const net::Request& request) {
  identity::OperationContent content;
  content.operation = act.operation;
  content.subject = act.intent;
  content.noun = act.noun;
  content.totals = {act.amount};
  content.recipient = act.recipient;
  content.recipient_key = act.recipient_key;
  content.company = act.company;
  content.merchant = act.merchant;
  // A payout always takes a code of its own; what a refund takes depends on its amount and age.
  const auto level = act.paid_at ? identity::refund_level(identity::security_policy(tx), act.amount,
                                                          *act.paid_at, call.now)
                                 : identity::AssuranceLevel::l4;
  return identity::pass_gate(tx, call, settings, content, level, identity::presented_in(request));
}

}  // namespace bursar::app
