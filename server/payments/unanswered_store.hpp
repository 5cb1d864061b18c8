// SQL of operations without an answer. Private.
#pragma once

#include "payments/unanswered.hpp"

namespace bursar::payments::store {

void save_question(storage::Tx& tx, AttemptId attempt, const AskedQuestion& question);
std::vector<AskedQuestion> questions_of(storage::Tx& tx, AttemptId attempt);

/// Longest waiting first; without questions and title.
std::vector<UnansweredOperation> unanswered(storage::Tx& tx, const Scope& scope,
                                            const ListUnanswered& filter, Instant older_than);
/// Of every operation without an answer only what sums need.
struct Waiting {
  Instant since;
  Money amount;
};
std::vector<Waiting> all_waiting(storage::Tx& tx, const Scope& scope);
struct OpenCases {
  std::int64_t count = 0;
  std::optional<Instant> oldest_at;
};
OpenCases open_cases(storage::Tx& tx, const Scope& scope);

/// An operation that has reached an age nobody was told of.
struct Due {
  OperationId operation;
  PaymentId payment;
  CompanyId company;
  MerchantId merchant;
  std::string merchant_name;
  Money amount;
  Instant since;
};
std::vector<Due> due_alerts(storage::Tx& tx, AnswerAge age, Instant older_than, std::int64_t limit);
/// False when it was told before.
bool insert_alert(storage::Tx& tx, OperationId operation, AnswerAge age, Instant now);

}  // namespace bursar::payments::store
