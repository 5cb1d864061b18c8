// What a view reaches: the overlap of the one looked as, the one who looks, and the place consented
// to, permission by permission. Private to identity.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "identity/role_store.hpp"
#include "identity/store.hpp"
#include "identity/view_as.hpp"

namespace bursar::identity {

/// What looking as somebody else needs, and what answering for a company needs.
inline constexpr std::string_view k_views_start = "views:start";
inline constexpr std::string_view k_views_answer = "views:answer";

/// The part that two places have in common, if any.
std::optional<Place> overlap(const Place& a, const Place& b);
/// Where the user holds the permission inside `edge`.
std::vector<Place> held_inside(storage::Tx& tx, UserId user, std::string_view permission,
                               const Place& edge, Instant now);
/// Whether the user, by a membership of the company itself and not of the whole installation, holds
/// the permission over the whole place.
bool belongs(storage::Tx& tx, UserId user, std::string_view permission, const Place& place,
             Instant now);
/// Whether anything at all can be read in the view.
bool shows_anything(storage::Tx& tx, const View& view, Instant now);
/// Whether the account may be looked as, and look.
bool is_usable(const store::Account& account);
/// The mode of a company; asking is what holds until somebody decides.
ConsentMode consent_of(storage::Tx& tx, CompanyId company);
/// Why a running or accepted view may not go on; empty when it may.
std::string view_obstacle(storage::Tx& tx, const View& view, Instant now);

}  // namespace bursar::identity
