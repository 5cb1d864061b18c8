// All SQL of the ledger. Statements over several accounts or lines come in one text per count, so
// that a posting costs four statements whatever its size; the texts are built once.
#include "ledger/store.hpp"

#include <fmt/format.h>

#include <array>

#include "base/check.hpp"

namespace bursar::ledger::store {
namespace {

constexpr std::size_t k_count_max = 16;
using TextPerCount = std::array<std::string, k_count_max + 1>;

// "(CAST($1 AS BIGINT), …), (…)": `types` names the columns; parameters count on from `first`.
std::string values(std::size_t rows, const std::vector<std::string_view>& types,
                   std::size_t first) {
  std::string text;
  for (std::size_t row = 0; row < rows; ++row) {
    text += row == 0 ? "(" : ", (";
    for (std::size_t column = 0; column < types.size(); ++column)
      text += fmt::format("{}CAST(${} AS {})", column == 0 ? "" : ", ", first++, types[column]);
    text += ")";
  }
  return text;
}

template <class F>
TextPerCount per_count(F text_of) {
  TextPerCount texts;
  for (std::size_t count = 1; count <= k_count_max; ++count) texts.at(count) = text_of(count);
  return texts;
}

constexpr std::string_view k_account_columns =
    "a.id, a.bucket, a.owner_kind, a.owner_key, a.currency, a.company_id, a.debit_posted_minor, "
    "a.credit_posted_minor, a.balance_minor, a.floor_minor, a.entry_count, a.last_tx_id";

AccountKey read_key(const storage::Row& row, int column) {
  return {row.as_enum<Bucket>(column), row.as_enum<OwnerKind>(column + 1), row.i64(column + 2),
          Currency::of(row.text(column + 3))};
}

Account read_account(const storage::Row& row) {
  Account account;
  account.id = row.i64(0);
  account.key = read_key(row, 1);
  account.company = row.id<CompanyId>(5);
  account.debit_posted_minor = row.i64(6);
  account.credit_posted_minor = row.i64(7);
  account.balance_minor = row.i64(8);
  account.floor_minor = row.i64_or_null(9);
  account.entry_count = row.i64(10);
  account.last_tx = row.id<LedgerTxId>(11);
  return account;
}

// SQLite has one writer and needs no row locks.
TextPerCount lock_texts(bool row_locks) {
  return per_count([&](std::size_t count) {
    return fmt::format(
        "WITH want (owner_key, owner_kind, bucket, currency, position) AS (VALUES {}) "
        "SELECT {}, want.position FROM want CROSS JOIN ledger_account a "
        "WHERE a.owner_key = want.owner_key AND a.owner_kind = want.owner_kind "
        "AND a.bucket = want.bucket AND a.currency = want.currency ORDER BY a.id{}",
        values(count, {"BIGINT", "BIGINT", "BIGINT", "TEXT", "BIGINT"}, 1), k_account_columns,
        row_locks ? " FOR UPDATE OF a" : "");
  });
}

TextPerCount movement_texts() {
  return per_count([](std::size_t count) {
    return "UPDATE ledger_account SET debit_posted_minor = debit_posted_minor + m.column2, "
           "credit_posted_minor = credit_posted_minor + m.column3, "
           "balance_minor = balance_minor + m.column4, entry_count = entry_count + m.column5, "
           "last_tx_id = $1 FROM (VALUES " +
           values(count, {"BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT"}, 2) +
           ") AS m WHERE ledger_account.id = m.column1 AND ledger_account.entry_count = m.column6 "
           "AND (floor_minor IS NULL OR balance_minor + m.column4 >= floor_minor)";
  });
}

TextPerCount entry_texts() {
  return per_count([](std::size_t count) {
    return "INSERT INTO ledger_entry (tx_id, line, account_id, account_seq, side, amount_minor, "
           "balance_after_minor) VALUES " +
           values(count, std::vector<std::string_view>(7, "BIGINT"), 1);
  });
}

}  // namespace

std::vector<std::pair<std::size_t, Account>> lock_accounts(storage::Tx& tx,
                                                           std::span<const AccountKey> keys) {
  static const TextPerCount k_sqlite = lock_texts(false);
  static const TextPerCount k_postgres = lock_texts(true);
  const TextPerCount& texts = tx.dialect() == storage::Dialect::sqlite ? k_sqlite : k_postgres;
  storage::Params params;
  params.reserve(keys.size() * 5);
  for (const AccountKey& key : keys) {
    const auto position = static_cast<std::int64_t>(params.size() / 5);
    params.insert(params.end(),
                  {key.owner_key, key.owner_kind, key.bucket, key.currency.code(), position});
  }
  return tx.all(texts.at(keys.size()), params, [](const storage::Row& row) {
    return std::pair(static_cast<std::size_t>(row.i64(12)), read_account(row));
  });
}

void create_account(storage::Tx& tx, const Call& call, const AccountKey& key, CompanyId company) {
  const auto floor = is_floored(key.bucket) ? std::optional<std::int64_t>(0) : std::nullopt;
  tx.exec(
      "INSERT INTO ledger_account (id, owner_key, owner_kind, bucket, currency, type, company_id, "
      "debit_posted_minor, credit_posted_minor, balance_minor, floor_minor, entry_count, "
      "created_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, $8, 0, $9) "
      "ON CONFLICT (owner_key, owner_kind, bucket, currency) DO NOTHING",
      {call.ids.next_key(), key.owner_key, key.owner_kind, key.bucket, key.currency.code(),
       account_type(key.bucket), company, floor, call.now});
}

std::int64_t add_movements(storage::Tx& tx, LedgerTxId id, std::span<const Movement> movements) {
  static const TextPerCount k_texts = movement_texts();
  storage::Params params{id};
  params.reserve(movements.size() * 6 + 1);
  for (const Movement& m : movements)
    params.insert(params.end(), {m.account_id, m.debit_minor, m.credit_minor, m.balance_minor,
                                 m.entries, m.entry_count_before});
  return tx.exec(k_texts.at(movements.size()), params);
}

void set_floor(storage::Tx& tx, std::int64_t account_id, std::int64_t floor_minor) {
  tx.exec("UPDATE ledger_account SET floor_minor = $2 WHERE id = $1", {account_id, floor_minor});
}

std::optional<std::int64_t> balance(storage::Tx& tx, const AccountKey& key) {
  return tx.one(
      "SELECT balance_minor FROM ledger_account WHERE owner_key = $1 AND owner_kind = $2 "
      "AND bucket = $3 AND currency = $4",
      {key.owner_key, key.owner_kind, key.bucket, key.currency.code()},
      [](const storage::Row& row) { return row.i64(0); });
}

std::optional<LedgerTxId> find_uid(storage::Tx& tx, std::string_view uid) {
  return tx.one("SELECT id FROM ledger_tx WHERE uid = $1", {uid},
                [](const storage::Row& row) { return row.id<LedgerTxId>(0); });
}

bool insert_tx(storage::Tx& tx, const Call& call, LedgerTxId id, std::string_view uid,
               const Posting& posting) {
  return tx.exec(
             "INSERT INTO ledger_tx (id, uid, kind, subject_kind, subject_key, payment_id, "
             "company_id, "
             "merchant_id, effective_at, posted_at, business_date, reverses_id, note) VALUES ($1, "
             "$2, "
             "$3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (uid) DO NOTHING",
             {id, uid, posting.kind, posting.subject_kind, posting.subject_key, posting.payment,
              posting.company, posting.merchant, posting.effective_at, call.now, utc_day(call.now),
              posting.reverses, posting.note}) == 1;
}

void insert_entries(storage::Tx& tx, std::span<const Entry> entries) {
  static const TextPerCount k_texts = entry_texts();
  storage::Params params;
  params.reserve(entries.size() * 7);
  for (const Entry& e : entries)
    params.insert(params.end(), {e.tx_id, e.line, e.account_id, e.account_seq, e.side,
                                 e.amount_minor, e.balance_after_minor});
  tx.exec(k_texts.at(entries.size()), params);
}

std::optional<Posting> load_posting(storage::Tx& tx, LedgerTxId id) {
  auto posting = tx.one(
      "SELECT kind, subject_kind, subject_key, uid, payment_id, company_id, merchant_id, "
      "effective_at, "
      "reverses_id, note FROM ledger_tx WHERE id = $1",
      {id}, [](const storage::Row& row) {
        return Posting{std::string(row.text(0)),
                       std::string(row.text(1)),
                       row.i64(2),
                       std::string(row.text(3)),
                       row.id<PaymentId>(4),
                       row.id<CompanyId>(5),
                       row.id<MerchantId>(6),
                       row.instant(7),
                       row.id<LedgerTxId>(8),
                       std::string(row.text(9)),
                       {}};
      });
  if (!posting) return posting;
  posting->lines = tx.all(
      "SELECT a.bucket, a.owner_kind, a.owner_key, a.currency, e.side, e.amount_minor FROM "
      "ledger_entry e "
      "JOIN ledger_account a ON a.id = e.account_id WHERE e.tx_id = $1 ORDER BY e.line",
      {id}, [](const storage::Row& row) {
        return Line{read_key(row, 0), row.as_enum<Side>(4), row.i64(5)};
      });
  return posting;
}

HoldId insert_hold(storage::Tx& tx, const Call& call, std::int64_t account_id, const Hold& hold) {
  const auto id = call.ids.next<HoldId>();
  tx.exec(
      "INSERT INTO hold (id, account_id, amount_minor, reason, subject_kind, subject_key, state, "
      "opened_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {id, account_id, hold.amount_minor, hold.reason, hold.subject_kind, hold.subject_key,
       HoldState::open, call.now});
  return id;
}

bool resolve_hold(storage::Tx& tx, const Call& call, HoldId hold, HoldState resolution) {
  return tx.exec("UPDATE hold SET state = $2, resolved_at = $3 WHERE id = $1 AND state = $4",
                 {hold, resolution, call.now, HoldState::open}) == 1;
}

bool hold_exists(storage::Tx& tx, HoldId hold) {
  return tx
      .one("SELECT id FROM hold WHERE id = $1", {hold},
           [](const storage::Row& row) { return row.i64(0); })
      .has_value();
}

void insert_maturity(storage::Tx& tx, const Call& call, const Maturity& row,
                     std::int64_t subject_key, Instant due_at) {
  tx.exec(
      "INSERT INTO pending_maturity (id, merchant_id, company_id, currency, amount_minor, "
      "subject_key, "
      "due_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {call.ids.next_key(), row.merchant, row.company, row.amount.currency.code(), row.amount.minor,
       subject_key, due_at});
}

std::vector<Maturity> claim_due(storage::Tx& tx, const Call& call, Instant until,
                                std::int64_t limit) {
  return tx.all(
      "UPDATE pending_maturity SET matured_at = $1 WHERE matured_at IS NULL AND id IN (SELECT id "
      "FROM "
      "pending_maturity WHERE matured_at IS NULL AND due_at <= $2 ORDER BY due_at, id LIMIT $3) "
      "RETURNING id, merchant_id, company_id, currency, amount_minor",
      {call.now, until, limit}, [](const storage::Row& row) {
        return Maturity{row.i64(0),
                        row.id<MerchantId>(1),
                        row.id<CompanyId>(2),
                        {row.i64(4), Currency::of(row.text(3))}};
      });
}

std::vector<EntryView> entries_of_payment(storage::Tx& tx, const Scope& scope, PaymentId payment) {
  std::vector<EntryView> entries;
  tx.query(
      "SELECT t.company_id, t.merchant_id, t.id, t.kind, t.posted_at, t.effective_at, e.line, "
      "a.bucket, "
      "a.owner_kind, a.owner_key, a.currency, e.side, e.amount_minor, e.balance_after_minor, "
      "t.note "
      "FROM ledger_tx t JOIN ledger_entry e ON e.tx_id = t.id JOIN ledger_account a "
      "ON a.id = e.account_id WHERE t.payment_id = $1 ORDER BY t.id, e.line",
      {payment}, [&](const storage::Row& row) {
        if (!scope.contains(row.id<CompanyId>(0), row.id<MerchantId>(1))) return;
        const AccountKey key = read_key(row, 7);
        entries.push_back({row.id<LedgerTxId>(2), std::string(row.text(3)), row.instant(4),
                           row.instant(5), static_cast<int>(row.i64(6)), key.bucket, key.owner_kind,
                           key.owner_key, key.currency, row.as_enum<Side>(11), row.i64(12),
                           row.i64(13), std::string(row.text(14))});
      });
  return entries;
}

std::vector<Account> accounts_of_merchant(storage::Tx& tx, MerchantId merchant) {
  return tx.all(
      fmt::format("SELECT {} FROM ledger_account a WHERE a.owner_key = $1 AND a.owner_kind = $2 "
                  "ORDER BY a.currency, a.bucket",
                  k_account_columns),
      {merchant, OwnerKind::merchant}, read_account);
}

std::vector<TrialBalance> trial_balance(storage::Tx& tx) {
  return tx.all(
      "SELECT currency, CAST(sum(debit_posted_minor) AS BIGINT), "
      "CAST(sum(credit_posted_minor) AS BIGINT) FROM ledger_account GROUP BY currency "
      "ORDER BY currency",
      {}, [](const storage::Row& row) {
        return TrialBalance{Currency::of(row.text(0)), row.i64(1), row.i64(2)};
      });
}

void visit_accounts(storage::Tx& tx, const std::function<void(const Account&)>& visit) {
  tx.query(fmt::format("SELECT {} FROM ledger_account a ORDER BY a.id", k_account_columns), {},
           [&](const storage::Row& row) { visit(read_account(row)); });
}

void visit_postings(storage::Tx& tx,
                    const std::function<void(const Header&, const Entry*)>& visit) {
  Header header;
  tx.query(
      "SELECT t.id, t.effective_at, t.business_date, t.payment_id, t.reverses_id, t.uid, t.kind, "
      "t.note, "
      "e.line, e.account_id, e.account_seq, e.side, e.amount_minor, e.balance_after_minor "
      "FROM ledger_tx t LEFT JOIN ledger_entry e ON e.tx_id = t.id ORDER BY t.id, e.line",
      {}, [&](const storage::Row& row) {
        if (header.id != row.id<LedgerTxId>(0))
          header = {row.id<LedgerTxId>(0),    row.instant(1),          row.i64(2),
                    row.id<PaymentId>(3),     row.id<LedgerTxId>(4),   std::string(row.text(5)),
                    std::string(row.text(6)), std::string(row.text(7))};
        if (row.is_null(8)) return visit(header, nullptr);
        const Entry entry{header.id.key,         row.i64(8),  row.i64(9), row.i64(10),
                          row.as_enum<Side>(11), row.i64(12), row.i64(13)};
        visit(header, &entry);
      });
}

namespace {
constexpr std::string_view k_entry_columns =
    "e.tx_id, e.line, e.account_id, e.account_seq, e.side, e.amount_minor, e.balance_after_minor";

Entry read_entry(const storage::Row& row) {
  return {row.i64(0),           row.i64(1), row.i64(2), row.i64(3),
          row.as_enum<Side>(4), row.i64(5), row.i64(6)};
}
}  // namespace

void visit_entries_by_account(storage::Tx& tx, const std::function<void(const Entry&)>& visit) {
  tx.query(
      fmt::format(
          "SELECT {} FROM ledger_entry e ORDER BY e.account_id, e.account_seq, e.tx_id, e.line",
          k_entry_columns),
      {}, [&](const storage::Row& row) { visit(read_entry(row)); });
}

std::vector<Entry> entries_without_tx(storage::Tx& tx, std::int64_t limit) {
  return tx.all(
      fmt::format("SELECT {} FROM ledger_entry e WHERE NOT EXISTS (SELECT 1 FROM ledger_tx t "
                  "WHERE t.id = e.tx_id) ORDER BY e.tx_id, e.line LIMIT $1",
                  k_entry_columns),
      {limit}, read_entry);
}

std::vector<std::string> repeated_uids(storage::Tx& tx, std::int64_t limit) {
  return tx.all("SELECT uid FROM ledger_tx GROUP BY uid HAVING count(*) > 1 ORDER BY uid LIMIT $1",
                {limit}, [](const storage::Row& row) { return std::string(row.text(0)); });
}

std::vector<LedgerTxId> crooked_reversals(storage::Tx& tx, std::int64_t limit) {
  return tx.all(
      "SELECT DISTINCT r.id FROM ledger_tx r WHERE r.reverses_id IS NOT NULL AND (NOT EXISTS "
      "(SELECT 1 "
      "FROM ledger_tx o WHERE o.id = r.reverses_id) OR EXISTS (SELECT e.account_id FROM "
      "ledger_entry e "
      "WHERE e.tx_id IN (r.id, r.reverses_id) GROUP BY e.account_id "
      "HAVING sum(CASE WHEN e.side = 1 THEN e.amount_minor ELSE -e.amount_minor END) <> 0)) "
      "ORDER BY r.id LIMIT $1",
      {limit}, [](const storage::Row& row) { return row.id<LedgerTxId>(0); });
}

std::vector<Claim> open_hold_sums(storage::Tx& tx) {
  return tx.all(
      "SELECT CASE h.reason WHEN 'refund' THEN $1 WHEN 'payout' THEN $2 ELSE $3 END AS target, "
      "a.owner_kind, a.owner_key, a.currency, CAST(sum(h.amount_minor) AS BIGINT) FROM hold h "
      "JOIN ledger_account a ON a.id = h.account_id WHERE h.state = $4 AND h.reason IN ('refund', "
      "'payout', 'dispute') GROUP BY target, a.owner_kind, a.owner_key, a.currency",
      {Bucket::refund_in_transit, Bucket::payout_in_transit, Bucket::dispute_hold, HoldState::open},
      [](const storage::Row& row) {
        return Claim{read_key(row, 0), row.i64(4)};
      });
}

std::vector<Claim> unmatured_sums(storage::Tx& tx) {
  return tx.all(
      "SELECT merchant_id, currency, CAST(sum(amount_minor) AS BIGINT) FROM pending_maturity "
      "WHERE matured_at IS NULL GROUP BY merchant_id, currency",
      {}, [](const storage::Row& row) {
        return Claim{merchant_account(Bucket::merchant_pending, row.id<MerchantId>(0),
                                      Currency::of(row.text(1))),
                     row.i64(2)};
      });
}

}  // namespace bursar::ledger::store
