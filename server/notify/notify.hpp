// The front door of messages to people: mail and text messages, queued in the transaction of the
// change they tell of and sent after it is durable. Sent once; when an attempt ends without an
// answer it is repeated once at most, and the delivery log says so.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/result.hpp"
#include "storage/storage.hpp"

namespace bursar::notify {

struct MessageTag {
  static constexpr std::string_view k_prefix = "ms_";
  static constexpr const char* k_noun = "message";
};
using MessageId = Id<MessageTag>;

enum class Channel { mail = 1, sms = 2 };
std::string_view channel_name(Channel channel);
std::optional<Channel> channel_of(std::string_view word);

enum class State { waiting = 1, sending, sent, failed, expired };
std::string_view state_name(State state);

/// One message as its writer gives it. Address and texts are sealed at rest and erased as soon as
/// the message has ended, so a code or a one-time link may stand in the text.
struct Message {
  Channel channel = Channel::mail;
  std::string to;       ///< "ann@example.com" or "+447900123456"
  std::string kind;     ///< "invitation", "payout_code": a lower_snake word for the log
  std::string about;    ///< public id of the person it is for, or empty; stands in the log
  std::string subject;  ///< of a mail; a text message has none
  /// Plain text: paragraphs apart by an empty line, an address on a line of its own becomes a link.
  std::string text;
  Instant expires_at;  ///< not sent any more from here on
};

/// Queues the message. Nothing when the channel is not set up: nobody would ever send it. An
/// address that cannot be one is kept as failed, so that the log tells why nothing came.
std::optional<MessageId> enqueue(storage::Tx& tx, const Call& call, const Message& message);
/// Whether messages of this channel leave at all.
bool is_ready(storage::Tx& tx, Channel channel);
/// Messages queued about `about` since an instant, whatever became of them; an empty kind counts
/// all. For limits.
std::int64_t count_since(storage::Tx& tx, Channel channel, std::string_view about,
                         std::string_view kind, Instant since);

/// One row of the delivery log: never an address in full, never a text.
struct Delivery {
  MessageId id;
  Channel channel = Channel::mail;
  std::string kind;
  std::string about;
  std::string to_masked;
  State state = State::waiting;
  std::int64_t attempts = 0;
  std::int64_t unknown_attempts = 0;  ///< ended without an answer: it may have arrived more often
  std::string last_error;
  Instant next_at;
  Instant expires_at;
  Instant created_at;
  std::optional<Instant> ended_at;
};

struct ListDeliveries {
  std::optional<Channel> channel;
  std::optional<State> state;
  std::string about;
  MessageId before;  ///< page key: older than this one
  std::int64_t limit = 50;
};
/// Newest first.
std::vector<Delivery> list_deliveries(storage::Tx& tx, const ListDeliveries& filter);

/// Ends what still waits; for a restored copy, whose original has sent it already.
std::int64_t expire_waiting(storage::Tx& tx, Instant now, std::string_view why);

const std::vector<storage::Migration>& migrations();

}  // namespace bursar::notify
