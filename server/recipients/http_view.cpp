// What people see of a recipient: everything but where exactly the money goes.
#include "recipients/http_view.hpp"

#include <boost/json.hpp>

namespace bursar::recipients {
namespace {

namespace json = boost::json;

json::value instant_or_null(const std::optional<Instant>& at) {
  return at ? json::value(at->ms) : json::value(nullptr);
}

json::value id_or_null(PaymentId id) { return id ? json::value(id.text()) : json::value(nullptr); }

}  // namespace

json::object recipient_json(const Recipient& one, Instant now) {
  json::array allowed;
  for (const std::string_view action : allowed_actions(one, now)) allowed.emplace_back(action);
  return {{"recipient_id", one.id.text()},
          {"company_id", one.company_id.text()},
          {"merchant_id", one.merchant_id.text()},
          {"merchant_name", one.merchant_name},
          {"name", one.name},
          {"kind", word(one.kind)},
          {"holder", one.holder},
          {"destination", one.display},
          {"card_payment_id", id_or_null(one.card_payment_id)},
          {"currency", one.currency.code()},
          {"reference", one.reference},
          {"purpose", one.purpose},
          {"state", word(one.state)},
          {"is_usable", one.is_usable(now)},
          {"usable_from_at", instant_or_null(one.usable_from_at)},
          {"declined_reason", one.declined_reason},
          {"created_by", one.created_by},
          {"created_at", one.created_at().ms},
          {"updated_by", one.updated_by},
          {"updated_at", instant_or_null(one.updated_at)},
          {"submitted_by", one.submitted_by},
          {"submitted_at", instant_or_null(one.submitted_at)},
          {"approved_by", one.approved_by},
          {"approved_at", instant_or_null(one.approved_at)},
          {"shortened_by", one.shortened_by},
          {"allowed", std::move(allowed)},
          {"version", one.version}};
}

}  // namespace bursar::recipients
