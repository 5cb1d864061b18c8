// How exception cases and operations without an answer are written. Private.
#pragma once

#include <boost/json.hpp>

#include "payments/exception.hpp"
#include "payments/manual_status.hpp"
#include "payments/unanswered.hpp"

namespace bursar::payments {

boost::json::object exception_json(const ExceptionCase& one);
boost::json::object unanswered_json(const UnansweredOperation& one);
boost::json::object reversal_json(const Reversal& one);
boost::json::object sums_json(const UnansweredSums& sums);
boost::json::object decision_json(const ManualDecision& decision);

template <class Row, class Write>
boost::json::array rows_json(const std::vector<Row>& rows, Write write) {
  boost::json::array views;
  for (const Row& row : rows) views.push_back(write(row));
  return views;
}

}  // namespace bursar::payments
