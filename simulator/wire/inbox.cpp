// Keeping what was posted, in memory alone.
#include "simulator/wire/inbox.hpp"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "net/json_reader.hpp"

namespace bursar::simulator {
namespace {

namespace json = boost::json;

constexpr std::size_t k_kept = 500;

json::object message_json(const TextMessage& message) {
  return {{"message_id", "sms_" + std::to_string(message.number)},
          {"from", message.from},
          {"to", message.to},
          {"text", message.text},
          {"reference", message.reference},
          {"posts", message.posts},
          {"at_ms", message.at.ms}};
}

}  // namespace

Result<std::string> Inbox::take(std::string_view body, std::string_view idempotency_key,
                                Instant now) {
  net::JsonReader in(body);
  TextMessage message;
  message.from = in.text("from", 1, 20);
  message.to = in.text("to", 8, 16);
  message.text = in.text("text", 1, 1'600);
  message.reference = in.text_or_none("reference", 64).value_or("");
  if (!message.to.starts_with('+'))
    in.fail("to", "invalid_number", "a number begins with + and its country code");
  if (auto problem = in.finish()) return *problem;
  if (!idempotency_key.empty()) message.reference = idempotency_key;
  const auto known = std::find_if(messages_.begin(), messages_.end(), [&](const auto& other) {
    return !message.reference.empty() && other.reference == message.reference;
  });
  if (known != messages_.end()) {
    ++known->posts;
    return json::serialize(message_json(*known));
  }
  message.number = ++count_;
  message.at = now;
  messages_.push_back(std::move(message));
  if (messages_.size() > k_kept) messages_.pop_front();
  return json::serialize(message_json(messages_.back()));
}

std::string Inbox::list() const {
  json::array rows;
  for (auto message = messages_.rbegin(); message != messages_.rend(); ++message)
    rows.push_back(message_json(*message));
  return json::serialize(json::object{{"rows", std::move(rows)}});
}

}  // namespace bursar::simulator
