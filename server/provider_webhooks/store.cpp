// All SQL of incoming messages.
#include "provider_webhooks/store.hpp"

#include "provider_webhooks/outcome_text.hpp"

namespace bursar::provider_webhooks::store {

bool insert(storage::Tx& tx, const Call& call, const Event& event, const std::string& body_masked) {
  return tx.exec(
             "INSERT INTO provider_webhook (id, account_id, event_id, type, our_reference, about, "
             "outcome, state, reason, body_masked, tries, next_try_at, received_at, "
             "provider_reference) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, 0, $10, $10, "
             "$11) "
             "ON CONFLICT (account_id, event_id) DO NOTHING",
             {call.ids.next_key(), event.account, event.event_id, event.type, event.our_reference,
              event.about, event.outcome, State::received, body_masked, call.now,
              event.provider_reference}) == 1;
}

std::vector<Event> due(storage::Tx& tx, Instant now, std::int64_t limit) {
  return tx.all(
      "SELECT id, account_id, event_id, type, our_reference, about, outcome, state, reason, tries "
      "FROM provider_webhook WHERE next_try_at IS NOT NULL AND next_try_at <= $1 "
      "ORDER BY next_try_at, id LIMIT $2",
      {now, limit}, [](const storage::Row& row) {
        Event event;
        event.key = row.i64(0);
        event.account = row.id<ProviderAccountId>(1);
        event.event_id = row.text(2);
        event.type = row.text(3);
        event.our_reference = row.text(4);
        event.about = row.as_enum<providers::RequestKind>(5);
        event.outcome = row.text(6);
        event.state = row.as_enum<State>(7);
        event.reason = row.text(8);
        event.tries = row.i64(9);
        return event;
      });
}

std::optional<Instant> next_due(storage::Tx& tx) {
  const auto found =
      tx.one("SELECT min(next_try_at) FROM provider_webhook WHERE next_try_at IS NOT NULL", {},
             [](const storage::Row& row) { return row.instant_or_null(0); });
  return found ? *found : std::nullopt;
}

std::string reference_of(storage::Tx& tx, ProviderAccountId account, std::string_view name) {
  if (name.empty()) return {};
  return tx
      .one(
          "SELECT our_reference FROM provider_webhook WHERE account_id = $1 AND "
          "provider_reference = $2 AND provider_reference <> '' AND our_reference <> '' "
          "ORDER BY id LIMIT 1",
          {account, name}, [](const storage::Row& row) { return std::string(row.text(0)); })
      .value_or("");
}

void save(storage::Tx& tx, const Event& event) {
  tx.exec(
      "UPDATE provider_webhook SET state = $2, reason = $3, tries = $4, next_try_at = $5, "
      "settled_at = $6, our_reference = $7 WHERE id = $1",
      {event.key, event.state, event.reason, event.tries, event.next_try_at, event.settled_at,
       event.our_reference});
}

std::vector<Received> newest(storage::Tx& tx, ProviderAccountId account, std::int64_t limit) {
  return tx.all(
      "SELECT id, event_id, type, our_reference, outcome, state, reason, tries, body_masked, "
      "received_at, next_try_at, settled_at FROM provider_webhook WHERE account_id = $1 "
      "ORDER BY id DESC LIMIT $2",
      {account, limit}, [](const storage::Row& row) {
        Received one;
        one.key = row.i64(0);
        one.event_id = row.text(1);
        one.type = row.text(2);
        one.our_reference = row.text(3);
        const auto dispute = dispute_of(row.text(4));
        one.outcome = dispute ? "dispute" : providers::word(outcome_of(row.text(4)).kind);
        one.state = row.as_enum<State>(5);
        one.reason = row.text(6);
        one.tries = row.i64(7);
        one.body_masked = row.text(8);
        one.received_at = row.instant(9);
        one.next_try_at = row.instant_or_null(10);
        one.settled_at = row.instant_or_null(11);
        return one;
      });
}

}  // namespace bursar::provider_webhooks::store
