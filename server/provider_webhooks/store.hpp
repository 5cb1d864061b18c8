// What the module asks of the database; the statements are in store.cpp. Private.
#pragma once

#include "provider_webhooks/provider_webhooks.hpp"

namespace bursar::provider_webhooks::store {

struct Event {
  std::int64_t key = 0;
  ProviderAccountId account;
  std::string event_id, type, our_reference, provider_reference;
  providers::RequestKind about = providers::RequestKind::sale;
  std::string outcome;  ///< text_of
  State state = State::received;
  std::string reason;
  std::int64_t tries = 0;
  std::optional<Instant> next_try_at, settled_at;
};

/// False when the account has an event of this name already.
bool insert(storage::Tx& tx, const Call& call, const Event& event, const std::string& body_masked);
std::vector<Event> due(storage::Tx& tx, Instant now, std::int64_t limit);
std::optional<Instant> next_due(storage::Tx& tx);
/// Our reference in an earlier message about what the provider calls so; empty when none came.
std::string reference_of(storage::Tx& tx, ProviderAccountId account, std::string_view name);
void save(storage::Tx& tx, const Event& event);
std::vector<Received> newest(storage::Tx& tx, ProviderAccountId account, std::int64_t limit);

}  // namespace bursar::provider_webhooks::store
