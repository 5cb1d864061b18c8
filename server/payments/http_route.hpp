// The office route that tells which way a payment took: the plan it was accepted with.
#pragma once

#include <vector>

#include "net/http.hpp"
#include "storage/storage.hpp"

namespace bursar::payments {

/// read_payment_route of api/routing.yaml.
std::vector<net::Route> route_routes(storage::Db& db);

}  // namespace bursar::payments
