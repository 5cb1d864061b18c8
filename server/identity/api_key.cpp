// Use cases of API keys: a key never carries more than its creator may do at that merchant, and its
// plain text leaves once.
#include <algorithm>
#include <array>
#include <map>

#include "base/text.hpp"
#include "identity/address.hpp"
#include "identity/api_key_store.hpp"
#include "identity/grant.hpp"
#include "identity/request_signature.hpp"
#include "identity/trail.hpp"

namespace bursar::identity {
namespace {

constexpr std::size_t k_label_max = 80;
constexpr std::int64_t k_overlap_max_s = 7 * 24 * 3600;
constexpr std::size_t k_addresses_max = 50;
/// Days before its end at which a key is reminded of, the farthest first.
constexpr std::array<std::int64_t, 3> k_reminder_days{30, 7, 1};

// Each once, in one order.
std::vector<std::string> sorted_once(std::vector<std::string> words) {
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

Result<void> check_label(std::string_view label) {
  if (label.empty() || label.size() > k_label_max || !is_printable_utf8(label))
    return invalid("label", "label_invalid", "a label has 1 to 80 printable bytes");
  return ok();
}

// The one way each block is written. Errors: invalid/address_invalid, too_many_addresses.
Result<std::vector<std::string>> checked_addresses(const std::vector<std::string>& given) {
  if (given.size() > k_addresses_max)
    return invalid("allowed_addresses", "too_many_addresses", "at most 50 addresses or blocks");
  std::vector<std::string> texts;
  for (const auto& text : given) {
    const auto block = parse_block(trim(text));
    if (!block)
      return invalid("allowed_addresses", "address_invalid",
                     "'" + text + "' is no address and no block such as 192.0.2.0/24");
    texts.push_back(block->text());
  }
  return sorted_once(std::move(texts));
}

Result<void> check_fields(const Settings& settings, const CreateApiKey& command) {
  if (auto fit = check_label(trim(command.label)); !fit) return fit;
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

Place place_of(const ApiKey& key) {
  const ScopeKind kind = key.project ? ScopeKind::project : ScopeKind::merchant;
  return {kind, key.company, key.merchant, key.project};
}

// Each scope of the key must be something its creator may do at that merchant or project.
Result<void> may_issue(Tx& tx, const Call& call, const Place& place,
                       const std::vector<std::string>& scopes) {
  for (const auto& scope : scopes)
    if (!counts_at(find_api_scope(scope)->creator_permission, place))
      return invalid("scopes", "scope_without_effect",
                     "the scope " + scope + " is about the merchant as a whole");
  if (call.actor.kind != ActorKind::user) return ok();
  for (const auto& scope : scopes) {
    const auto permission = find_api_scope(scope)->creator_permission;
    if (!covers(scope_of(tx, UserId{call.actor.key}, permission, call.now), place))
      return forbidden(std::string(permission));
  }
  return ok();
}

IssuedApiKey store_fresh(Tx& tx, const Call& call, const Settings& settings, ApiKey key) {
  KeyText text = make_key_text(settings.environment, call.random);
  key.id = call.ids.next<ApiKeyId>();
  key.environment = settings.environment;
  key.public_id = text.public_id;
  key.last4 = std::string(text.plain_text.reveal().substr(text.plain_text.reveal().size() - 4));
  key.state = ApiKeyState::active;
  key.created_at = call.now;
  if (call.actor.kind == ActorKind::user) key.created_by = UserId{call.actor.key};
  key.effective_scopes = key.scopes;  // just judged by may_issue
  store::insert_api_key(tx, {key, api_key_mac(settings.keys, text.secret)});
  return {std::move(key), std::move(text.plain_text), {}};
}

/// What the makers of keys hold, each read once.
class Makers {
 public:
  Makers(Tx& tx, Instant now) : tx_(tx), now_(now) {}

  // A key never does more than its maker may do now; one made by the installation does it all.
  void shrink(ApiKey& key) {
    key.effective_scopes = key.scopes;
    if (!key.created_by) return;
    const Place place = place_of(key);
    const std::optional<Holdings>& held = held_by(key.created_by);
    std::erase_if(key.effective_scopes, [&](const std::string& word) {
      const ApiScope* scope = find_api_scope(word);
      const bool works = scope != nullptr && held && held->holds(scope->creator_permission, place);
      if (!works)
        key.idle_scopes.push_back(
            {word, std::string(scope != nullptr ? scope->creator_permission : ""), !held});
      return !works;
    });
  }

 private:
  const std::optional<Holdings>& held_by(UserId user) {
    const auto known = held_.find(user.key);
    if (known != held_.end()) return known->second;
    const auto account = store::find_account(tx_, user);
    const bool acts =
        account && (account->state == UserState::active || account->state == UserState::locked);
    std::optional<Holdings> found;
    if (acts) found.emplace(tx_, user, now_);
    return held_.emplace(user.key, std::move(found)).first->second;
  }

  Tx& tx_;
  Instant now_;
  std::map<std::int64_t, std::optional<Holdings>> held_;
};

}  // namespace

Result<IssuedApiKey> create_api_key(Tx& tx, const Call& call, const Settings& settings,
                                    const CreateApiKey& command) {
  ApiKey key;
  key.company = command.company;
  key.merchant = command.merchant;
  key.project = command.project;
  if (!covers(call.actor.scope, place_of(key)))
    return not_found(command.project ? "project" : "merchant");
  if (auto fit = check_fields(settings, command); !fit) return fit.error();
  if (auto may = may_issue(tx, call, place_of(key), command.scopes); !may) return may.error();
  auto addresses = checked_addresses(command.allowed_addresses);
  if (!addresses) return addresses.error();
  const std::int64_t days = command.expires_in_days.value_or(settings.policy.api_key_days);
  key.allowed_addresses = std::move(*addresses);
  key.label = trim(command.label);
  key.scopes = sorted_once(command.scopes);
  key.expires_at = call.now.plus_ms(days * k_day_ms);
  auto issued = store_fresh(tx, call, settings, std::move(key));
  record_key_act(tx, call, "create_api_key", nullptr, issued.key);
  return issued;
}

Result<ApiKey> read_api_key(Tx& tx, const Call& call, MerchantId merchant, ApiKeyId id) {
  auto key = store::find_api_key(tx, call.actor.scope, merchant, id);
  if (!key) return not_found("API key");
  Makers(tx, call.now).shrink(*key);
  return std::move(*key);
}

std::vector<ApiKey> list_api_keys(Tx& tx, const Scope& scope, MerchantId merchant, Instant now) {
  auto keys = store::list_api_keys(tx, scope, merchant);
  Makers makers(tx, now);
  for (ApiKey& key : keys) makers.shrink(key);
  return keys;
}

Result<ApiKey> update_api_key(Tx& tx, const Call& call, const UpdateApiKey& command) {
  auto key = store::find_api_key(tx, call.actor.scope, command.merchant, command.id);
  if (!key) return not_found("API key");
  if (auto may = may_issue(tx, call, place_of(*key), key->scopes); !may) return may.error();
  if (key->state != ApiKeyState::active)
    return refused("key_not_active", "a revoked key cannot be changed");
  const ApiKey before = *key;
  if (command.label) {
    if (auto fit = check_label(trim(*command.label)); !fit) return fit.error();
    key->label = trim(*command.label);
  }
  if (command.allowed_addresses) {
    auto addresses = checked_addresses(*command.allowed_addresses);
    if (!addresses) return addresses.error();
    key->allowed_addresses = std::move(*addresses);
  }
  if (command.signing_key) {
    Result<std::string> read = std::string();
    if (!command.signing_key->empty()) read = read_signing_key(*command.signing_key);
    if (!read) return read.error();
    key->signing_key = std::move(*read);
  }
  store::save_api_key(tx, *key);
  Makers(tx, call.now).shrink(*key);
  record_key_act(tx, call, "update_api_key", &before, *key);
  return std::move(*key);
}

Result<IssuedApiKey> rotate_api_key(Tx& tx, const Call& call, const Settings& settings,
                                    const RotateApiKey& command) {
  if (command.overlap_s < 0 || command.overlap_s > k_overlap_max_s)
    return invalid("overlap_s", "overlap_invalid", "an overlap lasts 0 to 604800 seconds");
  const auto rotated = store::find_api_key(tx, call.actor.scope, command.merchant, command.id);
  if (!rotated) return not_found("API key");
  if (auto may = may_issue(tx, call, place_of(*rotated), rotated->scopes); !may) return may.error();
  if (call.now >= rotated->expires_at)
    return refused("key_not_active", "an expired key cannot be rotated");
  ApiKey key;
  key.company = rotated->company;
  key.merchant = rotated->merchant;
  key.project = rotated->project;
  key.label = rotated->label;
  key.scopes = rotated->scopes;
  key.allowed_addresses = rotated->allowed_addresses;
  key.signing_key = rotated->signing_key;
  key.expires_at = call.now.plus_ms(settings.policy.api_key_days * k_day_ms);
  auto issued = store_fresh(tx, call, settings, std::move(key));
  if (!store::replace_api_key(tx, rotated->id, issued.key.id,
                              call.now.plus_ms(command.overlap_s * 1000)))
    return refused("key_not_active", "the key was rotated or revoked before");
  issued.replaced_public_id = rotated->public_id;
  record_key_act(tx, call, "rotate_api_key", nullptr, issued.key);
  return issued;
}

Result<ApiKey> revoke_api_key(Tx& tx, const Call& call, MerchantId merchant, ApiKeyId id) {
  auto key = store::find_api_key(tx, call.actor.scope, merchant, id);
  if (!key) return not_found("API key");
  Makers(tx, call.now).shrink(*key);
  if (key->state == ApiKeyState::revoked) return std::move(*key);
  const ApiKey before = *key;
  store::revoke_api_key(tx, id);
  key->state = ApiKeyState::revoked;
  record_key_act(tx, call, "revoke_api_key", &before, *key);
  return std::move(*key);
}

std::optional<StoredApiKey> find_api_key(Tx& tx, std::string_view public_id, Instant now) {
  auto stored = store::find_api_key(tx, public_id);
  if (stored) Makers(tx, now).shrink(stored->key);
  return stored;
}

Result<bool> note_signed_request(Tx& tx, ApiKeyId id, std::string_view nonce, Instant expires_at) {
  return store::note_signed_request(tx, id, nonce, expires_at);
}

std::int64_t forget_signed_requests(Tx& tx, Instant now) {
  return store::forget_signed_requests(tx, now);
}

std::int64_t remind_expiring_keys(Tx& tx, const Call& call) {
  std::int64_t count = 0;
  // The nearest reminder first: a key that ends tomorrow is not announced for next month as well.
  for (auto days = k_reminder_days.rbegin(); days != k_reminder_days.rend(); ++days) {
    const Instant until = call.now.plus_ms(*days * k_day_ms);
    for (const ApiKey& key : store::keys_to_remind(tx, until, *days, call.now)) {
      store::save_reminder(tx, key.id, *days);
      tell_key_ends(tx, call, key, *days);
      ++count;
    }
  }
  return count;
}

Result<void> record_api_key_uses(Tx& tx, const std::vector<ApiKeyUse>& uses) {
  for (const ApiKeyUse& use : uses) store::add_use(tx, use);
  return ok();
}

}  // namespace bursar::identity
