// SQL of feedback; lists are newest first and page by key.
#include "support/feedback_store.hpp"

#include "storage/query.hpp"

namespace bursar::support {
namespace {

using storage::Tx;

constexpr std::string_view k_select =
    "SELECT id, user_id, user_name, kind, state, section, text, answer, answered_by, created_at, "
    "answered_at, version FROM feedback WHERE 1 = 1";

Feedback read_feedback(const storage::Row& row) {
  Feedback one;
  one.id = row.id<FeedbackId>(0);
  one.user = row.id<UserId>(1);
  one.user_name = row.text(2);
  one.kind = row.as_enum<FeedbackKind>(3);
  one.state = row.as_enum<FeedbackState>(4);
  one.section = row.text(5);
  one.text = row.text(6);
  one.answer = row.text(7);
  one.answered_by = row.text(8);
  one.created_at = row.instant(9);
  one.answered_at = row.instant_or_null(10);
  one.version = row.i64(11);
  return one;
}

}  // namespace

void insert_feedback(Tx& tx, const Feedback& one) {
  tx.exec(
      "INSERT INTO feedback (id, user_id, user_name, kind, state, section, text, answer, "
      "answered_by, created_at, answered_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
      "$10, $11, $12)",
      {one.id, one.user, one.user_name, one.kind, one.state, one.section, one.text, one.answer,
       one.answered_by, one.created_at, one.answered_at, one.version});
}

void update_feedback(Tx& tx, const Feedback& one) {
  tx.exec(
      "UPDATE feedback SET state = $1, answer = $2, answered_by = $3, answered_at = $4, "
      "version = $5 WHERE id = $6",
      {one.state, one.answer, one.answered_by, one.answered_at, one.version, one.id});
}

std::int64_t open_feedback_of(Tx& tx, UserId user) {
  const auto count =
      tx.one("SELECT count(*) FROM feedback WHERE user_id = $1 AND state = $2",
             {user, FeedbackState::open}, [](const storage::Row& row) { return row.i64(0); });
  return count.value_or(0);
}

std::vector<Feedback> list_feedback(Tx& tx, const ListFeedback& filter) {
  storage::Query query(k_select);
  if (filter.user) query.add(" AND user_id = ", filter.user);
  if (filter.state) query.add(" AND state = ", *filter.state);
  if (filter.kind) query.add(" AND kind = ", *filter.kind);
  if (filter.before) query.add(" AND id < ", filter.before);
  query.add(" ORDER BY id DESC LIMIT ", filter.limit);
  return query.all(tx, read_feedback);
}

Result<Feedback> load_feedback(Tx& tx, FeedbackId id) {
  storage::Query query(k_select);
  auto one = query.add(" AND id = ", id).one(tx, read_feedback);
  if (!one) return not_found(FeedbackTag::k_noun);
  return std::move(*one);
}

}  // namespace bursar::support
