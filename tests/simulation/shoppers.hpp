// The merchants' systems: they sell, refund, repeat what was not answered, and try what is not
// allowed. What they were told is kept, because the books may never contradict it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "simulation/node.hpp"
#include "simulation/steps.hpp"

namespace bursar::simulation {

class Shoppers {
 public:
  Shoppers(World& world, Node& node, Steps& steps) : world_(world), node_(node), steps_(steps) {}
  /// Puts the orders of a run on the timeline, all before `until`.
  void plan(int sales, Instant until);
  /// Payments by merchant and key of the sale that was acknowledged.
  const std::map<std::string, PaymentId>& acknowledged() const { return acknowledged_; }
  /// Refunds by payment and key, as they were acknowledged.
  struct AcknowledgedRefund {
    PaymentId payment;
    OperationId operation;
    Money amount;
  };
  const std::map<std::string, AcknowledgedRefund>& refunds() const { return refunds_; }

 private:
  payments::CreateSale sale_command(int number);
  payments::CreateSale illegal_sale(int number);
  void choose_operation(payments::CreateSale& command);
  void choose_terms(payments::CreateSale& command);
  void sell(const payments::CreateSale& command, int tries);
  void after_sale(const payments::CreateSale& command, PaymentId id, Money amount);
  void refund(const payments::CreateRefund& command, int tries);
  void watch(PaymentId id);
  std::int64_t soon_ms(std::uint64_t most) {
    return 1 + static_cast<std::int64_t>(world_.random.below(most));
  }

  World& world_;
  Node& node_;
  Steps& steps_;
  SeededRandom stolen_{world_.options.seed ^ 0x7374'6F6C'656EULL};  ///< changes no other draw
  std::vector<PaymentId> stored_;  ///< payments whose card may be charged again
  Instant until_;
  std::map<std::string, PaymentId> acknowledged_;
  std::map<std::string, std::string> content_of_key_;
  std::map<std::string, AcknowledgedRefund> refunds_;
  std::map<PaymentId, bool> seen_captured_;
};

}  // namespace bursar::simulation
