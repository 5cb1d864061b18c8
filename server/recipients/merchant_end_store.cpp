// SQL for the end of a merchant: its payout recipients.
#include "recipients/merchant_end.hpp"

namespace bursar::recipients {

std::string forget_merchant(storage::Tx& tx, MerchantId merchant) {
  const auto rows = tx.exec("DELETE FROM payout_recipient WHERE merchant_id = $1", {merchant});
  return rows > 0 ? std::to_string(rows) + " payout recipients" : "";
}

}  // namespace bursar::recipients
