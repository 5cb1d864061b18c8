// The simulated acquirer as one of those that answer no questions: what became of a request is
// learnt by sending it again under the same key, or it is undone by our reference.
#pragma once

#include "providers/sim/sim.hpp"

namespace bursar::providers {

class SimRepeatAdapter final : public SimAdapter {
 public:
  std::string_view name() const override { return "sim_repeat"; }
  Capabilities capabilities() const override;
  const Description& describe() const override;
  WebhookReading parse_webhook(const WebhookMessage& message) const override;
};

}  // namespace bursar::providers
