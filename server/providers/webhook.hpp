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

/// What a cardholder's bank does about a payment, as the provider reports it.
struct DisputeNotice {
  std::string provider_reference;
  std::string stage;   ///< "alert", "rdr", "inquiry", "chargeback", "fraud_report"
  std::string status;  ///< "needs_response", "under_review", "won", "lost", "closed"
  std::string reason;  ///< of the scheme: "10.4"
  std::string scheme;
  Money amount;
  std::optional<Instant> respond_by;
  /// What the provider calls the disputed operation; needed where the message knows no name of
  /// ours.
  std::string operation_reference = {};
};

/// One thing that a message says. `outcome.amount` is what the provider states.
struct WebhookEvent {
  std::string event_id;  ///< the provider's; a repeat has the same
  std::string type;
  std::string our_reference;
  RequestKind about = RequestKind::sale;
  Outcome outcome;
  /// About a dispute of the operation; `about` and `outcome` say nothing then.
  std::optional<DisputeNotice> dispute = {};
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
