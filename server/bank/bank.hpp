// Payments that travel in files. The desk takes what the adapter `bank` orders, in the database and
// without a network; orders out are gathered into payment files, and what banks answer and state is
// imported, matched line by line, and told to payments. What nobody has answered stays submitted.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/money.hpp"
#include "providers/providers.hpp"
#include "storage/storage.hpp"
#include "vault/vault.hpp"

namespace bursar::bank {

struct BankFileTag {
  static constexpr std::string_view k_prefix = "bf_";
  static constexpr const char* k_noun = "payment file";
};
struct StatementTag {
  static constexpr std::string_view k_prefix = "bs_";
  static constexpr const char* k_noun = "bank file";
};
struct LineTag {
  static constexpr std::string_view k_prefix = "bl_";
  static constexpr const char* k_noun = "line";
};
using BankFileId = Id<BankFileTag>;
using StatementId = Id<StatementTag>;
using LineId = Id<LineTag>;

enum class OrderKind { payout = 1, refund, expected };
/// waiting → in_file → accepted → paid → returned, or rejected; expected → received → returned.
enum class OrderState {
  waiting = 1,
  in_file,
  accepted,
  paid,
  rejected,
  returned,
  expected,
  received
};
/// made: nobody has it yet; submitted: somebody took it, and the bank has not answered.
enum class FileState { made = 1, submitted, accepted, partly_accepted, rejected };
/// answer: pain.002; statement: camt.053; notification: camt.054.
enum class StatementKind { answer = 1, statement, notification };
enum class Direction { credit = 1, debit, answer };
enum class LineState { applied = 1, unmatched, assigned, put_aside };
std::string_view word(OrderKind value);
std::string_view word(OrderState value);
std::string_view word(FileState value);
std::string_view word(StatementKind value);
std::string_view word(Direction value);
std::string_view word(LineState value);
std::optional<LineState> line_state_of(std::string_view word);

struct PaymentFile {
  BankFileId id;
  ProviderAccountId account;
  std::string message_id;  ///< what the bank's answer refers to
  FileState state = FileState::made;
  std::int64_t orders = 0;
  Money sum;
  std::string sha256;
  std::string made_by;
  Instant made_at;
  std::string taken_by;
  std::optional<Instant> taken_at, answered_at;
  std::string answer;  ///< of the bank, about the file as a whole
};
struct FileContent {
  PaymentFile file;
  std::string name;
  std::string content;
};
struct Statement {
  StatementId id;
  ProviderAccountId account;
  StatementKind kind = StatementKind::statement;
  std::string message_id, file_name, sha256, imported_by;
  Instant imported_at;
  std::optional<Money> opening, closing;
  std::int64_t lines = 0;      ///< new ones
  std::int64_t repeated = 0;   ///< known from another file
  std::int64_t skipped = 0;    ///< not booked yet
  std::int64_t unmatched = 0;  ///< of the new ones, waiting for a person now
};
struct Line {
  LineId id;
  StatementId statement;
  Direction direction = Direction::credit;
  Money amount;
  std::string booked_on, reference, bank_reference, status, reason, purpose;
  std::string party;  ///< name and the ends of the account
  std::int64_t file_line = 0;
  LineState state = LineState::unmatched;
  std::string note;
  std::string payment_id;  ///< empty when none belongs to it
  std::string settled_by;
  std::optional<Instant> settled_at;
};
/// What an account's page begins with.
struct Summary {
  std::int64_t waiting = 0;
  Money waiting_sum;
  std::int64_t submitted = 0;  ///< in a file, without an answer
  std::int64_t expected = 0;   ///< transfers in that have not come
  std::int64_t unmatched = 0;
};

/// Takes an order, or says what became of one. Errors: those of a request that means nothing.
Result<providers::WireResponse> desk(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                                     const providers::WireRequest& request);

/// One file of everything that waits, at most 5,000 orders, oldest first. Errors: not_found;
/// refused/shared_account, not_a_bank, nothing_waiting.
Result<PaymentFile> make_file(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                              ProviderAccountId account);
/// Whether the cut-off of an account in scope has passed and something waited before it.
bool is_file_due(storage::Tx& tx, const Scope& scope, Instant now);
/// Makes the files whose cut-off has passed.
std::vector<PaymentFile> make_due_files(storage::Tx& tx, const Call& call,
                                        const vault::KeyRing& keys);
/// Hands a file out: from then on it counts as submitted. Errors: not_found,
/// refused/shared_account.
Result<FileContent> take_file(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                              BankFileId id);
/// Files nobody has taken, of accounts that want theirs in a folder.
std::vector<BankFileId> files_to_drop(storage::Tx& tx);

struct ImportFile {
  ProviderAccountId account;
  std::string name;
  std::string content;
};
/// Reads a bank's file whole before anything of it counts; the same file again changes nothing and
/// gives what it gave first. Errors: not_found; refused/shared_account, not_a_bank; those of
/// read_xml and read_message; invalid/other_account.
Result<Statement> import_file(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                              const ImportFile& command);

struct AssignLine {
  LineId id;
  std::string target;  ///< payment (tx_…), attempt (at_…) or the reference the payer was given
  std::string reason;
};
/// A person says which payment an unmatched line belongs to; then it counts as if it had said so
/// itself. Errors: not_found; invalid/target_unknown, reason_invalid; refused/not_open,
/// does_not_fit.
Result<Line> assign_line(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                         const AssignLine& command);
/// It belongs to nothing here. Errors: not_found; invalid/reason_invalid; refused/not_open.
Result<Line> put_aside(storage::Tx& tx, const Call& call, const vault::KeyRing& keys, LineId id,
                       const std::string& reason);

/// Errors of all: not_found, refused/shared_account.
Result<Summary> read_summary(storage::Tx& tx, const Scope& scope, ProviderAccountId account);
Result<std::vector<PaymentFile>> list_files(storage::Tx& tx, const Scope& scope,
                                            ProviderAccountId account, std::int64_t limit);
Result<std::vector<Statement>> list_statements(storage::Tx& tx, const Scope& scope,
                                               ProviderAccountId account, std::int64_t limit);
struct ListLines {
  ProviderAccountId account;
  std::optional<LineState> state;
  StatementId statement;
  std::int64_t limit = 200;
};
Result<std::vector<Line>> list_lines(storage::Tx& tx, const Scope& scope,
                                     const vault::KeyRing& keys, const ListLines& filter);

const std::vector<storage::Migration>& migrations();

}  // namespace bursar::bank
