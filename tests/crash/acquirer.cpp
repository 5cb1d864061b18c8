// Answers as the simulated acquirer words them (simulator/protocol.md), with the ways in which an
// answer can fail to come.
#include "crash/acquirer.hpp"

#include <fmt/format.h>

namespace bursar::crash {
namespace {

using payments::OperationState;
using providers::OutcomeKind;
using providers::ProviderRequest;
using providers::Reach;
using providers::WireResponse;

Answer silence(Reach reach, std::string why) {
  WireResponse response;
  response.reach = reach;
  response.failure = std::move(why);
  return {std::move(response),
          reach == Reach::not_sent ? OperationState::failed : OperationState::in_doubt};
}

struct Wording {
  std::string_view status, code, more;
  OperationState after;
};

Wording wording_of(OutcomeKind outcome) {
  if (outcome == OutcomeKind::approved)
    return {"approved", "00", R"(,"auth_code":"123456")", OperationState::succeeded};
  if (outcome == OutcomeKind::pending)
    return {"pending", "09", R"(,"poll_after_ms":1000)", OperationState::pending};
  return {"declined", "51", "", OperationState::declined};
}

Answer worded(const ProviderRequest& request, OutcomeKind outcome) {
  const Wording words = wording_of(outcome);
  WireResponse response;
  response.reach = Reach::answered;
  response.status = 200;
  response.latency_us = 1'500;
  response.body =
      fmt::format(R"({{"reference":"{0}","provider_reference":"ac_{0}","status":"{1}",)"
                  R"("code":"{2}","message":"","amount_minor":{3},"currency":"{4}"{5}}})",
                  request.our_reference, words.status, words.code, request.amount.minor,
                  request.amount.currency.code(), words.more);
  return {std::move(response), words.after};
}

AttemptId attempt_of(std::string_view reference) { return AttemptId::parse(reference).value(); }

}  // namespace

Answer Acquirer::order(const ProviderRequest& request, SeededRandom& random) {
  const AttemptId attempt = attempt_of(request.our_reference);
  const std::uint64_t lot = random.below(100);
  if (book_.contains(attempt)) repeated_.push_back(attempt);
  if (lot < 4) return silence(Reach::not_sent, "connection refused");
  if (lot < 8) return silence(Reach::unknown, "closed before it arrived");
  const OutcomeKind outcome = lot < 14   ? OutcomeKind::pending
                              : lot < 26 ? OutcomeKind::declined
                                         : OutcomeKind::approved;
  book_.emplace(attempt, outcome);
  if (lot >= 90) return silence(Reach::unknown, "closed before the answer");
  return worded(request, outcome);
}

std::optional<Answer> Acquirer::query(const ProviderRequest& request) {
  const auto found = book_.find(attempt_of(request.our_reference));
  if (found == book_.end()) return std::nullopt;
  if (found->second == OutcomeKind::pending) found->second = OutcomeKind::approved;
  return worded(request, found->second);
}

Answer Acquirer::undo(const ProviderRequest& request) {
  const auto found = book_.find(attempt_of(request.original_reference));
  if (found != book_.end()) found->second = OutcomeKind::declined;
  Answer answer = worded(request, OutcomeKind::approved);
  answer.after = OperationState::failed;
  return answer;
}

}  // namespace bursar::crash
