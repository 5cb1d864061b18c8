// Translates an act that moves money out into the content its confirmation is bound to.
#include "app/confirm_money.hpp"

#include "identity/assurance_level.hpp"
#include "identity/http.hpp"
#include "identity/http_confirm_act.hpp"
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

Result<std::optional<Error>> confirm_erasure(const identity::Settings& settings, storage::Tx& tx,
                                             const Call& call, const customers::Erasing& act,
                                             const net::Request& request) {
  const identity::ActContent content{"erase_customer", act.merchant.text() + ":" + act.buyer_id,
                                     "erasure of the customer " + act.buyer_id, act.company,
                                     act.merchant};
  return identity::confirm_act(tx, call, settings, content, request);
}

gate::Action with_second_person(gate::Action action) {
  const auto describe = action.describe;
  action.describe = [describe, key = action.key](storage::Tx& tx, const Call& call,
                                                 const std::string& content) {
    auto subject = describe(tx, call, content);
    if (!subject) return subject;
    std::vector<Money> totals;
    if (subject->amount) totals.push_back(*subject->amount);
    if (identity::takes_second_person(identity::security_policy(tx), key, totals))
      subject->is_guarded = true;
    return subject;
  };
  return action;
}

}  // namespace bursar::app
