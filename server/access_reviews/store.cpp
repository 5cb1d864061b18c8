// SQL of access reviews.
#include "access_reviews/store.hpp"

#include "base/text.hpp"
#include "storage/query.hpp"

namespace bursar::access_reviews::store {
namespace {

constexpr std::string_view k_reviews =
    "SELECT v.id, v.state, v.created_at, v.created_by, v.created_by_name, v.signed_at, "
    "v.signed_by_name, v.note, v.digest, v.version, "
    "(SELECT count(*) FROM access_review_row w WHERE w.review_id = v.id AND w.decision = 1), "
    "(SELECT count(*) FROM access_review_row w WHERE w.review_id = v.id AND w.decision = 2), "
    "(SELECT count(*) FROM access_review_row w WHERE w.review_id = v.id AND w.decision = 3) "
    "FROM access_review v";

constexpr std::string_view k_rows =
    "SELECT id, kind, target, user_id, merchant_id, holder, email, account_state, title, place, "
    "rights, is_platform, factors, granted_at, last_used_at, expires_at, decision, note, "
    "decided_by, decided_at, outcome FROM access_review_row";

Review read_review(const storage::Row& row) {
  Review review;
  review.id = row.id<ReviewId>(0);
  review.state = row.as_enum<State>(1);
  review.created_at = row.instant(2);
  review.created_by = row.id<UserId>(3);
  review.created_by_name = row.text(4);
  review.signed_at = row.instant_or_null(5);
  review.signed_by_name = row.text(6);
  review.note = row.text(7);
  review.digest = row.text(8);
  review.version = row.i64(9);
  review.counts = {row.i64(10), row.i64(11), row.i64(12)};
  return review;
}

Row read_row(const storage::Row& row) {
  Row one;
  one.id = row.id<RowId>(0);
  identity::AccessRow& held = one.held;
  held.kind = row.as_enum<identity::AccessKind>(1);
  held.target = row.i64(2);
  held.user = row.id<UserId>(3);
  held.merchant = row.id<MerchantId>(4);
  held.name = row.text(5);
  held.email = row.text(6);
  held.state = row.text(7);
  held.title = row.text(8);
  one.place = row.text(9);
  held.rights = row.text(10);
  held.is_platform = row.boolean(11);
  held.factors = row.text(12);
  held.granted_at = row.instant(13);
  held.last_used_at = row.instant_or_null(14);
  held.expires_at = row.instant_or_null(15);
  one.decision = row.as_enum<Decision>(16);
  one.note = row.text(17);
  one.decided_by = row.text(18);
  one.decided_at = row.instant_or_null(19);
  one.outcome = row.as_enum<Outcome>(20);
  return one;
}

// Signs that LIKE gives a meaning stand for themselves.
std::string part_of(std::string_view text) {
  std::string pattern = "%";
  for (const char c : fold_case(text)) {
    if (c == '%' || c == '_' || c == '!') pattern.push_back('!');
    pattern.push_back(c);
  }
  return pattern + "%";
}

}  // namespace

void insert_review(Tx& tx, const Review& review) {
  tx.exec(
      "INSERT INTO access_review (id, state, created_at, created_by, created_by_name, version) "
      "VALUES ($1, $2, $3, $4, $5, $6)",
      {review.id, review.state, review.created_at, review.created_by, review.created_by_name,
       review.version});
}

void insert_row(Tx& tx, ReviewId review, const Row& row) {
  const identity::AccessRow& held = row.held;
  tx.exec(
      "INSERT INTO access_review_row (id, review_id, kind, target, user_id, merchant_id, holder, "
      "email, account_state, title, place, rights, is_platform, factors, granted_at, "
      "last_used_at, expires_at, decision, outcome) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
      "$10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
      {row.id, review, held.kind, held.target, held.user, held.merchant, held.name, held.email,
       held.state, held.title, row.place, held.rights, held.is_platform, held.factors,
       held.granted_at, held.last_used_at, held.expires_at, row.decision, row.outcome});
}

bool any_open(Tx& tx) {
  return tx
      .one("SELECT id FROM access_review WHERE state = $1", {State::open},
           [](const storage::Row& row) { return row.i64(0); })
      .has_value();
}

std::optional<Review> find_review(Tx& tx, ReviewId id) {
  return tx.one(std::string(k_reviews) + " WHERE v.id = $1", {id}, read_review);
}

std::vector<Review> reviews(Tx& tx) {
  return tx.all(std::string(k_reviews) + " ORDER BY v.id DESC LIMIT 100", {}, read_review);
}

std::optional<Instant> last_signed_at(Tx& tx) {
  const auto found =
      tx.one("SELECT max(signed_at) FROM access_review WHERE state = $1", {State::signed_off},
             [](const storage::Row& row) { return row.instant_or_null(0); });
  return found ? *found : std::nullopt;
}

std::vector<Row> rows(Tx& tx, ReviewId review, const ListRows& filter) {
  storage::Query query(k_rows);
  query.add(" WHERE review_id = ", review);
  if (filter.kind) query.add(" AND kind = ", *filter.kind);
  if (filter.decision) query.add(" AND decision = ", *filter.decision);
  if (!filter.search.empty()) {
    const std::string part = part_of(filter.search);
    query.add(" AND (lower(holder) LIKE ", part).add(" ESCAPE '!' OR lower(email) LIKE ", part);
    query.add(" ESCAPE '!' OR lower(title) LIKE ", part);
    query.add(" ESCAPE '!' OR lower(place) LIKE ", part).add(" ESCAPE '!')");
  }
  if (filter.before) query.add(" AND id < ", filter.before);
  query.add(" ORDER BY id DESC LIMIT ", filter.limit);
  return query.all(tx, read_row);
}

std::vector<Row> all_rows(Tx& tx, ReviewId review) {
  return tx.all(std::string(k_rows) + " WHERE review_id = $1 ORDER BY id DESC", {review}, read_row);
}

std::int64_t save_decision(Tx& tx, const Call& call, const DecideRows& command) {
  storage::Query query("UPDATE access_review_row SET decision = ");
  query.add("", command.decision).add(", note = ", command.note);
  query.add(", decided_by = ", call.actor.name).add(", decided_at = ", call.now);
  query.add(" WHERE review_id = ", command.review).add_list(" AND id IN ", command.rows);
  return tx.exec(query.sql(), query.params());
}

void bump_version(Tx& tx, ReviewId review) {
  tx.exec("UPDATE access_review SET version = version + 1 WHERE id = $1", {review});
}

void save_outcome(Tx& tx, RowId row, Outcome outcome) {
  tx.exec("UPDATE access_review_row SET outcome = $2 WHERE id = $1", {row, outcome});
}

void save_signature(Tx& tx, const Review& review, UserId by) {
  tx.exec(
      "UPDATE access_review SET state = $2, signed_at = $3, signed_by = $4, signed_by_name = $5, "
      "note = $6, digest = $7, version = $8 WHERE id = $1",
      {review.id, review.state, review.signed_at, by, review.signed_by_name, review.note,
       review.digest, review.version});
}

}  // namespace bursar::access_reviews::store
