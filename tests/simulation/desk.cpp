// Impatient people: at any moment of an unknown outcome one of them may want out.
#include "simulation/desk.hpp"

namespace bursar::simulation {
namespace {

constexpr std::int64_t k_look_ms = 4 * k_minute_ms;
constexpr std::int64_t k_quiet_look_ms = 4 * k_hour_ms;

}  // namespace

void Desk::open(Instant until) {
  until_ = until;
  world_.timeline.after_ms(k_look_ms, [this] { look(); });
}

// After the trade only what no question can end: refunds at an acquirer without questions, whose
// request was lost with the process that had sent it.
bool Desk::wants_back(const payments::UnansweredOperation& row) {
  if (row.methods.size() < 3 || !row.methods[2].why_not.empty()) return false;
  if (world_.timeline.now() < until_) return world_.random.below(3) == 0;
  return !row.methods[0].why_not.empty() && !row.next && !row.reversal;
}

// Cannot be undone and nobody can be asked: the statement tells.
void Desk::decide(const payments::UnansweredOperation& row) {
  if (row.next || row.methods.size() < 3) return;
  const bool refused = (row.reversal && row.reversal->state == payments::ReversalState::refused) ||
                       row.methods[2].why_not == "not_reversible";
  const auto& acquirer = world_.endpoint.acquirer();
  const auto* there = acquirer.find(row.attempt.our_reference);
  if (!refused || world_.misbooked.contains(row.attempt.our_reference)) return;
  const Instant now = world_.timeline.now();
  if (there != nullptr && now < there->resolved_at) return;  // not on the statement yet
  const bool approved = there != nullptr && now >= there->approved_at();
  node_.decide(row.operation.id, approved           ? payments::Verdict::approved
                                 : there == nullptr ? payments::Verdict::not_executed
                                                    : payments::Verdict::declined);
}

void Desk::look() {
  for (const auto& row : node_.unanswered()) {
    decide(row);
    if (wants_back(row)) node_.take_back(row.operation.id);
  }
  const bool trade = world_.timeline.now() < until_;
  world_.timeline.after_ms(trade ? k_look_ms : k_quiet_look_ms, [this] { look(); });
}

}  // namespace bursar::simulation
