// Disputes and settlement files on the wire.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "base/result.hpp"
#include "simulator/core/acquirer.hpp"

namespace bursar::simulator {

boost::json::object dispute_json(const Acquirer& acquirer, const Dispute& dispute, Instant at);
/// The last 200, newest first.
std::string render_disputes(const Acquirer& acquirer);
/// Errors: invalid/*.
Result<DisputeOrder> parse_dispute(std::string_view body);

/// The last 200 files, newest first, without their lines.
std::string render_settlements(const Acquirer& acquirer);
/// A file: its own record, one per effect, one of control totals per currency, one of all lines.
/// Amounts are decimal texts with the currency's digits.
std::string render_settlement_csv(const Acquirer& acquirer, const SettlementFile& file);

}  // namespace bursar::simulator
