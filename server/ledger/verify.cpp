// The nightly check: recomputes balances, running balances and claims from the raw lines and
// compares. It trusts nothing post() promises, only the rows.
#include <fmt/format.h>

#include <map>
#include <unordered_map>

#include "ledger/store.hpp"

namespace bursar::ledger {
namespace {

__extension__ using Wide = __int128;

constexpr std::int64_t k_findings_max = 1'000;

std::string wide_text(Wide value) {
  const bool negative = value < 0;
  std::string digits;
  do {
    const auto digit = static_cast<int>(value % 10);
    digits.insert(digits.begin(), static_cast<char>('0' + (negative ? -digit : digit)));
    value /= 10;
  } while (value != 0);
  return negative ? "-" + digits : digits;
}

class Verifier {
 public:
  explicit Verifier(storage::Tx& tx) : tx_(tx) {
    store::visit_accounts(
        tx, [this](const store::Account& account) { accounts_.emplace(account.id, account); });
  }

  std::vector<Finding> run() {
    check_transactions();
    check_running_balances();
    check_accounts();
    check_rows();
    check_claims("hold", store::open_hold_sums(tx_),
                 {Bucket::refund_in_transit, Bucket::payout_in_transit, Bucket::dispute_hold});
    check_claims("maturity", store::unmatured_sums(tx_), {Bucket::merchant_pending});
    return std::move(findings_);
  }

 private:
  void add(std::string_view check, std::string detail) {
    if (findings_.size() < static_cast<std::size_t>(k_findings_max))
      findings_.push_back({std::string(check), std::move(detail)});
  }

  std::string name(std::int64_t account_id) const {
    const auto found = accounts_.find(account_id);
    if (found == accounts_.end()) return fmt::format("unknown account {}", account_id);
    return fmt::format("{} {}", journal_account(found->second.key),
                       found->second.key.currency.code());
  }

  // Each transaction: at least two lines, numbered without a gap, on known accounts, balanced.
  void check_transactions() {
    LedgerTxId current;
    std::int64_t lines = 0;
    std::map<Currency, Wide> open;
    const auto finish = [&] {
      if (!current) return;
      if (lines < 2)
        add("transaction_lines", fmt::format("{} has {} lines", current.text(), lines));
      for (const auto& [currency, rest] : open)
        if (rest != 0)
          add("transaction_balance", fmt::format("{} is off by {} minor units of {}",
                                                 current.text(), wide_text(rest), currency.code()));
    };
    store::visit_postings(tx_, [&](const store::Header& header, const store::Entry* entry) {
      if (header.id != current) {
        finish();
        current = header.id;
        lines = 0;
        open.clear();
      }
      if (entry == nullptr) return;
      if (entry->line != ++lines)
        add("transaction_lines", fmt::format("{} lacks line {}", current.text(), lines));
      const auto account = accounts_.find(entry->account_id);
      if (account == accounts_.end())
        return add("orphan_entry", fmt::format("{} line {} is on {}", current.text(), entry->line,
                                               name(entry->account_id)));
      open[account->second.key.currency] +=
          entry->side == Side::debit ? Wide{entry->amount_minor} : -Wide{entry->amount_minor};
    });
    finish();
  }

  struct Sums {
    Wide debit_minor = 0;
    Wide credit_minor = 0;
    std::int64_t entries = 0;
    std::int64_t last_tx = 0;
  };

  // Each account's lines in their sequence: no gap, and every balance_after what the lines make it.
  void check_running_balances() {
    store::visit_entries_by_account(tx_, [&](const store::Entry& entry) {
      const auto account = accounts_.find(entry.account_id);
      if (account == accounts_.end()) return;
      Sums& sums = sums_[entry.account_id];
      (entry.side == Side::debit ? sums.debit_minor : sums.credit_minor) += entry.amount_minor;
      sums.last_tx = entry.tx_id;
      if (entry.account_seq != ++sums.entries)
        add("running_balance",
            fmt::format("{}: entry {} stands where {} is due", name(entry.account_id),
                        entry.account_seq, sums.entries));
      const Wide balance = balance_of(account->second.key.bucket, sums);
      if (balance != entry.balance_after_minor)
        add("running_balance",
            fmt::format("{}: entry {} says {}, its lines make {}", name(entry.account_id),
                        entry.account_seq, entry.balance_after_minor, wide_text(balance)));
    });
  }

  static Wide balance_of(Bucket bucket, const Sums& sums) {
    const Wide debit_balance = sums.debit_minor - sums.credit_minor;
    return normal_side(bucket) == Side::debit ? debit_balance : -debit_balance;
  }

  // Stored totals against the sums of lines, floors, and the trial balance of the stored totals.
  void check_accounts() {
    std::map<Currency, Wide> trial;
    for (const auto& [id, account] : accounts_) {
      const Sums& sums = sums_[id];
      trial[account.key.currency] += Wide{account.debit_posted_minor} - account.credit_posted_minor;
      if (sums.debit_minor != account.debit_posted_minor ||
          sums.credit_minor != account.credit_posted_minor ||
          balance_of(account.key.bucket, sums) != account.balance_minor ||
          sums.entries != account.entry_count || sums.last_tx != account.last_tx.key)
        add("account_total",
            fmt::format("{} stores balance {} of {} entries, its {} lines make {}", name(id),
                        account.balance_minor, account.entry_count, sums.entries,
                        wide_text(balance_of(account.key.bucket, sums))));
      if (account.floor_minor && account.balance_minor < *account.floor_minor)
        add("floor", fmt::format("{} stands at {}, below {}", name(id), account.balance_minor,
                                 *account.floor_minor));
    }
    for (const auto& [currency, rest] : trial)
      if (rest != 0)
        add("trial_balance",
            fmt::format("{} is off by {} minor units", currency.code(), wide_text(rest)));
  }

  void check_rows() {
    for (const store::Entry& entry : store::entries_without_tx(tx_, k_findings_max))
      add("orphan_entry",
          fmt::format("line {} on {} has no transaction", entry.line, name(entry.account_id)));
    for (const std::string& uid : store::repeated_uids(tx_, k_findings_max))
      add("uid", fmt::format("'{}' was posted more than once", uid));
    for (const LedgerTxId id : store::crooked_reversals(tx_, k_findings_max))
      add("reversal", fmt::format("{} does not mirror what it reverses", id.text()));
  }

  // What rows outside claim for accounts of the given buckets, against the balances of all of
  // those.
  void check_claims(std::string_view check, const std::vector<store::Claim>& claims,
                    std::initializer_list<Bucket> buckets) {
    std::map<AccountKey, Wide> rest;
    for (const store::Claim& claim : claims) rest[claim.account] -= claim.amount_minor;
    for (const auto& [id, account] : accounts_)
      for (const Bucket bucket : buckets)
        if (account.key.bucket == bucket) rest[account.key] += account.balance_minor;
    for (const auto& [key, difference] : rest)
      if (difference != 0)
        add(check, fmt::format("{} {} differs by {} minor units from its open rows",
                               journal_account(key), key.currency.code(), wide_text(difference)));
  }

  storage::Tx& tx_;
  std::unordered_map<std::int64_t, store::Account> accounts_;
  std::unordered_map<std::int64_t, Sums> sums_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> verify(storage::Tx& tx) { return Verifier(tx).run(); }

}  // namespace bursar::ledger
