// Reads behind the report of who holds what. Private to identity.
#pragma once

#include <vector>

#include "identity/access_report.hpp"

namespace bursar::identity::store {

std::vector<AccessRow> held_memberships(storage::Tx& tx, Instant now);
std::vector<AccessRow> held_api_keys(storage::Tx& tx, Instant now);
std::vector<AccessRow> held_api_tokens(storage::Tx& tx);
std::optional<Instant> installed_at(storage::Tx& tx);
std::optional<std::string> api_key_public_id(storage::Tx& tx, ApiKeyId id);
std::optional<ApiKeyId> api_key_replaced_by(storage::Tx& tx, ApiKeyId id);

}  // namespace bursar::identity::store
