// The part that speaks HTTP: office routes of api/chain.yaml.
#pragma once

#include <vector>

#include "net/http.hpp"
#include "storage/storage.hpp"

namespace bursar::chain {

std::vector<net::Route> routes(storage::Db& db);

}  // namespace bursar::chain
