// Reads and writes of the table api_key. Private to identity.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "identity/identity.hpp"

namespace bursar::identity::store {

void insert_api_key(Tx& tx, const StoredApiKey& key);
std::optional<StoredApiKey> find_api_key(Tx& tx, std::string_view public_id);
/// The key when it belongs to the merchant and lies in the scope.
std::optional<ApiKey> find_api_key(Tx& tx, const Scope& scope, MerchantId merchant, ApiKeyId id);
std::vector<ApiKey> list_api_keys(Tx& tx, const Scope& scope, MerchantId merchant);
/// False when the key was already replaced or revoked.
bool replace_api_key(Tx& tx, ApiKeyId id, ApiKeyId by, Instant overlap_until);
void revoke_api_key(Tx& tx, ApiKeyId id);
/// Notes that a signature was used; false when it was before.
bool note_signed_request(Tx& tx, ApiKeyId id, std::string_view nonce, Instant expires_at);
std::int64_t forget_signed_requests(Tx& tx, Instant now);
/// Label, allowed addresses and signing key.
void save_api_key(Tx& tx, const ApiKey& key);
/// Keys in use that end by `until` and were not reminded of at `days` or fewer before.
std::vector<ApiKey> keys_to_remind(Tx& tx, Instant until, std::int64_t days, Instant now);
void save_reminder(Tx& tx, ApiKeyId id, std::int64_t days);
void add_use(Tx& tx, const ApiKeyUse& use);

}  // namespace bursar::identity::store
