// The bank's files: payment files in (pain.001), answers (pain.002) and statements (camt.053) out.
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

}  // namespace bursar::simulator
