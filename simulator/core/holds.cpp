// Authorisations after their approval: what is held, taken, let go and held in addition.
#include <algorithm>
#include <utility>

#include "simulator/core/acquirer.hpp"
#include "simulator/core/cards.hpp"

namespace bursar::simulator {
namespace {

std::int64_t hold_days(const Operation& charge) {
  if (charge.scheme == "visa") return charge.by_merchant ? 5 : 10;
  if (charge.scheme == "mastercard") return 28;
  return charge.scheme == "maestro" ? 6 : 7;
}

}  // namespace

void Acquirer::set_hold(Operation& operation) {
  if (operation.holds && operation.approved_at() != k_never)
    operation.hold_until = operation.approved_at().plus_ms(hold_days(operation) * k_day_ms);
}

// Everything approved counts from the instant at which it is; what was decided a moment ago and is
// not answered yet counts for decisions, which ask for a far instant.
Hold Acquirer::hold_of(const Operation& charge, Instant at) const {
  Hold hold;
  if (!charge.holds || at < charge.approved_at()) return hold;
  hold.authorized_minor = charge.granted_minor();
  const auto followers = followers_.find(charge.reference);
  if (followers != followers_.end()) {
    for (const std::int64_t sequence : followers->second) {
      const Operation& follower = operation(sequence);
      if (at < follower.approved_at()) continue;
      const std::int64_t minor = follower.amount.minor;
      if (follower.kind == Kind::increment) hold.authorized_minor += minor;
      if (follower.kind == Kind::void_ || follower.kind == Kind::reversal)
        hold.voided_minor += minor;
      if (follower.kind != Kind::capture) continue;
      const bool undone = is_undone(follower);
      (undone ? hold.voided_minor : hold.captured_minor) += minor;
      hold.voided_minor += follower.released_minor;
    }
  }
  if (at >= charge.hold_until && at != k_decided) hold.voided_minor += hold.left_minor();
  return hold;
}

// "00", or the code of the reason against taking or letting go `minor` (all there is, at least 1)
// of what is held.
std::string Acquirer::judge_hold(const Operation* charge, Currency currency,
                                 std::optional<std::int64_t> minor) const {
  if (!charge) return "25";
  if (charge->kind != Kind::charge || !charge->holds || charge->amount.currency != currency)
    return "12";
  if (latest_ < charge->approved_at() || latest_ >= charge->hold_until) return "12";
  const std::int64_t left = hold_of(*charge, k_decided).left_minor();
  if (left <= 0) return "12";
  return minor.value_or(1) <= left ? "00" : "13";
}

Acquirer::Verdict Acquirer::judge(const CaptureRequest& request, const Draws&) const {
  Verdict verdict;
  Operation& operation = verdict.operation;
  const Operation* charge = find(request.charge_reference);
  operation.kind = Kind::capture;
  operation.charge_reference = request.charge_reference;
  operation.amount = request.amount;
  operation.code = judge_hold(charge, request.amount.currency, request.amount.minor);
  if (charge) {
    operation.scheme = charge->scheme;
    operation.telling = charge->telling;
    operation.dispute_after_ms = charge->dispute_after_ms;
  }
  if (operation.code == "00" && request.final)
    operation.released_minor = hold_of(*charge, k_decided).left_minor() - request.amount.minor;
  return verdict;
}

Acquirer::Verdict Acquirer::judge(const VoidRequest& request, const Draws&) const {
  Verdict verdict;
  Operation& operation = verdict.operation;
  const Operation* charge = find(request.charge_reference);
  operation.kind = Kind::void_;
  operation.charge_reference = request.charge_reference;
  operation.amount = {request.amount_minor.value_or(0), request.currency};
  operation.code = judge_hold(charge, request.currency, request.amount_minor);
  if (charge) {
    operation.scheme = charge->scheme;
    operation.telling = charge->telling;
  }
  if (operation.code == "00" && !request.amount_minor)
    operation.amount.minor = hold_of(*charge, k_decided).left_minor();
  return verdict;
}

// The issuer is asked again, so the card's rule holds; 3-D Secure and partial approval do not.
Acquirer::Verdict Acquirer::judge(const IncrementRequest& request, const Draws& draws) const {
  Verdict verdict;
  Operation& operation = verdict.operation;
  const Operation* charge = find(request.charge_reference);
  operation.kind = Kind::increment;
  operation.charge_reference = request.charge_reference;
  operation.amount = request.amount;
  operation.code = judge_hold(charge, request.amount.currency, std::nullopt);
  if (!charge) return verdict;
  operation.scheme = charge->scheme;
  operation.telling = charge->telling;
  operation.card_number = charge->card_number;
  if (operation.code != "00" || charge->card_number.empty()) return verdict;
  const CardRule* rule = find_masked_card(charge->card_number);
  if (rule) {
    verdict.fate = rule->fate;
    operation.code = rule->code == "65" ? "00" : rule->code;
    if (rule->fate == Fate::approve_late) verdict.delays.resolve_ms = late_ms(rule->delay_ms);
  } else if (draws.declined) {
    operation.code = draws.decline_code;
  }
  return verdict;
}

}  // namespace bursar::simulator
