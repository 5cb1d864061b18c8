// Checking, masking, telling apart and sealing destinations.
#include "recipients/destination.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "base/iban.hpp"
#include "base/text.hpp"
#include "vault/seal.hpp"

namespace bursar::recipients {
namespace {

namespace json = boost::json;

/// Outlives every master key, also where the first one was dropped before there were recipients.
constexpr std::string_view k_lasting_purpose = "card_fingerprint";
constexpr std::size_t k_address_min = 20;
constexpr std::size_t k_address_max = 110;

std::string squeezed(std::string text) {
  std::erase(text, ' ');
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

bool is_address(std::string_view text) {
  return text.size() >= k_address_min && text.size() <= k_address_max &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
         });
}

std::string ends(std::string_view text) {
  return std::string(text.substr(0, 4)) + " •••• " + std::string(text.substr(text.size() - 4));
}

// Compared for ever and never opened. The key is one of its own, so that no card looks like it.
std::string fingerprint(const vault::KeyRing& keys, std::string_view bytes) {
  const Secret key(
      vault::keyed_hash(keys.derive(k_lasting_purpose, 1), "destination of a payout recipient"));
  return to_hex(vault::keyed_hash(key, bytes));
}

Result<Checked> bank_account(const vault::KeyRing& keys, Destination destination) {
  destination.iban = squeezed(std::move(destination.iban));
  destination.bic = squeezed(std::move(destination.bic));
  if (!is_iban(destination.iban))
    return invalid("iban", "invalid_iban", "is not an IBAN: length or check digits are wrong");
  if (!destination.bic.empty() && !is_bic(destination.bic))
    return invalid("bic", "invalid_bic",
                   "must be six letters and two or five letters or digits, as DEUTDEFF");
  std::string display = ends(destination.iban);
  std::string print = fingerprint(keys, "iban:" + destination.iban);
  return Checked{Kind::bank_account, std::move(destination), std::move(display), std::move(print)};
}

Result<Checked> crypto_address(const vault::KeyRing& keys, Destination destination) {
  if (!is_address(destination.address))
    return invalid("address", "invalid_address", "must be 20 to 110 letters and digits");
  std::string display = ends(destination.address);
  std::string print = fingerprint(keys, "address:" + destination.address);
  return Checked{Kind::crypto_address, std::move(destination), std::move(display),
                 std::move(print)};
}

}  // namespace

std::string sealing_place(RecipientId id) {
  return "payout_recipient/" + std::to_string(id.key) + "/destination";
}

Result<Checked> check_destination(const vault::KeyRing& keys, Destination destination) {
  const int named = (destination.iban.empty() ? 0 : 1) + (destination.address.empty() ? 0 : 1) +
                    (destination.card ? 1 : 0);
  if (named != 1)
    return invalid("iban", "one_destination",
                   "name exactly one of iban, address and card_payment_id");
  if (!destination.bic.empty() && destination.iban.empty())
    return invalid("bic", "bic_without_iban", "goes with an IBAN");
  if (!destination.iban.empty()) return bank_account(keys, std::move(destination));
  if (!destination.address.empty()) return crypto_address(keys, std::move(destination));
  std::string display = destination.card->display;
  std::string print = fingerprint(keys, "card:" + destination.card->card.text());
  return Checked{Kind::card, std::move(destination), std::move(display), std::move(print)};
}

std::string seal(const Call& call, const vault::KeyRing& keys, RecipientId id,
                 const Destination& destination) {
  if (destination.card) return {};
  const json::object stored{
      {"iban", destination.iban}, {"bic", destination.bic}, {"address", destination.address}};
  return vault::seal(keys, call.random, k_sealing_purpose, Secret(json::serialize(stored)),
                     sealing_place(id));
}

Destination unseal(const vault::KeyRing& keys, RecipientId id, std::string_view sealed) {
  const Secret opened = vault::unseal(keys, k_sealing_purpose, sealed, sealing_place(id));
  const json::value parsed = json::parse(opened.reveal());
  const json::object& stored = parsed.as_object();
  const auto text = [&](std::string_view name) { return std::string(stored.at(name).as_string()); };
  return {text("iban"), text("bic"), text("address"), {}};
}

}  // namespace bursar::recipients
