// The code of an act that moves no money but is for good: erasing a customer, resetting an
// administrator's second factor, deciding an outcome by hand.
#pragma once

#include <optional>
#include <string>

#include "identity/operation_code.hpp"
#include "net/http.hpp"

namespace bursar::identity {

/// What the person reads beside the code, and what it is bound to.
struct ActContent {
  std::string operation;  ///< operation_id
  std::string subject;    ///< public id, or the request in one line
  std::string noun;       ///< "erasure of the customer c-1"
  CompanyId company;
  MerchantId merchant;
};

/// Nothing: confirmed. A refusal has to be committed, as of pass_gate().
Result<std::optional<Error>> confirm_act(storage::Tx& tx, const Call& call,
                                         const Settings& settings, const ActContent& act,
                                         const net::Request& request);

}  // namespace bursar::identity
