// Opening, reading and resolving exception cases.
#include "payments/exception.hpp"

#include <array>
#include <utility>

#include <boost/json.hpp>

#include "audit/audit.hpp"
#include "base/text.hpp"
#include "outbox/outbox.hpp"
#include "payments/exception_store.hpp"

namespace bursar::payments {
namespace {

namespace json = boost::json;

constexpr std::size_t k_text_max = 1'000;

constexpr std::array<std::pair<ExceptionKind, std::string_view>, 9> k_kinds{
    {{ExceptionKind::late_success, "late_success"},
     {ExceptionKind::second_success, "second_success"},
     {ExceptionKind::short_paid, "short_paid"},
     {ExceptionKind::over_paid, "over_paid"},
     {ExceptionKind::returned, "returned"},
     {ExceptionKind::contradiction, "contradiction"},
     {ExceptionKind::webhook_mismatch, "webhook_mismatch"},
     {ExceptionKind::refund_failed_late, "refund_failed_late"},
     {ExceptionKind::dispute_reported, "dispute_reported"}}};
constexpr std::array<std::pair<ExceptionState, std::string_view>, 2> k_states{
    {{ExceptionState::open, "open"}, {ExceptionState::resolved, "resolved"}}};
constexpr std::array<std::pair<SettledAs, std::string_view>, 4> k_settled{
    {{SettledAs::accepted, "accepted"},
     {SettledAs::returned, "returned"},
     {SettledAs::corrected, "corrected"},
     {SettledAs::no_action, "no_action"}}};

template <class Table, class Value>
std::string_view word_in(const Table& table, Value value) {
  for (const auto& [one, name] : table)
    if (one == value) return name;
  return "";
}

template <class Value, std::size_t N>
std::optional<Value> value_in(const std::array<std::pair<Value, std::string_view>, N>& table,
                              std::string_view name) {
  for (const auto& [one, known] : table)
    if (known == name) return one;
  return std::nullopt;
}

// A provider's words may hold anything: cut at a length, and never in the middle of a character.
std::string cut(std::string text) {
  if (text.size() > k_text_max) {
    std::size_t end = k_text_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    text.resize(end);
  }
  return text;
}

json::object payload_of(const ExceptionCase& one) {
  json::object payload{{"exception_id", one.id.text()},
                       {"kind", word(one.kind)},
                       {"state", word(one.state)},
                       {"payment_id", one.payment_id.text()},
                       {"merchant_id", one.merchant_id.text()},
                       {"amount_minor", one.amount.minor},
                       {"currency", one.amount.currency.code()}};
  if (one.settled_as) payload["settled_as"] = word(*one.settled_as);
  return payload;
}

void leave_trail(storage::Tx& tx, const Call& call, std::string_view action, std::string_view event,
                 const ExceptionCase& one, std::string reason) {
  audit::record(tx, call,
                {.action = std::string(action),
                 .subject_kind = "exception",
                 .subject_id = one.id.text(),
                 .company = one.company_id,
                 .merchant = one.merchant_id,
                 .before = {},
                 .after = json::serialize(payload_of(one)),
                 .reason = std::move(reason)});
  outbox::emit(tx, call,
               {.type = std::string(event),
                .company = one.company_id,
                .merchant = one.merchant_id,
                .subject_kind = "exception",
                .subject_id = one.id.text(),
                .subject_version = one.version,
                .payload = json::serialize(payload_of(one))});
}

}  // namespace

std::string_view word(ExceptionKind value) { return word_in(k_kinds, value); }
std::string_view word(ExceptionState value) { return word_in(k_states, value); }
std::string_view word(SettledAs value) { return word_in(k_settled, value); }
std::optional<ExceptionKind> exception_kind_of(std::string_view text) {
  return value_in(k_kinds, text);
}
std::optional<ExceptionState> exception_state_of(std::string_view text) {
  return value_in(k_states, text);
}
std::optional<SettledAs> settled_as_of(std::string_view text) { return value_in(k_settled, text); }

std::optional<ExceptionId> open_exception(storage::Tx& tx, const Call& call, const Payment& payment,
                                          const OpenException& command) {
  ExceptionCase one;
  one.id = call.ids.next<ExceptionId>();
  one.company_id = payment.company_id;
  one.merchant_id = payment.merchant_id;
  one.payment_id = payment.id;
  one.operation_id = command.operation;
  one.kind = command.kind;
  one.amount = command.amount;
  one.note = cut(command.note);
  one.opened_at = call.now;
  if (!store::insert_exception(tx, one)) return std::nullopt;
  leave_trail(tx, call, "open_exception", "exception.opened", one, one.note);
  return one.id;
}

Result<ExceptionCase> resolve_exception(storage::Tx& tx, const Call& call,
                                        const ResolveException& command) {
  const std::string said(trim(command.resolution));
  if (said.empty() || said.size() > k_text_max || !is_printable_utf8(said))
    return invalid("resolution", "resolution_invalid", "must be 1 to 1,000 bytes of text");
  auto found = store::find_exception(tx, call.actor.scope, command.id);
  if (!found) return not_found(ExceptionTag::k_noun);
  ExceptionCase one = *std::move(found);
  if (one.state == ExceptionState::resolved)
    return refused("already_resolved", "the case is resolved already, by " + one.resolved_by);
  one.state = ExceptionState::resolved;
  one.resolved_at = call.now;
  one.resolved_by = call.actor.name;
  one.settled_as = command.settled_as;
  one.resolution = said;
  const std::int64_t version = std::exchange(one.version, command.version);
  if (!store::save_exception(tx, one))
    return conflict("version_changed", "somebody else has changed this meanwhile; version is now " +
                                           std::to_string(version));
  leave_trail(tx, call, "resolve_exception", "exception.resolved", one, said);
  return one;
}

std::vector<ExceptionCase> list_exceptions(storage::Tx& tx, const Scope& scope,
                                           const ListExceptions& filter) {
  return store::exceptions(tx, scope, filter);
}

Result<ExceptionCase> load_exception(storage::Tx& tx, const Scope& scope, ExceptionId id) {
  auto found = store::find_exception(tx, scope, id);
  if (!found) return not_found(ExceptionTag::k_noun);
  return *std::move(found);
}

}  // namespace bursar::payments
