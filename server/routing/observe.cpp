// What the end of an attempt teaches: the breaker's next state, and the tally of best
// authorisation.
#include <boost/json.hpp>

#include "outbox/outbox.hpp"
#include "routing/store.hpp"
#include "routing/words.hpp"

namespace bursar::routing {
namespace {

namespace json = boost::json;

void tell(storage::Tx& tx, const Call& call, const Observation& observation,
          const Breaker& breaker) {
  const auto account = providers::load_account(tx, observation.account);
  outbox::emit(tx, call,
               {.type = breaker.state == BreakerState::open ? "provider_account.breaker_opened"
                                                            : "provider_account.breaker_closed",
                .company = account ? account->company_id : CompanyId{},
                .subject_kind = "provider_account",
                .subject_id = observation.account.text(),
                .payload = json::serialize(json::object{{"method", observation.method},
                                                        {"state", word(breaker.state)},
                                                        {"open_ms", breaker.open_ms}})});
}

// Most calls find no row and leave none: one read.
void move_breaker(storage::Tx& tx, const Call& call, const Observation& observation) {
  const auto stored = store::load_breaker(tx, observation.account, observation.method);
  const Breaker before = stored.value_or(Breaker{});
  const Breaker next = after(before, observation.signal, call.now);
  if (next == before || (!stored && is_quiet(next))) return;
  store::save_breaker(tx, observation.account, observation.method, next);
  const bool opens = next.state == BreakerState::open && before.opened_at != next.opened_at;
  const bool closes = next.state == BreakerState::closed && before.state != BreakerState::closed;
  if (opens || closes) tell(tx, call, observation, next);
}

}  // namespace

void observe(storage::Tx& tx, const Call& call, const Observation& observation, bool learns) {
  move_breaker(tx, call, observation);
  if (learns && observation.counts)
    store::count_outcome(
        tx, observation.account,
        {observation.method, observation.scheme, observation.currency, observation.three_ds},
        observation.signal == Signal::approved);
}

std::int64_t declines_since(storage::Tx& tx, CardId card, Instant since) {
  return card ? store::count_declines(tx, card, since) : 0;
}

std::vector<BreakerView> breakers_now(storage::Tx& tx, Instant now) {
  std::vector<BreakerView> views;
  for (const store::AccountBreaker& one : store::all_breakers(tx)) {
    const Breaker breaker = seen_at(one.breaker, now);
    views.push_back({one.account, one.method, std::string(word(breaker.state)),
                     breaker.state == BreakerState::open
                         ? std::optional(breaker.opened_at.plus_ms(breaker.open_ms))
                         : std::nullopt});
  }
  return views;
}

void remember(storage::Tx& tx, const Call& call, Sticky sticky, const Taken& taken) {
  const std::string subject = sticky_subject(sticky, taken.customer_id, taken.card_key);
  if (!subject.empty()) store::remember(tx, taken.merchant, subject, taken.account, call.now);
}

}  // namespace bursar::routing
