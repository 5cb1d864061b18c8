// Use cases of a person's tokens for the Data API. The secret is sealed, not hashed, because a
// signature cannot be checked without it; ending a token destroys it.
#include "identity/api_token.hpp"

#include "identity/api_token_store.hpp"
#include "identity/crypto.hpp"
#include "identity/grant.hpp"
#include "identity/sealed_places.hpp"
#include "identity/store.hpp"
#include "identity/trail.hpp"

namespace bursar::identity {
namespace {

constexpr std::size_t k_secret_length = 43;  // 62^43 > 2^256

void record_token_act(Tx& tx, const Call& call, std::string_view action, UserId user,
                      const ApiToken& token) {
  record_and_tell(
      tx, call,
      {action,
       user,
       audit::Outcome::ok,
       json_of({{"api_token_id", token.id.text()}, {"token", token.token}}),
       {}},
      action == "create_api_token" ? "user.api_token_created" : "user.api_token_deactivated");
}

void end_token(Tx& tx, const Call& call, UserId user, const ApiToken& token) {
  store::end_api_token(tx, token.id, call.now);
  record_token_act(tx, call, "deactivate_api_token", user, token);
}

}  // namespace

Result<IssuedApiToken> create_api_token(Tx& tx, const Call& call, const Settings& settings) {
  const UserId user{call.actor.key};
  if (const auto before = store::api_token_in_force(tx, user)) end_token(tx, call, user, *before);
  IssuedApiToken issued;
  issued.id = call.ids.next<ApiTokenId>();
  issued.secret = Secret(random_text(call.random, k_secret_length, k_base62));
  issued.token.id = issued.id;
  issued.token.token = random_text(call.random, k_api_token_length, k_base62);
  issued.token.created_at = call.now;
  store::insert_api_token(tx, user, issued.token,
                          seal(settings.keys.totp_key, call.random, issued.secret.reveal(),
                               api_token_place(issued.id)));
  record_token_act(tx, call, "create_api_token", user, issued.token);
  return issued;
}

Result<IssuedApiToken> read_api_token(Tx& tx, const Call& call, ApiTokenId id) {
  auto token = store::find_api_token(tx, UserId{call.actor.key}, id);
  if (!token) return not_found("API token");
  return IssuedApiToken{id, std::move(*token), {}};
}

std::vector<ApiToken> list_api_tokens(Tx& tx, UserId user) { return store::api_tokens(tx, user); }

Result<ApiToken> deactivate_api_token(Tx& tx, const Call& call, ApiTokenId id) {
  auto token = store::find_api_token(tx, UserId{call.actor.key}, id);
  if (!token) return not_found("API token");
  if (token->deactivated_at) return std::move(*token);
  end_token(tx, call, UserId{call.actor.key}, *token);
  token->deactivated_at = call.now;
  return std::move(*token);
}

Result<bool> end_api_token_of(Tx& tx, const Call& call, UserId user, ApiTokenId id) {
  const auto account = load_governed(tx, call, user);
  if (!account) return account.error();
  const auto token = store::find_api_token(tx, user, id);
  if (!token || token->deactivated_at) return false;
  end_token(tx, call, user, *token);
  return true;
}

std::optional<TokenHolder> find_token_holder(Tx& tx, const Settings& settings,
                                             std::string_view token, std::string_view permission,
                                             Instant now) {
  const auto stored = store::find_live_api_token(tx, token);
  if (!stored) return std::nullopt;
  const auto account = store::find_account(tx, stored->user);
  // A lock after wrong passwords is somebody else's doing and does not stop what is signed.
  if (!account || account->state == UserState::disabled || account->state == UserState::invited)
    return std::nullopt;
  auto secret =
      unseal(settings.keys.totp_key, stored->secret_sealed, api_token_place(stored->shown.id));
  if (!secret) return std::nullopt;
  TokenHolder holder;
  holder.id = stored->shown.id;
  holder.actor.kind = ActorKind::user;
  holder.actor.key = stored->user.key;
  holder.actor.name = account->email;
  holder.actor.scope = scope_of(tx, stored->user, permission, now);
  holder.secret = std::move(*secret);
  holder.last_used_at = stored->shown.last_used_at;
  return holder;
}

Result<void> note_api_token_use(Tx& tx, ApiTokenId id, Instant now, std::string_view ip) {
  store::note_api_token_use(tx, id, {now.ms / k_minute_ms * k_minute_ms}, ip);
  return ok();
}

}  // namespace bursar::identity
