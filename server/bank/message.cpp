// Reading of ISO 20022 files by the names of their elements. Every version of a message has them at
// the same places, or at the two that are looked at.
#include "bank/message.hpp"

#include <algorithm>

namespace bursar::bank {
namespace {

constexpr std::size_t k_problems_max = 20;
constexpr std::size_t k_text_max = 1'000;

std::string cut(std::string text, std::size_t most = k_text_max) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20U) c = ' ';
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
  text.resize(most);
  return text;
}

std::string first_of(const Element& element, std::initializer_list<std::string_view> paths) {
  for (const std::string_view path : paths)
    if (std::string text = element.text_at(path); !text.empty()) return text;
  return {};
}

/// Collects what is wrong, so that a person sees all of it at once.
class Problems {
 public:
  void add(const Element& where, std::string what) {
    if (list_.size() < k_problems_max)
      list_.emplace_back("line " + std::to_string(where.line), std::move(what));
  }
  bool empty() const { return list_.empty(); }
  Error error() const {
    Error error =
        invalid("content", "statement_invalid", list_.front().first + ": " + list_.front().second);
    error.details = list_;
    return error;
  }

 private:
  std::vector<std::pair<std::string, std::string>> list_;
};

std::optional<Money> money_of(const Element* amount, Problems& problems, const Element& owner) {
  if (amount == nullptr) {
    problems.add(owner, "an amount is missing");
    return std::nullopt;
  }
  const auto currency = Currency::parse(amount->attribute("Ccy"));
  if (!currency) {
    problems.add(*amount, "'" + cut(amount->attribute("Ccy"), 10) + "' is not a currency");
    return std::nullopt;
  }
  const auto minor = minor_units(amount->text, currency->exponent());
  if (!minor) {
    problems.add(*amount, "'" + cut(amount->text, 40) + "' is not an amount of " +
                              std::string(currency->code()));
    return std::nullopt;
  }
  return Money{*minor, *currency};
}

std::optional<Direction> direction_of(const Element& element, Problems& problems) {
  const std::string word = element.text_at("CdtDbtInd");
  if (word == "CRDT") return Direction::credit;
  if (word == "DBIT") return Direction::debit;
  problems.add(element, "CdtDbtInd is neither CRDT nor DBIT");
  return std::nullopt;
}

// Of a transaction; who the other side is depends on which way the money went.
void read_parties(const Element& details, Entry& entry) {
  const bool in = entry.direction == Direction::credit && !entry.is_return;
  const std::string party = in ? "Dbtr" : "Cdtr";
  const Element* parties = details.child("RltdPties");
  if (parties == nullptr) return;
  entry.party_name = cut(first_of(*parties, {party + "/Nm", party + "/Pty/Nm"}), 140);
  entry.party_iban = cut(parties->text_at(party + "Acct/Id/IBAN"), 34);
}

std::string purpose_of(const Element& details) {
  const Element* remittance = details.child("RmtInf");
  if (remittance == nullptr) return {};
  std::string purpose;
  const auto add = [&](const std::string& text) {
    if (!text.empty()) purpose += (purpose.empty() ? "" : " ") + text;
  };
  for (const Element& one : remittance->children) {
    if (one.name == "Strd") add(one.text_at("CdtrRefInf/Ref"));
    if (one.name == "Ustrd") add(one.text);
  }
  return cut(purpose);
}

void read_details(const Element& details, Entry& entry) {
  entry.end_to_end = cut(details.text_at("Refs/EndToEndId"), 35);
  if (entry.end_to_end == "NOTPROVIDED") entry.end_to_end.clear();
  if (const std::string own = first_of(details, {"Refs/AcctSvcrRef", "Refs/TxId"}); !own.empty())
    entry.bank_reference = cut(own, 35);
  if (const std::string block = details.text_at("Refs/PmtInfId"); !block.empty())
    entry.payment_block = cut(block, 35);
  entry.reason = cut(first_of(details, {"RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry"}), 35);
  entry.is_return = entry.is_return || details.child("RtrInf") != nullptr;
  entry.purpose = purpose_of(details);
  read_parties(details, entry);
}

const Element* amount_of(const Element& details) {
  if (const Element* amount = details.child("Amt")) return amount;
  return details.at("AmtDtls/TxAmt/Amt");
}

// One entry of a statement: itself, or the transactions it was booked for, which must add up to it.
void read_entry(const Element& element, Message& message, Problems& problems) {
  const std::string status = first_of(element, {"Sts/Cd", "Sts"});
  if (status != "BOOK") {
    ++message.skipped;
    return;
  }
  const auto amount = money_of(element.child("Amt"), problems, element);
  const auto direction = direction_of(element, problems);
  if (!amount || !direction) return;
  Entry entry;
  entry.direction = *direction;
  entry.amount = *amount;
  entry.line = element.line;
  entry.booked_on = first_of(element, {"BookgDt/Dt", "BookgDt/DtTm"}).substr(0, 10);
  entry.bank_reference = cut(first_of(element, {"AcctSvcrRef", "NtryRef"}), 35);
  entry.payment_block = cut(element.text_at("NtryDtls/Btch/PmtInfId"), 35);
  entry.is_return = element.text_at("RvslInd") == "true";
  std::vector<const Element*> all;
  for (const Element& details : element.children)
    if (details.name == "NtryDtls")
      for (const Element& one : details.children)
        if (one.name == "TxDtls") all.push_back(&one);
  if (all.empty()) {
    message.entries.push_back(std::move(entry));
    return;
  }
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    Entry part = entry;
    part.line = all[i]->line;
    if (all.size() > 1) {
      const auto own = money_of(amount_of(*all[i]), problems, *all[i]);
      if (!own) return;
      part.amount = *own;
      part.bank_reference += "/" + std::to_string(i + 1);
    }
    if (part.amount.currency != entry.amount.currency || part.amount.minor > INT64_MAX - sum)
      return problems.add(*all[i], "a transaction does not fit its entry");
    sum += part.amount.minor;
    read_details(*all[i], part);
    message.entries.push_back(std::move(part));
  }
  if (sum != entry.amount.minor)
    problems.add(element, "the transactions add up to " + to_text({sum, entry.amount.currency}) +
                              ", the entry says " + to_text(entry.amount));
}

void read_balance(const Element& element, Message& message, Problems& problems) {
  const std::string kind = element.text_at("Tp/CdOrPrtry/Cd");
  if (kind != "OPBD" && kind != "CLBD") return;
  auto amount = money_of(element.child("Amt"), problems, element);
  const auto direction = direction_of(element, problems);
  if (!amount || !direction) return;
  if (*direction == Direction::debit) amount->minor = -amount->minor;
  if (kind == "CLBD") message.closing = *amount;
  else if (!message.opening) message.opening = *amount;
}

// Opening and what was booked give closing; a file that lost a line does not pass.
Result<void> check_balance(const Message& message) {
  if (!message.opening || !message.closing) return ok();
  const Currency currency = message.opening->currency;
  std::int64_t sum = message.opening->minor;
  for (const Entry& entry : message.entries) {
    if (entry.amount.currency != currency) return ok();
    const std::int64_t minor = entry.amount.minor;
    const std::int64_t step = entry.direction == Direction::credit ? minor : -minor;
    if (__builtin_add_overflow(sum, step, &sum)) break;  // no balance is that large
  }
  if (sum == message.closing->minor && message.closing->currency == currency) return ok();
  return invalid("content", "statement_unbalanced",
                 "the opening balance and the entries do not give the closing balance of " +
                     to_text(*message.closing));
}

Result<Message> read_statements(const Element& body, StatementKind kind, std::string_view part) {
  Message message;
  message.kind = kind;
  message.id = cut(body.text_at("GrpHdr/MsgId"), 35);
  Problems problems;
  for (const Element& statement : body.children) {
    if (statement.name != part) continue;
    const std::string iban = statement.text_at("Acct/Id/IBAN");
    if (iban.empty()) problems.add(statement, "the account has no IBAN");
    if (!message.account_iban.empty() && message.account_iban != iban)
      return invalid("content", "several_accounts",
                     "the file is about several accounts; import one file for each");
    message.account_iban = cut(iban, 34);
    for (const Element& one : statement.children) {
      if (one.name == "Bal") read_balance(one, message, problems);
      if (one.name == "Ntry") read_entry(one, message, problems);
    }
  }
  if (!problems.empty()) return problems.error();
  if (message.account_iban.empty())
    return invalid("content", "statement_invalid", "the file has no account");
  if (auto fits = check_balance(message); !fits) return std::move(fits).error();
  return message;
}

Entry answer_of(const Element& element, std::string_view status_name, std::string original) {
  Entry entry;
  entry.direction = Direction::answer;
  entry.line = element.line;
  entry.original_message = cut(std::move(original), 35);
  entry.status = cut(element.text_at(status_name), 4);
  entry.reason = cut(first_of(element, {"StsRsnInf/Rsn/Cd", "StsRsnInf/Rsn/Prtry"}), 35);
  entry.purpose = cut(element.text_at("StsRsnInf/AddtlInf"), 105);
  return entry;
}

Result<Message> read_answers(const Element& body) {
  Message message;
  message.kind = StatementKind::answer;
  message.id = cut(body.text_at("GrpHdr/MsgId"), 35);
  Problems problems;
  const Element* group = body.child("OrgnlGrpInfAndSts");
  const std::string original = group == nullptr ? "" : group->text_at("OrgnlMsgId");
  if (original.empty()) problems.add(body, "it does not say which payment file it answers");
  else if (!group->text_at("GrpSts").empty())
    message.entries.push_back(answer_of(*group, "GrpSts", original));
  for (const Element& part : body.children) {
    if (part.name != "OrgnlPmtInfAndSts") continue;
    // The status of the one payment block a file has is that of the file.
    if (!part.text_at("PmtInfSts").empty())
      message.entries.push_back(answer_of(part, "PmtInfSts", original));
    for (const Element& one : part.children) {
      if (one.name != "TxInfAndSts") continue;
      Entry entry = answer_of(one, "TxSts", original);
      entry.end_to_end = cut(one.text_at("OrgnlEndToEndId"), 35);
      entry.bank_reference = cut(one.text_at("AcctSvcrRef"), 35);
      if (entry.end_to_end.empty() || entry.status.empty())
        problems.add(one, "an answer without OrgnlEndToEndId or TxSts");
      message.entries.push_back(std::move(entry));
    }
  }
  if (!problems.empty()) return problems.error();
  return message;
}

}  // namespace

std::optional<std::int64_t> minor_units(std::string_view decimal, int exponent) {
  std::int64_t minor = 0;
  int digits = 0;
  int places = -1;  // -1: before the point
  for (const char c : decimal) {
    if (c == '.' && places < 0 && digits > 0) {
      places = 0;
      continue;
    }
    if (c < '0' || c > '9' || ++digits > 18) return std::nullopt;
    if (places >= 0 && ++places > exponent && c != '0') return std::nullopt;
    if (places <= exponent) minor = minor * 10 + (c - '0');
  }
  if (digits == 0 || places == 0) return std::nullopt;
  for (int i = std::clamp(places, 0, exponent); i < exponent; ++i) {
    if (minor > INT64_MAX / 10) return std::nullopt;
    minor *= 10;
  }
  return minor;
}

Result<Message> read_message(const Element& root) {
  if (root.name == "Document") {
    if (const Element* body = root.child("BkToCstmrStmt"))
      return read_statements(*body, StatementKind::statement, "Stmt");
    if (const Element* body = root.child("BkToCstmrDbtCdtNtfctn"))
      return read_statements(*body, StatementKind::notification, "Ntfctn");
    if (const Element* body = root.child("CstmrPmtStsRpt")) return read_answers(*body);
  }
  return invalid("content", "unknown_message",
                 "this is none of pain.002, camt.053 and camt.054: its first element is " +
                     cut(root.name, 60));
}

}  // namespace bursar::bank
