// An outcome as text and back, between the moment a message is proven and the one it is applied.
// Private to the module.
#pragma once

#include "providers/webhook.hpp"

namespace bursar::provider_webhooks {

std::string text_of(const providers::Outcome& outcome);
/// Reads what text_of() wrote; anything else is a Bug.
providers::Outcome outcome_of(std::string_view text);

/// The same for what is said of a dispute; nothing for the text of an outcome.
std::string text_of(const providers::DisputeNotice& notice);
std::optional<providers::DisputeNotice> dispute_of(std::string_view text);

}  // namespace bursar::provider_webhooks
