// SQL of erasures. Private.
#pragma once

#include "customers/customers.hpp"

namespace bursar::customers::store {

void insert_erasure(storage::Tx& tx, const Erasure& erasure);
std::vector<Erasure> erasures_of(storage::Tx& tx, MerchantId merchant, std::string_view buyer_id);

}  // namespace bursar::customers::store
