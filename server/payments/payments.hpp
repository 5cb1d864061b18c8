// The payments' front door: payment → operation → attempt, the use cases that move money, and the
// reads behind lists and pages. What a runner does with attempts is in steps.hpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/money.hpp"
#include "gate/gate.hpp"
#include "merchants/merchants.hpp"
#include "providers/providers.hpp"
#include "recipients/recipients.hpp"
#include "storage/storage.hpp"
#include "vault/vault.hpp"

namespace bursar::payments {

enum class Lifecycle {
  created = 1,
  review,
  action,
  processing,
  authorized,
  part_captured,
  captured,
  voided,
  canceled,
  declined,
  failed,
  expired,
  paid,      ///< a payout arrived
  verified,  ///< a card was verified, no money moved
  returned   ///< a payout came back
};
enum class PaymentKind { purchase = 1, payout, verification };
/// automatic: a sale. manual: an authorisation whose money is captured later.
enum class CaptureMode { automatic = 1, manual };
/// What becomes of a hold when its time ends.
enum class HoldStep { none = 0, capture, cancel, expire };
enum class RefundState { none = 1, part, full };
enum class DisputeState { none = 1, open, won, lost };
enum class OperationType {
  sale = 1,
  auth,
  incremental,
  capture,
  void_,
  refund,
  payout,
  verification,
  return_  ///< the payer's bank took a transfer back
};
enum class OperationState {
  created = 1,
  approval,
  queued,
  sent,
  action,
  pending,
  succeeded,
  declined,
  failed,
  in_doubt,
  canceled,
  reversed
};
enum class AttemptPhase { prepared = 1, sending, answered, resolved };
enum class Certainty { not_sent = 1, unknown, known };
/// Of an attempt: whether it is being undone at the provider by our reference (reversal.hpp).
enum class ReversalState {
  none = 0,
  open,          ///< asked for, and repeated until the provider acknowledges it
  acknowledged,  ///< undone: whatever stood or will come under the reference has no effect
  refused,       ///< what was done cannot be undone
  needless       ///< it had been sent when a person decided otherwise
};
/// How an attempt without a certain answer is resolved.
enum class AskMethod {
  query = 1,     ///< the provider is asked about our reference
  same_request,  ///< the same request goes out again under the same key
  reversal       ///< the attempt is undone by our reference
};
/// Status words; a number outside its enumeration has none ("").
std::string_view word(Lifecycle value);
std::string_view word(RefundState value);
std::string_view word(DisputeState value);
std::string_view word(OperationType value);
std::string_view word(OperationState value);
std::string_view word(AttemptPhase value);
std::string_view word(Certainty value);
std::string_view word(ReversalState value);
std::string_view word(AskMethod value);
std::string_view word(PaymentKind value);
std::string_view word(CaptureMode value);
std::string_view word(HoldStep value);
std::optional<PaymentKind> payment_kind_of(std::string_view word);
std::optional<Lifecycle> lifecycle_of(std::string_view word);

struct Payment {
  PaymentId id;
  CompanyId company_id;
  MerchantId merchant_id;
  ProjectId project_id;
  PaymentKind kind = PaymentKind::purchase;
  CaptureMode capture_mode = CaptureMode::automatic;
  std::string merchant_name;  ///< joined for display
  std::string external_id;    ///< orderId
  std::string buyer_id;
  std::string method;  ///< "card", "test_payer", "bank_transfer", "wallet", "bnpl", "crypto"
  CardId card_id;
  std::string card_brand, card_last4;
  ProviderAccountId provider_account_id;
  Money amount;
  std::int64_t authorized_minor = 0;  ///< ever held; 0 for a sale
  std::int64_t voided_minor = 0;      ///< of what was held: let go
  std::int64_t step_minor = 0;        ///< of what is held: being captured or let go just now
  bool step_open = false;             ///< a capture, void or increment is under way
  HoldStep hold_step = HoldStep::none;
  std::optional<Instant> hold_step_at;  ///< when hold_step is due
  std::string action;                   ///< JSON: what the payer has to do now; else empty
  std::optional<Instant> action_deadline;
  bool has_terms = false;  ///< terms_of() holds more than the defaults
  std::int64_t captured_minor = 0;
  std::int64_t refunded_minor = 0;
  std::int64_t refund_pending_minor = 0;
  std::int64_t fee_minor = 0;
  std::int64_t net_minor = 0;  ///< captured − refunded − fees (what the merchant keeps)
  Lifecycle lifecycle = Lifecycle::created;
  RefundState refund_state = RefundState::none;
  DisputeState dispute_state = DisputeState::none;
  bool is_reversed = false;  ///< its sale was undone on its day (Operation::same_day)
  bool in_doubt = false;
  std::string decline_reason;
  std::string success_url, failure_url, return_url, callback_url;
  std::string description, locale;
  std::string metadata;  ///< JSON object as sent, "{}" when none
  std::string buyer_email, buyer_first_name, buyer_last_name, buyer_ip;
  std::string routing_plan;  ///< JSON: how the account was chosen (routing::read_plan)
  std::int64_t version = 1;
  Instant created_at;
  Instant updated_at;
  std::optional<Instant> completed_at;
  std::int64_t refundable_minor() const {
    return captured_minor - refunded_minor - refund_pending_minor;
  }
  /// Held and free to be captured or let go.
  std::int64_t capturable_minor() const {
    return authorized_minor - captured_minor - voided_minor - step_minor;
  }
};

/// What only some payments have (table payment_terms).
struct Terms {
  bool moto = false;  ///< mail or telephone order
  providers::StoredCredential stored_credential = providers::StoredCredential::none;
  bool customer_present = true;  ///< false: the merchant started it
  PaymentId parent;              ///< the payment that stored the card
  std::string network_transaction_id;
  std::string three_ds_preference, three_ds_exemption;
};

enum class Liability { unknown = 1, merchant, issuer };
std::string_view word(Liability value);
/// Authentication of one operation's cardholder as it ended.
struct ThreeDs {
  OperationId operation;
  providers::ThreeDsResult result;
  Liability liability = Liability::unknown;
  Instant finished_at;
};

/// Where a payout goes, as people may see it.
struct PayoutDetail {
  std::string rail;     ///< "card", "iban", "address"
  std::string display;  ///< "DE89 •••• 3000"
  std::string holder;
  recipients::RecipientId recipient = {};  ///< none: the destination was typed in
  std::string recipient_name = {};         ///< as it is called now
};

/// What the merchant's page shows of one operation.
struct Operation {
  OperationId id;
  PaymentId payment_id;
  int seq = 0;
  OperationType type = OperationType::sale;
  OperationState state = OperationState::created;
  Money amount;
  /// What arrived or was approved where that differs from the amount; none: exactly the amount.
  std::optional<std::int64_t> received_minor;
  bool is_final = true;      ///< capture: what is left of the hold is let go
  bool same_day = false;     ///< refund: undoes the sale on its day, a reversal outside
  std::string requested_by;  ///< actor's name
  std::string merchant_reference;
  std::string reason;
  std::string decline_reason;
  std::string provider_code, provider_message, auth_code, rrn;
  std::string arn, advice_code, avs_result, cvv_result;
  std::int64_t fee_minor = 0;
  std::int64_t fee_returned_minor = 0;  ///< part of the sale fee this refund gave back
  Instant created_at;
  std::optional<Instant> completed_at;
  /// What the operation moves: its amount, or what really arrived.
  Money effective() const { return {received_minor.value_or(amount.minor), amount.currency}; }
};

/// One call to a provider. Its reference there is its own public id, so it is unique by
/// construction.
struct Attempt {
  AttemptId id;
  OperationId operation_id;
  int seq = 0;
  ProviderAccountId provider_account_id;
  std::string our_reference, provider_reference;
  AttemptPhase phase = AttemptPhase::prepared;
  Certainty certainty = Certainty::not_sent;
  std::optional<providers::OutcomeKind> outcome;
  int http_status = 0;
  std::string provider_code, provider_message;
  std::string request_masked, response_masked;  ///< JSON as it went over the wire, card data masked
  std::int64_t latency_us = 0;
  int queries = 0;  ///< how often the resolver has asked
  Instant prepared_at;
  std::optional<Instant> sent_at, answered_at, resolved_at, next_check_at;
  std::string resolved_by;  ///< answer, query, repeat, reversal, webhook, human; empty while open
  int repeats = 0;          ///< how often the same request went out again
  /// The last repeat left then and has not come back: no one may say meanwhile that nothing was
  /// done.
  std::optional<Instant> repeat_sent_at;
  ReversalState reversal = ReversalState::none;
  std::int64_t account_version = 0;  ///< of the provider account when the request was sent
};

struct HistoryStep {
  std::string subject_kind;  ///< "payment" or "operation"
  std::string subject_id;
  std::string from, to;  ///< status words; `from` empty for the first
  Instant at;
  std::string actor;
  std::string reason;
};

// ---- use cases
// ------------------------------------------------------------------------------------

struct CreateSale {
  /// purchase; or verification, whose amount is zero.
  PaymentKind kind = PaymentKind::purchase;
  /// Absent: as the merchant's policy says.
  std::optional<CaptureMode> capture_mode;
  /// What to do with a hold shortly before it ends: capture, cancel, or none (it runs out).
  HoldStep hold_step = HoldStep::none;
  /// parent: a payment of the same merchant that stored its card, which is charged again.
  Terms terms;
  MerchantId merchant_id;
  std::string external_id;  ///< unique per project unless empty
  std::string buyer_id;
  Money amount;
  std::string payment_method;  ///< "card", "bank_transfer", "wallet", …, "cr_…", or an alias
  std::optional<vault::CardInput> card;
  std::string success_url, failure_url, return_url, callback_url, description, locale, metadata;
  std::string buyer_email, buyer_first_name, buyer_last_name, buyer_ip;
  std::string idempotency_key;  ///< may be empty (a filled external_id is unique anyway)
  std::string request_hash;     ///< SHA-256 of method, route and body; compared on key reuse
};
struct Created {
  Payment payment;
  AttemptId attempt;      ///< none while people have to look at it first
  bool replayed = false;  ///< the key had been used with the same content
};
/// Accepts a sale, an authorisation (capture_mode manual) or a verification durably: payment
/// (processing), operation (queued), attempt (prepared), history, events, audit. The same
/// idempotency key with the same request_hash gives the first result again. Errors:
/// conflict/duplicate_order_id (details: payment_id), conflict/idempotency_key_reused (other
/// content), invalid (amount, external_id, metadata …: out_of_range, too_long, invalid_text,
/// card_number_not_allowed), not_found (merchant, pinned account), refused (merchant_inactive,
/// currency_not_allowed, no_eligible_route).
/// The caller puts the cvv into the CvvHolder under `attempt` before its transaction's completion.
/// Where a policy that `gate` knows wants people to look first, the payment is recorded in review
/// without an attempt; their consent prepares it.
Result<Created> create_sale(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                            const CreateSale& command, gate::Gate* gate = nullptr);

struct CreateRefund {
  PaymentId payment_id;
  std::optional<std::int64_t> amount_minor;  ///< absent: all that is left
  std::string reason;
  std::string merchant_reference;
  std::string idempotency_key;  ///< required on the office API, optional on the Orsunpay surface
  std::string request_hash;
};
/// An operation that follows a payment's first one.
struct OperationCreated {
  Payment payment;
  Operation operation;
  AttemptId attempt;
  bool replayed = false;  ///< the key had been used with the same content
};
using RefundCreated = OperationCreated;
/// Reserves first: one conditional write takes the amount from what is refundable, the ledger moves
/// it to refund_in_transit, and the attempt is recorded, all in this transaction. Errors:
/// not_found, invalid (amount_minor, reason, merchant_reference, idempotency_key), refused
/// (not_refundable, amount_exceeds_refundable with details refundable_minor, in_doubt,
/// dispute_open, insufficient_balance), conflict (idempotency_key_reused, duplicate_reference).
Result<RefundCreated> create_refund(storage::Tx& tx, const Call& call, const CreateRefund& command);

/// A second step on a hold. Amount absent: all that is held.
struct CreateStep {
  PaymentId payment_id;
  std::optional<std::int64_t> amount_minor;
  bool is_final = true;  ///< of a capture: the rest of the hold is let go
  std::string reason;
  std::string merchant_reference;
  std::string idempotency_key;
  std::string request_hash;
};
using StepCreated = OperationCreated;
/// Takes held money: one conditional write takes the amount from what is held, so captures and
/// voids never add up to more. Errors: not_found, invalid (amount_minor, reason,
/// merchant_reference, idempotency_key), refused (not_held, amount_exceeds_held with details
/// capturable_minor, in_doubt, step_open, not_supported), conflict (idempotency_key_reused,
/// duplicate_reference).
Result<StepCreated> create_capture(storage::Tx& tx, const Call& call, const CreateStep& command);
/// Lets held money go: all of it, or a part where the provider can. Errors as create_capture.
Result<StepCreated> create_void(storage::Tx& tx, const Call& call, const CreateStep& command);
/// Raises a hold by amount_minor. Errors as create_capture; part_captured holds are not raised.
Result<StepCreated> create_increment(storage::Tx& tx, const Call& call, const CreateStep& command);
/// Carries out what holds have come due for (capture, cancel, run out), at most `limit`; returns
/// the attempts that were prepared.
Result<std::vector<AttemptId>> take_due_hold_steps(storage::Tx& tx, const Call& call,
                                                   std::int64_t limit);

struct CreatePayout {
  MerchantId merchant_id;
  std::string external_id;
  std::string buyer_id;
  Money amount;
  std::string payment_method;  ///< "card", "bank_transfer", "crypto", "cr_…"
  /// Exactly one of recipient, card, card_of (an earlier payment of the merchant), iban, address.
  recipients::RecipientId recipient;
  std::optional<vault::CardInput> card;
  PaymentId card_of;
  std::string iban, bic, address, holder;
  std::string description, callback_url, metadata;
  std::string buyer_email;
  std::string idempotency_key;
  std::string request_hash;
};
/// Accepts a payout: reserves the amount in the merchant's available balance (payout_in_transit)
/// and prepares its attempt, all in this transaction. Errors: as create_sale, and invalid (card,
/// iban, bic, address, holder), refused/insufficient_balance, those of recipients::payee(). `gate`
/// as for create_sale: the amount
/// stays reserved while the payout waits in review. Whoever asked the gate before passes none.
Result<Created> create_payout(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                              const CreatePayout& command, gate::Gate* gate = nullptr);
/// "DE89 •••• 3000": what people may see of a destination, and what tells it from every other.
struct PayoutTarget {
  std::string rail, display, key;
  std::string label;  ///< the same, behind the name of a saved recipient
};
/// Errors: invalid (card, iban, bic, address, holder), not_found (card_of), those of
/// recipients::payee().
Result<PayoutTarget> payout_target(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                                   const CreatePayout& command);

// ---- reads
// ----------------------------------------------------------------------------------------

struct PaymentFilter {
  std::vector<Lifecycle> lifecycles;  ///< any of these; empty means all
  std::optional<PaymentKind> kind;
  std::optional<RefundState> refund_state;
  std::optional<bool> in_doubt;
  MerchantId merchant_id;
  recipients::RecipientId recipient_id;
  std::string currency;
  std::optional<std::int64_t> amount_min_minor, amount_max_minor;
  std::optional<Instant> created_from, created_before;
  std::string method;
  std::string search;       ///< payment id, order id or buyer id (or their start), last four
  PaymentId before;         ///< page key: older than this payment
  PaymentId after;          ///< page key backwards: newer than this payment
  std::int64_t limit = 50;  ///< 1 to 200
};
struct PaymentPage {
  std::vector<Payment> rows;  ///< newest first
  bool has_older = false;
  bool has_newer = false;
  /// Set when the search stopped at its window before the page was full: the oldest payment looked
  /// at. Searching goes on with `before` set to it.
  PaymentId searched_to;
};
/// What to pass as `before` for the older page; none when there is none.
PaymentId next_before(const PaymentPage& page);
/// Merchant, life cycle, refund state, in_doubt, dates and search run on indexes. Currency, method
/// and amounts are compared row by row over a window of 5,000 to 30,000 payments; give dates to
/// look further back. Cost is bounded by page and window, whatever the depth. Errors: invalid
/// (limit, currency, before with after).
Result<PaymentPage> list_payments(storage::Tx& tx, const Scope& scope, const PaymentFilter& filter);
Result<Payment> load_payment(storage::Tx& tx, const Scope& scope, PaymentId id);
Result<Payment> find_by_external_id(storage::Tx& tx, const Scope& scope, MerchantId merchant,
                                    std::string_view external_id);
std::vector<Operation> operations_of(storage::Tx& tx, PaymentId id);
std::vector<Attempt> attempts_of(storage::Tx& tx, PaymentId id);
std::vector<HistoryStep> history_of(storage::Tx& tx, PaymentId id);
/// Default terms for a payment without any.
Terms terms_of(storage::Tx& tx, PaymentId id);
std::vector<ThreeDs> three_ds_of(storage::Tx& tx, PaymentId id);
std::optional<PayoutDetail> payout_detail_of(storage::Tx& tx, PaymentId id);
/// What may be done now, and why not: for the page's buttons.
struct AllowedAction {
  std::string action;
  bool allowed = false;
  std::string reason;
};
std::vector<AllowedAction> allowed_actions(const Payment& payment);

/// Attempts without a certain answer, for health and dashboard. Cost is bounded by their number.
struct UnknownSummary {
  std::int64_t count = 0;
  std::optional<Instant> oldest_at;
};
UnknownSummary unknown_summary(storage::Tx& tx, const Scope& scope);
/// What became of the newest attempts (at most 500) of each provider account since `since`, among
/// the newest 2,000 of all accounts.
struct AccountHealth {
  ProviderAccountId account;
  std::int64_t attempts = 0, approved = 0, declined = 0, unknown = 0;
  std::int64_t latency_p50_us = 0, latency_p95_us = 0;
};
std::vector<AccountHealth> account_health(storage::Tx& tx, Instant since);

/// Public status of the Orsunpay surface, derived from the stored dimensions.
std::string_view orsunpay_status(const Payment& payment);
std::string_view orsunpay_status(OperationState state);

/// Public status of the ecommpay surface. `canceled_spelling` is the project's word for a hold that
/// was let go ("cancelled" or "canceled").
std::string_view ecommpay_status(const Payment& payment,
                                 std::string_view canceled_spelling = "cancelled");
std::string_view ecommpay_status(OperationState state);
/// What the ecommpay surface calls an operation: "cancel" for a void, "account verification".
std::string_view ecommpay_type(OperationType type);
std::string_view ecommpay_type(const Operation& operation);

/// A broken invariant found by verify(). Checks: refund_bound, totals, no_operation,
/// waiting_attempt, reversed_flag, net_open_operations, second_success, in_doubt_flag,
/// operation_attempt, stuck_attempt, lifecycle, hold_bound, step_flag, reversal, ledger_sale,
/// ledger_refund, ledger_payout, hold, history.
struct Finding {
  std::string check;
  std::string detail;
};
/// Recomputes every payment from its operations, attempts, history and ledger transactions. Stops
/// collecting after 1,000 findings per check.
std::vector<Finding> verify(storage::Tx& tx);

const std::vector<storage::Migration>& migrations();

}  // namespace bursar::payments
