// A request frozen as text and thawed again, and the answer to an act that waits for others.
#pragma once

#include <string>

#include "gate/gate.hpp"
#include "net/http.hpp"

namespace bursar::gate {

/// Path parameters, body and idempotency key of a request that was decoded without a problem, as
/// JSON with sorted members: the same request always freezes to the same text.
std::string frozen(const net::Request& request);
/// What a decoder needs of the request that frozen() kept.
net::Request thawed(const std::string& content);
/// The request of `request` as a question to the gate.
Ask ask(std::string action, const net::Request& request);

/// 202 with the approval that the act waits for.
net::Response held_response(const Held& held);

}  // namespace bursar::gate
