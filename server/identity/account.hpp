// Making accounts: the checks every way of creating one shares. Private to identity.
#pragma once

#include "identity/identity.hpp"
#include "identity/store.hpp"

namespace bursar::identity {

/// Errors: invalid/email_invalid.
Result<void> check_email(std::string_view email);
/// Errors: invalid/name_invalid.
Result<void> check_name(std::string_view name);
Error email_taken();
/// For whom a fresh account of this address stands in; none when the address is free. Whoever may
/// not know of that person is answered as if it were. Errors: conflict/email_taken.
Result<UserId> stood_for(Tx& tx, const Call& call, std::string_view email);
/// Checks name and e-mail, stores the account under a fresh id and starts its password history.
/// Errors: invalid/email_invalid, name_invalid; conflict/email_taken.
Result<store::Account> insert_checked(Tx& tx, const Call& call, store::Account account);

}  // namespace bursar::identity
