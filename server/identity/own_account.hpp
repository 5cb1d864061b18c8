// My profile: what a person sees of their own account and may change without anybody's leave. Role,
// state and factors are other people's or other steps' business. Private to identity.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "identity/alert.hpp"
#include "identity/identity.hpp"
#include "identity/store.hpp"

namespace bursar::identity {

struct OwnAccount {
  User user;
  std::string phone_masked;
  Instant password_changed_at;
  std::int64_t recovery_codes_left = 0;
  std::string waiting_email;  ///< asked for, not yet confirmed
  std::optional<Instant> waiting_email_until;
  std::int64_t unseen_alerts = 0;
  bool can_mail = false;  ///< links to a new address can be sent
};
OwnAccount read_own_account(Tx& tx, const Call& call, const Settings& settings);

struct UpdateOwnAccount {
  std::int64_t version = 0;
  std::optional<std::string> name;
  std::optional<std::string> time_zone;  ///< IANA name, "Europe/Nicosia"
};
/// Errors: invalid/name_invalid, time_zone_invalid; conflict/version_changed.
Result<OwnAccount> update_own_account(Tx& tx, const Call& call, const Settings& settings,
                                      const UpdateOwnAccount& command);

/// Sends a link to the new address, good for an hour; the address stays until it is opened. An
/// earlier request ends. Errors: invalid/email_invalid, email_same;
/// refused/mail_not_set_up; limited/too_many_attempts (five a day).
Result<OwnAccount> request_email_change(Tx& tx, const Call& call, const Settings& settings,
                                        std::string_view email);
/// The same for somebody's account, asked for by whoever may: the address waits for its link.
void ask_to_confirm(Tx& tx, const Call& call, const Settings& settings,
                    const store::Account& account, const std::string& email);
/// Nothing waiting is fine.
Result<OwnAccount> cancel_email_change(Tx& tx, const Call& call, const Settings& settings);

/// The address a link would confirm. Errors: not_found/link_invalid.
Result<std::string> read_email_change(Tx& tx, const Secret& token, Instant now);
/// Makes the address the account's and tells both. Works once; open reset links die.
/// Errors: not_found/link_invalid; conflict/email_taken.
Result<std::string> confirm_email_change(Tx& tx, const Call& call, const Secret& token);

}  // namespace bursar::identity
