// Taking a message in: nothing of it counts before its signature does, and its account comes from
// the address whose secret proves it, never from what it says.
#include "base/check.hpp"
#include "provider_webhooks/outcome_text.hpp"
#include "provider_webhooks/store.hpp"
#include "providers/accounts.hpp"

namespace bursar::provider_webhooks {
namespace {

constexpr std::size_t k_name_max = 200;

// Only a message of an account with a secret has an address.
Result<providers::WebhookReading> read(storage::Tx& tx, const Call& call,
                                       const vault::KeyRing& keys, const Incoming& message) {
  const auto account = providers::load_account(tx, message.account);
  if (!account) return not_found(ProviderAccountTag::k_noun);
  const providers::Adapter* adapter = providers::find_adapter(account->adapter);
  providers::WebhookMessage proof{message.headers, message.body,
                                  providers::open_webhook_secret(tx, keys, account->id), call.now};
  if (adapter == nullptr || proof.secret.empty()) return not_found(ProviderAccountTag::k_noun);
  return adapter->parse_webhook(proof);
}

bool fits(const providers::WebhookEvent& event) {
  return event.event_id.size() <= k_name_max && event.our_reference.size() <= k_name_max &&
         event.type.size() <= k_name_max;
}

}  // namespace

std::string_view word(State state) {
  switch (state) {
    case State::received: return "received";
    case State::applied: return "applied";
    case State::parked: return "parked";
    case State::quarantined: return "quarantined";
  }
  throw Bug("state outside its enumeration", std::source_location::current());
}

Result<std::int64_t> receive(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                             const Incoming& message) {
  const auto reading = read(tx, call, keys, message);
  if (!reading) return reading.error();
  if (!reading->refusal.empty()) return unauthenticated("webhook_refused", reading->refusal);
  std::int64_t fresh = 0;
  const std::string masked = providers::masked_body(message.body);
  for (const providers::WebhookEvent& event : reading->events) {
    if (!fits(event)) continue;
    store::Event row;
    row.account = message.account;
    row.event_id = event.event_id;
    row.type = event.type;
    row.our_reference = event.our_reference;
    row.provider_reference = event.outcome.provider_reference;
    row.about = event.about;
    row.outcome = event.dispute ? text_of(*event.dispute) : text_of(event.outcome);
    if (store::insert(tx, call, row, masked)) ++fresh;
  }
  return fresh;
}

Result<std::vector<Received>> list_received(storage::Tx& tx, const Scope& scope,
                                            ProviderAccountId account, std::int64_t limit) {
  const auto found = providers::read_account(tx, scope, account);
  if (!found) return found.error();
  if (!providers::owns(scope, *found))
    return refused("shared_account", "messages of a shared account are for its administrators");
  return store::newest(tx, account, limit);
}

}  // namespace bursar::provider_webhooks
