// A payment that waits for people before a provider sees it: recorded in review, let go on by their
// consent, ended by their refusal or by time. Private.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "gate/gate.hpp"
#include "payments/state_machine.hpp"
#include "payments/store.hpp"
#include "routing/routing.hpp"

namespace bursar::payments {

/// What policies want before this payment may go out; nothing: it goes. Without a gate nobody is
/// asked.
std::optional<gate::Demand> demand_on(storage::Tx& tx, const Call& call, gate::Gate* gate,
                                      const Payment& payment, const routing::Subject& subject);
/// What rules know of a payout before it is made.
routing::Subject payout_facts(storage::Tx& tx, const Call& call, const CreatePayout& command,
                              const merchants::Merchant& merchant);
/// Puts a payment that stands in review before those who decide.
Result<void> ask_people(storage::Tx& tx, const Call& call, gate::Gate& gate, const Payment& payment,
                        const gate::Demand& demand);
/// "waits for consent: Large payouts, Payouts at night", for the history.
std::string wait_reason(const gate::Demand& demand);

/// How a payment ends that no provider was to execute, or not any more.
struct EndedEarly {
  PaymentEvent payment = PaymentEvent::canceled;
  OperationEvent operation = OperationEvent::canceled;
  std::string decline_reason;
  std::string_view action;  ///< of the audit trail
  std::string reason;
};
/// Moves operation and payment, gives back what a payout had reserved, leaves the trail. The
/// payment's attempt, if there is one, is the caller's to end.
void end_early(storage::Tx& tx, const Call& call, Payment& payment, const EndedEarly& end);

/// The acts behind requests about payments in review.
std::vector<gate::Action> review_actions(const std::function<void(AttemptId)>& dispatch);
/// Key of the act that lets such a payment go on.
std::string_view review_action_of(const Payment& payment);

namespace store {
/// The operation a payment began with; none is a Bug.
OperationRow first_operation(storage::Tx& tx, PaymentId payment);
/// Whether a refund that was to undo the payment's sale on its day was refused before.
bool has_refused_same_day(storage::Tx& tx, PaymentId payment);
/// The newest attempt of an operation, if it has one.
std::optional<Attempt> last_attempt(storage::Tx& tx, OperationId operation);
}  // namespace store

}  // namespace bursar::payments
