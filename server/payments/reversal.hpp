// Undoing an attempt that nobody has an answer for, by our reference. The wish is durable before a
// byte leaves and is repeated until the provider acknowledges it; only then has the operation
// certainly not happened. From the wish on, news that it had been carried out books nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "payments/payments.hpp"

namespace bursar::payments {

enum class ReversalCause {
  person = 1,
  no_answer_in_time,  ///< the customer is gone by then
  payer_too_late      ///< the payer did not act within the time for it
};
std::string_view word(ReversalCause value);

struct Reversal {
  AttemptId attempt;
  int number = 1;  ///< of the attempt: a refused one may be followed by another
  OperationId operation;
  PaymentId payment;
  ReversalState state = ReversalState::open;
  ReversalCause cause = ReversalCause::person;
  std::string requested_by, reason;
  Instant requested_at;
  int sends = 0;
  std::optional<Instant> sent_at, ended_at;
  std::string detail;  ///< what the provider said last
  /// Our reference of the reversal; every repeat carries it.
  std::string reference() const { return attempt.text() + "-r" + std::to_string(number); }
};

/// Why an operation cannot be taken back now; empty when it can: not_in_doubt (it has ended, or its
/// request is on its way), not_reversible (a second step on a hold), not_supported (the provider
/// declares no reversal), under_way.
std::string_view reversal_objection(const Operation& operation, const Attempt& attempt,
                                    std::string_view adapter);

struct ReverseOperation {
  OperationId operation;
  std::string reason;  ///< 1 to 500 bytes
};
struct ReversalRequested {
  Payment payment;
  Operation operation;
  Reversal reversal;
  bool replayed = false;  ///< it was under way already
};
/// A person wants out: the operation stays in doubt, locked, until the provider acknowledges.
/// Errors: not_found; invalid/text_invalid, card_number_not_allowed (reason); refused with the
/// words of reversal_objection() but under_way, which is answered with what is under way.
Result<ReversalRequested> reverse_operation(storage::Tx& tx, const Call& call,
                                            const ReverseOperation& command);

/// Of a payment, in the order they were asked for.
std::vector<Reversal> reversals_of(storage::Tx& tx, PaymentId payment);
/// The newest of an attempt.
std::optional<Reversal> reversal_of(storage::Tx& tx, AttemptId attempt);

}  // namespace bursar::payments
