// SQL for the end of a merchant: policies that hold for it alone.
#include "approvals/merchant_end.hpp"

namespace bursar::approvals {

std::string forget_merchant(storage::Tx& tx, MerchantId merchant) {
  const auto policies = tx.exec("DELETE FROM approval_policy WHERE merchant_id = $1", {merchant});
  if (policies == 0) return "";
  return std::to_string(policies) + (policies == 1 ? " approval policy" : " approval policies");
}

}  // namespace bursar::approvals
