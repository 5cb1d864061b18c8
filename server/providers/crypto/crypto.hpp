// The adapter of a Litecoin node (and of its relatives with the same RPC): typed requests into
// JSON-RPC, its answers into outcomes. Pure; amounts are read as decimal text, never as floats.
#pragma once

#include "providers/description.hpp"

namespace bursar::providers {

class CryptoAdapter final : public Adapter {
 public:
  std::string_view name() const override { return "crypto"; }
  Capabilities capabilities() const override;
  const Description& describe() const override;
  WireRequest build(const ProviderRequest& request, const AccountConfig& account) const override;
  Outcome parse(const ProviderRequest& request, const WireResponse& response) const override;
};

}  // namespace bursar::providers
