// Binds an act without amounts to its code.
#include "identity/http_confirm_act.hpp"

#include "identity/http.hpp"

namespace bursar::identity {

Result<std::optional<Error>> confirm_act(storage::Tx& tx, const Call& call,
                                         const Settings& settings, const ActContent& act,
                                         const net::Request& request) {
  OperationContent content;
  content.operation = act.operation;
  content.subject = act.subject;
  content.noun = act.noun;
  content.company = act.company;
  content.merchant = act.merchant;
  return pass_gate(tx, call, settings, content, AssuranceLevel::l4, presented_in(request));
}

}  // namespace bursar::identity
