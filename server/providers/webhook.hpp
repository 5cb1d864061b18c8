// What a provider sends on its own account, before and after an adapter has read it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "providers/providers.hpp"

namespace bursar::providers {

/// A message as it arrived. `body` is raw: a signature covers bytes, not what they mean.
struct WebhookMessage {
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
  std::string body;
  Secret secret;  ///< of the account that the address names; never empty
  Instant now;
  const std::string* header(std::string_view name) const;
};

/// One thing that a message says. `outcome.amount` is what the provider states.
struct WebhookEvent {
  std::string event_id;  ///< the provider's; a repeat has the same
  std::string type;
  std::string our_reference;
  RequestKind about = RequestKind::sale;
  Outcome outcome;
};

/// Either a refusal in words, and then nothing may change, or what a proven message says. A proven
/// message about something else has no events.
struct WebhookReading {
  std::string refusal;
  std::vector<WebhookEvent> events;
};

/// A message older or younger than this is a replay, or a clock is wrong.
inline constexpr std::int64_t k_webhook_age_max_ms = 300'000;

/// Whether `hex` is HMAC-SHA-256 of `text` under the secret; takes the same time for every text of
/// one length.
bool is_signed(const Secret& secret, std::string_view text, std::string_view hex);

}  // namespace bursar::providers
