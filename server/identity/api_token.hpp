// Tokens of people for the Data API (K-01): 30 characters that name the token in a request and a
// secret that signs it, shown once. A token does what its person may do at the moment of the call;
// one in force per person, and one that was ended never comes back.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/identity.hpp"

namespace bursar::identity {

struct ApiTokenTag {
  static constexpr std::string_view k_prefix = "ut_";
  static constexpr const char* k_noun = "API token";
};
using ApiTokenId = Id<ApiTokenTag>;

inline constexpr std::size_t k_api_token_length = 30;

/// A token as its person sees it.
struct ApiToken {
  ApiTokenId id;
  std::string token;
  Instant created_at;
  std::optional<Instant> deactivated_at;
  std::optional<Instant> last_used_at;  ///< to the minute
  std::string last_ip;
};

struct IssuedApiToken {
  ApiTokenId id;
  ApiToken token;
  Secret secret;  ///< empty when read again: it was shown once
};

/// Makes the actor's token; the one in force before ends with it. Tells the person.
Result<IssuedApiToken> create_api_token(Tx& tx, const Call& call, const Settings& settings);
/// The actor's own token, for a repeat of the request that made it. Errors: not_found.
Result<IssuedApiToken> read_api_token(Tx& tx, const Call& call, ApiTokenId id);
/// All a person ever had, newest first, at most a hundred.
std::vector<ApiToken> list_api_tokens(Tx& tx, UserId user);
/// Ends a token of the actor for good; an ended one stays as it is. Errors: not_found.
Result<ApiToken> deactivate_api_token(Tx& tx, const Call& call, ApiTokenId id);

/// Ends a token of a person whom the actor may change. False when it has ended already.
/// Errors: not_found; forbidden/permission_missing.
Result<bool> end_api_token_of(Tx& tx, const Call& call, UserId user, ApiTokenId id);

/// Whose token a request names, and how its signature is checked.
struct TokenHolder {
  ApiTokenId id;
  Actor actor;  ///< the person; the scope is where they hold the permission now
  Secret secret;
  std::optional<Instant> last_used_at;
};
/// Nothing for an unknown or ended token, and for a person who is not active: callers must not be
/// told which.
std::optional<TokenHolder> find_token_holder(Tx& tx, const Settings& settings,
                                             std::string_view token, std::string_view permission,
                                             Instant now);
/// Notes a use to the minute.
Result<void> note_api_token_use(Tx& tx, ApiTokenId id, Instant now, std::string_view ip);

}  // namespace bursar::identity
