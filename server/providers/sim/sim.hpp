// The adapter of the simulated acquirer: typed requests into its JSON, its answers into outcomes.
// Pure.
#pragma once

#include "providers/providers.hpp"

namespace bursar::providers {

class SimAdapter : public Adapter {
 public:
  std::string_view name() const override { return "sim"; }
  Capabilities capabilities() const override;
  const Description& describe() const override;
  WebhookReading parse_webhook(const WebhookMessage& message) const override;
  WireRequest build(const ProviderRequest& request, const AccountConfig& account) const override;
  Outcome parse(const ProviderRequest& request, const WireResponse& response) const override;
};

}  // namespace bursar::providers
