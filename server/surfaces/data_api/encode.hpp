// From operations to the record of the Data API.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "net/time_zone.hpp"
#include "payments/operation_list.hpp"

namespace bursar::data_api {

/// Members of a record in the order in which they are sent; one without a value is left out.
inline constexpr std::array<std::string_view, 18> k_fields{
    "project_id",          "operation_id",         "payment_id",
    "operation_type",      "operation_status",     "payment_instrument_id",
    "customer_ip",         "payment_method_name",  "payment_method_type",
    "payment_description", "operation_created_at", "operation_completed_at",
    "request_amount",      "request_currency",     "rrn",
    "auth_code",           "operation_code",       "operation_message"};

/// The type of operation the surface calls so.
std::optional<payments::OperationType> operation_type_of(std::string_view word);

/// {"operations": […]} with the chosen fields of each, all when none is chosen.
boost::json::object encode_operations(const std::vector<payments::ListedOperation>& operations,
                                      const net::TimeZone& zone,
                                      const std::vector<std::string>& fields);

}  // namespace bursar::data_api
