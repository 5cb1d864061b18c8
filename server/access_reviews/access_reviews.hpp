// Reviews of access: who holds what is written down as it is, somebody decides row by row what
// stays, and signs it off; what goes is taken away with the signature. Due every 180 days.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/result.hpp"
#include "identity/access_report.hpp"
#include "storage/storage.hpp"

namespace bursar::access_reviews {

using storage::Tx;

struct ReviewTag {
  static constexpr std::string_view k_prefix = "ar_";
  static constexpr const char* k_noun = "access review";
};
using ReviewId = Id<ReviewTag>;
struct RowTag {
  static constexpr std::string_view k_prefix = "aw_";
  static constexpr const char* k_noun = "row";
};
using RowId = Id<RowTag>;

inline constexpr std::int64_t k_due_every_ms = 180 * k_day_ms;
inline constexpr std::size_t k_decided_at_once = 200;

enum class State { open = 1, signed_off };
enum class Decision { undecided = 1, keep, remove };
/// What became of a row with the signature: left alone, taken away, or gone before.
enum class Outcome { none = 1, removed, gone };
std::string_view word(State value);
std::string_view word(Decision value);
std::string_view word(Outcome value);
std::optional<Decision> decision_of(std::string_view word);
std::optional<identity::AccessKind> kind_of(std::string_view word);

struct Counts {
  std::int64_t undecided = 0;
  std::int64_t keep = 0;
  std::int64_t remove = 0;
};

struct Review {
  ReviewId id;
  State state = State::open;
  Instant created_at;
  UserId created_by;
  std::string created_by_name;
  std::optional<Instant> signed_at;
  std::string signed_by_name;
  std::string note;
  std::string digest;  ///< SHA-256 of the export, hexadecimal; set by the signature
  std::int64_t version = 1;
  Counts counts;
};

/// One row: what was held when the review began, and what was decided about it.
struct Row {
  RowId id;
  identity::AccessRow held;
  std::string place;  ///< in words: "Whole installation", the name of a company or merchant
  Decision decision = Decision::undecided;
  std::string note;
  std::string decided_by;
  std::optional<Instant> decided_at;
  Outcome outcome = Outcome::none;
};

/// When the next review is due: 180 days after the last signature, or after the installation.
struct Due {
  std::optional<Instant> signed_at;
  Instant due_at;
  bool is_due = false;
};
Due due(Tx& tx, Instant now);

/// What a place is called.
using NameOf = std::function<std::string(Tx&, const identity::Place&)>;

/// Writes down who holds what. Errors: refused/review_open while another one is open.
Result<Review> start_review(Tx& tx, const Call& call, const NameOf& name_of);
/// Newest first, at most a hundred.
std::vector<Review> list_reviews(Tx& tx);
/// Errors: not_found.
Result<Review> read_review(Tx& tx, ReviewId id);

struct ListRows {
  std::optional<identity::AccessKind> kind;
  std::optional<Decision> decision;
  std::string search;  ///< part of name, address, role or place
  RowId before;
  std::int64_t limit = 50;
};
/// In the order of names.
std::vector<Row> list_rows(Tx& tx, ReviewId id, const ListRows& filter);

struct DecideRows {
  ReviewId review;
  std::vector<RowId> rows;  ///< at most k_decided_at_once
  Decision decision = Decision::keep;
  std::string note;
};
/// Errors: not_found; refused/review_signed; invalid/note_missing (removing says why),
/// text_invalid.
Result<Review> decide_rows(Tx& tx, const Call& call, const DecideRows& command);

struct SignReview {
  ReviewId review;
  std::int64_t version = 0;  ///< as last read; another one is conflict/version_changed
  std::string note;
};
struct Signed {
  Review review;
  std::vector<std::string> revoked_keys;  ///< public ids, for caches that have to forget them
};
/// Takes away what was decided to go and closes the review for good: all of it, or nothing.
/// Errors: not_found; refused/review_signed, rows_undecided; conflict/version_changed; those of
/// identity::end_access, with the detail `row_id`.
Result<Signed> sign_review(Tx& tx, const Call& call, const SignReview& command);

/// The review with every row as a table; for a signed one the very text whose digest it holds.
std::string export_csv(Tx& tx, const Review& review);

/// Mails those who could do a review that is due, once a week. For a daily job; returns how many.
std::int64_t remind_of_review(Tx& tx, const Call& call);

const std::vector<storage::Migration>& migrations();

}  // namespace bursar::access_reviews
