// The files embedded in the executable: the office UI and the published contract.
#pragma once

#include <vector>

#include "base/random.hpp"
#include "net/http.hpp"

namespace bursar::app {

/// Answers what no office route answers: files of the UI, and its start page for every page
/// address.
net::Handler office_files(CryptoRandom& random);
/// GET /api/openapi.json and the reference page below /docs/api.
std::vector<net::Route> contract_routes();

}  // namespace bursar::app
