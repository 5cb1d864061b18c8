// One audit entry and one event per step; destinations appear masked in both.
#include "recipients/trail.hpp"

#include <boost/json.hpp>

#include "audit/audit.hpp"
#include "outbox/outbox.hpp"

namespace bursar::recipients {
namespace {

namespace json = boost::json;

json::object content_of(const Recipient& recipient) {
  return {{"name", recipient.name},
          {"kind", word(recipient.kind)},
          {"destination", recipient.display},
          {"holder", recipient.holder},
          {"currency", recipient.currency.code()},
          {"reference", recipient.reference},
          {"purpose", recipient.purpose}};
}

}  // namespace

std::string content_json(const Recipient& recipient) {
  return json::serialize(content_of(recipient));
}

std::string standing_json(const Recipient& recipient) {
  json::object standing = content_of(recipient);
  standing["state"] = word(recipient.state);
  standing["usable_from_at"] =
      recipient.usable_from_at ? json::value(recipient.usable_from_at->ms) : json::value();
  return json::serialize(standing);
}

void record(Tx& tx, const Call& call, const Recipient& recipient, const Step& step) {
  audit::record(tx, call,
                {.action = std::string(step.action),
                 .subject_kind = "recipient",
                 .subject_id = recipient.id.text(),
                 .company = recipient.company_id,
                 .merchant = recipient.merchant_id,
                 .before = step.before,
                 .after = standing_json(recipient),
                 .reason = step.reason});
  outbox::emit(
      tx, call,
      {.type = std::string(step.event),
       .company = recipient.company_id,
       .merchant = recipient.merchant_id,
       .subject_kind = "recipient",
       .subject_id = recipient.id.text(),
       .subject_version = recipient.version,
       .payload = json::serialize(json::object{{"recipient_id", recipient.id.text()},
                                               {"merchant_id", recipient.merchant_id.text()},
                                               {"name", recipient.name},
                                               {"state", word(recipient.state)}})});
}

}  // namespace bursar::recipients
