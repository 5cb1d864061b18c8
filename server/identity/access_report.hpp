// Who holds what in the whole installation, one row per role of a person, API key and API token in
// force; and taking one of them away. For reviews of access.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/call.hpp"
#include "base/result.hpp"
#include "identity/user.hpp"
#include "storage/storage.hpp"

namespace bursar::identity {

enum class AccessKind { membership = 1, api_key, api_token };
/// "membership".
std::string_view access_kind_name(AccessKind kind);

struct AccessRow {
  AccessKind kind = AccessKind::membership;
  std::int64_t target = 0;  ///< key of the membership, API key or token
  UserId user;              ///< whose it is; a key's maker, none when the installation made it
  MerchantId merchant;      ///< of an API key
  std::string name;         ///< of the person
  std::string email;
  std::string state;         ///< of the account: "active"
  std::string title;         ///< name of the role, label of the key, "API token"
  Place place;               ///< where it holds; a token follows its person
  std::string rights;        ///< permissions of a role or scopes of a key, words parted by spaces
  bool is_platform = false;  ///< holds rights about the installation itself
  std::string factors;       ///< "passkey app"; empty: none
  Instant granted_at;
  std::optional<Instant> last_used_at;  ///< last sign-in of a person, last call of a key
  std::optional<Instant> expires_at;
};

/// By name of the person, then by what they hold.
std::vector<AccessRow> access_report(storage::Tx& tx, Instant now);

/// What names a row later.
struct AccessTarget {
  AccessKind kind = AccessKind::membership;
  std::int64_t target = 0;
  UserId user;
  MerchantId merchant;
};
/// Takes it away as the page of the person or of the keys would, with the rights the actor has
/// there. False when it is gone already, a deleted key included. Errors:
/// forbidden/permission_missing; not_found (a key out of the actor's reach);
/// refused/last_administrator.
Result<bool> end_access(storage::Tx& tx, const Call& call, const AccessTarget& target);
/// When the installation was made; nothing before that.
std::optional<Instant> installed_at(storage::Tx& tx);
/// What a rotation of the key put in its place; nothing when it was not rotated, or is no key.
std::optional<AccessTarget> successor_of(storage::Tx& tx, const AccessTarget& target);
/// Public id of a key, for caches that have to forget it.
std::optional<std::string> public_id_of(storage::Tx& tx, const AccessTarget& target);

}  // namespace bursar::identity
