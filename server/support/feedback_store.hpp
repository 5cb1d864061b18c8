// SQL of feedback. Private to support.
#pragma once

#include "support/feedback.hpp"

namespace bursar::support {

void insert_feedback(storage::Tx& tx, const Feedback& one);
/// Writes state, answer and version.
void update_feedback(storage::Tx& tx, const Feedback& one);
/// How many of somebody's wait for an answer.
std::int64_t open_feedback_of(storage::Tx& tx, UserId user);

}  // namespace bursar::support
