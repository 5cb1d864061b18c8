// Approvals and policies as the contract words them. Private to approvals.
#pragma once

#include <map>
#include <string>

#include <boost/json/object.hpp>

#include "approvals/http.hpp"

namespace bursar::approvals {

/// Names of companies and merchants, each looked up once per answer.
class PlaceNames {
 public:
  PlaceNames(const Services& services, Tx& tx) : services_(services), tx_(tx) {}
  /// Members scope_kind, company_id, company_name, merchant_id, merchant_name.
  void add(boost::json::object& object, const identity::Place& place);

 private:
  boost::json::value name(const identity::Place& place);
  const Services& services_;
  Tx& tx_;
  std::map<std::int64_t, std::string> known_;
};

boost::json::object row_json(const Approval& approval, UserId viewer, PlaceNames& names);
/// The row with everything a decision rests on, as the person of `call` may see it.
boost::json::object detail_json(Tx& tx, const Call& call, const Services& services,
                                const Approval& approval);
boost::json::object policy_json(const Policy& policy, bool can_change, std::int64_t people,
                                PlaceNames& names);
boost::json::array kinds_json(const Desk& desk);

}  // namespace bursar::approvals
