// Fee plans, calculations and comparisons → JSON. Private to fees.
#pragma once

#include <boost/json.hpp>

#include "fees/http_decode.hpp"
#include "fees/plans.hpp"

namespace bursar::fees {

boost::json::object plan_row_json(const PlanInReach& row);
/// One version, with when it was saved and by whom.
boost::json::object version_json(const Plan& plan);
boost::json::object payer_json(const Payer& payer);
boost::json::object calculation_json(const Calculate& command);

/// What a comparison was about, beside its figures.
struct MonthCompared {
  Comparison comparison;
  Period period;
  Instant until;
  std::size_t merchants = 0;
  std::vector<Currency> missing;  ///< of their currencies, those the plan has no part for
};
boost::json::object comparison_json(const MonthCompared& made);

}  // namespace bursar::fees
