// Faults as JSON; the field of a command as the column of the file.
#include "batches/faults.hpp"

#include <boost/json.hpp>

namespace bursar::batches {
namespace {

namespace json = boost::json;

std::string column_of(const std::string& field) {
  if (field == "external_id") return "payment_id";
  if (field == "buyer_id") return "customer_id";
  if (field == "amount_minor") return "amount";
  if (field == "merchant_reference") return "merchant_refund_id";
  if (field == "reason") return "description";
  if (field == "card") return "token";
  return field;
}

}  // namespace

std::string faults_text(const std::vector<Fault>& faults) {
  if (faults.empty()) return {};
  json::array all;
  for (const Fault& fault : faults)
    all.push_back(json::array{fault.column, fault.code, fault.message});
  return json::serialize(all);
}

std::vector<Fault> faults_of(std::string_view text) {
  std::vector<Fault> faults;
  if (text.empty()) return faults;
  const json::value stored = json::parse(text);
  for (const json::value& one : stored.as_array()) {
    const json::array& parts = one.as_array();
    faults.push_back({std::string(parts.at(0).as_string()), std::string(parts.at(1).as_string()),
                      std::string(parts.at(2).as_string())});
  }
  return faults;
}

Fault fault_of(const Error& error) { return {column_of(error.field), error.code, error.message}; }

}  // namespace bursar::batches
