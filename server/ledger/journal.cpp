// The books as an hledger journal: an independent program then checks what we check ourselves. Text
// from outside is reduced to one line without separators, so that no note can end its comment or
// tag.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "ledger/store.hpp"

namespace bursar::ledger {
namespace {

constexpr std::size_t k_chunk_bytes = 64 * 1024;

std::string tag_text(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == ',') c = ' ';
  return out;
}

// Part of a transaction's first line: ends at ';', and '|' splits it.
std::string description_text(std::string_view text) {
  std::string out = tag_text(text);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c == ';' || c == '|' || c == '='; }, ' ');
  return out;
}

class Journal {
 public:
  Journal(storage::Tx& tx, const std::function<void(std::string_view)>& write)
      : tx_(tx), write_(write) {
    store::visit_accounts(
        tx, [this](const store::Account& account) { accounts_.emplace(account.id, account); });
  }

  void run() {
    declare();
    LedgerTxId current;
    store::visit_postings(tx_, [&](const store::Header& header, const store::Entry* entry) {
      if (header.id != current) open_transaction(header);
      current = header.id;
      if (entry != nullptr) put_line(*entry);
      if (out_.size() >= k_chunk_bytes) flush();
    });
    assert_balances();
    flush();
  }

 private:
  void flush() {
    if (!out_.empty()) write_(out_);
    out_.clear();
  }

  void declare() {
    std::set<Currency> currencies;
    std::set<std::string> names;
    for (const auto& [id, account] : accounts_) {
      currencies.insert(account.key.currency);
      names.insert(journal_account(account.key));
    }
    out_ +=
        "; The books of this installation, one transaction per ledger transaction.\ndecimal-mark "
        ".\n\n";
    for (const Currency currency : currencies)
      fmt::format_to(std::back_inserter(out_), "commodity 1000.{} {}\n",
                     std::string(static_cast<std::size_t>(currency.exponent()), '0'),
                     currency.code());
    for (const std::string& name : names)
      fmt::format_to(std::back_inserter(out_), "account {}\n", name);
  }

  void open_transaction(const store::Header& header) {
    last_date_ = std::max(last_date_, header.business_date);
    const std::int64_t effective = utc_day(header.effective_at);
    out_ += "\n" + day_text(header.business_date);
    if (effective != header.business_date) out_ += "=" + day_text(effective);
    fmt::format_to(std::back_inserter(out_), " ({}) {}\n    ; uid:{}, kind:{}", header.id.text(),
                   description_text(header.kind), tag_text(header.uid), tag_text(header.kind));
    if (header.payment) out_ += ", payment:" + header.payment.text();
    if (header.reverses) out_ += ", reverses:" + header.reverses.text();
    out_ += "\n";
    if (!header.note.empty()) out_ += "    ; note:" + tag_text(header.note) + "\n";
  }

  void put_line(const store::Entry& entry) {
    const auto found = accounts_.find(entry.account_id);
    if (found == accounts_.end())
      return;  // verify() names it; here the transaction will not balance
    const AccountKey& key = found->second.key;
    fmt::format_to(std::back_inserter(out_), "    {}  {}\n", journal_account(key),
                   amount_text(entry.amount_minor, entry.side, key.currency));
  }

  void assert_balances() {
    if (accounts_.empty()) return;
    std::vector<const store::Account*> sorted;
    sorted.reserve(accounts_.size());
    for (const auto& [id, account] : accounts_) sorted.push_back(&account);
    std::sort(sorted.begin(), sorted.end(),
              [](const store::Account* a, const store::Account* b) { return a->key < b->key; });
    out_ += "\n" + day_text(last_date_) + " stored balances\n";
    for (const store::Account* account : sorted) {
      fmt::format_to(std::back_inserter(out_), "    {}  {} = {}\n", journal_account(account->key),
                     amount_text(0, Side::debit, account->key.currency),
                     amount_text(account->balance_minor, normal_side(account->key.bucket),
                                 account->key.currency));
      if (out_.size() >= k_chunk_bytes) flush();
    }
  }

  // Debits are positive in a journal. A mark even without digits: "1250." cannot be taken for
  // thousands.
  static std::string amount_text(std::int64_t minor, Side side, Currency currency) {
    std::string text = decimal_text(minor, currency.exponent());
    if (side == Side::credit && minor != 0) {
      if (text.front() == '-') text.erase(0, 1);
      else text.insert(0, 1, '-');
    }
    return fmt::format("{} {}", text, currency.code());
  }

  storage::Tx& tx_;
  const std::function<void(std::string_view)>& write_;
  std::unordered_map<std::int64_t, store::Account> accounts_;
  std::int64_t last_date_ = 0;
  std::string out_;
};

}  // namespace

void export_journal(storage::Tx& tx, const std::function<void(std::string_view)>& write) {
  Journal(tx, write).run();
}

}  // namespace bursar::ledger
