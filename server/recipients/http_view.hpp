// Recipients as JSON. Private.
#pragma once

#include <boost/json/object.hpp>

#include "recipients/recipients.hpp"

namespace bursar::recipients {

boost::json::object recipient_json(const Recipient& recipient, Instant now);

}  // namespace bursar::recipients
