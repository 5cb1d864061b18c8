// Writing messages into the queue, and what the log shows of them.
#include "notify/notify.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "notify/letter.hpp"
#include "notify/queue.hpp"
#include "notify/seal.hpp"
#include "notify/store.hpp"

namespace bursar::notify {
namespace {

constexpr std::size_t k_text_max = 16 * 1024;

bool fits(const Message& message) {
  return message.channel == Channel::mail ? is_mail_address(message.to)
                                          : is_phone_number(message.to);
}

}  // namespace

std::string_view channel_name(Channel channel) { return channel == Channel::mail ? "mail" : "sms"; }

std::optional<Channel> channel_of(std::string_view word) {
  if (word == "mail") return Channel::mail;
  if (word == "sms") return Channel::sms;
  return std::nullopt;
}

std::string_view state_name(State state) {
  switch (state) {
    case State::waiting: return "waiting";
    case State::sending: return "sending";
    case State::sent: return "sent";
    case State::failed: return "failed";
    case State::expired: return "expired";
  }
  return "failed";
}

std::optional<MessageId> enqueue(storage::Tx& tx, const Call& call, const Message& message) {
  check(!message.kind.empty() && message.text.size() <= k_text_max,
        "a message has a kind and at most 16 KiB of text");
  const auto key = store::ready_key(tx, message.channel);
  if (!key) return std::nullopt;
  store::Row row;
  Delivery& delivery = row.delivery;
  delivery.id = call.ids.next<MessageId>();
  delivery.channel = message.channel;
  delivery.kind = message.kind;
  delivery.about = message.about;
  delivery.to_masked = masked_address(message.to);
  delivery.created_at = call.now;
  delivery.next_at = call.now;
  delivery.expires_at = message.expires_at;
  if (fits(message)) {
    delivery.state = State::waiting;
    const boost::json::object content{
        {"to", message.to}, {"subject", message.subject}, {"text", message.text}};
    row.sealed = seal_for(*key, call.random, boost::json::serialize(content), delivery.id.text());
  } else {
    delivery.state = State::failed;
    delivery.ended_at = call.now;
    delivery.last_error = message.channel == Channel::mail
                              ? "this is not an address that mail can be sent to"
                              : "this is not a phone number in international form";
  }
  store::insert(tx, row);
  return delivery.id;
}

bool is_ready(storage::Tx& tx, Channel channel) {
  return store::ready_key(tx, channel).has_value();
}

std::int64_t count_since(storage::Tx& tx, Channel channel, std::string_view about,
                         std::string_view kind, Instant since) {
  return store::count_since(tx, channel, about, kind, since);
}

std::vector<Delivery> list_deliveries(storage::Tx& tx, const ListDeliveries& filter) {
  return store::list(tx, filter);
}

std::int64_t expire_waiting(storage::Tx& tx, Instant now, std::string_view why) {
  return store::expire_waiting(tx, now, why);
}

void set_channel(storage::Tx& tx, const Call& call, Channel channel, bool is_ready,
                 std::string_view public_key) {
  store::save_channel(tx, channel, is_ready, public_key, call.now);
}

}  // namespace bursar::notify
