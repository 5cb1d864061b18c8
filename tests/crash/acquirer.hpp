// The provider's side of the payments workload. It stands outside the machine that loses power, so
// its book is the witness of what was really executed.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "base/id.hpp"
#include "base/random.hpp"
#include "payments/payments.hpp"

namespace bursar::crash {

/// What comes back over the wire, and where it leaves the operation once it is recorded.
struct Answer {
  providers::WireResponse response;
  payments::OperationState after;
};

class Acquirer {
 public:
  /// Executes (or not) what a claimed attempt asks for and words the answer, if one comes.
  Answer order(const providers::ProviderRequest& request, SeededRandom& random);
  /// What it knows about a reference: what was pending is approved by now. Nothing when it never
  /// saw it.
  std::optional<Answer> query(const providers::ProviderRequest& request);
  /// Undoes what stands under the original reference, carried out or not, and acknowledges it.
  Answer undo(const providers::ProviderRequest& request);

  /// What reached it, by the attempt its reference names: the outcome it decided on.
  const std::map<AttemptId, providers::OutcomeKind>& book() const { return book_; }
  /// Orders whose reference it had seen before: work sent twice.
  const std::vector<AttemptId>& repeated() const { return repeated_; }

 private:
  std::map<AttemptId, providers::OutcomeKind> book_;
  std::vector<AttemptId> repeated_;
};

}  // namespace bursar::crash
