// Messages to the merchant as bytes: body, signature, and the list of deliveries.
#pragma once

#include <string>
#include <string_view>

#include "simulator/core/acquirer.hpp"

namespace bursar::simulator {

/// {"event_id", "type", "created_at_ms", "operation": {…}}.
std::string render_notice(const Acquirer& acquirer, const Notice& notice,
                          std::string_view base_url);
/// Value of the header Sim-Signature: "t=UNIXMS,v1=HEX" over "t.body".
std::string signature_of(std::string_view secret, Instant at, std::string_view body);
/// {"rows": […]}, newest first, at most 100.
std::string render_deliveries(const Acquirer& acquirer);
/// The status that a notice tells.
std::string_view status_word(const Acquirer& acquirer, const Notice& notice);
std::string_view word(Courier::State state);

}  // namespace bursar::simulator
