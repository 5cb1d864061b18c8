// What people do with lines that belong to nothing by themselves, and everything that is listed.
#include <boost/json.hpp>

#include "audit/audit.hpp"
#include "bank/match.hpp"
#include "bank/store.hpp"
#include "base/text.hpp"
#include "payments/payments.hpp"
#include "providers/accounts.hpp"

namespace bursar::bank {
namespace {

namespace json = boost::json;

constexpr std::size_t k_reason_max = 500;
constexpr std::int64_t k_list_max = 1'000;

Result<std::string> reason_of(const std::string& text) {
  std::string said(trim(text));
  if (said.empty() || said.size() > k_reason_max || !is_printable_utf8(said))
    return invalid("reason", "reason_invalid", "must be 1 to 500 bytes of text");
  return said;
}

Result<store::LineRow> open_line(storage::Tx& tx, const Scope& scope, LineId id) {
  auto row = store::load_line(tx, id);
  if (!row) return not_found(LineTag::k_noun);
  const auto account = bank_account(tx, scope, row->account);
  if (!account)
    return account.error().kind == ErrorKind::not_found ? not_found(LineTag::k_noun)
                                                        : account.error();
  if (row->line.state != LineState::unmatched)
    return refused("not_open", "the line is " + std::string(word(row->line.state)) + " already");
  return *std::move(row);
}

// "Ann Example, DE12 •••• 3456"
std::string party_text(const vault::KeyRing& keys, const store::LineRow& row) {
  const Party party = open_party(keys, row.line.id.key, row.sealed_party);
  std::string text = party.name;
  if (party.iban.size() > 8)
    text += (text.empty() ? "" : ", ") + party.iban.substr(0, 4) + " •••• " +
            party.iban.substr(party.iban.size() - 4);
  return text;
}

Line shown(storage::Tx& tx, const vault::KeyRing& keys, store::LineRow row) {
  row.line.party = party_text(keys, row);
  if (const auto order = row.order_key == 0 ? std::nullopt : store::load_order(tx, row.order_key))
    row.line.payment_id = payment_of(tx, *order).text();
  return std::move(row.line);
}

// By payment, by attempt, or by the reference that stands on a transfer.
std::optional<Order> order_named(storage::Tx& tx, const Scope& scope, std::string_view target) {
  if (const auto payment = PaymentId::parse(target)) {
    if (!payments::load_payment(tx, scope, *payment)) return std::nullopt;
    std::optional<Order> newest;
    for (const payments::Attempt& attempt : payments::attempts_of(tx, *payment))
      if (auto order = store::order_of_attempt(tx, attempt.id)) newest = std::move(order);
    return newest;
  }
  if (const auto attempt = AttemptId::parse(target)) return store::order_of_attempt(tx, *attempt);
  const auto references = payer_references(target);
  return store::order_of_end_to_end(tx, references.empty() ? target : references.front());
}

void settle(storage::Tx& tx, const Call& call, store::LineRow& row, LineState state,
            std::string_view action, const std::string& reason) {
  row.line.state = state;
  row.line.settled_by = call.actor.name;
  row.line.settled_at = call.now;
  store::save_line(tx, row);
  const auto account = providers::load_account(tx, row.account);
  audit::record(tx, call,
                {.action = std::string(action),
                 .subject_kind = "bank_line",
                 .subject_id = row.line.id.text(),
                 .company = account ? account->company_id : CompanyId{},
                 .before = {},
                 .after = json::serialize(json::object{{"state", word(state)},
                                                       {"amount_minor", row.line.amount.minor},
                                                       {"note", row.line.note}}),
                 .reason = reason});
}

}  // namespace

Result<Line> assign_line(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                         const AssignLine& command) {
  const auto reason = reason_of(command.reason);
  if (!reason) return reason.error();
  auto row = open_line(tx, call.actor.scope, command.id);
  if (!row) return row.error();
  if (row->line.direction != Direction::credit)
    return refused("does_not_fit", "only money that came in can be given to a payment");
  const auto order = order_named(tx, call.actor.scope, trim(command.target));
  if (!order || order->account != row->account)
    return invalid("target", "target_unknown",
                   "no payment through this account has this id or reference");
  const Party payer = open_party(keys, row->line.id.key, row->sealed_party);
  const auto match =
      order->kind == OrderKind::expected
          ? receive(tx, call, keys, *order, row->line.amount, row->line.bank_reference, payer)
          : take_back(tx, call, *order, row->line.amount, row->line.reason);
  if (!match) return match.error();
  if (!match->applied) return refused("does_not_fit", match->note);
  row->line.note = match->note + "; " + *reason;
  row->order_key = match->order_key;
  settle(tx, call, *row, LineState::assigned, "assign_bank_line", *reason);
  return shown(tx, keys, *std::move(row));
}

Result<Line> put_aside(storage::Tx& tx, const Call& call, const vault::KeyRing& keys, LineId id,
                       const std::string& said) {
  const auto reason = reason_of(said);
  if (!reason) return reason.error();
  auto row = open_line(tx, call.actor.scope, id);
  if (!row) return row.error();
  row->line.note = *reason;
  settle(tx, call, *row, LineState::put_aside, "put_bank_line_aside", *reason);
  return shown(tx, keys, *std::move(row));
}

Result<Summary> read_summary(storage::Tx& tx, const Scope& scope, ProviderAccountId account) {
  const auto found = bank_account(tx, scope, account);
  if (!found) return found.error();
  return store::summary(tx, account);
}

Result<std::vector<PaymentFile>> list_files(storage::Tx& tx, const Scope& scope,
                                            ProviderAccountId account, std::int64_t limit) {
  const auto found = bank_account(tx, scope, account);
  if (!found) return found.error();
  return store::files(tx, account, std::min(limit, k_list_max));
}

Result<std::vector<Statement>> list_statements(storage::Tx& tx, const Scope& scope,
                                               ProviderAccountId account, std::int64_t limit) {
  const auto found = bank_account(tx, scope, account);
  if (!found) return found.error();
  return store::statements(tx, account, std::min(limit, k_list_max));
}

Result<std::vector<Line>> list_lines(storage::Tx& tx, const Scope& scope,
                                     const vault::KeyRing& keys, const ListLines& filter) {
  const auto found = bank_account(tx, scope, filter.account);
  if (!found) return found.error();
  std::vector<Line> lines;
  for (store::LineRow& row : store::lines(tx, filter))
    lines.push_back(shown(tx, keys, std::move(row)));
  return lines;
}

}  // namespace bursar::bank
