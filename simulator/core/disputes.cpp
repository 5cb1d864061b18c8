// What cardholders' banks take back: opening, answering and ending disputes, by hand and by cards.
#include <algorithm>
#include <array>
#include <utility>

#include "base/check.hpp"
#include "base/random.hpp"
#include "simulator/core/acquirer.hpp"
#include "simulator/core/three_ds.hpp"

namespace bursar::simulator {
namespace {

constexpr std::int64_t k_alert_ms = 72 * k_hour_ms;
constexpr std::int64_t k_inquiry_ms = 20 * k_day_ms;
constexpr std::int64_t k_review_ms = 90 * k_second_ms;

constexpr auto k_stages = std::to_array<std::pair<DisputeStage, std::string_view>>({
    {DisputeStage::alert, "alert"},
    {DisputeStage::rapid, "rdr"},
    {DisputeStage::inquiry, "inquiry"},
    {DisputeStage::chargeback, "chargeback"},
    {DisputeStage::fraud_report, "fraud_report"},
});
constexpr auto k_statuses = std::to_array<std::pair<DisputeStatus, std::string_view>>({
    {DisputeStatus::needs_response, "needs_response"},
    {DisputeStatus::under_review, "under_review"},
    {DisputeStatus::won, "won"},
    {DisputeStatus::lost, "lost"},
    {DisputeStatus::closed, "closed"},
});
constexpr auto k_acts = std::to_array<std::pair<DisputeAct, std::string_view>>({
    {DisputeAct::send_evidence, "send_evidence"},
    {DisputeAct::win, "win"},
    {DisputeAct::lose, "lose"},
    {DisputeAct::withdraw, "withdraw"},
    {DisputeAct::escalate, "escalate"},
});

template <class Table>
auto value_in(const Table& table, std::string_view text) {
  std::optional<decltype(table.front().first)> found;
  for (const auto& [value, name] : table)
    if (name == text) found = value;
  return found;
}
template <class Table, class Value>
std::string_view word_in(const Table& table, Value value) {
  for (const auto& [known, name] : table)
    if (known == value) return name;
  throw Bug("a dispute's word outside its enumeration", std::source_location::current());
}

// Calendar days of the schemes.
std::int64_t answer_ms(std::string_view scheme, DisputeStage stage) {
  if (stage == DisputeStage::alert) return k_alert_ms;
  if (stage == DisputeStage::inquiry) return k_inquiry_ms;
  if (scheme == "mastercard" || scheme == "maestro") return 45 * k_day_ms;
  return (scheme == "amex" ? 20 : 30) * k_day_ms;
}

}  // namespace

std::string_view word(DisputeStage stage) { return word_in(k_stages, stage); }
std::string_view word(DisputeStatus status) { return word_in(k_statuses, status); }
std::optional<DisputeStage> stage_of(std::string_view text) { return value_in(k_stages, text); }
std::optional<DisputeStatus> dispute_status_of(std::string_view text) {
  return value_in(k_statuses, text);
}
std::optional<DisputeAct> dispute_act_of(std::string_view text) { return value_in(k_acts, text); }

const Dispute* Acquirer::find_dispute(std::string_view provider_reference) const {
  const auto found = std::find_if(disputes_.begin(), disputes_.end(), [&](const Dispute& dispute) {
    return dispute.provider_reference == provider_reference;
  });
  return found == disputes_.end() ? nullptr : &*found;
}

ActOutcome Acquirer::open_dispute(const DisputeOrder& order, Instant now) {
  settle(now);
  const Operation* charge = find(order.reference);
  if (!charge || charge->kind != Kind::charge) return ActOutcome::unknown;
  if (charge->card_number.empty()) return ActOutcome::unfitting;
  return begin_dispute(*charge, order, latest_) ? ActOutcome::done : ActOutcome::closed;
}

// False when nothing is left that could be disputed.
bool Acquirer::begin_dispute(const Operation& charge, const DisputeOrder& order, Instant at) {
  const std::int64_t left = refundable_minor(charge);
  const std::int64_t minor = order.amount_minor == 0 ? left : std::min(order.amount_minor, left);
  if (minor <= 0) return false;
  Dispute dispute;
  dispute.number = static_cast<std::int64_t>(disputes_.size()) + 1;
  dispute.operation = charge.sequence;
  dispute.cause = order.cause;
  dispute.reference = charge.reference;
  dispute.provider_reference =
      "dp_" + derived_text(charge.provider_reference, "dispute" + std::to_string(dispute.number),
                           16, k_base62);
  dispute.stage = order.stage;
  dispute.reason = order.reason;
  dispute.amount = {minor, charge.amount.currency};
  dispute.opened_at = at;
  dispute.yields_to_evidence = order.yields_to_evidence;
  if (is_told_only(order.stage)) {
    dispute.decided_at = at;
    dispute.outcome =
        order.stage == DisputeStage::rapid ? DisputeStatus::lost : DisputeStatus::closed;
  } else {
    dispute.due_at = at.plus_ms(answer_ms(charge.scheme, order.stage));
    dispute.decided_at = dispute.due_at;
    dispute.outcome = takes_money(order.stage) ? DisputeStatus::lost : DisputeStatus::closed;
  }
  if (takes_money(order.stage)) post_dispute(dispute, Kind::chargeback, at);
  changes_.emplace_back(dispute);
  keep_dispute(dispute);
  tell_dispute(dispute, at);
  return true;
}

void Acquirer::keep_dispute(Dispute dispute) {
  const auto number = static_cast<std::size_t>(dispute.number);
  if (number <= disputes_.size()) {
    Dispute& stands = disputes_[number - 1];
    due_.erase({stands.decided_at, stands.number, What::dispute_over});
    stands = std::move(dispute);
  } else {
    disputes_.push_back(std::move(dispute));
  }
  const Dispute& kept = disputes_[number - 1];
  if (!is_told_only(kept.stage) && kept.decided_at != k_never)
    due_.insert({kept.decided_at, kept.number, What::dispute_over});
}

void Acquirer::post_dispute(const Dispute& dispute, Kind kind, Instant at) {
  Effect effect;
  effect.number = static_cast<std::int64_t>(book_.effects().size()) + 1;
  effect.operation = dispute.operation;
  effect.kind = kind;
  effect.reference = dispute.provider_reference;
  effect.charge_reference = dispute.reference;
  effect.amount = dispute.amount;
  effect.executed_at = at;
  changes_.emplace_back(effect);
  book_.post(std::move(effect));
}

// A card of the table asked for one when it paid. `charge` may be the capture of a hold.
void Acquirer::dispute_by_card(std::int64_t sequence, Instant at) {
  const Operation& paid = operation(sequence);
  const Operation* charge = paid.kind == Kind::capture ? find(paid.charge_reference) : &paid;
  const CardRule* rule = charge ? find_masked_card(charge->card_number) : nullptr;
  if (!rule || !rule->dispute) return;
  DisputeOrder order;
  order.stage = *rule->dispute;
  order.reason = rule->dispute_reason;
  order.amount_minor = paid.granted_minor();
  order.yields_to_evidence = rule->yields_to_evidence;
  order.cause = sequence;
  begin_dispute(*charge, order, at);
}

void Acquirer::finish_dispute(std::int64_t number, Instant at) {
  const Dispute& dispute = disputes_[static_cast<std::size_t>(number - 1)];
  if (dispute.outcome == DisputeStatus::won && takes_money(dispute.stage))
    post_dispute(dispute, Kind::chargeback_reversal, at);
  tell_dispute(dispute, at);
}

ActOutcome Acquirer::act_on_dispute(std::string_view provider_reference, DisputeAct act,
                                    Instant now) {
  settle(now);
  const Dispute* found = find_dispute(provider_reference);
  if (!found) return ActOutcome::unknown;
  if (latest_ >= found->decided_at) return ActOutcome::closed;
  Dispute dispute = *found;
  const bool takes = takes_money(dispute.stage);
  switch (act) {
    case DisputeAct::send_evidence:
      if (latest_ >= dispute.answered_at || dispute.stage == DisputeStage::alert)
        return ActOutcome::unfitting;
      dispute.answered_at = latest_;
      dispute.decided_at =
          dispute.yields_to_evidence ? latest_.plus_ms(late_ms(k_review_ms)) : k_never;
      dispute.outcome = takes ? DisputeStatus::won : DisputeStatus::closed;
      break;
    case DisputeAct::win:
    case DisputeAct::lose:
      if (!takes) return ActOutcome::unfitting;
      dispute.decided_at = latest_;
      dispute.outcome = act == DisputeAct::win ? DisputeStatus::won : DisputeStatus::lost;
      break;
    case DisputeAct::withdraw:
      dispute.decided_at = latest_;
      dispute.outcome = takes ? DisputeStatus::won : DisputeStatus::closed;
      break;
    case DisputeAct::escalate:
      if (takes) return ActOutcome::unfitting;
      dispute.decided_at = latest_;
      dispute.outcome = DisputeStatus::closed;
      break;
  }
  changes_.emplace_back(dispute);
  const bool is_review = latest_ == dispute.answered_at && latest_ < dispute.decided_at;
  const Dispute changed = dispute;
  keep_dispute(std::move(dispute));
  if (is_review) tell_dispute(changed, latest_);
  settle(latest_);
  if (act == DisputeAct::escalate) {
    DisputeOrder order{changed.reference, DisputeStage::chargeback, changed.reason,
                       changed.amount.minor, changed.yields_to_evidence};
    begin_dispute(operation(changed.operation), order, latest_);
  }
  return ActOutcome::done;
}

void Acquirer::tell_dispute(const Dispute& dispute, Instant at) {
  if (settings_.webhook_url.empty() || at <= restored_until_) return;
  Notice notice;
  notice.number = courier_.next_number();
  notice.operation = dispute.operation;
  notice.dispute = dispute.number;
  notice.event_id =
      "ev_" + derived_text(dispute.provider_reference,
                           std::string(word(dispute.status_at(at))) + std::to_string(at.ms), 20,
                           k_base62);
  notice.as_of = at;
  notice.send_at = at;
  changes_.emplace_back(notice);
  courier_.accept(std::move(notice));
}

}  // namespace bursar::simulator
