// Messages that providers send on their own account: proven on raw bytes, kept once, answered, and
// applied afterwards to the one operation they belong to. What does not fit is kept apart for
// people and changes nothing.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "payments/payments.hpp"
#include "providers/webhook.hpp"

namespace bursar::provider_webhooks {

/// received: to be applied; parked: its reference is not known (yet); quarantined: it contradicts
/// what we know and was not applied.
enum class State { received = 1, applied, parked, quarantined };
std::string_view word(State state);

struct Incoming {
  ProviderAccountId account;
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
  std::string body;                                          ///< raw
};
/// Keeps what a proven message says; a repeat changes nothing. Returns how many events were new.
/// Errors: not_found (no such account, or one without a secret or without messages: there is no
/// such address); unauthenticated/webhook_refused, and nothing changed.
Result<std::int64_t> receive(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                             const Incoming& message);

/// Applies what is due, at most `limit`, oldest first; returns how many were looked at.
Result<std::int64_t> apply_due(storage::Tx& tx, const Call& call, std::int64_t limit);
/// When the next one is due; nothing when none waits.
std::optional<Instant> next_due(storage::Tx& tx);

/// One event as the provider's page shows it.
struct Received {
  std::int64_t key = 0;
  std::string event_id, type, our_reference;
  std::string outcome;  ///< word of what it says
  State state = State::received;
  std::string reason;
  std::int64_t tries = 0;
  std::string body_masked;
  Instant received_at;
  std::optional<Instant> next_try_at, settled_at;
};
/// The newest of an account. Errors: not_found; refused/shared_account by somebody who does not own
/// it.
Result<std::vector<Received>> list_received(storage::Tx& tx, const Scope& scope,
                                            ProviderAccountId account, std::int64_t limit);

const std::vector<storage::Migration>& migrations();

}  // namespace bursar::provider_webhooks
