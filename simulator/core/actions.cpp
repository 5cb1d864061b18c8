// What customers do: authentication, wallet pages, transfers that arrive.
#include <algorithm>
#include <utility>

#include "simulator/core/acquirer.hpp"
#include "simulator/core/three_ds.hpp"

namespace bursar::simulator {
namespace {

constexpr int k_tries_max = 3;
constexpr std::int64_t k_decoupled_ms = 30 * k_second_ms;
constexpr std::int64_t k_wait_ms = 90 * k_second_ms;

bool approves(std::string_view code) { return code == "00" || code == "10"; }

}  // namespace

// The end of an action: final `after_ms` from now, pending until then.
void Acquirer::decide_action(Operation& operation, std::string_view code, std::int64_t after_ms) {
  operation.code = code;
  operation.final_status = approves(code) ? Status::approved : Status::declined;
  operation.acted_at = std::max(latest_, operation.answered_at);
  operation.resolved_at = operation.acted_at.plus_ms(after_ms);
  set_hold(operation);
}

void Acquirer::finish_authentication(Operation& operation, std::string_view status,
                                     std::string_view flow) {
  const std::string kept_exemption = operation.three_ds.exemption;
  operation.three_ds =
      three_ds_result(operation.provider_reference, operation.scheme, status, flow);
  operation.three_ds.exemption = kept_exemption;
  const bool passes = may_authorise(status);
  decide_action(operation, passes ? operation.code_after : step_up_code(operation.scheme),
                passes ? operation.resolve_delay_ms : 0);
}

ActOutcome Acquirer::act_on_challenge(Operation& operation, const CustomerAct& act) {
  switch (act.act) {
    case Act::identify:
      if (operation.first_step == "C") return ActOutcome::done;
      finish_authentication(operation, operation.first_step, "frictionless");
      return ActOutcome::done;
    case Act::approve:
    case Act::right_code:
      finish_authentication(operation, "Y", "challenge");
      return ActOutcome::done;
    case Act::mistype:
      if (++operation.tries < k_tries_max) return ActOutcome::done;
      [[fallthrough]];
    case Act::decline:
    case Act::wrong_code:
      finish_authentication(operation, "N", "challenge");
      return ActOutcome::done;
    case Act::cancel:
      finish_authentication(operation, "N", "challenge");
      operation.code = "17";
      return ActOutcome::done;
    case Act::give_result: break;
    case Act::wait: return ActOutcome::unfitting;
  }
  const std::string_view status = act.trans_status;
  if (status == "D") {  // asked elsewhere, and confirmed there after a while
    operation.three_ds =
        three_ds_result(operation.provider_reference, operation.scheme, "Y", "decoupled");
    decide_action(operation, operation.code_after,
                  late_ms(k_decoupled_ms) + operation.resolve_delay_ms);
    return ActOutcome::done;
  }
  for (const std::string_view known : {"Y", "A", "N", "U", "R", "I"})
    if (status == known) {
      finish_authentication(operation, status, "challenge");
      return ActOutcome::done;
    }
  return ActOutcome::unfitting;
}

ActOutcome Acquirer::act_on_redirect(Operation& operation, const CustomerAct& act) {
  switch (act.act) {
    case Act::approve: decide_action(operation, operation.code_after, 0); return ActOutcome::done;
    case Act::decline: decide_action(operation, "05", 0); return ActOutcome::done;
    case Act::cancel: decide_action(operation, "17", 0); return ActOutcome::done;
    case Act::wait:
      decide_action(operation, operation.code_after, late_ms(k_wait_ms));
      return ActOutcome::done;
    default: return ActOutcome::unfitting;
  }
}

ActOutcome Acquirer::act(std::string_view provider_reference, const CustomerAct& act, Instant now) {
  settle(now);
  const Operation* found = find_action(provider_reference);
  if (!found) return ActOutcome::unknown;
  if (!found->waits_for_customer(latest_)) return ActOutcome::closed;
  Operation operation = *found;
  const std::string& type = operation.action.type;
  ActOutcome outcome = ActOutcome::unfitting;
  if (type == "three_ds") {
    outcome = act_on_challenge(operation, act);
  } else if (type == "redirect") {
    outcome = act_on_redirect(operation, act);
  } else if (act.act == Act::cancel) {
    decide_action(operation, "17", 0);
    outcome = ActOutcome::done;
  }
  if (outcome != ActOutcome::done || operation == *found) return outcome;
  changes_.emplace_back(operation);
  replace(std::move(operation));
  settle(latest_);
  return outcome;
}

ActOutcome Acquirer::pay_transfer(std::string_view reference, std::int64_t amount_minor,
                                  Instant now) {
  settle(now);
  const Operation* found = find(reference);
  if (!found || (found->action.type != "transfer" && found->action.type != "crypto"))
    return ActOutcome::unknown;
  if (latest_ >= found->approved_at() || found->code == "17" || found->code == "R5")
    return ActOutcome::closed;
  Operation operation = *found;
  operation.received_minor = amount_minor == operation.amount.minor ? 0 : amount_minor;
  if (latest_ < operation.resolved_at) {
    decide_action(operation, "00", 0);
    operation.late_at = operation.returned_at = k_never;
  } else {
    operation.late_at = latest_;
  }
  changes_.emplace_back(operation);
  replace(std::move(operation));
  settle(latest_);
  return ActOutcome::done;
}

}  // namespace bursar::simulator
