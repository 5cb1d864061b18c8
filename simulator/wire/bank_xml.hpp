// The bank's files: payment files in (pain.001), answers (pain.002), statements
// (camt.053) and notifications (camt.054) out.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "simulator/core/bank.hpp"

namespace bursar::simulator {

/// Errors: invalid/*: not XML, not a pain.001, an amount or account missing, or counts and sums
/// that do not agree.
Result<BankOrder> parse_payment_file(std::string_view xml);
std::string render_answer(const BankOrder& order, const std::vector<BankAnswer>& answers,
                          Instant now);
std::string render_statement(const BankStatement& statement);
/// What came in, as camt.054: no balances.
std::string render_notification(const BankStatement& notification);

}  // namespace bursar::simulator
