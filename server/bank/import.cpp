// Importing what a bank says: the file whole or not at all, each entry once, each line with what it
// did or why it waits for a person.
#include <algorithm>

#include <boost/json.hpp>

#include "audit/audit.hpp"
#include "bank/match.hpp"
#include "bank/message.hpp"
#include "bank/store.hpp"
#include "base/check.hpp"
#include "base/text.hpp"
#include "providers/accounts.hpp"
#include "vault/seal.hpp"

namespace bursar::bank {
namespace {

namespace json = boost::json;

constexpr std::string_view k_content_purpose = "bank_statement";
constexpr std::size_t k_name_max = 200;

// What makes an entry the same one, whichever file repeats it. Entries without a reference of the
// bank are told apart by their order among equals.
std::string entry_key(const Entry& entry, std::string_view message_id, std::int64_t among_equals) {
  const std::string money = entry.direction == Direction::answer ? "" : to_text(entry.amount);
  std::string name = std::string(word(entry.direction)) + "|" + money + "|" + entry.bank_reference +
                     "|" + entry.end_to_end;
  if (entry.direction == Direction::answer)
    name += "|" + std::string(message_id) + "|" + entry.original_message + "|" + entry.status;
  else if (entry.bank_reference.empty())
    name += "|" + entry.booked_on + "|" + entry.purpose + "|" + entry.party_iban;
  if (entry.bank_reference.empty()) name += "|" + std::to_string(among_equals);
  return to_hex(vault::digest(name));
}

store::LineRow row_of(const Call& call, const vault::KeyRing& keys, const Statement& statement,
                      const Entry& entry) {
  store::LineRow row;
  row.account = statement.account;
  Line& line = row.line;
  line.id = call.ids.next<LineId>();
  line.statement = statement.id;
  line.direction = entry.direction;
  line.amount = entry.amount;
  line.booked_on = entry.booked_on;
  line.reference = entry.end_to_end.empty() ? entry.original_message : entry.end_to_end;
  line.bank_reference = entry.bank_reference;
  line.status = entry.status;
  line.reason = entry.reason;
  line.purpose = entry.purpose;
  line.file_line = entry.line;
  if (!entry.party_iban.empty() || !entry.party_name.empty())
    row.sealed_party =
        seal_party(call, keys, line.id.key, {entry.party_iban, "", entry.party_name});
  return row;
}

Result<void> take_entries(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                          const Message& message, Statement& statement) {
  std::map<std::string, std::int64_t> equals;
  for (const Entry& entry : message.entries) {
    const std::string plain = entry_key(entry, message.id, 0);
    const std::int64_t number = equals[plain]++;
    store::LineRow row = row_of(call, keys, statement, entry);
    row.entry_key = number == 0 ? plain : entry_key(entry, message.id, number);
    row.line.state = LineState::unmatched;
    if (!store::insert_line(tx, row)) {
      ++statement.repeated;
      continue;
    }
    ++statement.lines;
    const auto match = apply_entry(tx, call, keys, statement.account, entry);
    if (!match) return match.error();
    row.line.state = match->applied ? LineState::applied : LineState::unmatched;
    row.line.note = match->note;
    row.order_key = match->order_key;
    store::save_line(tx, row);
  }
  return ok();
}

void record(storage::Tx& tx, const Call& call, const Statement& statement, CompanyId company) {
  audit::record(
      tx, call,
      {.action = "import_bank_file",
       .subject_kind = "bank_statement",
       .subject_id = statement.id.text(),
       .company = company,
       .before = {},
       .after = json::serialize(json::object{{"provider_account_id", statement.account.text()},
                                             {"kind", word(statement.kind)},
                                             {"message_id", statement.message_id},
                                             {"sha256", statement.sha256},
                                             {"lines", statement.lines},
                                             {"repeated", statement.repeated}})});
}

}  // namespace

Result<Statement> import_file(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                              const ImportFile& command) {
  const auto account = bank_account(tx, call.actor.scope, command.account);
  if (!account) return account.error();
  const std::string sha256 = to_hex(vault::digest(command.content));
  if (const auto known = store::statement_with(tx, account->id, sha256))
    return *store::load_statement(tx, *known);
  const auto root = read_xml(command.content);
  if (!root) return root.error();
  const auto message = read_message(*root);
  if (!message) return message.error();
  if (message->kind != StatementKind::answer && message->account_iban != setting(*account, "iban"))
    return invalid("content", "other_account", "the file is about another account");
  Statement statement;
  statement.id = call.ids.next<StatementId>();
  statement.account = account->id;
  statement.kind = message->kind;
  statement.message_id = message->id;
  statement.file_name = command.name.substr(0, k_name_max);
  statement.sha256 = sha256;
  statement.imported_by = call.actor.name;
  statement.imported_at = call.now;
  statement.opening = message->opening;
  statement.closing = message->closing;
  statement.skipped = message->skipped;
  store::insert_statement(tx, statement,
                          vault::seal(keys, call.random, k_content_purpose, Secret(command.content),
                                      "bank_statement|" + std::to_string(statement.id.key)));
  if (auto taken = take_entries(tx, call, keys, *message, statement); !taken)
    return std::move(taken).error();
  store::save_counts(tx, statement);
  record(tx, call, statement, account->company_id);
  return *store::load_statement(tx, statement.id);
}

}  // namespace bursar::bank
