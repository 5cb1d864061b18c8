// The adapter of a bank that is reached by files: typed requests become orders for the desk of
// payment files (server/bank), and what the desk says becomes outcomes. Pure, and without a
// network.
#pragma once

#include "providers/description.hpp"

namespace bursar::providers {

class BankAdapter final : public Adapter {
 public:
  std::string_view name() const override { return "bank"; }
  Capabilities capabilities() const override;
  const Description& describe() const override;
  WireRequest build(const ProviderRequest& request, const AccountConfig& account) const override;
  Outcome parse(const ProviderRequest& request, const WireResponse& response) const override;
};

}  // namespace bursar::providers
