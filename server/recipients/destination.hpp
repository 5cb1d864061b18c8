// Where a recipient's money goes: what is taken, how it is shown and told apart, and how it is
// kept. Private to recipients.
#pragma once

#include <string>
#include <string_view>

#include "recipients/recipients.hpp"

namespace bursar::recipients {

/// What recipients are sealed for, and where.
inline constexpr std::string_view k_sealing_purpose = "payout_recipient";
std::string sealing_place(RecipientId id);

/// A destination that was looked at and is fit to be kept.
struct Checked {
  Kind kind = Kind::bank_account;
  Destination destination;  ///< in its one spelling
  std::string display;
  std::string fingerprint;
};
/// Errors: invalid/one_destination, invalid_iban, invalid_bic, invalid_address.
Result<Checked> check_destination(const vault::KeyRing& keys, Destination destination);

/// Empty for a card.
std::string seal(const Call& call, const vault::KeyRing& keys, RecipientId id,
                 const Destination& destination);
/// The destination of a bank account or an address.
Destination unseal(const vault::KeyRing& keys, RecipientId id, std::string_view sealed);

}  // namespace bursar::recipients
