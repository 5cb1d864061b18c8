// Paths, credentials and refusals of the endpoint. Refusals made here are certain: nothing of the
// call was processed.
#include "simulator/wire/endpoint.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"
#include "simulator/wire/codec.hpp"
#include "simulator/wire/page.hpp"
#include "simulator/wire/replies.hpp"
#include "simulator/wire/webhook_json.hpp"

namespace bursar::simulator {
namespace {

constexpr std::int64_t k_page_default = 500;
constexpr std::int64_t k_page_max = 10'000;
constexpr std::string_view k_control_files = "/control/settlements";
constexpr std::string_view k_merchant_files = "/v1/settlements";

std::optional<std::string_view> query_value(const Call& call, std::string_view name) {
  for (const auto& [key, value] : call.query)
    if (key == name) return value;
  return std::nullopt;
}

Result<std::int64_t> query_integer(const Call& call, std::string_view name, std::int64_t otherwise,
                                   std::int64_t highest) {
  const auto text = query_value(call, name);
  if (!text) return otherwise;
  std::int64_t value = -1;
  const auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (failure == std::errc() && end == text->data() + text->size() && value >= 0 &&
      value <= highest)
    return value;
  return invalid(std::string(name), "out_of_range",
                 std::string(name) + " is not an integer from 0 to " + std::to_string(highest));
}

// A page of another site may reach a loopback port through its own name; it cannot forge this one.
bool is_loopback_name(std::string_view host) {
  const std::string_view name = host.substr(0, host.rfind(':'));
  return name == "127.0.0.1" || name == "localhost";
}

bool is_in(std::string_view path, std::string_view folder) {
  return path == folder || (path.starts_with(folder) && path[folder.size()] == '/');
}

}  // namespace

Endpoint::Endpoint(Acquirer acquirer, std::string key)
    : acquirer_(std::move(acquirer)), key_(std::move(key)) {}

bool Endpoint::knows(std::string_view authorization) const {
  constexpr std::string_view k_scheme = "Bearer ";
  return authorization.starts_with(k_scheme) &&
         equal_constant_time(authorization.substr(k_scheme.size()), key_);
}

Reply Endpoint::answer(const Call& call, Instant now) {
  if (!is_loopback_name(call.host))
    return refusal(403, "unknown_host", "this process answers to 127.0.0.1 and localhost only");
  const Instant virtual_now = now.plus_ms(acquirer_.settings().clock_offset_ms);
  acquirer_.settle(virtual_now);
  if (call.path.starts_with("/v1/")) {
    if (!knows(call.authorization))
      return refusal(401, "unauthorized",
                     "the bearer token is missing or is not the key of this process");
    return answer_payments(call, virtual_now);
  }
  if (call.path == "/control" || call.path == "/control/advance") return answer_control(call, now);
  if (call.path == "/control/actions" || call.path == "/control/transfers" ||
      call.path == "/control/webhooks")
    return answer_open(call, virtual_now);
  if (call.path == "/control/disputes" || call.path == "/control/disputes/act")
    return answer_disputes(call, virtual_now);
  if (is_in(call.path, k_control_files))
    return answer_settlements(call, k_control_files, virtual_now);
  if (call.path == "/control/bank/credits" || call.path == "/control/bank/statements" ||
      is_in(call.path, "/control/bank/files"))
    return answer_bank(call, virtual_now);
  if (call.path.starts_with("/acs/") || call.path.starts_with("/pay/"))
    return answer_customer(call, virtual_now);
  if (call.path != "/") return refusal(404, "unknown_path", "nothing is served under this path");
  if (call.method != "GET") return refusal(405, "method_not_allowed", "this path is read with GET");
  Reply page = json_reply(200, render_page(acquirer_, inbox_, bank_));
  page.content_type = "text/html; charset=utf-8";
  return page;
}

std::string Endpoint::base_url(const Call& call) const {
  return public_url_.empty() ? "http://" + call.host : public_url_;
}

Reply Endpoint::planned(const Request& request, const Call& call, Instant now) {
  const Plan plan = acquirer_.decide(request, now);
  Reply reply = json_reply(plan.http_status, "");
  reply.delivery = plan.delivery;
  reply.latency_ms = plan.latency_ms;
  if (plan.delivery == Delivery::answer)
    reply.body = render_plan(plan, std::holds_alternative<QueryRequest>(request), base_url(call));
  return reply;
}

namespace {

using ParseOrder = Result<Request> (*)(const Call&);

template <class T, Result<T> (*parse)(std::string_view, std::string_view)>
Result<Request> order(const Call& call) {
  auto request = parse(call.body, call.idempotency_key);
  if (!request) return request.error();
  return Request(*std::move(request));
}

constexpr auto k_orders = std::to_array<std::pair<std::string_view, ParseOrder>>({
    {"/v1/charges", order<ChargeRequest, parse_charge>},
    {"/v1/refunds", order<RefundRequest, parse_refund>},
    {"/v1/captures", order<CaptureRequest, parse_capture>},
    {"/v1/voids", order<VoidRequest, parse_void>},
    {"/v1/increments", order<IncrementRequest, parse_increment>},
    {"/v1/verifications", order<VerificationRequest, parse_verification>},
    {"/v1/payouts", order<PayoutRequest, parse_payout>},
    {"/v1/reversals", order<ReversalRequest, parse_reversal>},
});

}  // namespace

Reply Endpoint::answer_payments(const Call& call, Instant now) {
  if (call.path.starts_with("/v1/book")) return answer_book(call);
  if (call.path == "/v1/messages") return answer_messages(call, now);
  if (is_in(call.path, "/v1/bank")) return answer_bank(call, now);
  if (call.path == "/v1/disputes" || call.path == "/v1/disputes/evidence")
    return answer_disputes(call, now);
  if (call.method == "GET" && is_in(call.path, k_merchant_files))
    return answer_settlements(call, k_merchant_files, now);
  const auto outage_until = acquirer_.settings().outage_until;
  if (outage_until && now < *outage_until) return Reply{Delivery::close, 0, "", "", "", 0};
  if (call.method == "POST")
    for (const auto& [path, parse] : k_orders)
      if (call.path == path) {
        const auto request = parse(call);
        return request ? planned(*request, call, now) : invalid_request(request.error());
      }
  if (call.method != "GET")
    return refusal(405, "method_not_allowed", "no such act under this path");
  if (call.path == "/v1/operations") {
    const auto reference = parse_reference(query_value(call, "reference").value_or(""));
    return reference ? planned(QueryRequest{*reference}, call, now)
                     : invalid_request(reference.error());
  }
  return refusal(404, "unknown_path", "nothing is served under this path");
}

Reply Endpoint::answer_book(const Call& call) const {
  if (call.method != "GET") return refusal(405, "method_not_allowed", "the book is read with GET");
  const Book& book = acquirer_.book();
  if (call.path == "/v1/book") {
    const auto reference = query_value(call, "reference");
    return json_reply(200, reference ? render_effects_of(book, *reference)
                                     : render_book(book, acquirer_.operations().size()));
  }
  if (call.path == "/v1/book/effects") {
    const auto after = query_integer(call, "after", 0, INT64_MAX);
    if (!after) return invalid_request(after.error());
    const auto limit = query_integer(call, "limit", k_page_default, k_page_max);
    if (!limit) return invalid_request(limit.error());
    const auto rows = static_cast<std::size_t>(std::max<std::int64_t>(*limit, 1));
    return json_reply(200, render_effects_after(book, *after, rows));
  }
  return refusal(404, "unknown_path", "nothing is served under this path");
}

std::vector<Post> Endpoint::take_posts(Instant now) {
  std::vector<Post> posts;
  const Settings& settings = acquirer_.settings();
  const Instant virtual_now = now.plus_ms(settings.clock_offset_ms);
  acquirer_.settle(virtual_now);
  if (settings.webhook_url.empty()) return posts;
  for (const std::int64_t number : acquirer_.courier().take_due(acquirer_.latest())) {
    Post post;
    post.notice = number;
    post.url = settings.webhook_url;
    post.body = render_notice(acquirer_, acquirer_.courier().parcel(number).notice,
                              public_url_.empty() ? "http://127.0.0.1" : public_url_);
    post.signature = signature_of(settings.webhook_secret, now, post.body);
    posts.push_back(std::move(post));
  }
  return posts;
}

void Endpoint::posted(std::int64_t notice, int http_status, Instant now) {
  const Instant virtual_now = now.plus_ms(acquirer_.settings().clock_offset_ms);
  acquirer_.post_finished(notice, http_status, std::max(virtual_now, acquirer_.latest()));
}

Reply Endpoint::answer_messages(const Call& call, Instant now) {
  if (call.method == "GET") return json_reply(200, inbox_.list());
  const auto taken = inbox_.take(call.body, call.idempotency_key, now);
  return taken ? json_reply(202, *taken) : invalid_request(taken.error());
}

Reply Endpoint::answer_control(const Call& call, Instant now) {
  Settings settings = acquirer_.settings();
  const bool advance = call.path == "/control/advance";
  if (call.method == "POST") {
    if (!is_json(call)) return unsupported_media_type();
    if (advance) {
      const auto ms = parse_advance(call.body);
      if (!ms) return invalid_request(ms.error());
      settings.clock_offset_ms += *ms;
    } else {
      const auto changed = parse_control(call.body, settings);
      if (!changed) return invalid_request(changed.error());
      settings = *changed;
    }
    acquirer_.change_settings(settings);
    acquirer_.settle(now.plus_ms(settings.clock_offset_ms));
  } else if (call.method != "GET" || advance) {
    return refusal(405, "method_not_allowed", "the switches are read with GET and set with POST");
  }
  return json_reply(200, render_control(settings, acquirer_.latest()));
}

}  // namespace bursar::simulator
