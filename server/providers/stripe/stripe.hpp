// The adapter of Stripe's charges API: typed requests into forms, its answers into outcomes. Pure.
#pragma once

#include "providers/description.hpp"

namespace bursar::providers {

class StripeAdapter final : public Adapter {
 public:
  std::string_view name() const override { return "stripe"; }
  Capabilities capabilities() const override;
  const Description& describe() const override;
  WebhookReading parse_webhook(const WebhookMessage& message) const override;
  WireRequest build(const ProviderRequest& request, const AccountConfig& account) const override;
  Outcome parse(const ProviderRequest& request, const WireResponse& response) const override;
};

}  // namespace bursar::providers
