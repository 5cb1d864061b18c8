// Reads and writes behind the list of people and the page of one person. Private to identity.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "identity/identity.hpp"

namespace bursar::identity::store {

/// Ids of the people with a membership in scope who fit the filters, newest accounts first.
std::vector<UserId> find_people(Tx& tx, const Scope& scope, const ListUsers& filter, Instant now);

/// Makes the version the next one; false when it is not `version` any more.
bool take_version(Tx& tx, UserId user, std::int64_t version);
/// A change that nobody has to have seen before: always takes the next version.
void bump_version(Tx& tx, UserId user);
void save_name(Tx& tx, UserId user, std::string_view name);
/// False when another account has the address.
bool save_email(Tx& tx, UserId user, std::string_view email, UserId stands_for);
/// A number nobody has confirmed yet; empty removes the phone.
void save_phone(Tx& tx, UserId user, std::string_view sealed, Instant now);
/// The 90 days of an account that nobody uses begin again.
void note_enabled(Tx& tx, UserId user, Instant now);
void require_password_change(Tx& tx, UserId user);
/// Removes every factor and the recovery codes; the next sign-in enrols anew.
void clear_factor(Tx& tx, UserId user);
std::int64_t recovery_codes_left(Tx& tx, UserId user);
std::int64_t live_api_keys(Tx& tx, UserId user, Instant now);
/// End of the unused link of this purpose, if one is in time.
std::optional<Instant> link_open_until(Tx& tx, LinkPurpose purpose, UserId user, Instant now);

/// Sign-ins and failed ones, newest first; `before` 0 = from the newest.
std::vector<LoginRecord> login_records(Tx& tx, UserId user, std::int64_t before,
                                       std::int64_t limit);

}  // namespace bursar::identity::store
