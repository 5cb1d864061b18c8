// SQL for the end of a merchant: policies that hold for it alone.
#include "approvals/merchant_end.hpp"

namespace bursar::approvals {

std::string forget_merchant(storage::Tx& tx, MerchantId merchant) {
  const auto policies = tx.exec("DELETE FROM approval_policy WHERE merchant_id = $1", {merchant});
  return policies > 0 ? std::to_string(policies) + " approval policies" : "";
}

}  // namespace bursar::approvals
