// The month before now as people and approvers compare plans over it. Private to fees.
#pragma once

#include "fees/http_view.hpp"

namespace bursar::fees {

/// How many payments one question looks at; an approval asks within the write of the asker.
inline constexpr std::int64_t k_asked_payments_max = 50'000;
inline constexpr std::int64_t k_approval_payments_max = 5'000;
inline constexpr std::int64_t k_payers_max = 200;

MonthCompared compare_month(storage::Tx& tx, const Call& call, const std::vector<Payer>& payers,
                            const Plan& plan, std::int64_t payments_max);
/// The merchant as a payer. Errors: not_found.
Result<Payer> payer_of(storage::Tx& tx, const Call& call, MerchantId id);

}  // namespace bursar::fees
