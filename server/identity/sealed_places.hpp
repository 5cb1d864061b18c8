// Where sealed values of identity belong: a ciphertext opens at its own row and column only.
// Private to identity.
#pragma once

#include <string>

#include "identity/api_token.hpp"

namespace bursar::identity {

inline std::string totp_place(UserId user) { return "user_account.totp_secret:" + user.text(); }
inline std::string api_token_place(ApiTokenId id) { return "api_token.secret:" + id.text(); }

}  // namespace bursar::identity
