// Applying what was received. A message belongs to an operation only when account, amount, currency
// and kind all say so; one field off and it is kept apart. Order does not matter: the state tables
// of payments decide what a message can still change.
#include <algorithm>

#include <boost/json.hpp>

#include "audit/audit.hpp"
#include "payments/dispute_report.hpp"
#include "payments/provider_side.hpp"
#include "payments/steps.hpp"
#include "provider_webhooks/outcome_text.hpp"
#include "provider_webhooks/store.hpp"

namespace bursar::provider_webhooks {
namespace {

using payments::AttemptTarget;
using providers::Outcome;

// A message may beat our own answer by seconds; one that fits nothing after three days never will.
constexpr std::int64_t k_first_retry_ms = 2 * k_second_ms;
constexpr std::int64_t k_retry_max_ms = 6 * k_hour_ms;
constexpr std::int64_t k_tries_max = 24;

// Why it does not belong to the operation it names; empty when it does.
std::string mismatch(const store::Event& event, const Outcome& outcome,
                     const AttemptTarget& target) {
  if (target.account != event.account) return "the reference belongs to another provider account";
  if (target.kind != event.about)
    return "it is about a " + std::string(providers::word(event.about)) + ", ours is a " +
           std::string(providers::word(target.kind));
  if (!outcome.amount) return "it states no amount";
  if (outcome.amount->currency != target.amount.currency)
    return "it states " + std::string(outcome.amount->currency.code()) + ", ours is " +
           std::string(target.amount.currency.code());
  if (outcome.amount->minor != target.amount.minor)
    return "it states " + to_text(*outcome.amount) + ", ours is " + to_text(target.amount);
  const bool both_named = !outcome.provider_reference.empty() && !target.provider_reference.empty();
  if (both_named && outcome.provider_reference != target.provider_reference)
    return "the provider names another operation";
  if (outcome.contradicts) return "it contradicts itself: " + outcome.provider_message;
  return {};
}

// Why a dispute is not one of the operation it names; empty when it is.
std::string mismatch(const store::Event& event, const providers::DisputeNotice& notice,
                     const AttemptTarget& target) {
  if (target.account != event.account) return "the reference belongs to another provider account";
  const bool is_paid_by_it = target.kind == providers::RequestKind::sale ||
                             target.kind == providers::RequestKind::authorize ||
                             target.kind == providers::RequestKind::capture;
  if (!is_paid_by_it)
    return "a " + std::string(providers::word(target.kind)) + " cannot be disputed";
  if (notice.amount.currency != target.amount.currency)
    return "it states " + std::string(notice.amount.currency.code()) + ", ours is " +
           std::string(target.amount.currency.code());
  return {};
}

void settle(const Call& call, store::Event& event, State state, std::string reason) {
  event.state = state;
  event.reason = std::move(reason);
  event.next_try_at = std::nullopt;
  event.settled_at = call.now;
}

void park(const Call& call, store::Event& event) {
  event.state = State::parked;
  event.reason = "no operation has this reference";
  event.next_try_at = std::nullopt;
  if (++event.tries >= k_tries_max) return;
  const std::int64_t doubled = k_first_retry_ms << std::min<std::int64_t>(event.tries, 20);
  event.next_try_at = call.now.plus_ms(std::min(doubled, k_retry_max_ms));
}

void report(storage::Tx& tx, const Call& call, const store::Event& event,
            const AttemptTarget& target) {
  audit::record(tx, call,
                {.action = "quarantine_webhook",
                 .subject_kind = "payment",
                 .subject_id = target.payment.text(),
                 .company = target.company,
                 .merchant = target.merchant,
                 .outcome = audit::Outcome::denied,
                 .after = boost::json::serialize(boost::json::object{
                     {"provider_account_id", event.account.text()}, {"event_id", event.event_id}}),
                 .reason = event.reason});
}

Result<void> apply(storage::Tx& tx, const Call& call, store::Event event) {
  const auto dispute = dispute_of(event.outcome);
  if (dispute && event.our_reference.empty())
    event.our_reference = store::reference_of(tx, event.account, dispute->operation_reference);
  const AttemptId id{id_key(AttemptTag::k_prefix, event.our_reference)};
  const auto target = id ? payments::attempt_target(tx, id) : std::nullopt;
  if (!target) {
    park(call, event);
    store::save(tx, event);
    return ok();
  }
  const Outcome outcome = dispute ? Outcome() : outcome_of(event.outcome);
  std::string why =
      dispute ? mismatch(event, *dispute, *target) : mismatch(event, outcome, *target);
  if (!why.empty()) {
    settle(call, event, State::quarantined, std::move(why));
    store::save(tx, event);
    report(tx, call, event, *target);
    return ok();
  }
  auto recorded = dispute ? payments::report_dispute(tx, call, id, *dispute)
                          : payments::record_webhook(tx, call, id, outcome);
  if (!recorded) return recorded;
  settle(call, event, State::applied, "");
  store::save(tx, event);
  return ok();
}

}  // namespace

Result<std::int64_t> apply_due(storage::Tx& tx, const Call& call, std::int64_t limit) {
  const std::vector<store::Event> events = store::due(tx, call.now, limit);
  for (const store::Event& event : events)
    if (auto done = apply(tx, call, event); !done) return done.error();
  return static_cast<std::int64_t>(events.size());
}

std::optional<Instant> next_due(storage::Tx& tx) { return store::next_due(tx); }

}  // namespace bursar::provider_webhooks
