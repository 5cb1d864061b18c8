// create_recipient and change_recipient: what people write is checked whole, so that nobody has to
// look at half a recipient. Whatever is changed makes it a draft again.
#include <array>

#include "base/check.hpp"
#include "base/text.hpp"
#include "merchants/merchants.hpp"
#include "recipients/destination.hpp"
#include "recipients/load.hpp"
#include "recipients/state_machine.hpp"
#include "recipients/store.hpp"
#include "recipients/trail.hpp"

namespace bursar::recipients {
namespace {

constexpr std::size_t k_name_max = 80;
constexpr std::size_t k_text_max = 140;

struct TextRule {
  std::string_view field;
  const std::string& value;
  std::size_t length_max;
};

Result<void> check_text(const TextRule& rule) {
  const std::string field(rule.field);
  if (code_points(rule.value) > rule.length_max)
    return invalid(field, "too_long",
                   "has at most " + std::to_string(rule.length_max) + " characters");
  if (!is_printable_utf8(rule.value) || rule.value.find('\n') != std::string::npos)
    return invalid(field, "not_printable", "must be one line of printable text");
  if (vault::contains_card_number(rule.value))
    return invalid(field, "card_number_not_allowed", "must not hold a card number");
  return ok();
}

Result<void> check_texts(const Recipient& one) {
  const std::array<TextRule, 4> rules{{{"name", one.name, k_name_max},
                                       {"holder", one.holder, k_text_max},
                                       {"reference", one.reference, k_text_max},
                                       {"purpose", one.purpose, k_text_max}}};
  for (const TextRule& rule : rules)
    if (auto fits = check_text(rule); !fits) return fits;
  if (one.name.empty()) return invalid("name", "missing", "is needed to tell recipients apart");
  if (one.kind == Kind::bank_account && one.holder.empty())
    return invalid("holder", "missing", "is needed for a bank account");
  return ok();
}

Result<void> check_currency(Tx& tx, const Call& call, const Recipient& one) {
  const auto merchant = merchants::load_merchant(tx, call.actor.scope, one.merchant_id);
  if (!merchant) return merchant.error();
  for (const Currency& allowed : merchant->allowed_currencies)
    if (allowed == one.currency) return ok();
  return invalid("currency", "currency_not_allowed",
                 "the merchant has no balance in " + std::string(one.currency.code()));
}

void take(Recipient& one, const Checked& checked) {
  one.kind = checked.kind;
  one.display = checked.display;
  one.fingerprint = checked.fingerprint;
  one.card_payment_id = checked.destination.card ? checked.destination.card->payment : PaymentId{};
}

std::string trimmed(const std::string& text) { return std::string(trim(text)); }

// The present content with what the change says, and nothing of what others said about it.
Recipient changed(const Recipient& present, const Call& call, const ChangeRecipient& command) {
  Recipient one = present;
  if (command.name) one.name = trimmed(*command.name);
  if (command.holder) one.holder = trimmed(*command.holder);
  if (command.reference) one.reference = trimmed(*command.reference);
  if (command.purpose) one.purpose = trimmed(*command.purpose);
  if (command.currency) one.currency = *command.currency;
  one.state = *next(present.state, Event::changed);
  one.usable_from_at.reset();
  one.declined_reason.clear();
  one.submitted_by.clear();
  one.submitted_at.reset();
  one.approved_by.clear();
  one.approved_at.reset();
  one.shortened_by.clear();
  one.updated_by = call.actor.name;
  one.updated_at = call.now;
  ++one.edition;
  return one;
}

Result<void> is_free(Tx& tx, const Recipient& one) {
  const auto other = store::with_destination(tx, one);
  if (other && other->id != one.id) return exists_already(*other);
  return ok();
}

}  // namespace

Result<Recipient> create_recipient(Tx& tx, const Call& call, const vault::KeyRing& keys,
                                   const CreateRecipient& command) {
  const auto merchant = merchants::load_merchant(tx, call.actor.scope, command.merchant);
  if (!merchant) return merchant.error();
  if (!call.actor.scope.contains(merchant->company_id, merchant->id))
    return not_found(MerchantTag::k_noun);
  auto checked = check_destination(keys, command.destination);
  if (!checked) return std::move(checked).error();
  Recipient one;
  one.id = call.ids.next<RecipientId>();
  one.company_id = merchant->company_id;
  one.merchant_id = merchant->id;
  one.merchant_name = merchant->name;
  one.name = trimmed(command.name);
  one.holder = trimmed(command.holder);
  one.currency = command.currency;
  one.reference = trimmed(command.reference);
  one.purpose = trimmed(command.purpose);
  one.created_by = call.actor.name;
  one.updated_by = call.actor.name;
  one.updated_at = call.now;
  take(one, *checked);
  if (auto fits = check_texts(one); !fits) return std::move(fits).error();
  if (auto fits = check_currency(tx, call, one); !fits) return std::move(fits).error();
  if (!store::insert(tx, one, seal(call, keys, one.id, checked->destination))) {
    const auto other = store::with_destination(tx, one);
    check(other.has_value(), "what stood in the way is there");
    return exists_already(*other);
  }
  record(tx, call, one, {"create_recipient", "recipient.created", ""});
  return one;
}

Result<Recipient> change_recipient(Tx& tx, const Call& call, const vault::KeyRing& keys,
                                   gate::Gate* gate, const ChangeRecipient& command) {
  const auto present = load_at(tx, call, {command.id, command.version});
  if (!present) return present.error();
  Recipient one = changed(*present, call, command);
  std::string sealed;
  if (command.destination) {
    auto checked = check_destination(keys, *command.destination);
    if (!checked) return std::move(checked).error();
    take(one, *checked);
    sealed = seal(call, keys, one.id, checked->destination);
  } else {
    sealed = store::sealed_destination(tx, one.id);
  }
  if (auto fits = check_texts(one); !fits) return std::move(fits).error();
  if (auto fits = check_currency(tx, call, one); !fits) return std::move(fits).error();
  if (auto fits = is_free(tx, one); !fits) return std::move(fits).error();
  if (!store::save(tx, one)) return changed_meanwhile(one.version + 1);
  store::save_destination(tx, one, sealed);
  forget(tx, call, gate, one, "the recipient was changed");
  record(tx, call, one, {"change_recipient", "recipient.changed", standing_json(*present)});
  return one;
}

}  // namespace bursar::recipients
