// The statement that makes a card unreadable: without its data key the number cannot be opened.
#include "vault/erasure.hpp"

namespace bursar::vault {

void erase_card(storage::Tx& tx, CardId id) {
  tx.exec(
      "UPDATE card SET holder = '', data_key_sealed = $2, number_sealed = $2, fingerprint = $3 "
      "WHERE id = $1",
      {id, storage::Blob{}, storage::Blob{"erased " + id.text()}});
}

}  // namespace bursar::vault
