// How customers are written. Private.
#pragma once

#include <boost/json.hpp>

#include "customers/customers.hpp"

namespace bursar::customers {

boost::json::object customer_json(const Customer& customer);
boost::json::object erasure_json(const Erasure& erasure);

}  // namespace bursar::customers
