// Telling why an operation has no answer, what was asked, and when that takes too long.
#include "payments/unanswered.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/json.hpp>

#include "base/text.hpp"
#include "outbox/outbox.hpp"
#include "payments/resolver.hpp"
#include "payments/unanswered_store.hpp"

namespace bursar::payments {
namespace {

namespace json = boost::json;
using providers::OutcomeKind;

constexpr int k_questions_max = 100;
constexpr std::size_t k_detail_max = 300;
constexpr std::int64_t k_alerts_max = 500;
constexpr std::array k_ages{AnswerAge::quarter_hour, AnswerAge::hour, AnswerAge::day};

constexpr std::array<std::pair<Unanswered, std::string_view>, 5> k_whys{
    {{Unanswered::no_answer, "no_answer"},
     {Unanswered::given_up, "given_up"},
     {Unanswered::pending_long, "pending_long"},
     {Unanswered::contradiction, "contradiction"},
     {Unanswered::taking_back, "taking_back"}}};
constexpr std::array<std::pair<AnswerAge, std::string_view>, 3> k_age_words{
    {{AnswerAge::quarter_hour, "quarter_hour"},
     {AnswerAge::hour, "hour"},
     {AnswerAge::day, "day"}}};
constexpr std::array<std::pair<Reply, std::string_view>, 9> k_replies{
    {{Reply::approved, "approved"},
     {Reply::declined, "declined"},
     {Reply::pending, "pending"},
     {Reply::not_executed, "not_executed"},
     {Reply::not_found, "not_found"},
     {Reply::unclear, "unclear"},
     {Reply::contradiction, "contradiction"},
     {Reply::unreachable, "unreachable"},
     {Reply::action, "action"}}};

template <class Table, class Value>
std::string_view word_in(const Table& table, Value value) {
  for (const auto& [one, name] : table)
    if (one == value) return name;
  return "";
}

Reply reply_of(const providers::Outcome& outcome, const providers::WireResponse& response) {
  if (response.reach != providers::Reach::answered) return Reply::unreachable;
  switch (outcome.kind) {
    case OutcomeKind::approved:
    case OutcomeKind::partially_approved: return Reply::approved;
    case OutcomeKind::declined: return Reply::declined;
    case OutcomeKind::pending: return Reply::pending;
    case OutcomeKind::not_executed: return Reply::not_executed;
    case OutcomeKind::action: return Reply::action;
    case OutcomeKind::unknown: break;
  }
  if (outcome.contradicts) return Reply::contradiction;
  return outcome.found ? Reply::unclear : Reply::not_found;
}

Unanswered why_of(const UnansweredOperation& one) {
  if (one.attempt.reversal == ReversalState::open) return Unanswered::taking_back;
  const auto contradicts = [](const AskedQuestion& question) {
    return question.reply == Reply::contradiction;
  };
  if (std::any_of(one.questions.begin(), one.questions.end(), contradicts))
    return Unanswered::contradiction;
  if (one.operation.state == OperationState::pending) return Unanswered::pending_long;
  const bool asked_on = one.attempt.next_check_at || one.attempt.phase != AttemptPhase::answered;
  return asked_on ? Unanswered::no_answer : Unanswered::given_up;
}

int times(const UnansweredOperation& one, AskMethod method) {
  return static_cast<int>(
      std::count_if(one.questions.begin(), one.questions.end(),
                    [&](const AskedQuestion& asked) { return asked.method == method; }));
}

// What can be done about it, what cannot and why, and what comes next.
void add_methods(storage::Tx& tx, Instant now, UnansweredOperation& one) {
  const auto context = store::load_context(tx, one.attempt.id);
  const providers::Adapter* adapter = context ? providers::find_adapter(context->adapter) : nullptr;
  if (adapter == nullptr) return;
  const bool asks = can_ask(adapter->capabilities(), one.attempt);
  one.methods = {
      {AskMethod::query, asks ? "" : "not_offered", times(one, AskMethod::query)},
      {AskMethod::same_request, repeat_objection(tx, now, *context),
       times(one, AskMethod::same_request)},
      {AskMethod::reversal, reversal_objection(one.operation, one.attempt, context->adapter),
       times(one, AskMethod::reversal)}};
  if (one.attempt.next_check_at)
    one.next = next_method(tx, std::max(now, *one.attempt.next_check_at), *context);
  one.proof_at = absence_is_proof_at(*context);
  one.reversal = reversal_of(tx, one.attempt.id);
}

std::optional<AnswerAge> age_of(Instant since, Instant now) {
  std::optional<AnswerAge> reached;
  for (const AnswerAge age : k_ages)
    if (now.ms - since.ms >= age_ms(age)) reached = age;
  return reached;
}

void tell(storage::Tx& tx, const Call& call, const store::Due& due, AnswerAge age) {
  outbox::emit(
      tx, call,
      {.type = "operation.unanswered",
       .company = due.company,
       .merchant = due.merchant,
       .subject_kind = "operation",
       .subject_id = due.operation.text(),
       .payload = json::serialize(json::object{{"operation_id", due.operation.text()},
                                               {"payment_id", due.payment.text()},
                                               {"merchant_id", due.merchant.text()},
                                               {"age", word(age)},
                                               {"since_at", due.since.ms},
                                               {"amount_minor", due.amount.minor},
                                               {"currency", due.amount.currency.code()}})});
}

void add_alert(std::vector<AnswerAlert>& alerts, const store::Due& due, AnswerAge age) {
  for (AnswerAlert& known : alerts)
    if (known.merchant == due.merchant && known.age == age) {
      ++known.operations;
      known.oldest_at = std::min(known.oldest_at, due.since);
      return;
    }
  alerts.push_back({age, due.company, due.merchant, due.merchant_name, 1, due.since});
}

void add_money(std::vector<Money>& sums, const Money& amount) {
  for (Money& known : sums)
    if (known.currency == amount.currency) {
      known.minor += amount.minor;
      return;
    }
  sums.push_back(amount);
}

}  // namespace

std::string_view word(Unanswered value) { return word_in(k_whys, value); }
std::string_view word(AnswerAge value) { return word_in(k_age_words, value); }
std::string_view word(Reply value) { return word_in(k_replies, value); }

std::optional<AnswerAge> answer_age_of(std::string_view text) {
  for (const auto& [age, name] : k_age_words)
    if (name == text) return age;
  return std::nullopt;
}

std::int64_t age_ms(AnswerAge value) {
  switch (value) {
    case AnswerAge::quarter_hour: return 15 * k_minute_ms;
    case AnswerAge::hour: return k_hour_ms;
    case AnswerAge::day: return k_day_ms;
  }
  return k_day_ms;
}

void note_reply(storage::Tx& tx, const Call& call, const Attempt& attempt, const Question& asked,
                const providers::Outcome& outcome, const providers::WireResponse& response) {
  if (attempt.queries > k_questions_max) return;
  AskedQuestion question;
  question.seq = attempt.queries;
  question.method = asked.method;
  question.asked_at = asked.asked_at;
  question.replied_at = call.now;
  question.reply = reply_of(outcome, response);
  question.http_status = response.status;
  const bool answered = response.reach == providers::Reach::answered;
  question.detail = answered ? outcome.provider_message : response.failure;
  if (question.detail.size() > k_detail_max || !is_printable_utf8(question.detail))
    question.detail.clear();
  store::save_question(tx, attempt.id, question);
}

std::vector<UnansweredOperation> list_unanswered(storage::Tx& tx, const Scope& scope, Instant now,
                                                 const ListUnanswered& filter) {
  const Instant older_than = now.plus_ms(filter.at_least ? -age_ms(*filter.at_least) : 0);
  auto rows = store::unanswered(tx, scope, filter, older_than);
  for (UnansweredOperation& one : rows) {
    one.questions = store::questions_of(tx, one.attempt.id);
    one.why = why_of(one);
    one.age = age_of(one.since, now);
    one.at_stake = one.operation.amount;
    add_methods(tx, now, one);
    if (const auto account = providers::load_account(tx, one.attempt.provider_account_id))
      one.provider_account_title = account->title;
  }
  return rows;
}

UnansweredSums sum_unanswered(storage::Tx& tx, const Scope& scope, Instant now) {
  UnansweredSums sums;
  for (const store::Waiting& one : store::all_waiting(tx, scope)) {
    ++sums.operations;
    const std::int64_t waited_ms = now.ms - one.since.ms;
    sums.quarter_hour += waited_ms >= age_ms(AnswerAge::quarter_hour) ? 1 : 0;
    sums.hour += waited_ms >= age_ms(AnswerAge::hour) ? 1 : 0;
    sums.day += waited_ms >= age_ms(AnswerAge::day) ? 1 : 0;
    if (!sums.oldest_at || one.since < *sums.oldest_at) sums.oldest_at = one.since;
    add_money(sums.at_stake, one.amount);
  }
  const store::OpenCases cases = store::open_cases(tx, scope);
  sums.exceptions = cases.count;
  sums.oldest_exception_at = cases.oldest_at;
  return sums;
}

std::vector<AnswerAlert> raise_answer_alerts(storage::Tx& tx, const Call& call) {
  std::vector<AnswerAlert> alerts;
  for (const AnswerAge age : k_ages)
    for (const store::Due& due :
         store::due_alerts(tx, age, call.now.plus_ms(-age_ms(age)), k_alerts_max)) {
      if (!store::insert_alert(tx, due.operation, age, call.now)) continue;
      tell(tx, call, due, age);
      add_alert(alerts, due, age);
    }
  return alerts;
}

}  // namespace bursar::payments
