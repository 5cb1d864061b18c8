// SQL for the end of a merchant: API keys and roles given at it.
#include "identity/merchant_end.hpp"

namespace bursar::identity {

std::string forget_merchant(storage::Tx& tx, MerchantId merchant) {
  tx.exec(
      "DELETE FROM signed_request WHERE api_key_id IN "
      "(SELECT id FROM api_key WHERE merchant_id = $1)",
      {merchant});
  const auto keys = tx.exec("DELETE FROM api_key WHERE merchant_id = $1", {merchant});
  const auto roles = tx.exec("DELETE FROM membership WHERE merchant_id = $1", {merchant});
  std::string gone;
  if (keys > 0) gone = std::to_string(keys) + (keys == 1 ? " API key" : " API keys");
  if (roles > 0)
    gone += (gone.empty() ? "" : ", ") + std::to_string(roles) +
            (roles == 1 ? " role of a person" : " roles of people");
  return gone;
}

}  // namespace bursar::identity
