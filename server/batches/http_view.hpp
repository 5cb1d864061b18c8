// Batches and lines as the contract words them. Private to batches.
#pragma once

#include <boost/json/object.hpp>

#include "batches/batches.hpp"

namespace bursar::batches {

boost::json::object batch_json(const BatchRow& row);
/// With what the merchant has to pay with.
boost::json::object detail_json(Tx& tx, const BatchRow& row);
boost::json::object item_json(const Item& item);

}  // namespace bursar::batches
