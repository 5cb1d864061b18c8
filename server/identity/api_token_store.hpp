// Rows of tokens for the Data API. Private to identity.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/api_token.hpp"

namespace bursar::identity::store {

struct ApiTokenRow {
  ApiToken shown;
  UserId user;
  std::string secret_sealed;
};

void insert_api_token(Tx& tx, UserId user, const ApiToken& token, std::string_view secret_sealed);
std::optional<ApiToken> find_api_token(Tx& tx, UserId user, ApiTokenId id);
std::optional<ApiToken> api_token_in_force(Tx& tx, UserId user);
std::vector<ApiToken> api_tokens(Tx& tx, UserId user);
/// By the name callers send; only one that has not ended.
std::optional<ApiTokenRow> find_live_api_token(Tx& tx, std::string_view token);
/// Ends it and destroys its secret.
void end_api_token(Tx& tx, ApiTokenId id, Instant now);
void note_api_token_use(Tx& tx, ApiTokenId id, Instant minute, std::string_view ip);

}  // namespace bursar::identity::store
