// Finding the recipient a use case is about, as its reader saw it. Private.
#pragma once

#include "recipients/recipients.hpp"

namespace bursar::recipients {

/// Errors: not_found; conflict/version_changed; refused/recipient_archived.
Result<Recipient> load_at(Tx& tx, const Call& call, const RecipientAt& at);
/// The one that has the destination already.
Error exists_already(const Recipient& other);
Error changed_meanwhile(std::int64_t version);
/// Key of the act that lets a recipient in, which a gate may keep.
inline constexpr std::string_view k_let_in = "approve_recipient";
inline constexpr std::string_view k_shorten = "shorten_recipient_wait";
/// Gives up a request for approval that nobody has to decide any more.
void forget(Tx& tx, const Call& call, gate::Gate* gate, const Recipient& recipient,
            const std::string& why);

}  // namespace bursar::recipients
