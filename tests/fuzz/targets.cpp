// The list of targets.
#include "fuzz/targets.hpp"

#include <algorithm>
#include <array>

namespace bursar::fuzz {
namespace {

constexpr auto k_targets = std::to_array<Target>({
    {"request_head", request_head},
    {"response_head", response_head},
    {"chunked_body", chunked_body},
    {"json_reader", json_reader},
    {"orsunpay_sale", orsunpay_sale},
    {"orsunpay_refund", orsunpay_refund},
    {"orsunpay_list", orsunpay_list},
    {"base_text", base_text},
    {"base_numbers", base_numbers},
    {"rule_text", rule_text},
    {"simulator_call", simulator_call},
    {"provider_answer", provider_answer},
    {"stripe_answer", stripe_answer},
    {"crypto_answer", crypto_answer},
    {"provider_message", provider_message},
    {"stripe_message", stripe_message},
    {"bank_answer", bank_answer},
    {"bank_file", bank_file},
    {"payment_file", payment_file},
    {"masked_body", masked_body},
    {"node_answer", node_answer},
    {"batch_file", batch_file},
    {"batch_cells", batch_cells},
    {"webauthn_attestation", webauthn_attestation},
    {"webauthn_assertion", webauthn_assertion},
    {"webauthn_client_data", webauthn_client_data},
});

}  // namespace

std::span<const Target> targets() { return k_targets; }

const Target* find_target(std::string_view name) {
  const auto* const found =
      std::find_if(k_targets.begin(), k_targets.end(),
                   [name](const Target& target) { return target.name == name; });
  return found == k_targets.end() ? nullptr : found;
}

}  // namespace bursar::fuzz
