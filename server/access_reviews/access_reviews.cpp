// Reviews of access: writing down, deciding, signing.
#include "access_reviews/access_reviews.hpp"

#include <algorithm>
#include <array>

#include <sodium.h>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "access_reviews/store.hpp"
#include "audit/audit.hpp"
#include "base/text.hpp"
#include "identity/identity.hpp"

namespace bursar::access_reviews {
namespace {

constexpr std::size_t k_note_max = 1'000;

std::string hex_sha256(std::string_view text) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size());
  return to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

void record(Tx& tx, const Call& call, std::string_view action, ReviewId review,
            const boost::json::object& after) {
  audit::Entry entry;
  entry.action = action;
  entry.subject_kind = "access_review";
  entry.subject_id = review.text();
  entry.after = boost::json::serialize(after);
  audit::record(tx, call, entry);
}

Result<void> check_note(std::string_view note) {
  if (note.size() > k_note_max || !is_printable_utf8(note))
    return invalid("note", "text_invalid", "a note is text of at most 1000 bytes");
  return ok();
}

Error review_signed() { return refused("review_signed", "this review has been signed off"); }

Result<Review> open_review(Tx& tx, ReviewId id) {
  auto review = read_review(tx, id);
  if (review && review->state == State::signed_off) return review_signed();
  return review;
}

// One's own roles last: what goes first must not take the right to finish.
std::vector<Row> to_remove(const Call& call, std::vector<Row> rows) {
  std::erase_if(rows, [](const Row& row) { return row.decision != Decision::remove; });
  std::stable_partition(rows.begin(), rows.end(),
                        [&](const Row& row) { return row.held.user.key != call.actor.key; });
  return rows;
}

bool is_row_of(const std::vector<Row>& rows, const identity::AccessTarget& target) {
  return std::any_of(rows.begin(), rows.end(), [&](const Row& row) {
    return row.held.kind == target.kind && row.held.target == target.target;
  });
}

// What the row stands for, and what rotations put in its place since the review began: a key that
// has a row of its own is decided there.
std::vector<identity::AccessTarget> targets_of(Tx& tx, const Row& row,
                                               const std::vector<Row>& all) {
  std::vector<identity::AccessTarget> targets{
      {row.held.kind, row.held.target, row.held.user, row.held.merchant}};
  for (auto next = identity::successor_of(tx, targets.back()); next && !is_row_of(all, *next);
       next = identity::successor_of(tx, *next))
    targets.push_back(*next);
  return targets;
}

Error about_row(Error error, const Row& row) {
  error.details.emplace_back("row_id", row.id.text());
  error.details.emplace_back("holder", row.held.name);
  return error;
}

// Answers with the public ids of the keys.
Result<std::vector<std::string>> remove_rows(Tx& tx, const Call& call, ReviewId id) {
  std::vector<std::string> revoked;
  const std::vector<Row> all = store::all_rows(tx, id);
  for (const Row& row : to_remove(call, all)) {
    Outcome outcome = Outcome::gone;
    for (const identity::AccessTarget& target : targets_of(tx, row, all)) {
      const auto ended = identity::end_access(tx, call, target);
      if (!ended) return about_row(ended.error(), row);
      if (*ended) outcome = Outcome::removed;
      if (auto key = identity::public_id_of(tx, target)) revoked.push_back(std::move(*key));
    }
    store::save_outcome(tx, row.id, outcome);
  }
  return revoked;
}

}  // namespace

std::string_view word(State value) { return value == State::open ? "open" : "signed_off"; }

std::string_view word(Decision value) {
  switch (value) {
    case Decision::undecided: return "undecided";
    case Decision::keep: return "keep";
    case Decision::remove: return "remove";
  }
  return "undecided";
}

std::string_view word(Outcome value) {
  switch (value) {
    case Outcome::none: return "none";
    case Outcome::removed: return "removed";
    case Outcome::gone: return "gone";
  }
  return "none";
}

std::optional<Decision> decision_of(std::string_view wanted) {
  for (const Decision one : {Decision::undecided, Decision::keep, Decision::remove})
    if (word(one) == wanted) return one;
  return std::nullopt;
}

std::optional<identity::AccessKind> kind_of(std::string_view wanted) {
  using identity::AccessKind;
  for (const AccessKind one : {AccessKind::membership, AccessKind::api_key, AccessKind::api_token})
    if (identity::access_kind_name(one) == wanted) return one;
  return std::nullopt;
}

Due due(Tx& tx, Instant now) {
  Due next;
  next.signed_at = store::last_signed_at(tx);
  const auto began = next.signed_at ? next.signed_at : identity::installed_at(tx);
  next.due_at = began.value_or(now).plus_ms(k_due_every_ms);
  next.is_due = now >= next.due_at;
  return next;
}

Result<Review> start_review(Tx& tx, const Call& call, const NameOf& name_of) {
  if (store::any_open(tx))
    return refused("review_open", "another review is open: sign it off first");
  Review review;
  review.id = call.ids.next<ReviewId>();
  review.created_at = call.now;
  review.created_by = UserId{call.actor.key};
  review.created_by_name = call.actor.name;
  store::insert_review(tx, review);
  const auto held = identity::access_report(tx, call.now);
  // Ids grow and lists begin with the newest: written backwards, they begin with the first name.
  for (auto one = held.rbegin(); one != held.rend(); ++one) {
    Row row;
    row.id = call.ids.next<RowId>();
    row.held = *one;
    const bool of_person = one->kind == identity::AccessKind::api_token;
    row.place = of_person ? "As the person" : name_of(tx, one->place);
    store::insert_row(tx, review.id, row);
  }
  review.counts.undecided = static_cast<std::int64_t>(held.size());
  record(tx, call, "start_access_review", review.id, {{"rows", std::to_string(held.size())}});
  return review;
}

std::vector<Review> list_reviews(Tx& tx) { return store::reviews(tx); }

Result<Review> read_review(Tx& tx, ReviewId id) {
  auto review = store::find_review(tx, id);
  if (!review) return not_found("access review");
  return std::move(*review);
}

std::vector<Row> list_rows(Tx& tx, ReviewId id, const ListRows& filter) {
  return store::rows(tx, id, filter);
}

Result<Review> decide_rows(Tx& tx, const Call& call, const DecideRows& command) {
  const auto review = open_review(tx, command.review);
  if (!review) return review.error();
  if (auto fits = check_note(command.note); !fits) return fits.error();
  if (command.decision == Decision::remove && trim(command.note).empty())
    return invalid("note", "note_missing", "say why this is taken away");
  std::vector<RowId> once = command.rows;
  std::sort(once.begin(), once.end(), [](RowId a, RowId b) { return a.key < b.key; });
  once.erase(std::unique(once.begin(), once.end()), once.end());
  if (once.empty() || once.size() > k_decided_at_once)
    return invalid("row_ids", "out_of_range", "1 to 200 rows are decided at once");
  DecideRows wanted = command;
  wanted.rows = once;
  if (store::save_decision(tx, call, wanted) != static_cast<std::int64_t>(once.size()))
    return not_found("row");
  store::bump_version(tx, command.review);
  std::string rows;
  for (const RowId row : once) rows.append(rows.empty() ? "" : " ").append(row.text());
  record(tx, call, "decide_access_rows", command.review,
         {{"decision", word(command.decision)}, {"rows", rows}, {"note", command.note}});
  return read_review(tx, command.review);
}

Result<Signed> sign_review(Tx& tx, const Call& call, const SignReview& command) {
  const auto before = open_review(tx, command.review);
  if (!before) return before.error();
  if (auto fits = check_note(command.note); !fits) return fits.error();
  if (before->version != command.version)
    return conflict("version_changed", "somebody decided about rows meanwhile");
  if (before->counts.undecided > 0)
    return refused("rows_undecided",
                   std::to_string(before->counts.undecided) + " rows are not decided yet");
  auto revoked = remove_rows(tx, call, command.review);
  if (!revoked) return revoked.error();
  Review review = *before;
  review.state = State::signed_off;
  review.signed_at = call.now;
  review.signed_by_name = call.actor.name;
  review.note = command.note;
  review.version = before->version + 1;
  review.digest = hex_sha256(export_csv(tx, review));
  store::save_signature(tx, review, UserId{call.actor.key});
  record(tx, call, "sign_access_review", review.id,
         {{"kept", std::to_string(review.counts.keep)},
          {"removed", std::to_string(review.counts.remove)},
          {"digest", review.digest},
          {"note", review.note}});
  return Signed{std::move(review), std::move(*revoked)};
}

}  // namespace bursar::access_reviews
