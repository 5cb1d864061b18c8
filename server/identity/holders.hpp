// Who holds what where: the questions that a decision about somebody's act asks of identity.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/actor.hpp"
#include "identity/user.hpp"
#include "storage/storage.hpp"

namespace bursar::identity {

/// A person as those who decide beside them see them.
struct Holder {
  UserId id;
  std::string name;
  std::string email;
  bool can_act = false;  ///< the account is in use: active, or locked for a while
};

/// Errors: not_found.
Result<Holder> find_holder(storage::Tx& tx, UserId user);
/// Whether the person holds the permission at the place now.
bool holds_at(storage::Tx& tx, UserId user, std::string_view permission, const Place& place,
              Instant now);
/// The same, or at a project of that merchant: an act names its merchant, and whether its project
/// is reached is judged by the act itself.
bool holds_within(storage::Tx& tx, UserId user, std::string_view permission, const Place& place,
                  Instant now);
/// Active people who hold all of the permissions at the place now, oldest accounts first. Looks at
/// the first 500 who hold the first one anywhere on the way up from the place.
std::vector<Holder> holders_at(storage::Tx& tx, const std::vector<std::string>& permissions,
                               const Place& place, Instant now, std::size_t limit);
/// Keys of the roles the person holds at the place, above it, or at a project of it now.
std::vector<std::string> role_keys_at(storage::Tx& tx, UserId user, const Place& place,
                                      Instant now);

/// Two accounts that are plainly one person's: the same mailbox, whatever stands behind a plus.
bool is_same_mailbox(std::string_view email, std::string_view other);

}  // namespace bursar::identity
