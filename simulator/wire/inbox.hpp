// The text message gateway of the world outside: takes messages, delivers none, lists them. One
// message per idempotency key, however often it is posted.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace bursar::simulator {

struct TextMessage {
  std::int64_t number = 0;
  std::string from;
  std::string to;
  std::string text;
  std::string reference;
  std::int64_t posts = 1;  ///< how often it was posted
  Instant at;
};

class Inbox {
 public:
  /// Reads {"from", "to", "text", "reference"}; the answer's body. Errors: invalid/….
  Result<std::string> take(std::string_view body, std::string_view idempotency_key, Instant now);
  /// {"rows": […]}, newest first.
  std::string list() const;
  const std::deque<TextMessage>& messages() const { return messages_; }

 private:
  std::deque<TextMessage> messages_;  // newest last, bounded
  std::int64_t count_ = 0;
};

}  // namespace bursar::simulator
