// verify(): the invariants of payments as queries over everything stored. Each query returns what
// breaks its rule, so an empty answer means it holds; the ledger verifies its own side by itself.
#include <fmt/format.h>

#include <array>

#include "payments/store.hpp"

namespace bursar::payments {
namespace {

constexpr int k_findings_max = 1'000;

// State numbers as the statements below name them.
std::string with_states(std::string_view sql) {
  constexpr auto number = [](auto value) { return static_cast<int>(value); };
  return fmt::format(
      fmt::runtime(sql), fmt::arg("sale", number(OperationType::sale)),
      fmt::arg("refund", number(OperationType::refund)),
      fmt::arg("auth", number(OperationType::auth)),
      fmt::arg("incremental", number(OperationType::incremental)),
      fmt::arg("capture", number(OperationType::capture)),
      fmt::arg("void", number(OperationType::void_)),
      fmt::arg("payout", number(OperationType::payout)),
      fmt::arg("taken_back", number(OperationType::return_)),
      fmt::arg("verification", number(OperationType::verification)),
      fmt::arg("action", number(OperationState::action)),
      fmt::arg("reversed", number(OperationState::reversed)),
      fmt::arg("queued", number(OperationState::queued)),
      fmt::arg("sent", number(OperationState::sent)),
      fmt::arg("pending", number(OperationState::pending)),
      fmt::arg("succeeded", number(OperationState::succeeded)),
      fmt::arg("op_declined", number(OperationState::declined)),
      fmt::arg("op_failed", number(OperationState::failed)),
      fmt::arg("in_doubt", number(OperationState::in_doubt)),
      fmt::arg("op_canceled", number(OperationState::canceled)),
      fmt::arg("approval", number(OperationState::approval)),
      fmt::arg("review", number(Lifecycle::review)),
      // Operations that may still move money.
      fmt::arg("open", "1, 2, 3, 4, 5, 6, 10"), fmt::arg("captured", number(Lifecycle::captured)),
      fmt::arg("authorized", number(Lifecycle::authorized)),
      fmt::arg("part_captured", number(Lifecycle::part_captured)),
      fmt::arg("voided", number(Lifecycle::voided)),
      fmt::arg("expired", number(Lifecycle::expired)),
      fmt::arg("canceled", number(Lifecycle::canceled)), fmt::arg("paid", number(Lifecycle::paid)),
      fmt::arg("verified", number(Lifecycle::verified)),
      fmt::arg("returned", number(Lifecycle::returned)),
      fmt::arg("acting", number(Lifecycle::action)),
      fmt::arg("declined", number(Lifecycle::declined)),
      fmt::arg("failed", number(Lifecycle::failed)),
      fmt::arg("processing", number(Lifecycle::processing)),
      fmt::arg("prepared", number(AttemptPhase::prepared)),
      fmt::arg("sending", number(AttemptPhase::sending)),
      fmt::arg("answered", number(AttemptPhase::answered)),
      fmt::arg("resolved", number(AttemptPhase::resolved)),
      fmt::arg("undoing", number(ReversalState::open)),
      fmt::arg("undone", number(ReversalState::acknowledged)),
      fmt::arg("approved", number(providers::OutcomeKind::approved)),
      fmt::arg("partial", number(providers::OutcomeKind::partially_approved)));
}

/// Returns the key of a payment or operation and what is wrong with it.
struct Check {
  std::string_view name;
  std::string_view sql;
};

constexpr std::array<Check, 21> k_checks{{
    {"refund_bound",
     "SELECT p.id, 'more refunded than captured, or more captured than asked for' FROM payment p "
     "WHERE p.refunded_minor + p.refund_pending_minor > p.captured_minor "
     "OR p.captured_minor > p.amount_minor"},
    {"totals",
     "SELECT p.id, 'totals differ from the sum of its operations' FROM payment p JOIN ("
     "SELECT o.payment_id, "
     "sum(CASE WHEN o.type = {sale} AND o.state = {succeeded} "
     "AND o.received_minor < o.amount_minor THEN o.received_minor "
     "WHEN o.type = {capture} AND o.state = {succeeded} "
     "THEN coalesce(o.received_minor, o.amount_minor) "
     "WHEN o.type = {sale} AND o.state = {succeeded} THEN o.amount_minor ELSE 0 END) AS "
     "captured, "
     "sum(CASE WHEN o.type IN ({refund}, {taken_back}) AND o.state = {succeeded} "
     "THEN o.amount_minor ELSE 0 END) AS "
     "refunded, "
     "sum(CASE WHEN o.type = {refund} AND o.state IN ({open}) THEN o.amount_minor ELSE 0 END) AS "
     "waiting, "
     "sum(o.fee_minor - o.fee_returned_minor) AS fees FROM operation o GROUP BY o.payment_id) t "
     "ON t.payment_id = p.id WHERE p.captured_minor <> t.captured OR p.refunded_minor <> "
     "t.refunded "
     "OR p.refund_pending_minor <> t.waiting OR p.fee_minor <> t.fees "
     "OR p.refund_state <> CASE WHEN t.refunded = 0 THEN 1 WHEN t.refunded < t.captured THEN 2 "
     "ELSE 3 END"},
    {"hold_bound",
     "SELECT p.id, 'what was held differs from its operations' FROM payment p JOIN ("
     "SELECT o.payment_id, "
     "sum(CASE WHEN o.type IN ({auth}, {incremental}) AND o.state = {succeeded} "
     "THEN coalesce(o.received_minor, o.amount_minor) ELSE 0 END) AS held, "
     "sum(CASE WHEN o.type = {void} AND o.state = {succeeded} THEN o.amount_minor ELSE 0 END) AS "
     "let_go, "
     "sum(CASE WHEN o.type IN ({capture}, {void}) AND o.state IN ({open}) THEN o.amount_minor "
     "ELSE 0 END) AS under_way FROM operation o GROUP BY o.payment_id) t "
     "ON t.payment_id = p.id WHERE p.authorized_minor <> t.held OR p.step_minor <> t.under_way "
     "OR p.voided_minor < t.let_go OR (p.capture_mode = 2 AND "
     "p.captured_minor + p.voided_minor + p.step_minor > p.authorized_minor)"},
    {"step_flag",
     "SELECT p.id, 'is marked as being worked on wrongly' FROM payment p WHERE p.step_open <> "
     "CASE WHEN EXISTS (SELECT 1 FROM operation o WHERE o.payment_id = p.id "
     "AND o.type IN ({capture}, {void}, {incremental}) AND o.state IN ({open})) THEN 1 ELSE 0 "
     "END"},
    {"no_operation",
     "SELECT p.id, 'has no operation' FROM payment p "
     "WHERE NOT EXISTS (SELECT 1 FROM operation o WHERE o.payment_id = p.id)"},
    {"reversed_flag",
     "SELECT p.id, 'is marked as reversed wrongly' FROM payment p WHERE p.is_reversed <> CASE WHEN "
     "EXISTS (SELECT 1 FROM operation o WHERE o.payment_id = p.id AND o.same_day = 1 "
     "AND o.state = {succeeded}) THEN 1 ELSE 0 END"},
    {"waiting_attempt",
     "SELECT o.payment_id, 'has an attempt although people have not agreed' FROM operation o "
     "JOIN attempt a ON a.operation_id = o.id WHERE o.state = {approval}"},
    {"net_open_operations",
     "SELECT o.payment_id, 'has several open operations that are no refunds' FROM operation o "
     "WHERE o.type <> {refund} AND o.state IN ({open}) GROUP BY o.payment_id HAVING count(*) > 1"},
    {"second_success",
     "SELECT a.operation_id, 'succeeded by several attempts' FROM attempt a "
     "WHERE a.outcome IN ({approved}, {partial}) GROUP BY a.operation_id HAVING count(*) > 1"},
    {"in_doubt_flag",
     "SELECT p.id, 'is marked in doubt wrongly' FROM payment p WHERE p.in_doubt <> CASE WHEN "
     "EXISTS "
     "(SELECT 1 FROM operation o WHERE o.payment_id = p.id AND o.state = {in_doubt}) THEN 1 ELSE 0 "
     "END"},
    {"operation_attempt",
     "SELECT o.id, 'is in a state its attempt is not in' FROM operation o JOIN attempt a "
     "ON a.operation_id = o.id AND a.seq = (SELECT max(b.seq) FROM attempt b WHERE b.operation_id "
     "= o.id) "
     "WHERE (o.state = {op_canceled} AND a.phase NOT IN ({answered}, {resolved})) "
     "OR (o.state <> {op_canceled} AND a.phase <> CASE WHEN o.state = {queued} THEN {prepared} "
     "WHEN o.state = {sent} THEN {sending} "
     "WHEN o.state IN ({pending}, {in_doubt}, {action}) THEN {answered} ELSE {resolved} END) "
     "OR (o.state = {succeeded} AND a.outcome NOT IN ({approved}, {partial})) "
     "OR (o.state NOT IN ({succeeded}, {reversed}) AND a.outcome IN ({approved}, {partial}))"},
    {"stuck_attempt",
     "SELECT a.operation_id, 'waits for an attempt nobody will look at' FROM attempt a "
     "JOIN operation o ON o.id = a.operation_id WHERE a.phase <> {resolved} "
     "AND a.next_check_at IS NULL AND (a.queries < 14 OR o.state = {action})"},
    {"reversal",
     "SELECT a.operation_id, 'was booked although it was taken back, or is taken back without "
     "doubt' FROM attempt a JOIN operation o ON o.id = a.operation_id WHERE "
     "(a.reversal = {undone} AND o.state IN ({succeeded}, {reversed})) "
     "OR (a.reversal = {undoing} AND o.state <> {in_doubt})"},
    {"lifecycle",
     "SELECT p.id, 'is in a life cycle its first operation is not in' FROM payment p JOIN "
     "operation o ON o.payment_id = p.id AND o.seq = 1 WHERE NOT (CASE o.state "
     "WHEN {succeeded} THEN CASE o.type WHEN {sale} THEN p.lifecycle = {captured} "
     "WHEN {payout} THEN p.lifecycle = {paid} WHEN {verification} THEN p.lifecycle = {verified} "
     "ELSE p.lifecycle IN ({authorized}, {part_captured}, {captured}, {voided}, {expired}) END "
     "WHEN {op_declined} THEN p.lifecycle IN ({declined}, {canceled}, {expired}) "
     "WHEN {approval} THEN p.lifecycle = {review} "
     "WHEN {op_canceled} THEN p.lifecycle IN ({canceled}, {expired}) "
     "WHEN {op_failed} THEN p.lifecycle = {failed} WHEN {reversed} THEN p.lifecycle = {returned} "
     "WHEN {action} THEN p.lifecycle = {acting} ELSE p.lifecycle = {processing} END)"},
    {"lifecycle",
     "SELECT p.id, 'says otherwise than its sums' FROM payment p WHERE p.capture_mode = 2 AND ("
     "(p.lifecycle IN ({authorized}, {part_captured}) "
     "AND p.authorized_minor <= p.captured_minor + p.voided_minor) "
     "OR (p.lifecycle = {authorized} AND p.captured_minor > 0) "
     "OR (p.lifecycle IN ({captured}, {voided}, {expired}) "
     "AND p.authorized_minor <> p.captured_minor + p.voided_minor) "
     "OR (p.lifecycle IN ({part_captured}, {captured})) <> (p.captured_minor > 0))"},
    {"ledger_sale",
     "SELECT o.id, 'capture and ledger transaction do not agree' FROM operation o "
     "WHERE o.type IN ({sale}, {capture}) "
     "AND (o.state = {succeeded}) <> EXISTS (SELECT 1 FROM ledger_tx t WHERE t.uid = "
     "CASE o.type WHEN {sale} THEN 'sale:operation:' ELSE 'capture:operation:' END || o.id)"},
    {"ledger_payout",
     "SELECT o.id, 'payout and ledger transactions do not agree' FROM operation o JOIN hold h "
     "ON h.id = o.hold_id WHERE o.type = {payout} AND ("
     "NOT EXISTS (SELECT 1 FROM ledger_tx t WHERE t.uid = 'payout_reserved:operation:' || o.id) "
     "OR (o.state IN ({succeeded}, {reversed})) <> EXISTS (SELECT 1 FROM ledger_tx t "
     "WHERE t.uid = 'payout:operation:' || o.id) "
     "OR (o.state = {reversed}) <> EXISTS (SELECT 1 FROM ledger_tx t "
     "WHERE t.uid = 'payout_returned:operation:' || o.id) "
     "OR (h.state = 3) <> EXISTS (SELECT 1 FROM ledger_tx t "
     "WHERE t.uid = 'payout_released:operation:' || o.id))"},
    {"ledger_refund",
     "SELECT o.id, 'refund and ledger transactions do not agree' FROM operation o JOIN hold h "
     "ON h.id = o.hold_id WHERE o.type = {refund} AND ("
     "NOT EXISTS (SELECT 1 FROM ledger_tx t WHERE t.uid = 'refund_reserved:operation:' || o.id) "
     "OR (o.state IN ({succeeded}, {reversed})) <> EXISTS (SELECT 1 FROM ledger_tx t "
     "WHERE t.uid = 'refund:operation:' || o.id) "
     "OR (o.state = {reversed}) <> EXISTS (SELECT 1 FROM ledger_tx t "
     "WHERE t.uid = 'refund_bounced:operation:' || o.id) "
     "OR (h.state = 3) <> EXISTS (SELECT 1 FROM ledger_tx t "
     "WHERE t.uid = 'refund_released:operation:' || o.id))"},
    {"hold",
     "SELECT o.id, 'its hold does not fit' FROM operation o LEFT JOIN hold h ON h.id = o.hold_id "
     "WHERE o.type IN ({refund}, {payout}) AND (h.id IS NULL OR h.amount_minor <> o.amount_minor "
     "OR (h.state = 1) <> (o.state IN ({open})) "
     "OR (h.state = 2 AND o.state NOT IN ({succeeded}, {reversed})))"},
    {"history",
     "SELECT s.subject_key, 'its history is not connected' FROM (SELECT h.subject_key, "
     "h.from_state, "
     "lag(h.to_state) OVER (PARTITION BY h.subject_kind, h.subject_key ORDER BY h.id) AS previous "
     "FROM status_history h) s WHERE s.from_state IS DISTINCT FROM s.previous"},
    {"history",
     "SELECT s.subject_key, 'its history ends elsewhere' FROM (SELECT h.subject_kind, "
     "h.subject_key, "
     "h.to_state, row_number() OVER (PARTITION BY h.subject_kind, h.subject_key ORDER BY h.id "
     "DESC) "
     "AS place FROM status_history h) s LEFT JOIN payment p ON s.subject_kind = 1 "
     "AND p.id = s.subject_key LEFT JOIN operation o ON s.subject_kind = 2 AND o.id = "
     "s.subject_key "
     "WHERE s.place = 1 AND s.to_state IS DISTINCT FROM coalesce(p.lifecycle, o.state)"},
}};

}  // namespace

std::vector<Finding> verify(storage::Tx& tx) {
  std::vector<Finding> findings;
  for (const Check& check : k_checks)
    tx.query(
        fmt::format("{} LIMIT {}", with_states(check.sql), k_findings_max), {},
        [&](const storage::Row& row) {
          findings.push_back({std::string(check.name),
                              fmt::format("{} {}", PaymentId{row.i64(0)}.text(), row.text(1))});
        });
  return findings;
}

}  // namespace bursar::payments
