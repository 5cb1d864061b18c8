// Giving back: refunds of charges and captures, and reversals of anything by its reference.
#include <algorithm>
#include <utility>

#include "simulator/core/acquirer.hpp"

namespace bursar::simulator {
namespace {

// Decided and only on its way to the caller.
bool is_on_its_way(const Operation& operation) {
  return operation.resolved_at == operation.answered_at;
}

bool is_open(const Operation& operation, Instant now) {
  const bool undecided = now < operation.resolved_at && !is_on_its_way(operation);
  return undecided || (operation.late_at != k_never && now < operation.late_at);
}

}  // namespace

Acquirer::Verdict Acquirer::judge(const RefundRequest& request, const Draws&) const {
  Verdict verdict;
  Operation& operation = verdict.operation;
  operation.kind = Kind::refund;
  operation.charge_reference = request.charge_reference;
  operation.amount = request.amount;
  operation.code = judge_refund(request);
  const Operation* charge = find(request.charge_reference);
  if (!charge || operation.code != "00") return verdict;
  operation.scheme = charge->scheme;
  operation.telling = charge->telling;
  verdict.delays.never_resolves = charge->refund_fate == RefundFate::stay_pending;
  if (charge->refund_fate == RefundFate::fail_late) {
    operation.code = "05";
    verdict.delays.resolve_ms = late_ms(charge->refund_delay_ms);
  }
  return verdict;
}

// "00", or the code of the reason against the refund.
std::string Acquirer::judge_refund(const RefundRequest& request) const {
  const Operation* charge = find(request.charge_reference);
  if (!charge || charge->kind != Kind::charge) return "25";
  if (charge->amount.currency != request.amount.currency) return "12";
  const std::int64_t charged = book_.charged_minor(request.charge_reference);
  if (charged == book_.undone_minor(request.charge_reference)) return "12";
  return request.amount.minor <= refundable_minor(*charge) ? "00" : "13";
}

// Charged, minus what was given back, minus what undecided refunds and reversals may still give
// back.
std::int64_t Acquirer::refundable_minor(const Operation& charge) const {
  std::int64_t left = book_.charged_minor(charge.reference) -
                      book_.refunded_minor(charge.reference) - book_.undone_minor(charge.reference);
  const auto take = [&](const Operation& follower) {
    const bool refused_at_once =
        follower.final_status == Status::declined && is_on_its_way(follower);
    if (follower.resolved_at > latest_ && !refused_at_once) left -= follower.amount.minor;
  };
  const auto followers = followers_.find(charge.reference);
  if (followers == followers_.end()) return left;
  for (const std::int64_t sequence : followers->second) {
    const Operation& follower = operation(sequence);
    if (follower.kind == Kind::refund) take(follower);
    if (follower.kind == Kind::reversal && !charge.holds) take(follower);
    if (follower.kind != Kind::capture) continue;
    const auto reversals = followers_.find(follower.reference);
    if (reversals == followers_.end()) continue;
    for (const std::int64_t reversal : reversals->second) take(operation(reversal));
  }
  return left;
}

bool Acquirer::is_undone(const Operation& original) const {
  const auto followers = followers_.find(original.reference);
  if (followers == followers_.end()) return false;
  return std::any_of(followers->second.begin(), followers->second.end(),
                     [&](std::int64_t sequence) {
                       const Operation& follower = operation(sequence);
                       return follower.kind == Kind::reversal && follower.amount.minor > 0 &&
                              follower.final_status == Status::approved;
                     });
}

Acquirer::Verdict Acquirer::judge(const ReversalRequest& request, const Draws&) {
  Verdict verdict;
  Operation& operation = verdict.operation;
  operation.kind = Kind::reversal;
  operation.charge_reference = request.original_reference;
  operation.code = "00";
  const Operation* original = find(request.original_reference);
  operation.blocks = original == nullptr;
  if (!original) return verdict;
  operation.scheme = original->scheme;
  operation.amount.currency = original->amount.currency;
  // What is still being answered is undone after its answer, as a repeat waits for it.
  verdict.delays.not_before = original->answered_at;
  if (is_open(*original, latest_)) {
    call_off(*original);
    return verdict;
  }
  if (original->approved_at() != k_never && !is_undone(*original))
    operation.code = undo(operation, *original);
  return verdict;
}

// An undecided operation ends without an effect.
void Acquirer::call_off(Operation operation) {
  if (latest_ < operation.resolved_at) {
    operation.final_status = Status::declined;
    operation.code = "R5";
    operation.resolved_at = std::max(latest_, operation.answered_at);
  }
  operation.late_at = operation.returned_at = k_never;
  changes_.emplace_back(operation);
  replace(std::move(operation));
}

// "00" with the amount that goes back or is let go, or the code of the reason against it.
std::string Acquirer::undo(Operation& reversal, const Operation& original) {
  const std::int64_t minor = original.granted_minor();
  switch (original.kind) {
    case Kind::verification: return "00";
    case Kind::charge:
      if (original.holds) return let_go(reversal, original);
      if (latest_ >= original.returned_at) return "00";
      if (latest_ >= original.resolved_at && refundable_minor(original) < minor) return "12";
      break;
    case Kind::capture: {
      const Operation* charge = find(original.charge_reference);
      if (latest_ >= original.resolved_at && refundable_minor(*charge) < minor) return "12";
      break;
    }
    default: return "12";
  }
  reversal.amount.minor = minor;
  if (original.returned_at != k_never) call_off(original);
  return "00";
}

std::string Acquirer::let_go(Operation& reversal, const Operation& charge) const {
  const Hold hold = hold_of(charge, k_decided);
  if (hold.captured_minor > 0) return "12";
  if (latest_ >= charge.hold_until) return "00";
  reversal.amount.minor = reversal.released_minor = hold.left_minor();
  return "00";
}

}  // namespace bursar::simulator
