// Recipients wired to what they need of others: codes, approvals, and the cards of payments.
#pragma once

#include "app/app.hpp"
#include "recipients/http.hpp"

namespace bursar::app {

recipients::Services recipient_services(Core& core, gate::Gate& gate);

}  // namespace bursar::app
