// Members that are empty stay out. No card data is part of an outcome.
#include "provider_webhooks/outcome_text.hpp"

#include <array>

#include <boost/json.hpp>

#include "base/check.hpp"

namespace bursar::provider_webhooks {
namespace {

namespace json = boost::json;
using providers::Outcome;

// The texts of an outcome by name, for both directions.
template <class O, class F>
void each_text(O& outcome, F visit) {
  visit("provider_reference", outcome.provider_reference);
  visit("provider_code", outcome.provider_code);
  visit("provider_message", outcome.provider_message);
  visit("decline_reason", outcome.decline_reason);
  visit("auth_code", outcome.auth_code);
  visit("rrn", outcome.rrn);
  visit("network_transaction_id", outcome.network_transaction_id);
  visit("arn", outcome.arn);
  visit("advice_code", outcome.advice_code);
  visit("avs_result", outcome.avs_result);
  visit("cvv_result", outcome.cvv_result);
  visit("action_type", outcome.action.type);
  visit("action_url", outcome.action.url);
  visit("action_iban", outcome.action.iban);
  visit("action_bic", outcome.action.bic);
  visit("action_holder", outcome.action.holder);
  visit("action_reference", outcome.action.reference);
  visit("action_address", outcome.action.address);
  visit("action_asset", outcome.action.asset);
  visit("three_ds_version", outcome.three_ds.version);
  visit("three_ds_flow", outcome.three_ds.flow);
  visit("three_ds_trans_status", outcome.three_ds.trans_status);
  visit("three_ds_status_reason", outcome.three_ds.status_reason);
  visit("three_ds_eci", outcome.three_ds.eci);
  visit("three_ds_ds_trans_id", outcome.three_ds.ds_trans_id);
  visit("three_ds_acs_trans_id", outcome.three_ds.acs_trans_id);
  visit("three_ds_exemption", outcome.three_ds.exemption);
}

void add_money(json::object& out, const std::string& name, const std::optional<Money>& money) {
  if (!money) return;
  out[name + "_minor"] = money->minor;
  out[name + "_currency"] = money->currency.code();
}

std::optional<Money> money_of(const json::object& in, const std::string& name) {
  const json::value* minor = in.if_contains(name + "_minor");
  if (minor == nullptr) return std::nullopt;
  return Money{minor->as_int64(), Currency::of(in.at(name + "_currency").as_string())};
}

}  // namespace

std::string text_of(const Outcome& outcome) {
  json::object out{{"kind", static_cast<std::int64_t>(outcome.kind)}};
  each_text(outcome, [&](std::string_view name, const std::string& text) {
    if (!text.empty()) out[name] = text;
  });
  add_money(out, "amount", outcome.amount);
  add_money(out, "received", outcome.received);
  if (outcome.poll_after_ms != 0) out["poll_after_ms"] = outcome.poll_after_ms;
  if (outcome.contradicts) out["contradicts"] = true;
  if (outcome.action.expires_at) out["action_expires_at"] = outcome.action.expires_at->ms;
  return json::serialize(out);
}

Outcome outcome_of(std::string_view text) {
  const json::value parsed = json::parse(text);
  check(parsed.is_object(), "a kept outcome is an object");
  const json::object& in = parsed.get_object();
  Outcome outcome;
  outcome.kind = static_cast<providers::OutcomeKind>(in.at("kind").as_int64());
  each_text(outcome, [&](std::string_view name, std::string& target) {
    if (const json::value* value = in.if_contains(name)) target = value->as_string();
  });
  outcome.amount = money_of(in, "amount");
  outcome.received = money_of(in, "received");
  if (const json::value* value = in.if_contains("poll_after_ms"))
    outcome.poll_after_ms = value->as_int64();
  outcome.contradicts = in.contains("contradicts");
  if (const json::value* value = in.if_contains("action_expires_at"))
    outcome.action.expires_at = Instant{value->as_int64()};
  return outcome;
}

std::string text_of(const providers::DisputeNotice& notice) {
  json::object said{{"provider_reference", notice.provider_reference},
                    {"stage", notice.stage},
                    {"status", notice.status},
                    {"reason", notice.reason},
                    {"scheme", notice.scheme},
                    {"operation_reference", notice.operation_reference}};
  add_money(said, "amount", notice.amount);
  if (notice.respond_by) said["respond_by"] = notice.respond_by->ms;
  return json::serialize(json::object{{"dispute", std::move(said)}});
}

std::optional<providers::DisputeNotice> dispute_of(std::string_view text) {
  const json::value parsed = json::parse(text);
  const json::value* inner = parsed.as_object().if_contains("dispute");
  if (inner == nullptr) return std::nullopt;
  const json::object& said = inner->as_object();
  providers::DisputeNotice notice;
  notice.provider_reference = said.at("provider_reference").as_string();
  notice.stage = said.at("stage").as_string();
  notice.status = said.at("status").as_string();
  notice.reason = said.at("reason").as_string();
  notice.scheme = said.at("scheme").as_string();
  if (const json::value* name = said.if_contains("operation_reference"))
    notice.operation_reference = name->as_string();
  notice.amount = *money_of(said, "amount");
  if (const json::value* by = said.if_contains("respond_by"))
    notice.respond_by = Instant{by->as_int64()};
  return notice;
}

}  // namespace bursar::provider_webhooks
