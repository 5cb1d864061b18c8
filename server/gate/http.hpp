// A request frozen as text and thawed again, and the answer to an act that waits for others.
#pragma once

#include <optional>
#include <string>

#include <boost/json/object.hpp>

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

/// What an act that may wait for others left behind.
struct Outcome {
  std::optional<Held> held;  ///< it waits; else `body` is its answer
  boost::json::object body;
  bool replayed = false;
};
/// The problem, 202 with what it waits for, or `status` with the body.
net::Response answer(const net::Request& request, const Result<Outcome>& outcome, int status);

}  // namespace bursar::gate
