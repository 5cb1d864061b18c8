// What the payments' files ask of the database; the statements are in store.cpp, list_store.cpp and
// verify_store.cpp. Private to the module.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "payments/payments.hpp"

namespace bursar::payments::store {
struct Source;
}  // namespace bursar::payments::store

namespace bursar::payments {
/// The indexes a filter walks along, chosen in reading.cpp; several are merged into one page.
std::vector<store::Source> sources_of(storage::Tx& tx, const Scope& scope,
                                      const PaymentFilter& filter);
}  // namespace bursar::payments

namespace bursar::payments::store {

// ---- writing
// --------------------------------------------------------------------------------------

/// What tells a repeat of a request from another one under the same key; both may be empty.
struct RequestKey {
  const std::string& idempotency_key;
  const std::string& request_hash;
};
/// False when the order id or the key is taken already; then nothing is written.
bool insert_payment(storage::Tx& tx, const Payment& payment, const RequestKey& key);
/// Writes every column that changes after creation and raises the version; the row must still have
/// the version it was read with (Bug otherwise).
void save_payment(storage::Tx& tx, Payment& payment, Instant now);
/// The reserve of a refund: takes `amount_minor` from what is refundable where the payment is
/// captured, free of doubt and of an open dispute. False when one of these does not hold.
bool reserve_refund(storage::Tx& tx, PaymentId id, std::int64_t amount_minor, Instant now);

/// The same for a second step on a hold: `takes_minor` of what is held where the payment holds
/// money, is free of doubt, and no other step is open. `part_captured_too`
/// says whether a hold that was captured in part will do.
bool reserve_step(storage::Tx& tx, PaymentId id, std::int64_t takes_minor, bool part_captured_too,
                  Instant now);
/// What the payer has to do, "" when it is over.
void save_action(storage::Tx& tx, PaymentId id, std::string_view action);

// Rows that only some payments have (terms_store.cpp).
void insert_terms(storage::Tx& tx, PaymentId id, const Terms& terms);
void save_network_transaction(storage::Tx& tx, PaymentId id, std::string_view network_id);
void insert_payout_detail(storage::Tx& tx, PaymentId id, const PayoutDetail& detail,
                          const std::string& sealed);
std::optional<std::string> sealed_destination(storage::Tx& tx, PaymentId id);
void save_three_ds(storage::Tx& tx, PaymentId payment, const ThreeDs& result);
/// Payments whose hold has come due, longest overdue first.
std::vector<PaymentId> due_hold_steps(storage::Tx& tx, Instant now, std::int64_t limit);
/// Open attempts of a payment become due at `now`; returns how many.
std::int64_t make_due(storage::Tx& tx, PaymentId payment, Instant now);

/// An operation with the columns no page shows.
struct OperationRow {
  Operation operation;
  HoldId hold;
  std::string idempotency_key;
  std::string request_hash;
};
/// False when its key or merchant reference is taken already; then nothing is written.
bool insert_operation(storage::Tx& tx, const OperationRow& row);
void save_operation(storage::Tx& tx, const Operation& operation);

void insert_attempt(storage::Tx& tx, const Attempt& attempt, bool has_cvv);
/// Writes what the runner's steps change.
void save_attempt(storage::Tx& tx, const Attempt& attempt);
/// What a claim changes, and the node that sends (node_store.cpp).
void save_claim(storage::Tx& tx, const Attempt& attempt, unsigned node);
/// What is about to be sent, masked (node_store.cpp).
void save_request(storage::Tx& tx, AttemptId attempt, std::string_view request_masked);

enum class SubjectKind { payment = 1, operation };
struct HistoryRow {
  SubjectKind kind = SubjectKind::payment;
  std::int64_t subject_key = 0;
  std::optional<int> from;
  int to = 0;
  std::string_view reason;
};
void insert_history(storage::Tx& tx, const Call& call, PaymentId payment,
                    std::span<const HistoryRow> rows);

// ---- finding
// --------------------------------------------------------------------------------------

struct KeyOwner {
  std::int64_t id = 0;
  std::string request_hash;
};
std::optional<KeyOwner> payment_with_key(storage::Tx& tx, MerchantId merchant,
                                         std::string_view key);
std::optional<PaymentId> payment_with_external_id(storage::Tx& tx, ProjectId project,
                                                  std::string_view external_id);
std::optional<KeyOwner> operation_with_key(storage::Tx& tx, PaymentId payment,
                                           std::string_view key);
bool has_reference(storage::Tx& tx, PaymentId payment, std::string_view merchant_reference);
std::optional<Payment> load_payment(storage::Tx& tx, PaymentId id);
std::optional<Operation> load_operation(storage::Tx& tx, OperationId id);
/// Attempt of an operation that was prepared first; none while it waits for people.
AttemptId first_attempt(storage::Tx& tx, OperationId operation);
int next_operation_seq(storage::Tx& tx, PaymentId payment);

/// An attempt with everything one step of the runner needs, in one read.
struct Context {
  Attempt attempt;
  bool has_cvv = false;
  Operation operation;
  HoldId hold;
  Payment payment;  ///< without most of the texts only its page shows
  std::string adapter;
  std::int64_t fee_plan_key = 0;
  std::string statement_descriptor;
  std::string mcc;                   ///< merchant category, four digits
  std::int64_t account_version = 0;  ///< of the provider account now
  AttemptId next_attempt;            ///< set when the operation went on at another account
  std::int64_t cost_minor = 0;       ///< told with the outcome: what it cost us there
};
std::optional<Context> load_context(storage::Tx& tx, AttemptId id);

/// Reference and provider's reference of the attempt that paid or holds the money.
struct PaidReference {
  AttemptId attempt;
  std::string provider_reference;
};
std::optional<PaidReference> paid_reference(storage::Tx& tx, PaymentId payment);
/// Whether another operation of the payment is in doubt.
bool other_in_doubt(storage::Tx& tx, PaymentId payment, OperationId except);
/// Sale fee given back by earlier refunds of the payment, and the sale's own operation.
struct SaleFee {
  OperationId operation;
  std::int64_t fee_minor = 0;
  std::int64_t returned_minor = 0;
};
std::optional<SaleFee> sale_fee(storage::Tx& tx, PaymentId payment);

/// Prepared attempts that are due and whose payment is free of doubt, longest waiting first.
std::vector<AttemptId> due_prepared(storage::Tx& tx, Instant now, std::int64_t limit);
/// Attempts of a phase whose next check is due, longest overdue first.
std::vector<AttemptId> due_in_phase(storage::Tx& tx, AttemptPhase phase, Instant now,
                                    std::int64_t limit);
/// Attempts in phase sending, whenever they are due, that nobody waits for: sent by `node` or by
/// one whose lease has run out (node_store.cpp).
std::vector<AttemptId> orphaned(storage::Tx& tx, Instant now, unsigned node);
std::optional<Instant> next_due(storage::Tx& tx);

// ---- lists (list_store.cpp)
// -----------------------------------------------------------------------

/// The index a slice walks along; everything else of a filter is compared row by row.
struct Source {
  enum class Kind {
    all,
    merchant,
    lifecycle,
    refund_state,
    in_doubt,
    id,
    external_prefix,
    buyer_id,
    buyer_prefix,
    last4,
    recipient
  };
  Kind kind = Kind::all;
  std::int64_t key = 0;  ///< merchant, payment, or number of a state
  std::string text;
};
struct Slice {
  std::vector<Payment> rows;  ///< in the direction of reading, at most limit + 1
  PaymentId stopped_at;       ///< set when the window ended before the slice was full
};
/// Rows of a source that fit filter and scope, newest first (oldest first when the filter says
/// `after`).
Slice read_slice(storage::Tx& tx, const Source& source, const Scope& scope,
                 const PaymentFilter& filter);
/// Text and parameters of the statement behind a slice.
std::pair<std::string, storage::Params> slice_statement(const Source& source, const Scope& scope,
                                                        const PaymentFilter& filter);
/// The merchants a scope reaches when it is not everything, at most `limit` of them.
std::vector<MerchantId> merchants_in(storage::Tx& tx, const Scope& scope, std::int64_t limit);

}  // namespace bursar::payments::store
