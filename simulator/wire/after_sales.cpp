// What comes after a payment: disputes, by hand and answered by the merchant, and settlement files.
#include <charconv>

#include "net/json_reader.hpp"
#include "simulator/wire/codec.hpp"
#include "simulator/wire/dispute_json.hpp"
#include "simulator/wire/endpoint.hpp"
#include "simulator/wire/replies.hpp"

namespace bursar::simulator {
namespace {

Reply reply_of(ActOutcome outcome, const Acquirer& acquirer) {
  switch (outcome) {
    case ActOutcome::done: return json_reply(200, render_disputes(acquirer));
    case ActOutcome::unknown: return refusal(404, "not_found", "no such charge or dispute");
    case ActOutcome::closed:
      return refusal(409, "closed", "it is over, or nothing of the charge is left to dispute");
    case ActOutcome::unfitting: break;
  }
  return refusal(400, "invalid_request", "this act does not fit here");
}

// The file whose number a path ends with, ".csv" behind it or not.
const SettlementFile* file_of(const Acquirer& acquirer, std::string_view number) {
  if (number.ends_with(".csv")) number.remove_suffix(4);
  std::size_t value = 0;
  const auto [end, failure] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (failure != std::errc() || end != number.data() + number.size()) return nullptr;
  const auto& files = acquirer.settlements();
  return value >= 1 && value <= files.size() ? &files[value - 1] : nullptr;
}

}  // namespace

Reply Endpoint::answer_settlements(const Call& call, std::string_view folder, Instant now) {
  if (call.method == "POST") {
    if (!is_json(call)) return unsupported_media_type();
    if (!acquirer_.emit_settlement(now))
      return refusal(409, "nothing_to_settle", "nothing has moved since the last file");
    return json_reply(200, render_settlements(acquirer_));
  }
  if (call.method != "GET") return refusal(405, "method_not_allowed", "read it with GET");
  if (call.path == folder) return json_reply(200, render_settlements(acquirer_));
  const SettlementFile* file =
      file_of(acquirer_, std::string_view(call.path).substr(folder.size() + 1));
  if (!file) return refusal(404, "not_found", "there is no settlement file of this number");
  Reply reply = json_reply(200, render_settlement_csv(acquirer_, *file));
  reply.content_type = "text/csv; charset=utf-8";
  return reply;
}

// GET and POST /control/disputes, POST /control/disputes/act, and the merchant's part under /v1.
Reply Endpoint::answer_disputes(const Call& call, Instant now) {
  if (call.method == "GET") return json_reply(200, render_disputes(acquirer_));
  if (call.method != "POST") return refusal(405, "method_not_allowed", "read or post here");
  if (!is_json(call)) return unsupported_media_type();
  if (call.path == "/control/disputes") {
    const auto order = parse_dispute(call.body);
    if (!order) return invalid_request(order.error());
    return reply_of(acquirer_.open_dispute(*order, now), acquirer_);
  }
  net::JsonReader in(call.body);
  const std::string reference = in.text("provider_reference", 1, 100);
  std::optional<DisputeAct> act = DisputeAct::send_evidence;
  if (call.path == "/control/disputes/act") act = dispute_act_of(in.text("act", 1, 20));
  if (!act)
    in.fail("act", "unknown_word", "act is none of send_evidence, win, lose, withdraw, escalate");
  if (auto problem = in.finish()) return invalid_request(*problem);
  return reply_of(acquirer_.act_on_dispute(reference, *act, now), acquirer_);
}

}  // namespace bursar::simulator
