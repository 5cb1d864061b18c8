// A person ends an operation that nobody has an answer for, with evidence: only the ends that the
// state machine knows, never a status of their choice, and with a second person when money moves.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "payments/payments.hpp"

namespace bursar::payments {

/// What a person says happened.
enum class Verdict {
  approved = 1,  ///< it was carried out
  declined,      ///< it was refused
  not_executed   ///< it never happened
};
std::string_view word(Verdict value);
std::optional<Verdict> verdict_of(std::string_view word);

/// An end that the operation may be given now.
struct AllowedVerdict {
  Verdict verdict = Verdict::approved;
  bool needs_second_person = false;
};
/// Empty unless the operation is in doubt, or pending with nobody asking any more.
std::vector<AllowedVerdict> allowed_verdicts(const Operation& operation, const Attempt& attempt);
/// Whether this end moves money, or frees what is reserved so that it can be moved again.
bool moves_money(const Operation& operation, Verdict verdict);

struct ChangeState {
  OperationId operation;
  Verdict verdict = Verdict::approved;
  std::string decline_reason;   ///< of `declined`: from the decline table; empty: do_not_honor
  std::string reason;           ///< why this is certain, 1 to 500 bytes
  std::string evidence;         ///< reference of a statement line, a letter …: 1 to 500 bytes
  std::string evidence_sha256;  ///< of the file that shows it, 64 hexadecimal digits; may be empty
  bool has_second_person = false;  ///< somebody else has agreed, or this is a trial
};
struct StateChanged {
  Payment payment;
  Operation operation;
  bool replayed = false;  ///< the same person's same words had done it before
};
/// Concludes the operation as an answer would: states, postings, holds, history, events, audit.
/// Errors: not_found; invalid (reason, evidence, evidence_sha256, decline_reason: text_invalid,
/// hash_invalid, reason_unknown); refused/not_in_doubt when an answer came first,
/// verdict_not_permitted (details: permitted), second_person_needed, nothing_changed when the
/// amount no longer fits.
Result<StateChanged> change_transaction_state(storage::Tx& tx, const Call& call,
                                              const ChangeState& command);

/// What people decided about operations of a payment.
struct ManualDecision {
  OperationId operation;
  Verdict verdict = Verdict::approved;
  std::string reason, evidence, evidence_sha256, decided_by;
  Instant decided_at;
};
std::vector<ManualDecision> decisions_of(storage::Tx& tx, PaymentId payment);
/// The operation with its payment and newest attempt, within the scope. Errors: not_found.
struct OperationView {
  Payment payment;
  Operation operation;
  Attempt attempt;
};
Result<OperationView> load_operation_view(storage::Tx& tx, const Scope& scope, OperationId id);

}  // namespace bursar::payments
