// The batches' front door: a file of many payouts, refunds, captures or voids. It is read whole,
// checked line by line, confirmed once over exactly its content, and then becomes one operation per
// line. Line and operation are written in one transaction, so a batch that goes on after a crash
// never makes a second operation.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/money.hpp"
#include "payments/payments.hpp"
#include "storage/storage.hpp"
#include "vault/vault.hpp"

namespace bursar::batches {

using storage::Tx;

struct BatchTag {
  static constexpr std::string_view k_prefix = "ba_";
  static constexpr const char* k_noun = "batch";
};
using BatchId = Id<BatchTag>;

enum class Kind { payout = 1, refund, capture, void_ };
enum class State {
  uploaded = 1,
  validating,
  invalid,   ///< no line can be carried out
  ready,     ///< checked, waits to be confirmed
  approval,  ///< confirmed, waits for other people
  processing,
  paused,
  completed,
  completed_with_errors,
  canceled
};
enum class ItemState {
  valid = 1,  ///< to be carried out
  invalid,    ///< the line itself is wrong
  open,       ///< its operation is under way
  in_doubt,   ///< nobody knows yet what became of its operation
  succeeded,
  declined,
  failed,
  refused,  ///< no operation could be made; the reason is on the line
  canceled  ///< taken back before its operation was made
};
/// Status words; a number outside its enumeration has none ("").
std::string_view word(Kind kind);
std::string_view word(State state);
std::string_view word(ItemState state);
std::optional<Kind> kind_of(std::string_view word);
std::optional<State> state_of(std::string_view word);
std::optional<ItemState> item_state_of(std::string_view word);
/// What carrying out a batch of the kind needs: "payouts:create".
std::string_view permission_of(Kind kind);

struct Batch {
  BatchId id;
  CompanyId company_id;
  MerchantId merchant_id;
  ProjectId project_id;
  std::string merchant_name;  ///< joined for display
  Kind kind = Kind::payout;
  State state = State::uploaded;
  std::string file_name;
  std::string file_hash;     ///< SHA-256 of the canonical file
  std::string content_hash;  ///< of the file, and of count and totals of what can be carried out;
                             ///< empty until every line is checked
  std::int64_t lines = 0;
  std::int64_t lines_checked = 0;
  std::string idempotency_key, request_hash;  ///< of the confirmation; empty before it
  std::string approval_id;                    ///< what it waits or waited for
  std::int64_t asked_by_key = 0;              ///< user who confirmed
  std::string created_by, confirmed_by;
  std::string reason;  ///< why it was canceled
  std::int64_t version = 1;
  Instant created_at, updated_at;
  std::optional<Instant> confirmed_at, completed_at;
};

/// Lines and amounts of one state and currency. A line that names no currency has none.
struct Tally {
  ItemState state = ItemState::valid;
  std::optional<Currency> currency;
  std::int64_t lines = 0;
  std::int64_t amount_minor = 0;
};

/// What is wrong with a line, by the column it is about (empty: the line, or what became of it).
struct Fault {
  std::string column, code, message;
};

struct Item {
  std::int64_t line_no = 0;  ///< as an editor counts them; the header is line 1
  ItemState state = ItemState::valid;
  std::string reference;  ///< order id or payment the line names
  std::string recipient;  ///< masked
  std::optional<Money> amount;
  std::vector<Fault> faults;
  PaymentId payment_id;
  OperationId operation_id;
};

/// What the steps need beside their transaction.
struct Tools {
  const vault::KeyRing& keys;
  /// A scope that reaches this project and nothing else; lines act under it.
  std::function<Scope(CompanyId, MerchantId, ProjectId)> scope_of;
};

// ---- from file to confirmation

struct Upload {
  BatchId id;
  Kind kind = Kind::payout;
  MerchantId merchant_id;
  ProjectId project_id;  ///< none: the merchant's default project, or the caller's own
  std::string file_name;
  std::string file_hash;
  std::int64_t lines = 0;
  std::vector<std::string> pieces_sealed;
};
/// Reads a file: UTF-8 with or without byte order mark, a header row, `,` or `;`. Pure work without
/// a transaction. Errors: invalid/file with empty_file, not_utf8, malformed_csv, header_missing,
/// unknown_column, column_not_allowed, repeated_column, missing_column, too_many_lines, no_lines.
Result<Upload> read_upload(const Call& call, const vault::KeyRing& keys, Kind kind,
                           MerchantId merchant, std::string file_name, std::string_view bytes);
/// Keeps it (uploaded). Errors: not_found (merchant, project), invalid (file_name), refused
/// (merchant_inactive), conflict/duplicate_file with details batch_id.
Result<Batch> create_batch(Tx& tx, const Call& call, const Upload& upload);

/// Checks the next piece of a batch by trying each line and undoing it; the last one makes it ready
/// or invalid. Returns false when somebody else is at it or nothing is left to check.
Result<bool> check_lines(Tx& tx, const Call& call, const Tools& tools, BatchId id);

/// What is confirmed, for whoever asks the person to: every member is bound into their code.
struct BatchAct {
  BatchId id;
  std::string noun;           ///< "payout batch"
  std::string recipient;      ///< "everybody in payouts.csv"
  std::vector<Money> totals;  ///< per currency
  std::int64_t count = 0;
  std::string content_hash;
  CompanyId company;
  MerchantId merchant;
  std::string intent;  ///< this confirmation and no repeat of it
};
struct ConfirmBatch {
  BatchId id;
  std::string content_hash;  ///< of what was on the screen
  std::string idempotency_key;
  std::string request_hash;
};
struct Confirmed {
  Batch batch;
  bool replayed = false;
};
/// What confirm_batch() would start now; nothing for a repeat of what was done. Errors: those of
/// confirm_batch.
Result<std::optional<BatchAct>> batch_act(Tx& tx, const Call& call, const ConfirmBatch& command);
/// Starts carrying out. Errors: not_found; refused (not_ready, merchant_inactive);
/// conflict/content_changed, idempotency_key_reused.
Result<Confirmed> confirm_batch(Tx& tx, const Call& call, const ConfirmBatch& command);
/// Marks it as waiting for other people.
Result<Batch> hold_batch(Tx& tx, const Call& call, BatchId id, const std::string& approval_id);
/// The request it waited for came to nothing: it can be confirmed again.
Result<void> release_batch(Tx& tx, const Call& call, BatchId id);
struct Waiting {
  BatchId id;
  std::string approval_id;
  std::int64_t asked_by_key = 0;
};
std::vector<Waiting> waiting_batches(Tx& tx, std::int64_t limit);

// ---- carrying out

/// Errors of the three: not_found; refused/wrong_state.
Result<Batch> pause_batch(Tx& tx, const Call& call, BatchId id);
Result<Batch> resume_batch(Tx& tx, const Call& call, BatchId id);
/// Takes back what was not carried out yet; operations that exist go on. Errors: also
/// invalid/reason.
Result<Batch> cancel_batch(Tx& tx, const Call& call, BatchId id, const std::string& reason);

/// Something the background has to do.
enum class Step { check = 1, run };
struct Due {
  BatchId id;
  Step step = Step::check;
};
/// What nobody is at, longest untouched first.
std::vector<Due> due_batches(Tx& tx, const Call& call, std::int64_t limit);

struct Ran {
  std::int64_t lines = 0;           ///< looked at
  std::vector<AttemptId> attempts;  ///< to be sent
};
/// Carries out the next lines of a batch, each with its operation in this transaction. A line that
/// is refused is marked with the reason. Nothing is done while another server holds the lease.
Result<Ran> run_lines(Tx& tx, const Call& call, const Tools& tools, BatchId id, std::int64_t limit);
/// Takes the next line out of a batch because carrying it out broke something of ours.
Result<void> set_aside(Tx& tx, const Call& call, BatchId id);
/// Whether an operation under way is due to be looked at.
bool has_lines_to_follow(Tx& tx, Instant now);
/// Asks what became of operations under way, at most `limit`; ends batches that have none left.
/// Returns how many lines were looked at.
Result<std::int64_t> follow_lines(Tx& tx, const Call& call, std::int64_t limit);

// ---- reads

struct ListBatches {
  std::optional<Kind> kind;
  std::optional<State> state;
  MerchantId merchant_id;
  BatchId before;
  std::int64_t limit = 50;
};
struct BatchRow {
  Batch batch;
  std::vector<Tally> tallies;
};
/// Newest first.
std::vector<BatchRow> list_batches(Tx& tx, const Scope& scope, const ListBatches& filter);
/// Errors: not_found.
Result<BatchRow> read_batch(Tx& tx, const Scope& scope, BatchId id);

struct ListItems {
  BatchId id;
  std::vector<ItemState> states;  ///< any of these; empty: all
  std::string reference;          ///< exactly
  std::int64_t after = 0;         ///< line number
  std::int64_t before = 0;        ///< line number; 0: none. The lines next to it
  std::int64_t limit = 50;
};
/// In the order of the file. Errors: not_found.
Result<std::vector<Item>> list_items(Tx& tx, const Scope& scope, const ListItems& filter);
/// What the merchant has to pay with, per currency of the batch; only of kinds that take money.
std::vector<Money> available_for(Tx& tx, const Batch& batch, const std::vector<Tally>& tallies);
/// Header and lines of the result file.
std::string result_title();
std::string result_line(const Item& item);
/// A file to fill in, with one line that shows how.
std::string template_file(Kind kind);

/// A broken invariant. Checks: tally, line_count, operation, content, stuck.
struct Finding {
  std::string check;
  std::string detail;
};
std::vector<Finding> verify(Tx& tx);

const std::vector<storage::Migration>& migrations();

}  // namespace bursar::batches
