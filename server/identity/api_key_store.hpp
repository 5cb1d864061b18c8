// Reads and writes of the table api_key. Private to identity.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "identity/identity.hpp"

namespace bursar::identity::store {

/// `created_by` is 0 for keys made by a job.
void insert_api_key(Tx& tx, const StoredApiKey& key, std::int64_t created_by);
std::optional<StoredApiKey> find_api_key(Tx& tx, std::string_view public_id);
/// The key when it belongs to the merchant and lies in the scope.
std::optional<ApiKey> find_api_key(Tx& tx, const Scope& scope, MerchantId merchant, ApiKeyId id);
std::vector<ApiKey> list_api_keys(Tx& tx, const Scope& scope, MerchantId merchant);
/// False when the key was already replaced or revoked.
bool replace_api_key(Tx& tx, ApiKeyId id, ApiKeyId by, Instant overlap_until);
void revoke_api_key(Tx& tx, ApiKeyId id);
void add_use(Tx& tx, const ApiKeyUse& use);

}  // namespace bursar::identity::store
