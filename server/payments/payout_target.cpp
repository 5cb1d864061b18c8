// Destinations of payouts: exactly one, in its one spelling, masked for people.
#include "payments/payout_target.hpp"

#include <algorithm>

#include "base/iban.hpp"
#include "payments/accept.hpp"
#include "payments/request_check.hpp"

namespace bursar::payments {
namespace {

bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

std::string ends(std::string_view text) {
  return std::string(text.substr(0, 4)) + " •••• " + std::string(text.substr(text.size() - 4));
}

PayoutTarget target(std::string rail, std::string display, std::string key) {
  return {std::move(rail), display, std::move(key), display};
}

Result<PayoutTarget> to_iban(const CreatePayout& command) {
  const std::string iban = squeezed(command.iban);
  if (!is_iban(iban))
    return invalid("iban", "invalid_iban", "is not an IBAN: length or check digits are wrong");
  const std::string bic = squeezed(command.bic);
  if (!bic.empty() && bic.size() != 8 && bic.size() != 11)
    return invalid("bic", "invalid_bic", "must have 8 or 11 characters");
  if (command.holder.empty())
    return invalid("holder", "missing", "is needed for a payout to a bank account");
  return target("iban", ends(iban), "iban:" + iban);
}

Result<PayoutTarget> to_address(const CreatePayout& command) {
  const std::string& address = command.address;
  const bool plain = address.size() >= 20 && address.size() <= 110 &&
                     std::all_of(address.begin(), address.end(), is_alnum);
  if (!plain) return invalid("address", "invalid_address", "must be 20 to 110 letters and digits");
  return target("address", ends(address), "address:" + address);
}

Result<PayoutTarget> target_of(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                               const CreatePayout& command) {
  if (!command.iban.empty()) return to_iban(command);
  if (!command.address.empty()) return to_address(command);
  if (command.card_of) {
    const auto payment = load_payment(tx, call.actor.scope, command.card_of);
    if (!payment || payment->merchant_id != command.merchant_id || !payment->card_id)
      return not_found(PaymentTag::k_noun);
    return target("card", card_label(payment->card_brand, payment->card_last4),
                  "card:" + payment->card_id.text());
  }
  const vault::CardMark mark = vault::mark_of(keys, *command.card);
  return target("card", card_label(mark.brand, mark.last4), "card:" + mark.key);
}

CreatePayout filled_in(const CreatePayout& command, const recipients::Payee& payee) {
  CreatePayout whole = command;
  whole.iban = payee.iban;
  whole.bic = payee.bic;
  whole.address = payee.address;
  whole.card_of = payee.card_payment;
  whole.holder = payee.holder;
  if (whole.description.empty()) whole.description = payee.reference;
  return whole;
}

}  // namespace

std::string squeezed(std::string text) {
  std::erase(text, ' ');
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

Result<Addressed> addressed(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                            const CreatePayout& command) {
  const int named = (command.card_of ? 1 : 0) + (command.card ? 1 : 0) +
                    (command.iban.empty() ? 0 : 1) + (command.address.empty() ? 0 : 1) +
                    (command.recipient ? 1 : 0);
  if (named != 1)
    return invalid("card", "one_destination",
                   "name exactly one of recipient_id, card, card_payment_id, iban and address");
  Addressed found{command, {}, {}};
  std::string name;
  if (command.recipient) {
    const auto payee = recipients::payee(tx, call, keys, command.recipient, command.merchant_id,
                                         command.amount.currency);
    if (!payee) return payee.error();
    found.command = filled_in(command, *payee);
    found.mark = payee->mark;
    name = payee->name;
  }
  if (!command.recipient && (!command.iban.empty() || !command.address.empty())) {
    recipients::Destination typed;
    typed.iban = command.iban;
    typed.address = command.address;
    const auto may = recipients::judge_typed(tx, call, keys, command.merchant_id,
                                             command.amount.currency, typed);
    if (!may) return may.error();
  }
  auto where = target_of(tx, call, keys, found.command);
  if (!where) return std::move(where).error();
  found.target = std::move(*where);
  if (!name.empty()) {
    found.target.label = name + ", " + found.target.display;
    found.target.key += "|" + found.mark;
  }
  if (found.command.payment_method.empty())
    found.command.payment_method = !found.command.iban.empty()      ? "bank_transfer"
                                   : !found.command.address.empty() ? "crypto"
                                                                    : "card";
  return found;
}

Result<PayoutTarget> payout_target(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                                   const CreatePayout& command) {
  auto found = addressed(tx, call, keys, command);
  if (!found) return std::move(found).error();
  return std::move(found->target);
}

}  // namespace bursar::payments
