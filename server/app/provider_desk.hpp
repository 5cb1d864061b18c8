// What the routes of provider accounts need of the modules above providers: health and trouble from
// payments.
#pragma once

#include <functional>

#include "app/app.hpp"
#include "providers/http.hpp"

namespace bursar::app {

providers::Services provider_services(Core& core, net::Client& client, gate::Gate& gate);
std::vector<gate::Action> provider_actions(Core& core);

/// The desks in our own database that adapters without a network hand their requests to.
std::function<Result<providers::WireResponse>(storage::Tx&, const Call&,
                                              const providers::WireRequest&)>
own_desks(Core& core);

}  // namespace bursar::app
