// All SQL of recipients. Private.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "recipients/recipients.hpp"

namespace bursar::recipients::store {

/// The row as it is, whoever asks.
std::optional<Recipient> load(Tx& tx, RecipientId id);
std::optional<Recipient> load(Tx& tx, const Scope& scope, RecipientId id);
std::vector<Recipient> list(Tx& tx, const Scope& scope, const ListRecipients& filter, Instant now);
/// The one in use at the merchant with this destination in this currency.
std::optional<Recipient> with_destination(Tx& tx, const Recipient& like);

/// False when another one in use has its destination.
bool insert(Tx& tx, const Recipient& recipient, const std::string& sealed);
/// Writes all but the destination, if the row still has the version it was read with; its version
/// becomes one more.
bool save(Tx& tx, Recipient& recipient);
void save_destination(Tx& tx, const Recipient& recipient, const std::string& sealed);
std::string sealed_destination(Tx& tx, RecipientId id);

/// What was approved last, masked, as JSON; empty when nothing ever was.
std::string approved_content(Tx& tx, RecipientId id);
void save_approved_content(Tx& tx, RecipientId id, const std::string& content);

}  // namespace bursar::recipients::store
