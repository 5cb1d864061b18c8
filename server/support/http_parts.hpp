// What the HTTP files of support share. Private to support.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "net/http.hpp"
#include "support/http.hpp"
#include "support/support.hpp"

namespace bursar::support {

boost::json::object escalation_json(const Escalation& escalation);
boost::json::object step_json(const EscalationStep& step);
boost::json::object settings_json(const BasicSettings& settings);
boost::json::object customer_json(const Customer& customer);

/// The filters of the list; `limit` is as asked. Errors: invalid.
Result<ListEscalations> decode_list(const net::Request& request);
Result<CreateEscalation> decode_create(const net::Request& request);
Result<UpdateEscalation> decode_update(const net::Request& request);

std::vector<net::Route> basic_routes(Services services);
std::vector<net::Route> feedback_routes(Services services);

}  // namespace bursar::support
