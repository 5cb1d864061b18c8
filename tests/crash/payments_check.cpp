// After a restart: everything acknowledged is there in at least the acknowledged state, nothing is
// there that nobody asked for, the provider's book agrees, both verifiers are content, and the
// event and audit sequences have no gap.
#include <fmt/format.h>

#include "crash/payments_memory.hpp"
#include "ledger/ledger.hpp"

namespace bursar::crash {
namespace {

using payments::OperationState;
using providers::OutcomeKind;
using storage::Row;
using storage::Tx;

/// An operation with its only attempt, as stored.
struct StoredOperation {
  AttemptId attempt;
  PaymentId payment;
  std::string external_id;
  std::string merchant_reference;
  std::int64_t amount_minor = 0;
  OperationState state = OperationState::queued;
};

std::map<AttemptId, StoredOperation> stored_operations(Tx& tx) {
  std::map<AttemptId, StoredOperation> stored;
  tx.query(
      "SELECT a.id, o.payment_id, p.external_id, o.merchant_reference, o.amount_minor, o.state "
      "FROM attempt a JOIN operation o ON o.id = a.operation_id JOIN payment p ON p.id = "
      "o.payment_id",
      {}, [&](const Row& row) {
        StoredOperation one;
        one.attempt = row.id<AttemptId>(0);
        one.payment = row.id<PaymentId>(1);
        one.external_id = row.text(2);
        one.merchant_reference = row.text_or_null(3).value_or("");
        one.amount_minor = row.i64(4);
        one.state = row.as_enum<OperationState>(5);
        stored.emplace(one.attempt, one);
      });
  return stored;
}

bool holds(const KnownOperation& known, const StoredOperation& stored) {
  if (known.payment != stored.payment || known.external_id != stored.external_id ||
      known.merchant_reference != stored.merchant_reference ||
      known.amount_minor != stored.amount_minor)
    return false;
  return stage_of(known.state) == 4 ? stored.state == known.state
                                    : stage_of(stored.state) >= stage_of(known.state);
}

class Inspection {
 public:
  Inspection(Tx& tx, const PaymentsMemory& memory)
      : tx_(tx), memory_(memory), stored_(stored_operations(tx)) {}

  Findings run() {
    if (!memory_.surprise.empty()) wrong(memory_.surprise);
    check_acknowledged();
    check_nothing_else();
    check_book();
    check_sequences();
    for (const auto& finding : ledger::verify(tx_))
      wrong(fmt::format("ledger {}: {}", finding.check, finding.detail));
    for (const auto& finding : payments::verify(tx_))
      wrong(fmt::format("payments {}: {}", finding.check, finding.detail));
    return std::move(findings_);
  }

 private:
  void lost(std::string words) { findings_.note(&Findings::lost, std::move(words)); }
  void wrong(std::string words) { findings_.note(&Findings::unbalanced, std::move(words)); }

  void check_acknowledged() {
    for (const auto& [attempt, known] : memory_.known) {
      const auto found = stored_.find(attempt);
      if (found == stored_.end())
        lost(fmt::format("{} of order {} was acknowledged and is gone", attempt.text(),
                         known.external_id));
      else if (!holds(known, found->second))
        lost(fmt::format("order {} was acknowledged {} and is {}", known.external_id,
                         payments::word(known.state), payments::word(found->second.state)));
    }
    const auto exists = [&](std::string_view table, std::int64_t key) {
      if (key == 0) return;
      const auto row = tx_.one(fmt::format("SELECT id FROM {} WHERE id = $1", table), {key},
                               [](const Row& one) { return one.i64(0); });
      if (!row) lost(fmt::format("the acknowledged {} is gone", table));
    };
    exists("company", memory_.company.key);
    exists("merchant", memory_.merchant.key);
    exists("provider_account", memory_.account.key);
  }

  // What was in flight when the power went may be there; nothing else may.
  void check_nothing_else() {
    for (const auto& [attempt, stored] : stored_) {
      if (memory_.known.contains(attempt)) continue;
      const bool refund = !stored.merchant_reference.empty();
      const bool asked =
          refund ? memory_.refund && memory_.refund->merchant_reference == stored.merchant_reference
                 : memory_.sale && memory_.sale->external_id == stored.external_id;
      if (!asked || stored.state != OperationState::queued)
        wrong(fmt::format("{} is there and nobody asked for it", stored.external_id));
    }
  }

  void check_book() {
    for (const auto& [attempt, outcome] : memory_.acquirer.book()) {
      const auto found = stored_.find(attempt);
      if (found == stored_.end() || stage_of(found->second.state) < 2)
        lost(fmt::format("{} was sent and nothing shows it", attempt.text()));
    }
    for (const auto& [attempt, stored] : stored_) {
      if (stored.state != OperationState::succeeded) continue;
      const auto found = memory_.acquirer.book().find(attempt);
      if (found == memory_.acquirer.book().end() || found->second != OutcomeKind::approved)
        wrong(fmt::format("{} succeeded here and not at the provider", attempt.text()));
    }
    for (const AttemptId attempt : memory_.acquirer.repeated())
      wrong(fmt::format("{} was sent twice", attempt.text()));
  }

  void check_sequences() {
    for (const std::string_view table : {"event", "audit_entry"}) {
      const bool unbroken =
          *tx_.one(fmt::format("SELECT count(*), count(DISTINCT seq), coalesce(min(seq), 1), "
                               "coalesce(max(seq), 0) FROM {}",
                               table),
                   {}, [](const Row& row) {
                     return row.i64(0) == row.i64(1) && row.i64(2) == 1 && row.i64(3) == row.i64(0);
                   });
      if (!unbroken) wrong(fmt::format("the sequence of {} has a gap", table));
    }
    const Position now = position_of(tx_);
    if (now.events < memory_.position.events) lost("acknowledged events are gone");
    if (now.audit_entries < memory_.position.audit_entries)
      lost("acknowledged audit entries are gone");
    if (now.ledger_transactions < memory_.position.ledger_transactions)
      lost("acknowledged ledger transactions are gone");
  }

  Tx& tx_;
  const PaymentsMemory& memory_;
  const std::map<AttemptId, StoredOperation> stored_;
  Findings findings_;
};

}  // namespace

int stage_of(OperationState state) {
  switch (state) {
    case OperationState::queued: return 1;
    case OperationState::sent: return 2;
    case OperationState::pending:
    case OperationState::in_doubt: return 3;
    case OperationState::succeeded:
    case OperationState::declined:
    case OperationState::failed: return 4;
    default: return 0;
  }
}

Position position_of(Tx& tx) {
  return *tx.one(
      "SELECT (SELECT coalesce(max(seq), 0) FROM event), (SELECT coalesce(max(seq), 0) FROM "
      "audit_entry), (SELECT count(*) FROM ledger_tx)",
      {}, [](const Row& row) {
        return Position{row.i64(0), row.i64(1), row.i64(2)};
      });
}

Findings check_payments(storage::Db& db, const PaymentsMemory& memory) {
  return db.read([&](Tx& tx) { return Inspection(tx, memory).run(); });
}

}  // namespace bursar::crash
