// What every client can check: no null, no boolean, no fraction, and no key that goes on another
// one with a character below the colon.
#include "surfaces/data_api/encode.hpp"

#include <algorithm>

#include <boost/json/array.hpp>

namespace bursar::data_api {
namespace {

namespace json = boost::json;
using payments::ListedOperation;
using payments::Operation;
using payments::OperationState;
using payments::OperationType;

// A semicolon parts signed lines, so a merchant's own words lose theirs.
std::string without_semicolons(std::string text) {
  std::replace(text.begin(), text.end(), ';', ',');
  return text;
}

std::string instrument(const ListedOperation& listed) {
  return listed.card_last4.empty() ? std::string() : "************" + listed.card_last4;
}

json::value text(std::string value) {
  if (value.empty()) return nullptr;
  return json::value(std::move(value));
}

// One member; null leaves it out.
json::value value_of(std::string_view field, const ListedOperation& listed,
                     const net::TimeZone& zone) {
  const Operation& operation = listed.operation;
  if (field == "project_id") return listed.project_number;
  if (field == "operation_id") return text(operation.id.text());
  if (field == "payment_id")
    return text(listed.external_id.empty() ? operation.payment_id.text() : listed.external_id);
  if (field == "operation_type") return text(std::string(payments::ecommpay_type(operation)));
  if (field == "operation_status")
    return text(std::string(payments::ecommpay_status(operation.state)));
  if (field == "payment_instrument_id") return text(instrument(listed));
  if (field == "customer_ip") return text(listed.buyer_ip);
  if (field == "payment_method_name") return text(listed.method);
  if (field == "payment_method_type") return text(without_semicolons(listed.card_brand));
  if (field == "payment_description") return text(without_semicolons(listed.description));
  if (field == "operation_created_at") return text(zone.text(operation.created_at));
  if (field == "operation_completed_at")
    return operation.completed_at ? text(zone.text(*operation.completed_at)) : json::value();
  if (field == "request_amount") return operation.amount.minor;
  if (field == "request_currency") return text(std::string(operation.amount.currency.code()));
  if (field == "rrn") return text(operation.rrn);
  if (field == "auth_code") return text(operation.auth_code);
  if (field == "operation_code") return text(without_semicolons(operation.provider_code));
  return text(without_semicolons(operation.provider_message));
}

}  // namespace

std::optional<OperationType> operation_type_of(std::string_view text) {
  for (int number = 1; !payments::word(static_cast<OperationType>(number)).empty(); ++number)
    if (payments::ecommpay_type(static_cast<OperationType>(number)) == text)
      return static_cast<OperationType>(number);
  return std::nullopt;
}

json::object encode_operations(const std::vector<ListedOperation>& operations,
                               const net::TimeZone& zone, const std::vector<std::string>& fields) {
  json::array rows;
  for (const ListedOperation& listed : operations) {
    json::object row;
    for (const std::string_view field : k_fields) {
      if (!fields.empty() && std::find(fields.begin(), fields.end(), field) == fields.end())
        continue;
      json::value value = value_of(field, listed, zone);
      if (!value.is_null()) row[field] = std::move(value);
    }
    rows.push_back(std::move(row));
  }
  return {{"operations", std::move(rows)}};
}

}  // namespace bursar::data_api
