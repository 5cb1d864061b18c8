// From bodies of the Data API to commands.
#pragma once

#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "net/time_zone.hpp"
#include "payments/operation_list.hpp"

namespace bursar::data_api {

/// Who asks, before anything else of a body is looked at.
struct Credentials {
  std::string token;
  std::string signature;
};
/// Errors: invalid (token, body); invalid/signature_missing.
Result<Credentials> decode_credentials(const boost::json::value& body);

struct ListCommand {
  payments::OperationFilter filter;
  net::TimeZone zone;
  std::vector<std::string> fields;  ///< empty: all
};
/// Body of /operations/get: project_id, interval {from, to}, timezone, limit, offset,
/// operation_type, fields. Errors: invalid with the member named.
Result<ListCommand> decode_list(const boost::json::value& body, Instant now);
/// Body of /operations/get-by-payment: project_id, payment_id.
Result<ListCommand> decode_by_payment(const boost::json::value& body);

}  // namespace bursar::data_api
