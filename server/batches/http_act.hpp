// Confirming a batch over HTTP. Private to batches.
#pragma once

#include "batches/http.hpp"

namespace bursar::batches {

net::Task<net::Response> answer_confirm(const Services& services, net::Request& request);
/// The right that what the batch does needs. Errors: not_found; forbidden.
Result<Batch> load_permitted(const Services& services, Tx& tx, const Call& call, BatchId id);

}  // namespace bursar::batches
