// SQL for the end of a merchant: its routing profile.
#include "routing/merchant_end.hpp"

namespace bursar::routing {

std::string forget_merchant(storage::Tx& tx, MerchantId merchant) {
  tx.exec(
      "DELETE FROM routing_version WHERE profile_id IN (SELECT id FROM routing_profile "
      "WHERE merchant_id = $1)",
      {merchant});
  tx.exec("DELETE FROM routing_sticky WHERE merchant_id = $1", {merchant});
  const auto profiles = tx.exec("DELETE FROM routing_profile WHERE merchant_id = $1", {merchant});
  return profiles > 0 ? "its routing profile" : "";
}

}  // namespace bursar::routing
