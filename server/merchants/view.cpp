// Writes companies and merchants as JSON objects with the member names of the contract.
#include "merchants/view.hpp"

#include <boost/json.hpp>

namespace bursar::merchants {

std::string company_json(const Company& company) {
  return boost::json::serialize(boost::json::object{
      {"company_id", company.id.text()},
      {"name", company.name},
      {"legal_name", company.legal_name},
      {"country", company.country},
      {"default_currency", company.default_currency.code()},
      {"time_zone", company.time_zone},
      {"state", word(company.state)},
      {"version", company.version},
  });
}

std::string merchant_json(const Merchant& merchant) {
  boost::json::array currencies;
  for (const Currency& currency : merchant.allowed_currencies)
    currencies.emplace_back(currency.code());
  boost::json::array off;
  for (const std::string& method : merchant.methods_off) off.emplace_back(method);
  return boost::json::serialize(boost::json::object{
      {"merchant_id", merchant.id.text()},
      {"company_id", merchant.company_id.text()},
      {"name", merchant.name},
      {"legal_name", merchant.legal_name},
      {"mcc", merchant.mcc},
      {"statement_descriptor", merchant.statement_descriptor},
      {"website", merchant.website},
      {"settlement_currency", merchant.settlement_currency.code()},
      {"allowed_currencies", std::move(currencies)},
      {"refund_overdraft_minor", merchant.refund_overdraft_minor},
      {"capture_policy", word(merchant.policy.capture)},
      {"challenge_from_minor", merchant.policy.challenge_from_minor},
      {"exempt_below_minor", merchant.policy.exempt_below_minor},
      {"exempts_low_value", merchant.policy.exempts_low_value},
      {"fee_plan_id", fees::FeePlanId{merchant.fee_plan_key}.text()},
      {"methods_off", std::move(off)},
      {"archived_at",
       merchant.archived_at ? boost::json::value(merchant.archived_at->ms) : boost::json::value()},
      {"state", word(merchant.state)},
      {"version", merchant.version},
  });
}

}  // namespace bursar::merchants
