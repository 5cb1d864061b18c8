// Signatures of messages from providers.
#include "providers/webhook.hpp"

#include "base/text.hpp"
#include "vault/seal.hpp"

namespace bursar::providers {

const std::string* WebhookMessage::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return &value;
  return nullptr;
}

bool is_signed(const Secret& secret, std::string_view text, std::string_view hex) {
  return equal_constant_time(to_hex(vault::keyed_hash(secret, text)), hex);
}

}  // namespace bursar::providers
