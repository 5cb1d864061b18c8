// The decisions of the simulated acquirer. Order of one request: time passes, chances are drawn,
// the request may be lost or turned away, a known reference is answered from memory, else it is
// judged.
#include "simulator/core/acquirer.hpp"

#include <algorithm>
#include <utility>

#include "base/check.hpp"
#include "simulator/core/cards.hpp"

namespace bursar::simulator {

namespace {

constexpr std::int64_t k_poll_min_ms = 200;
constexpr std::int64_t k_poll_max_ms = 30'000;

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

std::string money_text(const Money& money) {
  return std::to_string(money.minor) + " " + std::string(money.currency.code());
}

std::string content_of(const ChargeRequest& request) {
  std::string text = "charge " + money_text(request.amount);
  if (request.card) {
    const Card& card = *request.card;
    text += " card " + masked(card.number) + " " + std::to_string(card.expiry_month) + "/" +
            std::to_string(card.expiry_year);
  } else {
    text += " payer test";
  }
  return text + " for " + request.descriptor;
}

std::string content_of(const RefundRequest& request) {
  return "refund " + money_text(request.amount) + " of " + request.charge_reference;
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

bool has_effect(const Operation& operation) {
  return operation.final_status == Status::approved && operation.resolved_at != k_never;
}

std::string cvv_result_of(const Card& card, std::string_view code) {
  if (card.cvv.empty()) return "P";
  return code == "N7" ? "N" : "M";
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
    answer.code = "09";
    answer.message = "request in progress";
    answer.poll_after_ms =
        std::clamp(operation.resolved_at.ms - now.ms, k_poll_min_ms, k_poll_max_ms);
    return answer;
  }
  const CodeMeaning meaning = meaning_of(operation.code);
  answer.status = operation.final_status;
  answer.code = operation.code;
  answer.message = meaning.message;
  answer.advice = meaning.advice;
  if (operation.final_status == Status::approved) answer.auth_code = operation.auth_code;
  answer.avs_result = operation.avs_result;
  answer.cvv_result = operation.cvv_result;
  return answer;
}

Acquirer::Acquirer(std::uint64_t seed, Settings settings)
    : seed_(seed), settings_(std::move(settings)) {}

const Operation* Acquirer::find(std::string_view reference) const {
  const auto found = by_reference_.find(reference);
  if (found == by_reference_.end()) return nullptr;
  return &operations_[static_cast<std::size_t>(found->second - 1)];
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

  Plan plan;
  if (const auto* charge = std::get_if<ChargeRequest>(&request))
    plan = decide_charge(*charge, draws);
  if (const auto* refund = std::get_if<RefundRequest>(&request))
    plan = decide_refund(*refund, draws);
  if (const auto* query = std::get_if<QueryRequest>(&request)) plan = decide_query(*query, draws);
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

Plan Acquirer::decide_charge(const ChargeRequest& request, const Draws& draws) {
  const std::string content = content_of(request);
  const Operation* known = find(request.reference);
  if (known && (settings_.honours_references || known->content != content))
    return repeat(*known, content, draws);

  const CardRule* rule = request.card ? find_card(request.card->number) : nullptr;
  const Fate fate = rule ? rule->fate : Fate::approve;
  if (fate == Fate::lose_request) return closing(draws.latency_ms);
  if (fate == Fate::not_served)
    return refusal(
        400, "invalid_request",
        "card " + masked(rule->number) + " (" + std::string(rule->meaning) + ") is not served");

  Operation operation = judge_charge(request, rule, draws);
  operation.content = content;
  if (operation.code != "00")
    return spoil(record(std::move(operation), {}, draws), draws.lost_after, draws.broken_after);

  Delays delays;
  if (fate == Fate::approve_late) delays.resolve_ms = late_ms(rule->delay_ms);
  if (fate == Fate::approve_hidden) delays.hide_ms = late_ms(rule->delay_ms);
  const bool lost = fate == Fate::lose_answer || fate == Fate::approve_hidden;
  return spoil(record(std::move(operation), delays, draws), lost || draws.lost_after,
               fate == Fate::break_answer || draws.broken_after);
}

// A bad number comes before a past expiry, and both before what the number or the mix asks for.
Operation Acquirer::judge_charge(const ChargeRequest& request, const CardRule* rule,
                                 const Draws& draws) const {
  Operation operation;
  operation.kind = Kind::charge;
  operation.reference = request.reference;
  operation.amount = request.amount;
  operation.code = "00";
  operation.scheme = "test";
  if (!request.card) return operation;

  const Card& card = *request.card;
  operation.card_number = masked(card.number);
  operation.scheme = scheme_of(card.number);
  if (rule) {
    operation.code = rule->code;
    operation.refund_fate = rule->refund_fate;
    operation.refund_delay_ms = rule->delay_ms;
  } else if (draws.declined) {
    operation.code = draws.decline_code;
  }
  if (is_expired(card, latest_)) operation.code = "54";
  if (!passes_luhn(card.number)) operation.code = "14";
  operation.avs_result = "U";
  operation.cvv_result = cvv_result_of(card, operation.code);
  return operation;
}

Plan Acquirer::decide_refund(const RefundRequest& request, const Draws& draws) {
  const std::string content = content_of(request);
  const Operation* known = find(request.reference);
  if (known && (settings_.honours_references || known->content != content))
    return repeat(*known, content, draws);

  Operation operation;
  operation.kind = Kind::refund;
  operation.reference = request.reference;
  operation.charge_reference = request.charge_reference;
  operation.content = content;
  operation.amount = request.amount;
  operation.code = judge_refund(request);
  Delays delays;
  if (const Operation* charge = find(request.charge_reference); charge && operation.code == "00") {
    operation.scheme = charge->scheme;
    delays.never_resolves = charge->refund_fate == RefundFate::stay_pending;
    if (charge->refund_fate == RefundFate::fail_late) {
      operation.code = "05";
      delays.resolve_ms = late_ms(charge->refund_delay_ms);
    }
  }
  return spoil(record(std::move(operation), delays, draws), draws.lost_after, draws.broken_after);
}

// "00", or the code of the reason against the refund.
std::string Acquirer::judge_refund(const RefundRequest& request) const {
  const Operation* charge = find(request.charge_reference);
  if (!charge || charge->kind != Kind::charge) return "25";
  if (charge->amount.currency != request.amount.currency) return "12";
  if (book_.charged_minor(request.charge_reference) == 0) return "12";
  return request.amount.minor <= refundable_minor(*charge) ? "00" : "13";
}

// Charged, minus what was given back, minus what undecided refunds may still give back.
std::int64_t Acquirer::refundable_minor(const Operation& charge) const {
  std::int64_t left =
      book_.charged_minor(charge.reference) - book_.refunded_minor(charge.reference);
  const auto refunds = refunds_of_.find(charge.reference);
  if (refunds == refunds_of_.end()) return left;
  for (const std::int64_t sequence : refunds->second) {
    const Operation& refund = operations_[static_cast<std::size_t>(sequence - 1)];
    const bool refused_at_once =
        refund.final_status == Status::declined && refund.resolved_at == refund.answered_at;
    if (refund.resolved_at > latest_ && !refused_at_once) left -= refund.amount.minor;
  }
  return left;
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
    plan.answer = answer_at(*operation, sent_at);
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
  plan.answer = answer_at(operation, latest_.plus_ms(plan.latency_ms));
  return spoil(std::move(plan), draws.lost_after, draws.broken_after);
}

// Completes and keeps an operation.
Plan Acquirer::record(Operation operation, const Delays& delays, const Draws& draws) {
  operation.sequence = static_cast<std::int64_t>(operations_.size()) + 1;
  operation.final_status = operation.code == "00" ? Status::approved : Status::declined;
  operation.provider_reference = draws.provider_reference;
  operation.auth_code = operation.kind == Kind::charge ? draws.auth_code : std::string();
  operation.rrn = draws.rrn;
  operation.received_at = latest_;
  operation.answered_at = latest_.plus_ms(draws.latency_ms);
  operation.visible_at =
      delays.hide_ms == 0 ? latest_ : operation.answered_at.plus_ms(delays.hide_ms);
  operation.resolved_at =
      delays.never_resolves ? k_never : operation.answered_at.plus_ms(delays.resolve_ms);

  Plan plan;
  plan.latency_ms = draws.latency_ms;
  plan.recorded = true;
  plan.answer = answer_at(operation, operation.answered_at);
  if (has_effect(operation)) plan.executes_at = operation.resolved_at;
  changes_.emplace_back(operation);
  keep(std::move(operation));
  return plan;
}

void Acquirer::keep(Operation operation) {
  by_reference_[operation.reference] = operation.sequence;
  if (operation.kind == Kind::refund)
    refunds_of_[operation.charge_reference].push_back(operation.sequence);
  if (has_effect(operation)) due_.insert({operation.resolved_at, operation.sequence});
  operations_.push_back(std::move(operation));
}

std::int64_t Acquirer::late_ms(std::int64_t otherwise) const {
  return settings_.late_after_ms.value_or(otherwise);
}

void Acquirer::settle(Instant now) {
  latest_ = std::max(latest_, now);
  while (!due_.empty() && due_.begin()->at <= latest_) {
    const Due next = *due_.begin();
    due_.erase(due_.begin());
    const Operation& operation = operations_[static_cast<std::size_t>(next.sequence - 1)];
    Effect effect;
    effect.number = static_cast<std::int64_t>(book_.effects().size()) + 1;
    effect.operation = operation.sequence;
    effect.kind = operation.kind;
    effect.reference = operation.reference;
    effect.charge_reference = operation.charge_reference;
    effect.amount = operation.amount;
    effect.executed_at = next.at;
    changes_.emplace_back(effect);
    book_.post(std::move(effect));
  }
}

std::vector<Change> Acquirer::take_changes() { return std::exchange(changes_, {}); }

void Acquirer::restore(Change change) {
  if (auto* operation = std::get_if<Operation>(&change)) {
    check(operation->sequence == static_cast<std::int64_t>(operations_.size()) + 1,
          "operation out of turn");
    latest_ = std::max(latest_, operation->received_at);
    keep(std::move(*operation));
    return;
  }
  Effect& effect = std::get<Effect>(change);
  latest_ = std::max(latest_, effect.executed_at);
  check(due_.erase({effect.executed_at, effect.operation}) == 1, "effect of an unknown operation");
  book_.post(std::move(effect));
}

}  // namespace bursar::simulator
