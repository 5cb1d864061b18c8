// What every change of a recipient begins with, and the reads.
#include "recipients/load.hpp"

#include "recipients/store.hpp"

namespace bursar::recipients {

Result<Recipient> load_at(Tx& tx, const Call& call, const RecipientAt& at) {
  auto found = store::load(tx, call.actor.scope, at.id);
  if (!found) return not_found(RecipientTag::k_noun);
  if (found->version != at.version) return changed_meanwhile(found->version);
  if (found->state == State::archived)
    return refused("recipient_archived", found->name + " is archived and out of use for good");
  return std::move(*found);
}

Error exists_already(const Recipient& other) {
  Error error = conflict("recipient_exists", other.name + " has this destination already and is " +
                                                 std::string(word(other.state)));
  error.details.emplace_back("recipient_id", other.id.text());
  error.details.emplace_back("name", other.name);
  return error;
}

Error changed_meanwhile(std::int64_t version) {
  return conflict("version_changed", "somebody else changed this recipient; its version is now " +
                                         std::to_string(version));
}

void forget(Tx& tx, const Call& call, gate::Gate* gate, const Recipient& recipient,
            const std::string& why) {
  if (gate == nullptr) return;
  gate->forget(tx, call, k_let_in, recipient.id.text(), why);
  gate->forget(tx, call, k_shorten, recipient.id.text(), why);
}

std::vector<Recipient> list_recipients(Tx& tx, const Scope& scope, const ListRecipients& filter,
                                       Instant now) {
  return store::list(tx, scope, filter, now);
}

Result<Recipient> read_recipient(Tx& tx, const Scope& scope, RecipientId id) {
  if (auto found = store::load(tx, scope, id)) return std::move(*found);
  return not_found(RecipientTag::k_noun);
}

}  // namespace bursar::recipients
