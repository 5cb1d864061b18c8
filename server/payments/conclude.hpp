// What an outcome does to an attempt, its operation and its payment. Private; the one place where
// an answer, a reply and an orphan meet, so that they cannot treat an outcome differently.
#pragma once

#include <string_view>

#include "payments/state_machine.hpp"
#include "payments/store.hpp"

namespace bursar::payments {

/// Who says so: the exchange itself ("answer"), a later question ("query"), the same request sent
/// again ("repeat"), a reversal ("reversal"), a message of the provider ("webhook"), or nobody
/// ("crash").
struct Origin {
  std::string_view word;
  std::string_view action;  ///< audit action: use-case name
};
inline constexpr Origin k_from_answer{"answer", "record_answer"};
inline constexpr Origin k_from_query{"query", "record_reply"};
inline constexpr Origin k_from_repeat{"repeat", "record_reply"};
inline constexpr Origin k_from_webhook{"webhook", "record_webhook"};
inline constexpr Origin k_from_crash{"crash", "adopt_orphans"};

/// Applies an outcome and saves the attempt, whatever the outcome changes. What the tables do not
/// allow (a late or repeated message) is written into the history and changes nothing; an approval
/// of what was given up is accepted.
void conclude(storage::Tx& tx, const Call& call, store::Context& context,
              const providers::Outcome& outcome, const Origin& origin);

/// What a provider is asked to do for an operation of this type.
providers::RequestKind order_kind(OperationType type);
/// The same; a refund on the day of its sale undoes the sale.
providers::RequestKind order_kind(const Operation& operation);

/// Wait before the question with this number (from 0); nothing when asking has ended.
std::optional<std::int64_t> question_delay_ms(int number);

}  // namespace bursar::payments
