// What the ledger's files ask of the database; the statements are in store.cpp. Private to the
// module.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ledger/ledger.hpp"

namespace bursar::ledger::store {

struct Account {
  std::int64_t id = 0;
  AccountKey key;
  CompanyId company;
  std::int64_t debit_posted_minor = 0;
  std::int64_t credit_posted_minor = 0;
  std::int64_t balance_minor = 0;
  std::optional<std::int64_t> floor_minor;
  std::int64_t entry_count = 0;
  LedgerTxId last_tx;
};

/// The accounts that exist among `keys` (at most 16), locked until the transaction ends, with their
/// positions in `keys`. Locks are taken in one order by everybody.
std::vector<std::pair<std::size_t, Account>> lock_accounts(storage::Tx& tx,
                                                           std::span<const AccountKey> keys);
/// Creates an account with the floor its bucket starts with; nothing happens when it exists.
void create_account(storage::Tx& tx, const Call& call, const AccountKey& key, CompanyId company);

/// What one posting adds to one account.
struct Movement {
  std::int64_t account_id = 0;
  std::int64_t debit_minor = 0;
  std::int64_t credit_minor = 0;
  std::int64_t balance_minor = 0;  ///< credit − debit or debit − credit, by the account's side
  std::int64_t entries = 0;
  std::int64_t entry_count_before = 0;
};
/// Adds the movements (at most 16) where the floor allows and nothing was posted since the account
/// was read. Returns how many accounts changed.
std::int64_t add_movements(storage::Tx& tx, LedgerTxId id, std::span<const Movement> movements);
void set_floor(storage::Tx& tx, std::int64_t account_id, std::int64_t floor_minor);
std::optional<std::int64_t> balance(storage::Tx& tx, const AccountKey& key);

/// One row of ledger_entry.
struct Entry {
  std::int64_t tx_id = 0;
  std::int64_t line = 0;
  std::int64_t account_id = 0;
  std::int64_t account_seq = 0;
  Side side = Side::debit;
  std::int64_t amount_minor = 0;
  std::int64_t balance_after_minor = 0;
};

std::optional<LedgerTxId> find_uid(storage::Tx& tx, std::string_view uid);
/// False when the uid is taken; then nothing is written. `uid` stands for the one in the posting.
bool insert_tx(storage::Tx& tx, const Call& call, LedgerTxId id, std::string_view uid,
               const Posting& posting);
void insert_entries(storage::Tx& tx, std::span<const Entry> entries);
/// A posted transaction with its lines, as a Posting.
std::optional<Posting> load_posting(storage::Tx& tx, LedgerTxId id);

HoldId insert_hold(storage::Tx& tx, const Call& call, std::int64_t account_id, const Hold& hold);
bool resolve_hold(storage::Tx& tx, const Call& call, HoldId hold, HoldState resolution);
bool hold_exists(storage::Tx& tx, HoldId hold);

struct Maturity {
  std::int64_t id = 0;
  MerchantId merchant;
  CompanyId company;
  Money amount;
};
void insert_maturity(storage::Tx& tx, const Call& call, const Maturity& row,
                     std::int64_t subject_key, Instant due_at);
/// Marks due rows as matured and returns them; a row is returned to one caller only.
std::vector<Maturity> claim_due(storage::Tx& tx, const Call& call, Instant until,
                                std::int64_t limit);

std::vector<EntryView> entries_of_payment(storage::Tx& tx, const Scope& scope, PaymentId payment);
/// Accounts of one merchant in the order of the chart.
std::vector<Account> accounts_of_merchant(storage::Tx& tx, MerchantId merchant);
std::vector<TrialBalance> trial_balance(storage::Tx& tx);

// ---- whole-ledger scans of verify() and the journal
// -------------------------------------------------

void visit_accounts(storage::Tx& tx, const std::function<void(const Account&)>& visit);

struct Header {
  LedgerTxId id;
  Instant effective_at;
  std::int64_t business_date = 0;
  PaymentId payment;
  LedgerTxId reverses;
  std::string uid;
  std::string kind;
  std::string note;
};
/// Every transaction with every line, by transaction and line; a transaction without lines is
/// visited once with null.
void visit_postings(storage::Tx& tx, const std::function<void(const Header&, const Entry*)>& visit);
/// Every entry by account and sequence.
void visit_entries_by_account(storage::Tx& tx, const std::function<void(const Entry&)>& visit);
/// Entries whose transaction does not exist.
std::vector<Entry> entries_without_tx(storage::Tx& tx, std::int64_t limit);
/// uids that occur more than once.
std::vector<std::string> repeated_uids(storage::Tx& tx, std::int64_t limit);
/// Reversals whose lines, taken with those of the original, leave an amount on some account, or
/// whose original does not exist.
std::vector<LedgerTxId> crooked_reversals(storage::Tx& tx, std::int64_t limit);

/// An amount that rows outside the accounts claim for one account.
struct Claim {
  AccountKey account;
  std::int64_t amount_minor = 0;
};
/// Sums of open holds per in-transit account, and of rows not matured per merchant_pending account.
std::vector<Claim> open_hold_sums(storage::Tx& tx);
std::vector<Claim> unmatured_sums(storage::Tx& tx);

}  // namespace bursar::ledger::store
