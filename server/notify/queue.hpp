// The sender's side of the queue: taking what is due under a lease, and writing down what became of
// it. Private to notify.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "notify/notify.hpp"
#include "notify/seal.hpp"

namespace bursar::notify {

/// Makes a channel known as set up or not, with the key that seals its messages. The last server to
/// start says how things are.
void set_channel(storage::Tx& tx, const Call& call, Channel channel, bool is_ready,
                 std::string_view public_key);

/// How long a sender may take before another one takes the message over.
inline constexpr std::int64_t k_lease_ms = 3 * k_minute_ms;
/// Attempts that ended without an answer: the second one is the last.
inline constexpr std::int64_t k_unknown_max = 2;

/// A message in a sender's hands.
struct Claim {
  MessageId id;
  Channel channel = Channel::mail;
  std::int64_t attempt = 1;  ///< this is the how manieth
  std::string to;
  std::string subject;
  Secret text;
  Instant created_at;
};

/// Who sends: its node number and the key that opens messages.
struct Sender {
  unsigned node = 0;
  const BoxKeys& keys;
};

/// Whether anything of the channel waits; cheap, for polling.
bool has_due(storage::Tx& tx, Channel channel, Instant now);
/// Takes the next due message; nothing when there is none. Ends those that are too old or that were
/// repeated often enough on the way.
std::optional<Claim> claim_next(storage::Tx& tx, const Call& call, Channel channel,
                                const Sender& sender);

/// What became of an attempt.
enum class Outcome {
  sent,
  refused,   ///< the other side will never take it: over
  not_sent,  ///< certainly not taken: tried again
  unknown,   ///< it may have been taken: tried again once
};
struct Attempt {
  Outcome outcome = Outcome::not_sent;
  std::string error;  ///< for the log: no address, no text of the message
};
void conclude(storage::Tx& tx, const Call& call, const Claim& claim, const Sender& sender,
              const Attempt& attempt);

/// What this node had in its hands when it last ended, as of unknown outcome and due at once. Only
/// at the start of the one server that holds the node number.
std::int64_t adopt(storage::Tx& tx, Instant now, unsigned node);
/// Removes rows that ended before an instant.
std::int64_t forget_ended(storage::Tx& tx, Instant before);

}  // namespace bursar::notify
