// What merchants do with what they hold and what they own: captures in parts, voids, increments,
// payouts; repeated when nobody answered, and beyond what is allowed.
#pragma once

#include <map>
#include <string>

#include "simulation/node.hpp"

namespace bursar::simulation {

class Steps {
 public:
  Steps(World& world, Node& node) : world_(world), node_(node) {}
  /// Plans what follows an authorisation that was acknowledged.
  void follow(const payments::CreateSale& command, PaymentId id, Money amount);
  /// Puts the payouts of a run on the timeline, all before `until`.
  void plan_payouts(int payouts, Instant until);

  struct Acknowledged {
    PaymentId payment;
    OperationId operation;
    Money amount;
  };
  /// By payment and key, as they were acknowledged.
  const std::map<std::string, Acknowledged>& steps() const { return steps_; }
  const std::map<std::string, PaymentId>& payouts() const { return payouts_; }

 private:
  void step(StepKind kind, const payments::CreateStep& command, int tries);
  void pay_out(const payments::CreatePayout& command, int tries);
  payments::CreatePayout payout_command(int number);
  std::int64_t soon_ms(std::uint64_t most) {
    return 1 + static_cast<std::int64_t>(world_.random.below(most));
  }

  World& world_;
  Node& node_;
  std::map<std::string, Acknowledged> steps_;
  std::map<std::string, PaymentId> payouts_;
};

}  // namespace bursar::simulation
