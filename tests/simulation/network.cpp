// Every way an exchange can go. A caller waits 25 s and a request is on its way for 26 s at most,
// repeats included. That is what the adapter's "absence is proof after 90 s" rests on: 26 s of way
// and a few seconds of work, or 60 s in hiding beside them, are over by then.
#include "simulation/network.hpp"

#include <string>

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

}  // namespace

struct Network::Exchange {
  simulator::Call call;
  Done done;
  bool finished = false;
  std::uint64_t way_left_ms = 1;  ///< for a repeat of the request

  void finish(const WireResponse& response) {
    if (finished) return;
    finished = true;
    done(response);
  }
};

void Network::exchange(const providers::WireRequest& request, Done done) {
  auto exchange = std::make_shared<Exchange>(Exchange{call_of(request), std::move(done)});
  const Faults& faults = world_.faults;
  if (world_.happens(faults.refuse)) {
    world_.timeline.after_ms(
        1, [exchange] { exchange->finish(failed(Reach::not_sent, "connection refused")); });
    return;
  }
  world_.timeline.after_ms(k_deadline_ms, [exchange] {
    exchange->finish(failed(Reach::unknown, "no answer within 25 s"));
  });
  if (world_.happens(faults.lose_request)) return;
  std::int64_t way_ms = short_way_ms();
  if (world_.happens(faults.slow_request))
    way_ms = static_cast<std::int64_t>(world_.random.below(k_way_max_ms));
  exchange->way_left_ms = k_way_max_ms - static_cast<std::uint64_t>(way_ms);
  world_.timeline.after_ms(way_ms, [this, exchange] { arrive(exchange); });
}

void Network::arrive(const std::shared_ptr<Exchange>& exchange) {
  const simulator::Reply reply = world_.endpoint.answer(exchange->call, world_.timeline.now());
  world_.note("acquirer " + exchange->call.method + " " + exchange->call.idempotency_key + " " +
              std::to_string(reply.status) + " " + reply.body);
  if (was_taken(reply) && world_.happens(world_.faults.repeat_request)) {
    const auto wait_ms = static_cast<std::int64_t>(world_.random.below(exchange->way_left_ms));
    world_.timeline.after_ms(wait_ms, [this, exchange] {
      world_.endpoint.answer(exchange->call, world_.timeline.now());
    });
  }
  travel_back(exchange, reply);
}

void Network::travel_back(const std::shared_ptr<Exchange>& exchange,
                          const simulator::Reply& reply) {
  const std::int64_t back_ms = reply.latency_ms + short_way_ms();
  if (reply.delivery == simulator::Delivery::close) {
    world_.timeline.after_ms(back_ms, [exchange] {
      exchange->finish(failed(Reach::unknown, "connection closed without an answer"));
    });
    return;
  }
  WireResponse response;
  response.reach = Reach::answered;
  response.status = reply.status;
  response.body = world_.happens(world_.faults.tamper) ? torn(reply.body) : reply.body;
  response.latency_us = back_ms * 1'000;
  if (world_.happens(world_.faults.lose_answer)) return;
  if (world_.happens(world_.faults.late_answer)) {
    const auto wait_ms = back_ms + static_cast<std::int64_t>(world_.random.below(120'000));
    world_.timeline.after_ms(wait_ms, [exchange, response] { exchange->done(response); });
    return;
  }
  world_.timeline.after_ms(back_ms, [exchange, response] { exchange->finish(response); });
  if (world_.happens(world_.faults.repeat_answer)) {
    const auto wait_ms = back_ms + static_cast<std::int64_t>(world_.random.below(60'000));
    world_.timeline.after_ms(wait_ms, [exchange, response] { exchange->done(response); });
  }
}

// Another amount, or half of the body.
std::string Network::torn(std::string body) {
  const std::size_t amount = body.find("\"amount_minor\":");
  if (amount != std::string::npos && world_.random.below(2) == 0) {
    body.insert(amount + 15, "1");
    return body;
  }
  return body.substr(0, body.size() / 2);
}

}  // namespace bursar::simulation
