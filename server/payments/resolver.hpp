// How an attempt without a certain answer is resolved: which method is used next, which cannot be
// used and why, and what reversals do to news. Private.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "payments/conclude.hpp"
#include "payments/reversal.hpp"
#include "payments/steps.hpp"

namespace bursar::payments {

/// Longer than any exchange lasts (connect 3 s, request 25 s).
inline constexpr std::int64_t k_exchange_max_ms = 60 * k_second_ms;

/// Whether a provider can be asked about this attempt.
bool can_ask(const providers::Capabilities& can, const Attempt& attempt);
/// Why the same request must not go out again; empty when it may: not_offered, answers (questions
/// tell enough), has_security_code, not_recorded, account_changed, being_taken_back, too_late,
/// contradiction.
std::string_view repeat_objection(storage::Tx& tx, Instant now, const store::Context& context);
/// What would be sent at `now`; none when nothing can be.
std::optional<AskMethod> next_method(storage::Tx& tx, Instant now, const store::Context& context);
/// The same, and starts a reversal where its deadline is reached.
std::optional<AskMethod> choose_method(storage::Tx& tx, const Call& call, store::Context& context);
/// From when on "not found" can prove that there is nothing: the provider's time for hiding it,
/// counted from the end of the last exchange. None: it never proves that.
std::optional<Instant> absence_is_proof_at(const store::Context& context);
/// When a payment without an answer is taken back unasked; none where that is not done.
std::optional<Instant> reversal_deadline(const store::Context& context);
/// After a question that brought no certainty: takes the attempt back when its time is over.
void reverse_when_overdue(storage::Tx& tx, const Call& call, store::Context& context);

/// Fills in what is sent. False when that is not possible (not even the same any more, or a sealed
/// value does not open): nothing is sent then.
bool fill_repeat(storage::Tx& tx, const vault::KeyRing& keys, const store::Context& context,
                 Question& question);
bool fill_reversal(storage::Tx& tx, const Call& call, store::Context& context, Question& question);

/// Marks the wish; the caller's context holds what was saved.
void start_reversal(storage::Tx& tx, const Call& call, store::Context& context, ReversalCause cause,
                    const std::string& reason);
/// True when a reversal makes news of the provider void, and they have been noted; then nothing
/// else may come of them. Ends a reversal that a refusal has made needless.
bool is_held_by_reversal(storage::Tx& tx, const Call& call, store::Context& context,
                         const providers::Outcome& outcome, const Origin& origin);
/// What the provider said to a reversal.
void record_reversal(storage::Tx& tx, const Call& call, store::Context& context,
                     providers::Outcome outcome);
/// What came of the same request sent again.
void record_repeat(storage::Tx& tx, const Call& call, store::Context& context,
                   const providers::Outcome& outcome);

namespace store {
void insert_reversal(storage::Tx& tx, const Reversal& reversal);
void save_reversal(storage::Tx& tx, const Reversal& reversal);
/// Whether the newest question about an attempt was answered with "not found".
bool last_query_found_nothing(storage::Tx& tx, AttemptId attempt);
/// Whether the provider ever named another amount, currency or reference.
bool has_contradiction(storage::Tx& tx, const Context& context);
}  // namespace store

}  // namespace bursar::payments
