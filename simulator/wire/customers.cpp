// What customers' browsers get and post, and the same acts from the control page.
#include <array>
#include <optional>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "net/json_reader.hpp"
#include "simulator/wire/codec.hpp"
#include "simulator/wire/customer_page.hpp"
#include "simulator/wire/endpoint.hpp"
#include "simulator/wire/replies.hpp"
#include "simulator/wire/webhook_json.hpp"

namespace bursar::simulator {
namespace {

namespace json = boost::json;

constexpr std::string_view k_right_code = "1234";

constexpr auto k_acts = std::to_array<std::pair<std::string_view, Act>>({
    {"identify", Act::identify},
    {"right_code", Act::right_code},
    {"wrong_code", Act::wrong_code},
    {"give_result", Act::give_result},
    {"approve", Act::approve},
    {"decline", Act::decline},
    {"wait", Act::wait},
    {"cancel", Act::cancel},
});

// An act by its word, or a typed code that is right or wrong.
CustomerAct read_act(net::JsonReader& in) {
  CustomerAct read;
  const std::string word = in.text("act", 1, 20);
  const std::string code = in.text_or_none("code", 20).value_or("");
  read.trans_status = in.text_or_none("trans_status", 1).value_or("");
  in.member("browser");  // the fingerprint; not judged
  if (word == "submit_code") {
    read.act = code == k_right_code ? Act::right_code : Act::mistype;
    return read;
  }
  for (const auto& [name, act] : k_acts)
    if (word == name) {
      read.act = act;
      return read;
    }
  in.fail("act", "unknown_word", "act has no meaning '" + word + "'");
  return read;
}

Reply html_reply(int status, std::string html) {
  Reply reply = json_reply(status, std::move(html));
  reply.content_type = "text/html; charset=utf-8";
  return reply;
}

Reply sent_back(const Operation& operation, std::string_view title, std::string_view text) {
  if (operation.return_url.empty()) return html_reply(200, render_end_page(title, text));
  Reply reply = html_reply(302, "");
  reply.location = operation.return_url;
  return reply;
}

std::string_view query_step(const Call& call) {
  for (const auto& [name, value] : call.query)
    if (name == "step") return value;
  return "";
}

Reply outcome_reply(ActOutcome outcome) {
  switch (outcome) {
    case ActOutcome::done: return json_reply(200, R"({"status":"done"})");
    case ActOutcome::unknown: return refusal(404, "not_found", "nobody is asked to act here");
    case ActOutcome::closed: return refusal(409, "closed", "this was decided before");
    case ActOutcome::unfitting: break;
  }
  return refusal(400, "invalid_request", "this act does not fit here");
}

}  // namespace

// /acs/REFERENCE and /pay/REFERENCE. Once the operation is decided, reading the page leads back to
// where the customer came from.
Reply Endpoint::answer_customer(const Call& call, Instant now) {
  const bool challenge = call.path.starts_with("/acs/");
  const std::string_view reference = std::string_view(call.path).substr(5);
  const Operation* operation = acquirer_.find_action(reference);
  if (!operation || (operation->action.type == "three_ds") != challenge ||
      (!challenge && operation->action.type != "redirect"))
    return html_reply(404, render_end_page("Not found", "There is no such payment."));
  if (call.method == "POST") {
    if (!is_json(call)) return unsupported_media_type();
    net::JsonReader in(call.body);
    const CustomerAct act = read_act(in);
    if (auto problem = in.finish()) return invalid_request(*problem);
    return outcome_reply(acquirer_.act(reference, act, now));
  }
  if (call.method != "GET") return refusal(405, "method_not_allowed", "read it with GET");
  if (query_step(call) == "leave")
    return sent_back(*operation, "You left", "The payment stays undecided until its time is over.");
  if (!operation->waits_for_customer(acquirer_.latest())) {
    const Answer answer = acquirer_.answer(*operation, acquirer_.latest());
    return sent_back(
        *operation, "Thank you",
        "The payment is " + std::string(word(answer.status)) + ": " + answer.message + ".");
  }
  if (!challenge) return html_reply(200, render_payment_page(*operation));
  const bool identified = query_step(call) == "on";
  return html_reply(
      200, identified ? render_challenge_page(*operation) : render_fingerprint_page(*operation));
}

// POST /control/actions and /control/transfers, GET /control/actions and /control/webhooks.
Reply Endpoint::answer_open(const Call& call, Instant now) {
  if (call.method == "GET" && call.path == "/control/actions")
    return json_reply(200, list_actions(call));
  if (call.method == "GET" && call.path == "/control/webhooks")
    return json_reply(200, render_deliveries(acquirer_));
  if (call.method != "POST" || call.path == "/control/webhooks")
    return refusal(405, "method_not_allowed", "no such act under this path");
  if (!is_json(call)) return unsupported_media_type();
  net::JsonReader in(call.body);
  if (call.path == "/control/actions") {
    const std::string reference = in.text("provider_reference", 1, 100);
    const CustomerAct act = read_act(in);
    if (auto problem = in.finish()) return invalid_request(*problem);
    return outcome_reply(acquirer_.act(reference, act, now));
  }
  const std::string reference = in.text("reference", 1, 100);
  auto minor = in.integer_or_none("amount_minor", 1, 1'000'000'000'000'000);
  if (auto problem = in.finish()) return invalid_request(*problem);
  if (const Operation* operation = acquirer_.find(reference); operation && !minor)
    minor = operation->amount.minor;
  return outcome_reply(acquirer_.pay_transfer(reference, minor.value_or(1), now));
}

std::string Endpoint::list_actions(const Call& call) const {
  constexpr std::size_t k_rows_max = 200;
  json::array rows;
  const auto& actions = acquirer_.actions();
  for (auto sequence = actions.rbegin(); sequence != actions.rend() && rows.size() < k_rows_max;
       ++sequence) {
    const Operation& operation = acquirer_.operation(*sequence);
    if (operation.waits_for_customer(acquirer_.latest()))
      rows.push_back(
          answer_json(acquirer_.answer(operation, acquirer_.latest()), true, base_url(call)));
  }
  return json::serialize(json::object{{"rows", std::move(rows)}});
}

}  // namespace bursar::simulator
