// Whether another account may be tried after an attempt that certainly moved nothing. What policies
// cannot open is closed here: cards that are invalid, money that is not there, suspicion, and
// doubt.
#include "providers/advice.hpp"
#include "routing/routing.hpp"

namespace bursar::routing {
NextAccount next_account(const Cascade& policy, std::string_view decline_class) {
  if (decline_class.empty()) return policy.not_executed;
  if (decline_class == "technical") return policy.technical;
  if (decline_class == "soft") return policy.soft;
  return NextAccount::never;
}

std::string_view cascade_objection(const Cascade& policy, const Ended& ended) {
  const NextAccount allowed = next_account(policy, ended.decline_class);
  if (allowed == NextAccount::never) return "class_ends";
  if (allowed == NextAccount::once && ended.same_class > 1) return "class_ends";
  if (ended.attempts >= policy.attempts_max) return "attempts_used";
  if (ended.elapsed_ms >= policy.time_budget_ms) return "time_used";
  // Advice never to try again binds whatever the policy says.
  const auto* advice = providers::find_merchant_advice(ended.advice_code);
  if (advice != nullptr && (!advice->may_retry || advice->wait_hours > 0)) return "scheme_advice";
  return ended.is_capped ? "scheme_cap" : std::string_view();
}

}  // namespace bursar::routing
