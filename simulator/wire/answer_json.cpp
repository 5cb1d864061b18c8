// Writing the answers of the acquirer's payment interface.
#include <boost/json/serialize.hpp>

#include "simulator/wire/codec.hpp"

namespace bursar::simulator {
namespace {

namespace json = boost::json;

void set_filled(json::object& object, std::string_view name, const std::string& value) {
  if (!value.empty()) object[name] = value;
}

json::object action_json(const Answer& answer, std::string_view base_url) {
  const Action& action = answer.action;
  json::object object{{"type", action.type}};
  const auto page = [&](std::string_view folder) {
    return std::string(base_url) + std::string(folder) + answer.provider_reference;
  };
  if (action.type == "three_ds") object["url"] = page("/acs/");
  if (action.type == "redirect") object["url"] = page("/pay/");
  set_filled(object, "iban", action.iban);
  set_filled(object, "bic", action.bic);
  set_filled(object, "holder", action.holder);
  set_filled(object, "reference", action.reference);
  set_filled(object, "address", action.address);
  set_filled(object, "asset", action.asset);
  object["expires_at_ms"] = action.expires_at.ms;
  return object;
}

json::object three_ds_json(const ThreeDsResult& result) {
  json::object object{
      {"version", result.version}, {"flow", result.flow}, {"trans_status", result.trans_status}};
  set_filled(object, "status_reason", result.status_reason);
  object["eci"] = result.eci;
  object["ds_trans_id"] = result.ds_trans_id;
  object["acs_trans_id"] = result.acs_trans_id;
  set_filled(object, "exemption", result.exemption);
  return object;
}

// What not every answer has.
void add_rare(json::object& body, const Answer& answer, std::string_view base_url) {
  if (answer.status == Status::action) body["action"] = action_json(answer, base_url);
  if (!answer.three_ds.trans_status.empty()) body["three_ds"] = three_ds_json(answer.three_ds);
  if (answer.received_minor != 0) body["received_minor"] = answer.received_minor;
  if (answer.returned_minor != 0) body["returned_minor"] = answer.returned_minor;
  set_filled(body, "network_transaction_id", answer.network_transaction_id);
  if (!answer.hold) return;
  body["authorized_minor"] = answer.hold->authorized_minor;
  body["captured_minor"] = answer.hold->captured_minor;
  body["voided_minor"] = answer.hold->voided_minor;
}

}  // namespace

json::object answer_json(const Answer& answer, bool with_kind, std::string_view base_url) {
  json::object body;
  if (with_kind) body["kind"] = word(answer.kind);
  body["reference"] = answer.reference;
  body["provider_reference"] = answer.provider_reference;
  body["status"] = word(answer.status);
  body["code"] = answer.code;
  body["message"] = answer.message;
  set_filled(body, "advice", answer.advice);
  body["amount_minor"] = answer.amount.minor;
  if (answer.amount.currency != Currency()) body["currency"] = answer.amount.currency.code();
  set_filled(body, "auth_code", answer.auth_code);
  set_filled(body, "rrn", answer.rrn);
  set_filled(body, "scheme", answer.scheme);
  set_filled(body, "avs_result", answer.avs_result);
  set_filled(body, "cvv_result", answer.cvv_result);
  if (answer.poll_after_ms != 0) body["poll_after_ms"] = answer.poll_after_ms;
  add_rare(body, answer, base_url);
  return body;
}

std::string render_refusal(std::string_view code, std::string_view message) {
  return json::serialize(
      json::object{{"status", "rejected"}, {"code", code}, {"message", message}});
}

std::string render_plan(const Plan& plan, bool with_kind, std::string_view base_url) {
  if (plan.http_status == 404) return R"({"found":false})";
  if (plan.http_status >= 500)
    return json::serialize(
        json::object{{"status", "error"}, {"code", plan.code}, {"message", plan.message}});
  if (!plan.answer) return render_refusal(plan.code, plan.message);
  return json::serialize(answer_json(*plan.answer, with_kind, base_url));
}

}  // namespace bursar::simulator
