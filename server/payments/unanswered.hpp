// Operations whose end nobody knows: why, since when, what was tried, what happens next, and when
// somebody has to be told that it takes too long.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "payments/payments.hpp"
#include "payments/reversal.hpp"
#include "payments/steps.hpp"

namespace bursar::payments {

/// Why there is no answer.
enum class Unanswered {
  no_answer = 1,  ///< no certain answer came back; the provider is asked again
  given_up,       ///< asking has ended without an answer: a person has to find out
  pending_long,   ///< the provider decides later, and asking has ended
  contradiction,  ///< the provider names another amount, currency or reference
  taking_back,    ///< it is being undone, and the provider has not acknowledged that
};
std::string_view word(Unanswered value);

/// How long is too long: each age is reported once.
enum class AnswerAge { quarter_hour = 1, hour, day };
std::string_view word(AnswerAge value);
std::optional<AnswerAge> answer_age_of(std::string_view word);
std::int64_t age_ms(AnswerAge value);

/// What came back to one question about an attempt.
enum class Reply {
  approved = 1,
  declined,
  pending,
  not_executed,
  not_found,      ///< the provider does not know the reference (yet)
  unclear,        ///< an answer that says nothing certain
  contradiction,  ///< another amount, currency or reference
  unreachable,    ///< no byte left, or the connection broke
  action          ///< the customer has to act
};
std::string_view word(Reply value);
struct AskedQuestion {
  int seq = 0;
  AskMethod method = AskMethod::query;
  Instant asked_at, replied_at;
  Reply reply = Reply::unclear;
  int http_status = 0;
  std::string detail;
};
/// Keeps what a question brought, in the transaction that records it. At most a hundred of each
/// attempt; a repeated number is written over.
void note_reply(storage::Tx& tx, const Call& call, const Attempt& attempt, const Question& asked,
                const providers::Outcome& outcome, const providers::WireResponse& response);

/// One way to end the doubt: how often it was tried, and why it is not open now ("" when it is).
/// The words are those of repeat_objection() and reversal_objection(); of a query: not_offered.
struct MethodNote {
  AskMethod method = AskMethod::query;
  std::string_view why_not;
  int times = 0;
};
struct UnansweredOperation {
  Payment payment;
  Operation operation;
  Attempt attempt;  ///< the open one, without its masked bodies
  std::string provider_account_title;
  Unanswered why = Unanswered::no_answer;
  Instant since;
  std::optional<AnswerAge> age;          ///< the highest it has reached
  std::vector<AskedQuestion> questions;  ///< oldest first
  Money at_stake;
  std::vector<MethodNote> methods;
  std::optional<AskMethod> next;    ///< what is sent at attempt.next_check_at
  std::optional<Instant> proof_at;  ///< "not found" proves nothing earlier; none: it never does
  std::optional<Reversal> reversal;
};
struct ListUnanswered {
  MerchantId merchant;
  PaymentId payment;
  std::optional<AnswerAge> at_least;
  OperationId after;  ///< page key: younger than this one
  std::int64_t limit = 50;
};
/// The longest waiting first.
std::vector<UnansweredOperation> list_unanswered(storage::Tx& tx, const Scope& scope, Instant now,
                                                 const ListUnanswered& filter);

struct UnansweredSums {
  std::int64_t operations = 0, quarter_hour = 0, hour = 0, day = 0;
  std::optional<Instant> oldest_at;
  std::vector<Money> at_stake;  ///< by currency
  std::int64_t exceptions = 0;
  std::optional<Instant> oldest_exception_at;
};
UnansweredSums sum_unanswered(storage::Tx& tx, const Scope& scope, Instant now);

/// Something to tell people: operations of one merchant that have reached an age.
struct AnswerAlert {
  AnswerAge age = AnswerAge::quarter_hour;
  CompanyId company;
  MerchantId merchant;
  std::string merchant_name;
  std::int64_t operations = 0;
  Instant oldest_at;
};
/// Finds operations that have reached an age since the last look, keeps each once, and emits
/// `operation.unanswered` for it. At most 500 at a time; the rest with the next look.
std::vector<AnswerAlert> raise_answer_alerts(storage::Tx& tx, const Call& call);

}  // namespace bursar::payments
