// SQL for the end of a merchant: its contact.
#include "support/merchant_end.hpp"

namespace bursar::support {

std::string forget_merchant(storage::Tx& tx, MerchantId merchant) {
  const auto contacts = tx.exec("DELETE FROM merchant_contact WHERE merchant_id = $1", {merchant});
  return contacts > 0 ? "its contact" : "";
}

}  // namespace bursar::support
