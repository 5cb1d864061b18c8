// Posting: the only writer of balances. A posting is decided on locked accounts before anything is
// written, so a refusal leaves no trace; then header, lines and running balances go in together.
#include <algorithm>
#include <map>

#include "base/check.hpp"
#include "ledger/store.hpp"

namespace bursar::ledger {
namespace {

__extension__ using Wide = __int128;

constexpr std::size_t k_lines_min = 2;
constexpr std::size_t k_lines_max = 16;

std::int64_t narrow(Wide value) {
  check(value >= INT64_MIN && value <= INT64_MAX, "ledger amount exceeds 64 bits");
  return static_cast<std::int64_t>(value);
}

Wide signed_amount(Bucket bucket, Side side, std::int64_t amount_minor) {
  return normal_side(bucket) == side ? Wide{amount_minor} : -Wide{amount_minor};
}

// Throws Bug unless the posting may stand in the books by itself.
void require_sound(const Posting& posting) {
  check(!posting.kind.empty() && !posting.subject_kind.empty(), "posting without kind or subject");
  check(posting.lines.size() >= k_lines_min && posting.lines.size() <= k_lines_max,
        "posting '" + posting.kind + "' has " + std::to_string(posting.lines.size()) +
            " lines, not 2 to 16");
  std::map<Currency, Wide> open;
  for (const Line& line : posting.lines) {
    check(line.amount_minor > 0, "posting '" + posting.kind + "' has a line without an amount");
    check(line.account.currency != Currency(),
          "posting '" + posting.kind + "' has a line without currency");
    open[line.account.currency] +=
        line.side == Side::debit ? Wide{line.amount_minor} : -Wide{line.amount_minor};
  }
  for (const auto& [currency, rest] : open)
    check(rest == 0,
          "posting '" + posting.kind + "' does not balance in " + std::string(currency.code()));
}

std::string uid_of(const Posting& posting) {
  if (!posting.uid.empty()) return posting.uid;
  return posting.kind + ":" + posting.subject_kind + ":" + std::to_string(posting.subject_key);
}

// One account of the posting with all its lines taken together.
struct Touched {
  store::Account account;  ///< id 0: does not exist yet, and then its balance is 0
  Wide debit_minor = 0;
  Wide credit_minor = 0;
  std::int64_t lines = 0;

  Wide change() const {
    const Wide change = debit_minor - credit_minor;
    return normal_side(account.key.bucket) == Side::debit ? change : -change;
  }
};

// Sorted by key: whoever creates several accounts does so in one order.
std::vector<Touched> collect(const Posting& posting) {
  std::vector<Touched> touched;
  touched.reserve(posting.lines.size());
  for (const Line& line : posting.lines) {
    auto place = std::find_if(touched.begin(), touched.end(),
                              [&](const Touched& one) { return one.account.key == line.account; });
    if (place == touched.end()) {
      Touched fresh;
      fresh.account.key = line.account;
      place = touched.insert(touched.end(), std::move(fresh));
    }
    (line.side == Side::debit ? place->debit_minor : place->credit_minor) += line.amount_minor;
    ++place->lines;
  }
  std::sort(touched.begin(), touched.end(),
            [](const Touched& a, const Touched& b) { return a.account.key < b.account.key; });
  return touched;
}

// Reads and locks the accounts; an absent one counts as empty, with the floor it would be created
// with.
void load(storage::Tx& tx, std::vector<Touched>& touched) {
  std::vector<AccountKey> keys;
  keys.reserve(touched.size());
  for (Touched& one : touched) {
    keys.push_back(one.account.key);
    one.account.floor_minor =
        is_floored(one.account.key.bucket) ? std::optional<std::int64_t>(0) : std::nullopt;
  }
  for (auto& [position, account] : store::lock_accounts(tx, keys))
    touched[position].account = std::move(account);
}

Result<void> within_floors(const std::vector<Touched>& touched) {
  for (const Touched& one : touched) {
    const store::Account& account = one.account;
    if (!account.floor_minor || account.balance_minor + one.change() >= *account.floor_minor)
      continue;
    const std::string word(bucket_word(account.key.bucket));
    const std::string_view currency = account.key.currency.code();
    const std::int64_t available = narrow(Wide{account.balance_minor} - *account.floor_minor);
    Error error = refused("insufficient_balance",
                          word + " allows " + to_text({available, account.key.currency}) +
                              ", not " + to_text({narrow(-one.change()), account.key.currency}));
    error.details = {{"account", word},
                     {"available_minor", std::to_string(available)},
                     {"currency", std::string(currency)}};
    return error;
  }
  return ok();
}

// True when it had to create accounts, so that they must be read again.
bool create_missing(storage::Tx& tx, const Call& call, const Posting& posting,
                    const std::vector<Touched>& touched) {
  bool created = false;
  for (const Touched& one : touched) {
    if (one.account.id != 0) continue;
    const AccountKey& key = one.account.key;
    const bool own = key.owner_kind == OwnerKind::merchant && key.owner_key == posting.merchant.key;
    store::create_account(tx, call, key, own ? posting.company : CompanyId{});
    created = true;
  }
  return created;
}

std::vector<store::Entry> entries_of(const Posting& posting, LedgerTxId id,
                                     std::vector<Touched> touched) {
  std::vector<store::Entry> entries;
  entries.reserve(posting.lines.size());
  for (const Line& line : posting.lines) {
    store::Account& account = std::find_if(touched.begin(), touched.end(), [&](const Touched& one) {
                                return one.account.key == line.account;
                              })->account;
    account.balance_minor = narrow(
        account.balance_minor + signed_amount(line.account.bucket, line.side, line.amount_minor));
    entries.push_back({id.key, static_cast<std::int64_t>(entries.size()) + 1, account.id,
                       ++account.entry_count, line.side, line.amount_minor, account.balance_minor});
  }
  return entries;
}

void move_balances(storage::Tx& tx, LedgerTxId id, const std::vector<Touched>& touched) {
  std::vector<store::Movement> movements;
  movements.reserve(touched.size());
  for (const Touched& one : touched)
    movements.push_back({one.account.id, narrow(one.debit_minor), narrow(one.credit_minor),
                         narrow(one.change()), one.lines, one.account.entry_count});
  const std::int64_t moved = store::add_movements(tx, id, movements);
  check(moved == static_cast<std::int64_t>(movements.size()), "a locked ledger account changed");
}

}  // namespace

Result<LedgerTxId> post(storage::Tx& tx, const Call& call, const Posting& posting) {
  require_sound(posting);
  const std::string uid = uid_of(posting);
  std::vector<Touched> touched = collect(posting);
  do {
    load(tx, touched);
    if (auto fits = within_floors(touched); !fits) {
      // A repeat is answered as the first time, even when it would not fit again.
      if (const auto first = store::find_uid(tx, uid)) return *first;
      return std::move(fits).error();
    }
  } while (create_missing(tx, call, posting, touched));

  // Taken under the locks: within one process the ids of an account's entries rise with its
  // sequence.
  const auto id = call.ids.next<LedgerTxId>();
  if (!store::insert_tx(tx, call, id, uid, posting)) {
    const auto first = store::find_uid(tx, uid);
    check(first.has_value(), "ledger uid taken by nobody");
    return *first;
  }
  store::insert_entries(tx, entries_of(posting, id, touched));
  move_balances(tx, id, touched);
  return id;
}

Result<LedgerTxId> reverse(storage::Tx& tx, const Call& call, LedgerTxId original,
                           std::string note) {
  auto posting = store::load_posting(tx, original);
  if (!posting) return not_found(LedgerTxTag::k_noun);
  for (Line& line : posting->lines)
    line.side = line.side == Side::debit ? Side::credit : Side::debit;
  posting->kind = "reversal";
  posting->subject_kind = "ledger_tx";
  posting->subject_key = original.key;
  posting->uid.clear();
  posting->effective_at = call.now;
  posting->reverses = original;
  posting->note = std::move(note);
  return post(tx, call, *posting);
}

Result<void> set_floor(storage::Tx& tx, const Call& call, const AccountKey& account,
                       std::int64_t below_zero_minor) {
  check(below_zero_minor >= 0, "a floor lies at or below zero");
  const std::vector<AccountKey> keys{account};
  auto found = store::lock_accounts(tx, keys);
  if (found.empty()) {
    store::create_account(tx, call, account, CompanyId{});
    found = store::lock_accounts(tx, keys);
  }
  const store::Account& row = found.front().second;
  if (row.balance_minor < -below_zero_minor)
    return refused("below_floor", std::string(bucket_word(account.bucket)) + " stands at " +
                                      to_text({row.balance_minor, account.currency}) +
                                      ", below the floor " +
                                      to_text({-below_zero_minor, account.currency}));
  store::set_floor(tx, row.id, -below_zero_minor);
  return ok();
}

std::int64_t balance(storage::Tx& tx, const AccountKey& account) {
  return store::balance(tx, account).value_or(0);
}

}  // namespace bursar::ledger
