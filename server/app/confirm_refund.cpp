// Translates a refund into the content its confirmation is bound to.
#include "app/confirm_refund.hpp"

#include "identity/http.hpp"
#include "identity/operation_code.hpp"

namespace bursar::app {

Result<std::optional<Error>> confirm_refund(const identity::Settings& settings, storage::Tx& tx,
                                            const Call& call, const payments::RefundAct& act,
                                            const net::Request& request) {
  identity::OperationContent content;
  content.operation = "create_refund";
  content.subject = act.intent;
  content.noun = "refund";
  content.totals = {act.amount};
  content.recipient = act.recipient;
  content.recipient_key = act.recipient_key;
  content.company = act.company;
  content.merchant = act.merchant;
  const auto level =
      identity::refund_level(identity::security_policy(tx), act.amount, act.paid_at, call.now);
  return identity::pass_gate(tx, call, settings, content, level, identity::presented_in(request));
}

}  // namespace bursar::app
