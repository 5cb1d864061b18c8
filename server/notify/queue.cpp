// Leases, attempts and back-off. Sending happens between claim_next() and conclude(), outside of
// any transaction and after the claim is durable.
#include "notify/queue.hpp"

#include <algorithm>
#include <array>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "notify/store.hpp"

namespace bursar::notify {
namespace {

/// Waits after the first, second, … failed attempt; the last one repeats.
constexpr std::array<std::int64_t, 7> k_waits_ms{
    5 * k_second_ms,  20 * k_second_ms, k_minute_ms,     3 * k_minute_ms,
    10 * k_minute_ms, 30 * k_minute_ms, 60 * k_minute_ms};
constexpr std::size_t k_error_max = 300;
constexpr std::string_view k_may_have_arrived = "; the message may have arrived";

std::int64_t wait_ms(std::int64_t attempts) {
  const auto index = static_cast<std::size_t>(std::max<std::int64_t>(attempts, 1) - 1);
  return k_waits_ms[std::min(index, k_waits_ms.size() - 1)];
}

void end(storage::Tx& tx, Delivery delivery, const Sender& sender, Instant now, State state) {
  delivery.state = state;
  delivery.ended_at = now;
  (void)store::end(tx, delivery, sender.node);
}

// The reason why a due message must not be sent any more; it has been ended then.
bool is_over(storage::Tx& tx, store::Row& row, const Sender& sender, Instant now) {
  Delivery& delivery = row.delivery;
  // Whoever had it did not come back: nobody knows whether it left.
  if (delivery.state == State::sending) {
    ++delivery.unknown_attempts;
    delivery.last_error = "the sender ended before it wrote down the outcome";
    delivery.last_error += k_may_have_arrived;
  }
  if (now >= delivery.expires_at) {
    end(tx, delivery, sender, now, State::expired);
    return true;
  }
  if (delivery.unknown_attempts >= k_unknown_max) {
    end(tx, delivery, sender, now, State::failed);
    return true;
  }
  return false;
}

std::optional<Claim> opened(const store::Row& row, const Sender& sender) {
  const auto plain = open_sealed(sender.keys, row.sealed, row.delivery.id.text());
  if (!plain) return std::nullopt;
  const boost::json::value content = boost::json::parse(plain->reveal());
  Claim claim;
  claim.id = row.delivery.id;
  claim.channel = row.delivery.channel;
  claim.attempt = row.delivery.attempts + 1;
  claim.to = content.at("to").as_string();
  claim.subject = content.at("subject").as_string();
  claim.text = Secret(std::string(content.at("text").as_string()));
  claim.created_at = row.delivery.created_at;
  return claim;
}

}  // namespace

bool has_due(storage::Tx& tx, Channel channel, Instant now) {
  return store::has_due(tx, channel, now);
}

std::optional<Claim> claim_next(storage::Tx& tx, const Call& call, Channel channel,
                                const Sender& sender) {
  for (auto row = store::next_due(tx, channel, call.now); row;
       row = store::next_due(tx, channel, call.now)) {
    const store::Row before = *row;
    if (is_over(tx, *row, sender, call.now)) continue;
    auto claim = opened(*row, sender);
    if (!claim) {
      row->delivery.last_error = "sealed under a key that this installation does not hold";
      end(tx, row->delivery, sender, call.now, State::failed);
      continue;
    }
    store::Row taken = before;
    taken.delivery.unknown_attempts = row->delivery.unknown_attempts;
    if (!store::take(tx, taken, sender.node, call.now.plus_ms(k_lease_ms))) return std::nullopt;
    return claim;
  }
  return std::nullopt;
}

void conclude(storage::Tx& tx, const Call& call, const Claim& claim, const Sender& sender,
              const Attempt& attempt) {
  const auto found = store::find(tx, claim.id);
  if (!found || found->attempts != claim.attempt) return;
  Delivery delivery = *found;
  delivery.last_error = attempt.error.substr(0, k_error_max);
  const bool unknown = attempt.outcome == Outcome::unknown;
  if (unknown) delivery.last_error += k_may_have_arrived;
  const std::int64_t unknown_attempts = delivery.unknown_attempts + (unknown ? 1 : 0);
  if (attempt.outcome == Outcome::sent || attempt.outcome == Outcome::refused ||
      unknown_attempts >= k_unknown_max) {
    delivery.unknown_attempts = unknown_attempts;
    end(tx, delivery, sender, call.now,
        attempt.outcome == Outcome::sent ? State::sent : State::failed);
    return;
  }
  delivery.unknown_attempts = unknown ? 1 : 0;  // how many come on top
  delivery.next_at = std::min(call.now.plus_ms(wait_ms(delivery.attempts)), delivery.expires_at);
  (void)store::put_back(tx, delivery, sender.node);
}

std::int64_t adopt(storage::Tx& tx, Instant now, unsigned node) {
  return store::adopt(tx, now, node);
}

std::int64_t forget_ended(storage::Tx& tx, Instant before) {
  return store::forget_ended(tx, before);
}

}  // namespace bursar::notify
