// The frame of every decision. Order of one request: time passes, chances are drawn, the request
// may be lost or turned away, a known reference is answered from memory, else it is judged.
#include "simulator/core/acquirer.hpp"

#include <algorithm>
#include <utility>

#include "base/check.hpp"
#include "base/random.hpp"
#include "simulator/core/content.hpp"
#include "simulator/core/three_ds.hpp"

namespace bursar::simulator {

namespace {

constexpr std::int64_t k_poll_min_ms = 200;
constexpr std::int64_t k_poll_max_ms = 30'000;
constexpr std::int64_t k_poll_action_min_ms = 3'000;
constexpr std::int64_t k_poll_action_max_ms = 5 * k_minute_ms;

Plan refusal(int status, std::string code, std::string message) {
  Plan plan;
  plan.http_status = status;
  plan.code = std::move(code);
  plan.message = std::move(message);
  return plan;
}

Plan closing(std::int64_t latency_ms) {
  Plan plan;
  plan.delivery = Delivery::close;
  plan.http_status = 0;
  plan.latency_ms = latency_ms;
  return plan;
}

// Loses or breaks the answer of something that was processed.
Plan spoil(Plan plan, bool lost, bool broken) {
  if (lost) {
    plan.delivery = Delivery::close;
    plan.http_status = 0;
    plan.answer.reset();
  } else if (broken) {
    plan.http_status = 500;
    plan.answer.reset();
    plan.code = "internal_error";
    plan.message = "the acquirer failed after taking the request";
  }
  return plan;
}

// The longer a customer takes, the less often it is worth asking.
std::int64_t poll_after_ms(const Operation& operation, Instant now, bool waits) {
  const std::int64_t left_ms =
      std::clamp(operation.resolved_at.ms - now.ms, k_poll_min_ms, k_poll_max_ms);
  if (!waits) return left_ms;
  return std::clamp((now.ms - operation.answered_at.ms) / 4, k_poll_action_min_ms,
                    k_poll_action_max_ms);
}

bool approves(std::string_view code) { return code == "00" || code == "10"; }

bool moves_money(const Operation& operation) {
  switch (operation.kind) {
    case Kind::charge: return !operation.holds;
    case Kind::refund:
    case Kind::capture:
    case Kind::payout: return true;
    case Kind::reversal: return operation.released_minor == 0 && operation.amount.minor > 0;
    default: return false;
  }
}

bool has_effect(const Operation& operation) {
  return moves_money(operation) && operation.approved_at() != k_never;
}

// Instants at which the status of an operation changes.
std::set<Instant> turns_of(const Operation& operation) {
  std::set<Instant> turns = {operation.acted_at, operation.resolved_at, operation.late_at,
                             operation.returned_at};
  turns.erase(k_never);
  return turns;
}

}  // namespace

Answer answer_at(const Operation& operation, Instant now) {
  Answer answer;
  answer.kind = operation.kind;
  answer.reference = operation.reference;
  answer.provider_reference = operation.provider_reference;
  answer.amount = operation.amount;
  answer.rrn = operation.rrn;
  answer.scheme = operation.scheme;
  if (now < operation.resolved_at) {
    const bool waits = operation.waits_for_customer(now);
    if (waits) {
      answer.status = Status::action;
      answer.action = operation.action;
    }
    answer.code = "09";
    answer.message = waits ? "the customer must act" : "request in progress";
    answer.poll_after_ms = poll_after_ms(operation, now, waits);
    return answer;
  }
  const bool approved = now >= operation.approved_at();
  const bool late = approved && operation.final_status != Status::approved;
  const CodeMeaning meaning = meaning_of(late ? "00" : operation.code);
  answer.status = approved ? Status::approved : Status::declined;
  answer.code = meaning.code;
  answer.message = meaning.message;
  answer.advice = meaning.advice;
  answer.avs_result = operation.avs_result;
  answer.cvv_result = operation.cvv_result;
  answer.three_ds = operation.three_ds;
  if (!approved) return answer;
  answer.auth_code = operation.auth_code;
  answer.network_transaction_id = operation.network_transaction_id;
  if (operation.granted_minor() != operation.amount.minor)
    answer.received_minor = operation.received_minor;
  if (now >= operation.returned_at) answer.returned_minor = operation.returned();
  return answer;
}

Acquirer::Acquirer(std::uint64_t seed, Settings settings)
    : seed_(seed), settings_(std::move(settings)) {}

const Operation* Acquirer::find(std::string_view reference) const {
  const auto found = by_reference_.find(reference);
  return found == by_reference_.end() ? nullptr : &operation(found->second);
}

const Operation* Acquirer::find_action(std::string_view provider_reference) const {
  const auto found = by_action_.find(provider_reference);
  return found == by_action_.end() ? nullptr : &operation(found->second);
}

Answer Acquirer::answer(const Operation& operation, Instant now) const {
  Answer answer = answer_at(operation, now);
  if (operation.holds && answer.status == Status::approved) answer.hold = hold_of(operation, now);
  return answer;
}

Draws Acquirer::draw_for(const Request& request) {
  const auto& reference =
      std::visit([](const auto& any) -> const std::string& { return any.reference; }, request);
  Seen& seen = seen_[reference];
  const bool query = std::holds_alternative<QueryRequest>(request);
  return draw(seed_, reference, query ? 2 * seen.queries++ : 2 * seen.posts++ + 1, settings_);
}

Plan Acquirer::decide(const Request& request, Instant now) {
  settle(now);
  answers_due_.erase(answers_due_.begin(), answers_due_.upper_bound(latest_));
  const Draws draws = draw_for(request);
  if (auto turned_away = turn_away(draws)) return *std::move(turned_away);

  const auto* query = std::get_if<QueryRequest>(&request);
  Plan plan = query ? decide_query(*query, draws) : decide_order(request, draws);
  answers_due_.insert(latest_.plus_ms(plan.latency_ms));
  return plan;
}

// Faults in front of the acquirer: nothing behind them has happened.
std::optional<Plan> Acquirer::turn_away(const Draws& draws) {
  if (settings_.outage_until && latest_ < *settings_.outage_until) return closing(0);
  const bool full = static_cast<std::int64_t>(answers_due_.size()) >= settings_.in_flight_max;
  if (full || draws.overloaded)
    return refusal(429, "overloaded", "too many requests at once, this one was not processed");
  if (draws.lost_before) return closing(draws.latency_ms);
  return std::nullopt;
}

Plan Acquirer::decide_order(const Request& request, const Draws& draws) {
  const std::string content = content_of(request);
  const auto& reference =
      std::visit([](const auto& any) -> const std::string& { return any.reference; }, request);
  const Operation* known = find(reference);
  if (known && (settings_.honours_references || known->content != content))
    return repeat(*known, content, draws);

  Verdict verdict = std::visit([&](const auto& any) { return judge(any, draws); }, request);
  if (verdict.refused) return *std::move(verdict.refused);
  if (verdict.fate == Fate::lose_request) return closing(draws.latency_ms);
  Operation& operation = verdict.operation;
  operation.reference = reference;
  operation.content = content;
  if (blocked_.contains(reference)) {
    operation.code = "R5";
    operation.action = {};
    verdict.delays = {};
  }
  const bool accepted = approves(operation.code) || !operation.action.type.empty();
  const Fate fate = accepted ? verdict.fate : Fate::approve;
  if (fate == Fate::approve_hidden) verdict.delays.hide_ms = late_ms(60 * k_second_ms);
  const bool lost = fate == Fate::lose_answer || fate == Fate::approve_hidden;
  return spoil(record(std::move(operation), verdict.delays, draws), lost || draws.lost_after,
               fate == Fate::break_answer || draws.broken_after);
}

Acquirer::Verdict Acquirer::judge(const QueryRequest&, const Draws&) const {
  throw Bug("a query is no order", std::source_location::current());
}

Plan Acquirer::decide_query(const QueryRequest& request, const Draws& draws) {
  const Operation* operation = find(request.reference);
  const Instant sent_at = latest_.plus_ms(draws.latency_ms);
  Plan plan;
  // Visibility is judged on arrival, the status when the answer leaves: an answer never claims
  // "pending" after the effect was executed.
  if (!operation || latest_ < operation->visible_at) {
    plan = refusal(404, "not_found", "no operation has this reference");
  } else {
    plan.answer = answer(*operation, sent_at);
  }
  plan.latency_ms = draws.latency_ms;
  return spoil(std::move(plan), draws.lost_after, draws.broken_after);
}

// The same request again: the recorded result, not before the first answer; another request under
// the same reference: refused.
Plan Acquirer::repeat(const Operation& operation, std::string_view content,
                      const Draws& draws) const {
  if (operation.content != content)
    return refusal(
        409, "duplicate_reference",
        "reference " + operation.reference + " stands for another request: " + operation.content);
  Plan plan;
  plan.latency_ms = std::max(draws.latency_ms, operation.answered_at.ms - latest_.ms);
  plan.answer = answer(operation, latest_.plus_ms(plan.latency_ms));
  return spoil(std::move(plan), draws.lost_after, draws.broken_after);
}

// Completes and keeps an operation.
Plan Acquirer::record(Operation operation, const Delays& delays, const Draws& draws) {
  Plan plan;
  plan.latency_ms = std::max(draws.latency_ms, delays.not_before.ms - latest_.ms);
  operation.sequence = static_cast<std::int64_t>(operations_.size()) + 1;
  operation.final_status = approves(operation.code) ? Status::approved : Status::declined;
  operation.provider_reference = draws.provider_reference;
  const bool authorised = operation.kind == Kind::charge || operation.kind == Kind::increment ||
                          operation.kind == Kind::verification;
  operation.auth_code = authorised ? draws.auth_code : std::string();
  operation.rrn = draws.rrn;
  operation.received_at = latest_;
  operation.answered_at = latest_.plus_ms(plan.latency_ms);
  operation.visible_at =
      delays.hide_ms == 0 ? latest_ : operation.answered_at.plus_ms(delays.hide_ms);
  operation.resolved_at =
      delays.never_resolves ? k_never : operation.answered_at.plus_ms(delays.resolve_ms);
  if (delays.late_ms > 0) operation.late_at = operation.answered_at.plus_ms(delays.late_ms);
  if (delays.return_ms > 0) operation.returned_at = operation.resolved_at.plus_ms(delays.return_ms);
  if (!operation.action.type.empty())
    operation.action.expires_at = operation.answered_at.plus_ms(operation.action.expires_at.ms);

  set_hold(operation);
  plan.recorded = true;
  changes_.emplace_back(operation);
  if (has_effect(operation)) plan.executes_at = operation.approved_at();
  keep(std::move(operation));
  plan.answer = answer(operations_.back(), operations_.back().answered_at);
  return plan;
}

void Acquirer::keep(Operation operation) {
  by_reference_[operation.reference] = operation.sequence;
  if (!operation.charge_reference.empty())
    followers_[operation.charge_reference].push_back(operation.sequence);
  if (operation.blocks) blocked_.insert(operation.charge_reference);
  if (!operation.action.type.empty()) {
    actions_.push_back(operation.sequence);
    by_action_[operation.provider_reference] = operation.sequence;
  }
  schedule(operation);
  operations_.push_back(std::move(operation));
}

void Acquirer::schedule(const Operation& operation) {
  if (has_effect(operation)) due_.insert({operation.approved_at(), operation.sequence});
  if (operation.returned_at != k_never)
    due_.insert({operation.returned_at, operation.sequence, What::given_back});
  if (has_effect(operation) && operation.disputed_at() != k_never)
    due_.insert({operation.disputed_at(), operation.sequence, What::dispute});
  for (const Instant at : turns_of(operation)) due_.insert({at, operation.sequence, What::telling});
}

// The future of an operation changed; what it did and told so far stays.
void Acquirer::replace(Operation operation) {
  Operation& stands = operations_[static_cast<std::size_t>(operation.sequence - 1)];
  const auto is_past = [&](Instant at, What what) {
    return due_.erase({at, stands.sequence, what}) == 0;
  };
  const bool executed = has_effect(stands) && is_past(stands.approved_at(), What::effect);
  const bool returned =
      stands.returned_at != k_never && is_past(stands.returned_at, What::given_back);
  const bool disputed = has_effect(stands) && stands.disputed_at() != k_never &&
                        is_past(stands.disputed_at(), What::dispute);
  std::set<Instant> told;
  for (const Instant at : turns_of(stands))
    if (is_past(at, What::telling)) told.insert(at);
  stands = std::move(operation);
  schedule(stands);
  if (executed) due_.erase({stands.approved_at(), stands.sequence, What::effect});
  if (returned) due_.erase({stands.returned_at, stands.sequence, What::given_back});
  if (disputed) due_.erase({stands.disputed_at(), stands.sequence, What::dispute});
  for (const Instant at : told) due_.erase({at, stands.sequence, What::telling});
}

std::int64_t Acquirer::late_ms(std::int64_t otherwise) const {
  return settings_.late_after_ms.value_or(otherwise);
}

void Acquirer::settle(Instant now) {
  latest_ = std::max(latest_, now);
  while (!due_.empty() && due_.begin()->at <= latest_) {
    const Due next = *due_.begin();
    due_.erase(due_.begin());
    close_day(next.at);
    switch (next.what) {
      case What::telling: tell(next); break;
      case What::dispute: dispute_by_card(next.sequence, next.at); break;
      case What::dispute_over: finish_dispute(next.sequence, next.at); break;
      case What::effect:
      case What::given_back: execute(next); break;
    }
  }
  close_day(latest_);
}

void Acquirer::execute(const Due& due) {
  if (due.what == What::given_back && !fit_return(due.sequence)) return;
  const Operation& operation = this->operation(due.sequence);
  const bool returns = due.what == What::given_back;
  Effect effect;
  effect.number = static_cast<std::int64_t>(book_.effects().size()) + 1;
  effect.operation = operation.sequence;
  effect.kind = returns ? Kind::given_back : operation.kind;
  effect.reference = operation.reference;
  effect.charge_reference = returns ? operation.reference : operation.charge_reference;
  effect.amount = {returns ? operation.returned() : operation.granted_minor(),
                   operation.amount.currency};
  effect.executed_at = due.at;
  changes_.emplace_back(effect);
  book_.post(std::move(effect));
}

// What was refunded meanwhile does not go back a second time; false: nothing is left.
bool Acquirer::fit_return(std::int64_t sequence) {
  Operation& operation = operations_[static_cast<std::size_t>(sequence - 1)];
  if (operation.kind != Kind::charge) return true;
  const std::int64_t left = refundable_minor(operation);
  if (left >= operation.granted_minor()) return true;
  if (left > 0) operation.returned_minor = left;
  else operation.returned_at = k_never;
  changes_.emplace_back(operation);
  return left > 0;
}

// What the merchant is told, when somebody listens. Out of order: first the end, then the state
// before it.
void Acquirer::tell(const Due& due) {
  if (settings_.webhook_url.empty() || due.at <= restored_until_) return;
  const Operation& operation = this->operation(due.sequence);
  const auto send = [&](Instant as_of, Instant at, std::string_view purpose) {
    Notice notice;
    notice.number = courier_.next_number();
    notice.operation = operation.sequence;
    notice.event_id =
        "ev_" + derived_text(operation.provider_reference,
                             std::string(purpose) + std::to_string(as_of.ms), 20, k_base62);
    notice.as_of = as_of;
    notice.send_at = at;
    changes_.emplace_back(notice);
    courier_.accept(std::move(notice));
  };
  send(due.at, due.at, "event");
  if (operation.telling == Telling::twice) send(due.at, due.at, "event");
  if (operation.telling == Telling::out_of_order && due.at == operation.resolved_at)
    send(due.at.plus_ms(-1), due.at.plus_ms(3 * k_second_ms), "before");
}

void Acquirer::post_finished(std::int64_t notice, int http_status, Instant now) {
  changes_.emplace_back(courier_.finished(notice, http_status, now));
}

std::vector<Change> Acquirer::take_changes() { return std::exchange(changes_, {}); }

void Acquirer::restore(Change change) {
  if (auto* operation = std::get_if<Operation>(&change)) {
    latest_ = std::max(latest_, operation->received_at);
    restored_until_ = std::max(restored_until_, latest_);
    if (operation->sequence <= static_cast<std::int64_t>(operations_.size()))
      return replace(std::move(*operation));
    check(operation->sequence == static_cast<std::int64_t>(operations_.size()) + 1,
          "operation out of turn");
    keep(std::move(*operation));
  } else if (auto* effect = std::get_if<Effect>(&change)) {
    latest_ = std::max(latest_, effect->executed_at);
    restored_until_ = std::max(restored_until_, latest_);
    const What what = effect->kind == Kind::given_back ? What::given_back : What::effect;
    const bool of_dispute =
        effect->kind == Kind::chargeback || effect->kind == Kind::chargeback_reversal;
    check(of_dispute || due_.erase({effect->executed_at, effect->operation, what}) == 1,
          "effect of an unknown operation");
    if (const Dispute* over = of_dispute ? find_dispute(effect->reference) : nullptr)
      due_.erase({over->decided_at, over->number, What::dispute_over});
    book_.post(std::move(*effect));
  } else if (auto* dispute = std::get_if<Dispute>(&change)) {
    latest_ = std::max(latest_, dispute->opened_at);
    restored_until_ = std::max(restored_until_, latest_);
    if (dispute->cause != 0) due_.erase({dispute->opened_at, dispute->cause, What::dispute});
    keep_dispute(std::move(*dispute));
  } else if (auto* file = std::get_if<SettlementFile>(&change)) {
    latest_ = std::max(latest_, file->made_at);
    settlements_.push_back(*file);
  } else if (auto* notice = std::get_if<Notice>(&change)) {
    latest_ = std::max(latest_, notice->as_of);
    if (notice->dispute == 0) due_.erase({notice->as_of, notice->operation, What::telling});
    else due_.erase({notice->as_of, notice->dispute, What::dispute_over});
    courier_.accept(std::move(*notice));
  } else {
    courier_.restore(std::get<Posting>(change));
  }
}

}  // namespace bursar::simulator
