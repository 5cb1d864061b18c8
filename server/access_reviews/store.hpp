// Rows of access reviews. They are about the whole installation: whoever holds the right reads all.
#pragma once

#include "access_reviews/access_reviews.hpp"

namespace bursar::access_reviews::store {

void insert_review(Tx& tx, const Review& review);
void insert_row(Tx& tx, ReviewId review, const Row& row);
bool any_open(Tx& tx);
std::optional<Review> find_review(Tx& tx, ReviewId id);
std::vector<Review> reviews(Tx& tx);
/// Of the last review that was signed.
std::optional<Instant> last_signed_at(Tx& tx);
std::vector<Row> rows(Tx& tx, ReviewId review, const ListRows& filter);
/// All of them, in the order of names.
std::vector<Row> all_rows(Tx& tx, ReviewId review);
/// Returns how many rows of the review that were.
std::int64_t save_decision(Tx& tx, const Call& call, const DecideRows& command);
void bump_version(Tx& tx, ReviewId review);
void save_outcome(Tx& tx, RowId row, Outcome outcome);
void save_signature(Tx& tx, const Review& review, UserId by);

}  // namespace bursar::access_reviews::store
