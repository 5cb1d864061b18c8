// Audit entries and events as identity writes them: the subject named once, the rest from the call.
// Private to identity.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "audit/audit.hpp"
#include "identity/identity.hpp"

namespace bursar::identity {

/// Members of a small JSON object, all texts.
using Facts = std::initializer_list<std::pair<std::string_view, std::string>>;
std::string json_of(Facts facts);

/// One act on a user account. The actor is the signed-in user, or the account itself at sign-in.
struct UserAct {
  std::string_view action;  ///< use-case name
  UserId user;
  audit::Outcome outcome = audit::Outcome::ok;
  std::string after;  ///< JSON object or empty
  std::string reason;
  std::string before = {};  ///< JSON object or empty
};
void record(Tx& tx, const Call& call, const UserAct& act);
/// The same with an event of the given type, for notices to the person.
void record_and_tell(Tx& tx, const Call& call, const UserAct& act, std::string_view event_type);

/// An event about an account, with what its readers need to know; never a secret.
void tell(Tx& tx, const Call& call, UserId user, std::string_view event_type, Facts facts);
/// One act on a role, with its event.
void record_role_act(Tx& tx, const Call& call, std::string_view action, const Role* before,
                     const Role& after);

/// One act on an API key, with its event. `before` is null for a fresh key.
void record_key_act(Tx& tx, const Call& call, std::string_view action, const ApiKey* before,
                    const ApiKey& after);

/// The event that a key ends within `days`.
void tell_key_ends(Tx& tx, const Call& call, const ApiKey& key, std::int64_t days);

/// `call` acting as the person who is signing in, whom the request does not know yet.
Actor acting_as(const Call& call, UserId user, std::string_view name, SessionId session);

/// Scope of an API key: its merchant, or the one project it was made for.
Scope key_scope(const ApiKey& key);
/// Whether a right of a membership at `place` has effect: platform rights do at the installation
/// alone, and a project takes only rights over what belongs to a project.
bool counts_at(std::string_view permission, const Place& place);
/// Union of the places.
Scope scope_of_places(const std::vector<Place>& places);
/// Whether `place` lies inside `scope`.
bool covers(const Scope& scope, const Place& place);

}  // namespace bursar::identity
