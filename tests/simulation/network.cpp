// Every way an exchange can go. A caller waits 25 s and a request is on its way for 26 s at most,
// repeats included. That is what the adapter's "absence is proof after 90 s" rests on: 26 s of way
// and a few seconds of work, or 60 s in hiding beside them, are over by then.
#include "simulation/network.hpp"

#include <string>
#include <utility>

#include "simulator/wire/codec.hpp"

namespace bursar::simulation {
namespace {

using providers::Reach;
using providers::WireResponse;

constexpr std::int64_t k_deadline_ms = 25'000;
constexpr std::uint64_t k_way_max_ms = 26'000;

simulator::Call call_of(const providers::WireRequest& request) {
  simulator::Call call;
  call.method = request.method;
  const std::size_t mark = request.path.find('?');
  call.path = request.path.substr(0, mark);
  if (mark != std::string::npos) {
    const std::string query = request.path.substr(mark + 1);
    const std::size_t equals = query.find('=');
    call.query.emplace_back(query.substr(0, equals), query.substr(equals + 1));
  }
  for (const auto& [name, value] : request.headers) {
    if (name == "Authorization") call.authorization = value;
    if (name == "Idempotency-Key") call.idempotency_key = value;
    if (name == "Content-Type") call.content_type = value;
  }
  call.body = std::string(request.body.reveal());
  return call;
}

WireResponse failed(Reach reach, std::string why) {
  WireResponse response;
  response.reach = reach;
  response.failure = std::move(why);
  return response;
}

// Whether the acquirer took the request at all. What it turned away is not repeated here: a repeat
// that is executed after a certain "not processed" would be a network that forges requests.
bool was_taken(const simulator::Reply& reply) {
  return reply.delivery == simulator::Delivery::close || reply.status == 200 || reply.status >= 500;
}

std::string with_amount(std::string body) {
  constexpr std::string_view k_member = "\"amount_minor\":";
  const std::size_t at = body.find(k_member);
  if (at != std::string::npos) body.insert(at + k_member.size(), "1");
  return body;
}

// Puts `value` in place of the text of a member; a body without it stays.
std::string with_text(std::string body, std::string_view member, std::string_view value) {
  const std::string start = "\"" + std::string(member) + "\":\"";
  const std::size_t at = body.find(start);
  if (at == std::string::npos) return body;
  const std::size_t from = at + start.size();
  return body.replace(from, body.find('"', from) - from, value);
}

}  // namespace

struct Network::Exchange {
  simulator::Call call;
  Done done;
  std::string reference;
  bool finished = false;
  std::uint64_t way_left_ms = 1;  ///< for a repeat of the request

  bool is_query() const { return call.method == "GET"; }
  void finish(const WireResponse& response) {
    if (finished) return;
    finished = true;
    done(response);
  }
};

// What this acquirer will do wrong with an order, for hours or for ever.
void Network::judge_order(const Exchange& exchange) {
  const std::string& reference = exchange.reference;
  const auto for_hours = [this](FaultKind kind) {
    return world_.timeline.now().plus_ms(
        static_cast<std::int64_t>(k_hour_ms + world_.faults.below(kind, 4 * k_hour_ms)));
  };
  // What it has once stated truthfully it does not state otherwise when it is asked again.
  const bool fresh = world_.endpoint.acquirer().find(reference) == nullptr;
  if (fresh && world_.fires(FaultKind::misbook)) {
    world_.misbooked.insert(reference);
    return;
  }
  if (world_.fires(FaultKind::silence)) silent_until_[reference] = for_hours(FaultKind::silence);
  // Refunds that succeed after all may exceed what was captured since; a person looks at those.
  if (exchange.call.path != "/v1/charges" || !world_.fires(FaultKind::deny)) return;
  const Instant until = for_hours(FaultKind::deny);
  denied_until_[reference] = until;
  world_.timeline.at(until, [this, reference] { tell_truth(reference); });
}

void Network::exchange(const providers::WireRequest& request, Done done) {
  auto exchange = std::make_shared<Exchange>(Exchange{call_of(request), std::move(done), ""});
  exchange->reference =
      exchange->is_query() ? exchange->call.query.at(0).second : exchange->call.idempotency_key;
  if (!exchange->is_query()) judge_order(*exchange);
  if (world_.fires(FaultKind::refuse)) {
    world_.timeline.after_ms(
        1, [exchange] { exchange->finish(failed(Reach::not_sent, "connection refused")); });
    return;
  }
  world_.timeline.after_ms(k_deadline_ms, [this, exchange] {
    if (!exchange->finished) world_.tempt_clock();
    exchange->finish(failed(Reach::unknown, "no answer within 25 s"));
  });
  if (world_.fires(FaultKind::lose_request)) return;
  std::int64_t way_ms = short_way_ms();
  if (world_.fires(FaultKind::slow_request))
    way_ms = static_cast<std::int64_t>(world_.faults.below(FaultKind::slow_request, k_way_max_ms));
  exchange->way_left_ms = k_way_max_ms - static_cast<std::uint64_t>(way_ms);
  world_.timeline.after_ms(way_ms, [this, exchange] { arrive(exchange); });
}

// A query that is told "no such operation" although there may be one.
bool Network::denies(const std::shared_ptr<Exchange>& exchange) {
  const auto until = denied_until_.find(exchange->reference);
  if (!exchange->is_query() || until == denied_until_.end() ||
      world_.timeline.now() >= until->second)
    return false;
  WireResponse response;
  response.reach = Reach::answered;
  response.status = 404;
  response.body = R"({"found":false})";
  world_.timeline.after_ms(short_way_ms(), [exchange, response] { exchange->finish(response); });
  return true;
}

void Network::arrive(const std::shared_ptr<Exchange>& exchange) {
  if (denies(exchange)) return;
  const simulator::Reply reply = world_.endpoint.answer(exchange->call, world_.timeline.now());
  world_.note("acquirer " + exchange->call.method + " " + exchange->call.idempotency_key + " " +
              std::to_string(reply.status) + " " + reply.body);
  if (was_taken(reply) && world_.fires(FaultKind::repeat_request)) {
    const auto wait_ms = static_cast<std::int64_t>(
        world_.faults.below(FaultKind::repeat_request, exchange->way_left_ms));
    world_.timeline.after_ms(wait_ms, [this, exchange] {
      world_.endpoint.answer(exchange->call, world_.timeline.now());
    });
  }
  travel_back(exchange, reply);
}

void Network::travel_back(const std::shared_ptr<Exchange>& exchange,
                          const simulator::Reply& reply) {
  const std::int64_t back_ms = reply.latency_ms + short_way_ms();
  const auto silent = silent_until_.find(exchange->reference);
  if (silent != silent_until_.end() && world_.timeline.now() < silent->second) return;
  // What is denied must not be told by the answer to the order itself.
  if (denied_until_.contains(exchange->reference) && !exchange->is_query()) return;
  if (reply.delivery == simulator::Delivery::close) {
    world_.timeline.after_ms(back_ms, [this, exchange] {
      if (!exchange->finished) world_.tempt_clock();
      exchange->finish(failed(Reach::unknown, "connection closed without an answer"));
    });
    return;
  }
  WireResponse response;
  response.reach = Reach::answered;
  response.status = reply.status;
  response.body = altered(exchange->reference, reply.body);
  response.latency_us = back_ms * 1'000;
  if (world_.fires(FaultKind::lose_answer)) return;
  for (const auto& [kind, most_ms] :
       {std::pair{FaultKind::late_answer, 120'000}, {FaultKind::hours_late, 5 * k_hour_ms}})
    if (world_.fires(kind)) {
      const auto wait_ms = back_ms + static_cast<std::int64_t>(world_.faults.below(
                                         kind, static_cast<std::uint64_t>(most_ms)));
      world_.timeline.after_ms(wait_ms, [exchange, response] { exchange->done(response); });
      return;
    }
  world_.timeline.after_ms(back_ms, [exchange, response] { exchange->finish(response); });
  if (world_.fires(FaultKind::repeat_answer)) {
    const auto wait_ms =
        back_ms + static_cast<std::int64_t>(world_.faults.below(FaultKind::repeat_answer, 60'000));
    world_.timeline.after_ms(wait_ms, [exchange, response] { exchange->done(response); });
  }
}

// The acquirer's message about an operation it had denied; told until it is taken. It tells nothing
// about what it states wrongly.
void Network::tell_truth(const std::string& reference) {
  const auto* operation = world_.endpoint.acquirer().find(reference);
  if (operation == nullptr || world_.misbooked.contains(reference)) return;
  const simulator::Answer truth = simulator::answer_at(*operation, world_.timeline.now());
  simulator::Plan plan;
  plan.answer = truth;
  WireResponse response;
  response.reach = Reach::answered;
  response.status = 200;
  response.body = simulator::render_plan(plan, false);
  const bool taken = truth.status != simulator::Status::pending && message_(reference, response);
  if (!taken) world_.timeline.after_ms(k_minute_ms, [this, reference] { tell_truth(reference); });
}

void Network::carry_webhooks() {
  for (const simulator::Post& post : world_.endpoint.take_posts(world_.timeline.now())) carry(post);
  const bool trade = world_.faults.on();
  world_.timeline.after_ms(trade ? 15'000 : 2 * k_minute_ms, [this] { carry_webhooks(); });
}

// The sixth and last try is repeated until it is taken: what an acquirer never tells nobody can
// know. It tells nothing about what it states wrongly.
void Network::carry(const simulator::Post& post) {
  const auto& acquirer = world_.endpoint.acquirer();
  const auto& parcel = acquirer.courier().parcel(post.notice);
  if (world_.misbooked.contains(acquirer.operation(parcel.notice.operation).reference))
    return world_.endpoint.posted(post.notice, 204, world_.timeline.now());
  const bool last = parcel.tries + 1 == simulator::Courier::k_tries_max;
  if (!last && world_.fires(FaultKind::lose_webhook))
    return world_.endpoint.posted(post.notice, 0, world_.timeline.now());
  std::int64_t way_ms = short_way_ms();
  if (world_.fires(FaultKind::late_webhook))
    way_ms += static_cast<std::int64_t>(world_.faults.below(FaultKind::late_webhook, 240'000));
  world_.timeline.after_ms(way_ms, [this, post, last] { deliver(post, last); });
  if (world_.fires(FaultKind::repeat_webhook))
    world_.timeline.after_ms(way_ms + 30'000, [this, post] { webhook_(post); });
}

void Network::deliver(const simulator::Post& post, bool until_taken) {
  const int status = webhook_(post);
  if (status == 0 && until_taken)
    return world_.timeline.after_ms(k_minute_ms, [this, post] { deliver(post, true); });
  world_.endpoint.posted(post.notice, status, world_.timeline.now());
}

std::string Network::altered(const std::string& reference, std::string body) {
  const std::string former = std::exchange(former_reference_, reference);
  if (world_.fires(FaultKind::tear_answer)) return body.substr(0, body.size() / 2);
  if (world_.misbooked.contains(reference)) return with_amount(std::move(body));
  if (world_.fires(FaultKind::wrong_amount)) body = with_amount(std::move(body));
  if (world_.fires(FaultKind::wrong_currency)) body = with_text(std::move(body), "currency", "USD");
  if (world_.fires(FaultKind::wrong_reference))
    body = with_text(std::move(body), "reference", former.empty() ? "somebody-else" : former);
  return body;
}

}  // namespace bursar::simulation
