// Operations without an answer are few, and both ways to them are indexed: payments in doubt, and
// attempts about which nobody asks any more. Time runs from the moment the request left.
#include "payments/unanswered_store.hpp"
#include "payments/rows.hpp"
#include "storage/query.hpp"

namespace bursar::payments::store {
namespace {

// Operation and attempt by their numbers: in doubt is 10, answered 3, pending 6. The attempt is the
// operation's newest.
constexpr std::string_view k_from =
    " FROM (SELECT o1.id AS id FROM payment p1 JOIN operation o1 ON o1.payment_id = p1.id "
    "WHERE p1.in_doubt = 1 AND o1.state = 10 UNION SELECT a1.operation_id AS id FROM attempt a1 "
    "WHERE a1.phase = 3 AND a1.next_check_at IS NULL) w JOIN operation o ON o.id = w.id "
    "JOIN payment p ON p.id = o.payment_id JOIN merchant m ON m.id = p.merchant_id "
    "JOIN attempt a ON a.operation_id = o.id AND a.seq = (SELECT max(a2.seq) FROM attempt a2 "
    "WHERE a2.operation_id = o.id) WHERE o.state IN (6, 10)";
constexpr std::string_view k_since = "COALESCE(a.sent_at, a.prepared_at)";

AskedQuestion read_question(const storage::Row& row) {
  AskedQuestion question;
  question.seq = static_cast<int>(row.i64(0));
  question.asked_at = row.instant(1);
  question.replied_at = row.instant(2);
  question.reply = row.as_enum<Reply>(3);
  question.http_status = static_cast<int>(row.i64(4));
  question.detail = row.text(5);
  question.method = row.as_enum<AskMethod>(6);
  return question;
}

}  // namespace

void save_question(storage::Tx& tx, AttemptId attempt, const AskedQuestion& question) {
  tx.exec(
      "INSERT INTO attempt_question (attempt_id, seq, asked_at, replied_at, reply, http_status, "
      "detail, method) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (attempt_id, seq) DO "
      "UPDATE SET "
      "replied_at = excluded.replied_at, reply = excluded.reply, "
      "http_status = excluded.http_status, detail = excluded.detail, method = excluded.method",
      {attempt, question.seq, question.asked_at, question.replied_at, question.reply,
       question.http_status, question.detail, question.method});
}

std::vector<AskedQuestion> questions_of(storage::Tx& tx, AttemptId attempt) {
  return tx.all(
      "SELECT seq, asked_at, replied_at, reply, http_status, detail, method FROM attempt_question "
      "WHERE attempt_id = $1 ORDER BY seq",
      {attempt}, read_question);
}

std::vector<UnansweredOperation> unanswered(storage::Tx& tx, const Scope& scope,
                                            const ListUnanswered& filter, Instant older_than) {
  storage::Query query("SELECT ");
  query.add(k_payment_columns).add(", ").add(k_operation_columns).add(", ");
  query.add(k_attempt_columns).add(k_from);
  storage::scope_filter(query, scope, "p.company_id", "p.merchant_id", "p.project_id");
  if (filter.merchant) query.add(" AND p.merchant_id = ", filter.merchant);
  if (filter.payment) query.add(" AND p.id = ", filter.payment);
  if (filter.at_least) query.add(" AND ").add(k_since).add(" <= ", older_than);
  if (filter.after) query.add(" AND o.id > ", filter.after);
  query.add(" ORDER BY o.id LIMIT ", filter.limit);
  return query.all(tx, [](const storage::Row& row) {
    UnansweredOperation one;
    one.payment = read_payment(row);
    one.operation = read_operation(row, k_payment_width);
    one.attempt = read_attempt(row, k_payment_width + k_operation_width);
    one.since = one.attempt.sent_at.value_or(one.attempt.prepared_at);
    return one;
  });
}

std::vector<Waiting> all_waiting(storage::Tx& tx, const Scope& scope) {
  storage::Query query("SELECT ");
  query.add(k_since).add(", o.amount_minor, p.currency").add(k_from);
  storage::scope_filter(query, scope, "p.company_id", "p.merchant_id", "p.project_id");
  return query.all(tx, [](const storage::Row& row) {
    return Waiting{row.instant(0), {row.i64(1), Currency::of(row.text(2))}};
  });
}

OpenCases open_cases(storage::Tx& tx, const Scope& scope) {
  storage::Query query("SELECT count(*), min(e.opened_at) FROM exception_case e WHERE e.state = 1");
  storage::scope_filter(query, scope, "e.company_id", "e.merchant_id",
                        "(SELECT q.project_id FROM payment q WHERE q.id = e.payment_id)");
  return query
      .one(tx,
           [](const storage::Row& row) {
             return OpenCases{row.i64(0), row.instant_or_null(1)};
           })
      .value_or(OpenCases{});
}

std::vector<Due> due_alerts(storage::Tx& tx, AnswerAge age, Instant older_than,
                            std::int64_t limit) {
  storage::Query query("SELECT o.id, p.id, p.company_id, p.merchant_id, m.name, o.amount_minor, ");
  query.add("p.currency, ").add(k_since).add(k_from);
  query.add(" AND ").add(k_since).add(" <= ", older_than);
  query.add(" AND NOT EXISTS (SELECT 1 FROM answer_alert t WHERE t.operation_id = o.id ");
  query.add("AND t.level = ", age).add(") ORDER BY o.id LIMIT ", limit);
  return query.all(tx, [](const storage::Row& row) {
    Due due;
    due.operation = row.id<OperationId>(0);
    due.payment = row.id<PaymentId>(1);
    due.company = row.id<CompanyId>(2);
    due.merchant = row.id<MerchantId>(3);
    due.merchant_name = row.text(4);
    due.amount = {row.i64(5), Currency::of(row.text(6))};
    due.since = row.instant(7);
    return due;
  });
}

bool insert_alert(storage::Tx& tx, OperationId operation, AnswerAge age, Instant now) {
  return tx.exec(
             "INSERT INTO answer_alert (operation_id, level, raised_at) VALUES ($1, $2, $3) "
             "ON CONFLICT (operation_id, level) DO NOTHING",
             {operation, age, now}) == 1;
}

}  // namespace bursar::payments::store
