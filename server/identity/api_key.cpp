// Use cases of API keys: a key never carries more than its creator may do at that merchant, and its
// plain text leaves once.
#include <algorithm>

#include "base/text.hpp"
#include "identity/api_key_store.hpp"
#include "identity/trail.hpp"

namespace bursar::identity {
namespace {

constexpr std::size_t k_label_max = 80;
constexpr std::int64_t k_overlap_max_s = 7 * 24 * 3600;

Result<void> check_fields(const Settings& settings, const CreateApiKey& command) {
  const std::string_view label = trim(command.label);
  if (label.empty() || label.size() > k_label_max || !is_printable_utf8(label))
    return invalid("label", "label_invalid", "a label has 1 to 80 printable bytes");
  if (command.scopes.empty())
    return invalid("scopes", "scopes_empty", "a key needs at least one scope");
  for (const auto& scope : command.scopes)
    if (find_api_scope(scope) == nullptr)
      return invalid("scopes", "scope_unknown", "there is no scope " + scope);
  const std::int64_t days = command.expires_in_days.value_or(settings.policy.api_key_days);
  if (days < 1 || days > settings.policy.api_key_days)
    return invalid("expires_in_days", "expiry_invalid",
                   "a key lives 1 to " + std::to_string(settings.policy.api_key_days) + " days");
  return ok();
}

// Each scope of the key must be something its creator may do at that merchant.
Result<void> may_issue(Tx& tx, const Call& call, CompanyId company, MerchantId merchant,
                       const std::vector<std::string>& scopes) {
  if (call.actor.kind != ActorKind::user) return ok();
  for (const auto& scope : scopes) {
    const auto permission = find_api_scope(scope)->creator_permission;
    if (!scope_of(tx, UserId{call.actor.key}, permission, call.now).contains(company, merchant))
      return forbidden(std::string(permission));
  }
  return ok();
}

std::vector<std::string> sorted_once(std::vector<std::string> words) {
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

IssuedApiKey store_fresh(Tx& tx, const Call& call, const Settings& settings, ApiKey key) {
  KeyText text = make_key_text(settings.environment, call.random);
  key.id = call.ids.next<ApiKeyId>();
  key.environment = settings.environment;
  key.public_id = text.public_id;
  key.last4 = std::string(text.plain_text.reveal().substr(text.plain_text.reveal().size() - 4));
  key.state = ApiKeyState::active;
  key.created_at = call.now;
  const bool by_user = call.actor.kind == ActorKind::user;
  store::insert_api_key(tx, {key, api_key_mac(settings.keys, text.secret)},
                        by_user ? call.actor.key : 0);
  return {std::move(key), std::move(text.plain_text), {}};
}

}  // namespace

Result<IssuedApiKey> create_api_key(Tx& tx, const Call& call, const Settings& settings,
                                    const CreateApiKey& command) {
  if (!call.actor.scope.contains(command.company, command.merchant)) return not_found("merchant");
  if (auto fit = check_fields(settings, command); !fit) return fit.error();
  if (auto may = may_issue(tx, call, command.company, command.merchant, command.scopes); !may)
    return may.error();
  const std::int64_t days = command.expires_in_days.value_or(settings.policy.api_key_days);
  ApiKey key;
  key.company = command.company;
  key.merchant = command.merchant;
  key.label = trim(command.label);
  key.scopes = sorted_once(command.scopes);
  key.expires_at = call.now.plus_ms(days * k_day_ms);
  auto issued = store_fresh(tx, call, settings, std::move(key));
  record_key_act(tx, call, "create_api_key", issued.key);
  return issued;
}

std::vector<ApiKey> list_api_keys(Tx& tx, const Scope& scope, MerchantId merchant) {
  return store::list_api_keys(tx, scope, merchant);
}

Result<IssuedApiKey> rotate_api_key(Tx& tx, const Call& call, const Settings& settings,
                                    const RotateApiKey& command) {
  if (command.overlap_s < 0 || command.overlap_s > k_overlap_max_s)
    return invalid("overlap_s", "overlap_invalid", "an overlap lasts 0 to 604800 seconds");
  const auto rotated = store::find_api_key(tx, call.actor.scope, command.merchant, command.id);
  if (!rotated) return not_found("API key");
  if (auto may = may_issue(tx, call, rotated->company, rotated->merchant, rotated->scopes); !may)
    return may.error();
  if (call.now >= rotated->expires_at)
    return refused("key_not_active", "an expired key cannot be rotated");
  ApiKey key;
  key.company = rotated->company;
  key.merchant = rotated->merchant;
  key.label = rotated->label;
  key.scopes = rotated->scopes;
  key.expires_at = call.now.plus_ms(settings.policy.api_key_days * k_day_ms);
  auto issued = store_fresh(tx, call, settings, std::move(key));
  if (!store::replace_api_key(tx, rotated->id, issued.key.id,
                              call.now.plus_ms(command.overlap_s * 1000)))
    return refused("key_not_active", "the key was rotated or revoked before");
  issued.replaced_public_id = rotated->public_id;
  record_key_act(tx, call, "rotate_api_key", issued.key);
  return issued;
}

Result<ApiKey> revoke_api_key(Tx& tx, const Call& call, MerchantId merchant, ApiKeyId id) {
  auto key = store::find_api_key(tx, call.actor.scope, merchant, id);
  if (!key) return not_found("API key");
  if (key->state == ApiKeyState::revoked) return std::move(*key);
  store::revoke_api_key(tx, id);
  key->state = ApiKeyState::revoked;
  record_key_act(tx, call, "revoke_api_key", *key);
  return std::move(*key);
}

std::optional<StoredApiKey> find_api_key(Tx& tx, std::string_view public_id) {
  return store::find_api_key(tx, public_id);
}

Result<void> record_api_key_uses(Tx& tx, const std::vector<ApiKeyUse>& uses) {
  for (const ApiKeyUse& use : uses) store::add_use(tx, use);
  return ok();
}

}  // namespace bursar::identity
