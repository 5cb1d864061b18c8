// Error: a refusal the domain expects. It names no protocol; one mapping per surface (to_problem
// for the office API) turns its kind into a status. Broken surroundings are exceptions, not Errors.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace bursar {

/// Protocol-agnostic classes of refusal.
enum class ErrorKind {
  invalid,          ///< malformed or out-of-range input; `field` names the member
  unauthenticated,  ///< no credential, or one that does not verify
  forbidden,        ///< credential holds no such permission; details carry required_permission
  not_found,        ///< absent, or outside the caller's scope (indistinguishable)
  conflict,  ///< collides with existing state: duplicate key, stale version, reused idempotency key
  refused,   ///< well-formed but breaks a business rule in the present state
  limited,   ///< rate or attempt limit; details carry retry_after_s
  unavailable,  ///< bounded resource is full; safe to retry later
};

/// One expected refusal. `code` is stable lower_snake and part of the contract; `message` is for
/// people: lower case, no full stop, names the values.
struct Error {
  ErrorKind kind = ErrorKind::refused;
  std::string code;
  std::string message;
  std::string field;  ///< offending input member (dotted path), empty when none
  std::vector<std::pair<std::string, std::string>> details;
};

/// Input error naming its field.
inline Error invalid(std::string field, std::string code, std::string message) {
  return Error{ErrorKind::invalid, std::move(code), std::move(message), std::move(field), {}};
}
/// The one answer for absent and for foreign objects.
inline Error not_found(std::string what) {
  return Error{ErrorKind::not_found, "not_found", what + " does not exist", {}, {}};
}
inline Error conflict(std::string code, std::string message) {
  return Error{ErrorKind::conflict, std::move(code), std::move(message), {}, {}};
}
inline Error refused(std::string code, std::string message) {
  return Error{ErrorKind::refused, std::move(code), std::move(message), {}, {}};
}
inline Error forbidden(std::string permission) {
  Error error{ErrorKind::forbidden,
              "permission_missing",
              "this needs the permission " + permission,
              {},
              {}};
  error.details.emplace_back("required_permission", std::move(permission));
  return error;
}
inline Error unauthenticated(std::string code, std::string message) {
  return Error{ErrorKind::unauthenticated, std::move(code), std::move(message), {}, {}};
}

}  // namespace bursar
