// One-time links on their way to the person they are for, in the transaction that makes them.
// Private to identity.
#pragma once

#include <string>
#include <string_view>

#include "identity/identity.hpp"
#include "identity/store.hpp"
#include "notify/notify.hpp"

namespace bursar::identity {

/// Whether a link to this address leaves by mail: some that sign in are none that mail reaches.
bool mails_links(Tx& tx, const Settings& settings, std::string_view email);
/// Queues the mail with an invitation or reset link. False when it has to be handed over.
bool mail_link(Tx& tx, const Call& call, const Settings& settings, LinkPurpose purpose,
               const store::Account& account, const IssuedLink& link);
/// The mail in place of a confirmation, to an address that has an account: only its holder learns.
void mail_occupied(Tx& tx, const Call& call, const store::Account& account, std::string_view to);
/// The mail that asks a new address to confirm itself.
void mail_confirmation(Tx& tx, const Call& call, const Settings& settings,
                       const store::Account& account, std::string_view to, const IssuedLink& link);

/// Text of a person in one line: a name must not bring paragraphs of its own.
std::string one_line(std::string_view text);
/// "22 November 2026, 06:10 UTC".
std::string time_text(Instant at);

}  // namespace bursar::identity
