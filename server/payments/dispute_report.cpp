// What is said of a dispute becomes one line of its case.
#include "payments/dispute_report.hpp"

#include <boost/json.hpp>

#include "audit/audit.hpp"
#include "outbox/outbox.hpp"
#include "payments/dispute_report_store.hpp"
#include "payments/exception_store.hpp"
#include "payments/store.hpp"

namespace bursar::payments {
namespace {

namespace json = boost::json;

constexpr std::size_t k_note_max = 1'000;

std::string spaced(std::string word) {
  for (char& c : word)
    if (c == '_') c = ' ';
  return word;
}

// "2026-12-01 10:00: chargeback 10.4 (visa) of 12.50 EUR, needs response by 2026-12-31, dp_1"
std::string line_of(const Call& call, const providers::DisputeNotice& notice) {
  const auto minute = [](Instant at) {
    std::string text = to_iso8601(at).substr(0, 16);
    text[10] = ' ';
    return text;
  };
  std::string line = minute(call.now) + ": " + spaced(notice.stage);
  if (!notice.reason.empty()) line += " " + notice.reason;
  if (!notice.scheme.empty()) line += " (" + notice.scheme + ")";
  line += " of " + to_text(notice.amount) + ", " + spaced(notice.status);
  if (notice.respond_by && notice.status == "needs_response")
    line += " by " + minute(*notice.respond_by);
  return line + ", " + notice.provider_reference;
}

// Newest first; what no longer fits is the oldest.
std::string joined(std::string line, const std::string& before) {
  std::string note = std::move(line);
  if (!before.empty()) note += "\n" + before;
  while (note.size() > k_note_max) {
    const std::size_t end = note.rfind('\n');
    note.resize(end == std::string::npos ? k_note_max : end);
  }
  return note;
}

void leave_trail(storage::Tx& tx, const Call& call, const ExceptionCase& one,
                 const std::string& line) {
  const json::object payload{{"exception_id", one.id.text()},
                             {"kind", word(one.kind)},
                             {"state", word(one.state)},
                             {"payment_id", one.payment_id.text()},
                             {"merchant_id", one.merchant_id.text()},
                             {"amount_minor", one.amount.minor},
                             {"currency", one.amount.currency.code()}};
  audit::record(tx, call,
                {.action = "report_dispute",
                 .subject_kind = "exception",
                 .subject_id = one.id.text(),
                 .company = one.company_id,
                 .merchant = one.merchant_id,
                 .before = {},
                 .after = json::serialize(payload),
                 .reason = line});
  outbox::emit(tx, call,
               {.type = "exception.opened",
                .company = one.company_id,
                .merchant = one.merchant_id,
                .subject_kind = "exception",
                .subject_id = one.id.text(),
                .subject_version = one.version,
                .payload = json::serialize(payload)});
}

}  // namespace

Result<void> report_dispute(storage::Tx& tx, const Call& call, AttemptId attempt,
                            const providers::DisputeNotice& notice) {
  const auto context = store::load_context(tx, attempt);
  if (!context) return not_found(AttemptTag::k_noun);
  std::string line = line_of(call, notice);
  OpenException command;
  command.kind = ExceptionKind::dispute_reported;
  command.operation = context->operation.id;
  command.amount = notice.amount;
  command.note = line;
  if (open_exception(tx, call, context->payment, command)) return ok();
  const auto id = store::find_dispute_case(tx, context->payment.id, context->operation.id);
  auto known = id ? store::find_exception(tx, call.actor.scope, *id) : std::nullopt;
  if (!known) return not_found(ExceptionTag::k_noun);
  known->note = joined(line, known->note);
  known->amount = notice.amount;
  known->state = ExceptionState::open;
  store::save_dispute_case(tx, *known);
  leave_trail(tx, call, *known, line);
  return ok();
}

}  // namespace bursar::payments
