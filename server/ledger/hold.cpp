// Holds and maturity: money whose next step is still to come, each resolved exactly once.
#include <algorithm>
#include <span>
#include <tuple>

#include "base/check.hpp"
#include "ledger/store.hpp"

namespace bursar::ledger {
namespace {

using Rows = std::vector<store::Maturity>;

auto group_key(const store::Maturity& row) { return std::tuple(row.merchant, row.amount.currency); }

Posting maturity_posting(const Call& call, std::span<const store::Maturity> group) {
  const store::Maturity& first = group.front();
  Money sum{0, first.amount.currency};
  for (const store::Maturity& row : group) sum = sum + row.amount;
  Posting posting;
  posting.kind = "maturity";
  // A row matures once, so the group's first row names the posting for ever.
  posting.subject_kind = "pending_maturity";
  posting.subject_key = first.id;
  posting.company = first.company;
  posting.merchant = first.merchant;
  posting.effective_at = call.now;
  posting.lines = {{merchant_account(Bucket::merchant_pending, first.merchant, sum.currency),
                    Side::debit, sum.minor},
                   {merchant_account(Bucket::merchant_available, first.merchant, sum.currency),
                    Side::credit, sum.minor}};
  return posting;
}

}  // namespace

HoldId open_hold(storage::Tx& tx, const Call& call, const Hold& hold) {
  check(hold.amount_minor > 0, "a hold needs an amount");
  const std::vector<AccountKey> keys{hold.account};
  const auto account = store::lock_accounts(tx, keys);
  check(!account.empty(), "a hold on an account that never had an entry");
  return store::insert_hold(tx, call, account.front().second.id, hold);
}

Result<void> resolve_hold(storage::Tx& tx, const Call& call, HoldId hold, HoldState resolution) {
  check(resolution != HoldState::open, "a hold resolves to posted or voided");
  if (store::resolve_hold(tx, call, hold, resolution)) return ok();
  if (!store::hold_exists(tx, hold)) return not_found(HoldTag::k_noun);
  return conflict("hold_resolved", "the hold " + hold.text() + " is resolved already");
}

void schedule_maturity(storage::Tx& tx, const Call& call, MerchantId merchant, CompanyId company,
                       const Money& amount, std::int64_t subject_key, Instant due_at) {
  check(amount.minor >= 0, "a negative amount cannot mature");
  if (amount.minor == 0) return;
  store::insert_maturity(tx, call, {0, merchant, company, amount}, subject_key, due_at);
}

std::int64_t mature(storage::Tx& tx, const Call& call, Instant until, std::int64_t limit) {
  Rows rows = store::claim_due(tx, call, until, limit);
  std::sort(rows.begin(), rows.end(), [](const store::Maturity& a, const store::Maturity& b) {
    return std::pair(group_key(a), a.id) < std::pair(group_key(b), b.id);
  });
  for (auto start = rows.begin(); start != rows.end();) {
    const auto end = std::find_if(start, rows.end(), [&](const store::Maturity& row) {
      return group_key(row) != group_key(*start);
    });
    const Posting posting = maturity_posting(call, {start, end});
    const auto posted = post(tx, call, posting);
    check(posted.has_value(),
          "scheduled maturity exceeds pending money of " + posting.merchant.text());
    start = end;
  }
  return static_cast<std::int64_t>(rows.size());
}

}  // namespace bursar::ledger
