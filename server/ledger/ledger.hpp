// The ledger's front door: double-entry postings in one currency per account, immutable lines,
// running balances with floors checked by the database, holds that resolve once. Nothing else
// writes balances.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/money.hpp"
#include "storage/storage.hpp"

namespace bursar::ledger {

/// Account codes of the chart; the number is stored, the word is shown. Types follow from the
/// bucket.
enum class Bucket {
  provider_receivable = 1,
  provider_in_transit,
  provider_reserve,
  bank_client,
  bank_own,
  crypto_wallet,
  merchant_receivable,
  suspense_debit,
  suspense_credit,
  merchant_pending,
  merchant_available,
  merchant_reserve,
  refund_in_transit,
  payout_in_transit,
  dispute_hold,
  customer_unallocated,
  vat_payable,
  fee_processing,
  fee_refund,
  fee_chargeback,
  fee_payout,
  fee_alert,
  fee_monthly,
  fx_margin,
  cost_interchange,
  cost_scheme,
  cost_acquirer,
  cost_payout,
  cost_chargeback,
  cost_alert,
  cost_variance,
  loss_merchant,
  rounding,
  fx_position,
  own_funds,
  memo_sales,
  memo_contra,
};
enum class AccountType { asset = 1, liability, income, expense, equity, memo };
enum class OwnerKind {
  none = 0,
  merchant = 1,
  provider_account = 2,
  bank_account = 3,
  jurisdiction = 4
};
enum class Side { debit = 1, credit = 2 };

std::string_view bucket_word(Bucket bucket);
AccountType account_type(Bucket bucket);
std::string_view account_type_word(AccountType type);
/// Side on which the account's balance grows: debit for assets and expenses, credit for the rest.
Side normal_side(Bucket bucket);
/// True for the accounts that hold a merchant's money: they start with the floor 0.
bool is_floored(Bucket bucket);

/// Names one account; it is created on first use.
struct AccountKey {
  Bucket bucket;
  OwnerKind owner_kind = OwnerKind::none;
  std::int64_t owner_key = 0;  ///< merchant or provider account key
  Currency currency;
  auto operator<=>(const AccountKey&) const = default;
};
AccountKey merchant_account(Bucket bucket, MerchantId merchant, Currency currency);
AccountKey provider_account(Bucket bucket, ProviderAccountId account, Currency currency);
AccountKey own_account(Bucket bucket, Currency currency);

struct Line {
  AccountKey account;
  Side side;
  std::int64_t amount_minor;  ///< > 0
};

/// What is posted. `uid` makes it once-only: the same uid again is a no-op that returns the first
/// id.
struct Posting {
  std::string kind;  ///< "sale", "refund_reserved", "refund", "refund_released", "maturity" …
  std::string subject_kind;  ///< "operation", "settlement" …
  std::int64_t subject_key = 0;
  std::string uid;    ///< "kind:subject_kind:subject_key" when empty
  PaymentId payment;  ///< payment whose page shows this transaction; none if not one payment's
  CompanyId company;
  MerchantId merchant;
  Instant effective_at;  ///< when the fact happened (provider's time); posting time is Call::now
  LedgerTxId reverses;
  std::string note;
  std::vector<Line> lines;  ///< 2 to 16, balanced per currency (else Bug)
};

/// Posts. Errors: refused/insufficient_balance (details: account, available_minor, currency) when
/// an account with a floor would end below it; then nothing is changed and the caller may go on. A
/// fact that cannot be refused (a chargeback, a fee above the sale) must take what is missing from
/// merchant_receivable, or lower the floor first.
Result<LedgerTxId> post(storage::Tx& tx, const Call& call, const Posting& posting);

/// Posts the mirror image of a transaction, naming it. Reversing it again returns the first
/// reversal. Errors: not_found; refused/insufficient_balance. A reversal itself cannot be reversed
/// (Bug).
Result<LedgerTxId> reverse(storage::Tx& tx, const Call& call, LedgerTxId original,
                           std::string note);

/// Sets how far below zero an account may go (0 = not at all); creates the account. Errors:
/// refused/below_floor when its balance is lower than that already.
Result<void> set_floor(storage::Tx& tx, const Call& call, const AccountKey& account,
                       std::int64_t below_zero_minor);

/// A hold records that money reserved by a posting is still to be resolved, exactly once. The open
/// holds of a merchant and currency add up to refund_in_transit (reason "refund"),
/// payout_in_transit
/// ("payout") and dispute_hold ("dispute"); verify() compares them.
enum class HoldState { open = 1, posted, voided };
struct Hold {
  AccountKey account;  ///< where the money was taken from
  std::int64_t amount_minor = 0;
  std::string reason;  ///< "refund", "payout", "dispute"
  std::string subject_kind;
  std::int64_t subject_key = 0;
};
HoldId open_hold(storage::Tx& tx, const Call& call, const Hold& hold);
/// Errors: conflict/hold_resolved when it is no longer open; not_found.
Result<void> resolve_hold(storage::Tx& tx, const Call& call, HoldId hold, HoldState resolution);

/// Balance on the account's normal side (assets and expenses: debit − credit; others: credit −
/// debit); 0 for an account never used.
std::int64_t balance(storage::Tx& tx, const AccountKey& account);

struct EntryView {  ///< one line as the payment page shows it
  LedgerTxId tx;
  std::string kind;
  Instant posted_at;
  Instant effective_at;
  int line = 0;
  Bucket bucket;
  OwnerKind owner_kind;
  std::int64_t owner_key = 0;
  Currency currency;
  Side side;
  std::int64_t amount_minor = 0;
  std::int64_t balance_after_minor = 0;  ///< on the normal side
  std::string note;
};
std::vector<EntryView> entries_of_payment(storage::Tx& tx, const Scope& scope, PaymentId payment);

struct BalanceView {
  AccountKey account;
  std::int64_t balance_minor = 0;
  std::int64_t floor_minor = 0;  ///< lowest balance allowed, 0 or negative
  bool has_floor = false;
};
std::vector<BalanceView> balances_of_merchant(storage::Tx& tx, const Scope& scope,
                                              MerchantId merchant);

/// Everything ever debited and credited in one currency; the two are equal.
struct TrialBalance {
  Currency currency;
  std::int64_t debit_minor = 0;
  std::int64_t credit_minor = 0;
};
std::vector<TrialBalance> trial_balance(storage::Tx& tx);

/// Moves what merchants were owed "pending" before `until` to "available" (maturity T+n): one
/// posting per merchant and currency with due rows; at most `limit` rows. Returns the number of
/// rows matured. Running it twice, also at once, matures each row once. Pending money lower than
/// what is scheduled is a Bug.
std::int64_t mature(storage::Tx& tx, const Call& call, Instant until, std::int64_t limit);
/// Registers a pending amount that matures at `due_at`; called by payments after a sale posting
/// with what the posting added to merchant_pending (nothing happens for 0).
void schedule_maturity(storage::Tx& tx, const Call& call, MerchantId merchant, CompanyId company,
                       const Money& amount, std::int64_t subject_key, Instant due_at);

/// A broken invariant found by verify(). Checks: transaction_balance, transaction_lines,
/// orphan_entry, running_balance, account_total, floor, trial_balance, uid, reversal, hold,
/// maturity.
struct Finding {
  std::string check;
  std::string detail;
};
/// Recomputes everything: transactions balance per currency, stored balances equal sums of lines,
/// floors hold, uids unique, reversals mirror, holds agree with in-transit accounts, maturity
/// agrees with pending. Stops collecting after 1,000 findings.
std::vector<Finding> verify(storage::Tx& tx);

/// Name of an account in the journal: "liabilities:merchant:mr_…:available".
std::string journal_account(const AccountKey& account);
/// Writes the books as an hledger journal, in posting order, through `write` chunk by chunk. It
/// ends with a transaction of zero amounts that asserts every stored balance, so that hledger
/// checks both the lines and the running balances.
void export_journal(storage::Tx& tx, const std::function<void(std::string_view)>& write);

const std::vector<storage::Migration>& migrations();

}  // namespace bursar::ledger
