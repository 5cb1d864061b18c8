// The vault's front door: the only code that sees card numbers. Outside it there are tokens, the
// first six and last four digits, expiry and brand. The verification value lives in memory only.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/fwd.hpp>

#include "base/call.hpp"
#include "base/secret.hpp"
#include "storage/storage.hpp"

namespace bursar::vault {

/// Keys of the installation: one key-encrypting key outside the database, versioned; everything
/// else is derived from it. Loaded once at start.
class KeyRing {
 public:
  virtual ~KeyRing() = default;
  virtual std::int64_t current_version() const = 0;
  /// All versions held, oldest first.
  virtual std::vector<std::int64_t> versions() const = 0;
  /// 32 bytes for a purpose ("card_kek", "card_fingerprint", "password_pepper", …) and version.
  /// Throws std::runtime_error when that version is not held.
  virtual Secret derive(std::string_view purpose, std::int64_t version) const = 0;
};
/// Keys of version 1 that outlive their master key, by purpose.
using LastingKeys = std::map<std::string, Secret, std::less<>>;
/// KeyRing over given master keys (file contents are read by app): version → 32 bytes.
std::unique_ptr<KeyRing> make_key_ring(std::vector<std::pair<std::int64_t, Secret>> masters,
                                       LastingKeys lasting = {});

/// A card as typed, member by member.
struct CardTexts {
  std::string number, expiry_month, expiry_year, cvv, holder;
};
/// A card as decoded from a request; made by check_card and decode_card only.
struct CardInput {
  Secret number;
  int expiry_month = 0;
  int expiry_year = 0;
  Secret cvv;  ///< may be empty
  std::string holder;
};
/// Errors: invalid with the field named (number, expiry_month, expiry_year, cvv, holder):
/// invalid_card_number (Luhn, length), invalid_expiry, card_expired (by `now`), invalid_cvv,
/// invalid_holder.
Result<CardInput> check_card(const CardTexts& texts, Instant now);
/// Decodes {cardNumber, expiryMonth, expiryYear, cvv, cardHolder?} (the Orsunpay resource API).
/// Errors: invalid with field paymentMethodInput.<member>: invalid_card_number (Luhn, length),
/// invalid_expiry, card_expired (by `now`), invalid_cvv, unknown_member.
Result<CardInput> decode_card(const boost::json::object& input, Instant now);

/// What the rest of the system may know of a card.
struct Card {
  CardId id;
  std::string bin;  ///< first six digits
  std::string last4;
  std::string brand;  ///< "visa", "mastercard", "amex", … "unknown"
  int expiry_month = 0;
  int expiry_year = 0;
  std::string holder;
};

/// What may be told of a card that is not stored yet.
struct CardMark {
  std::string brand, last4;
  std::string key;  ///< the same for the same number; nothing of the number can be read from it
};
CardMark mark_of(const KeyRing& keys, const CardInput& input);

/// Encrypts and stores the card (AES-256-GCM, own data key wrapped by the key ring, AAD binds
/// tenant, table, row, column and key version). The same instrument of a company has the same
/// fingerprint.
Card store_card(storage::Tx& tx, const Call& call, const KeyRing& keys, CompanyId company,
                MerchantId merchant, const CardInput& input);
std::optional<Card> load_card(storage::Tx& tx, CardId id);
/// The same, when it is the merchant's.
std::optional<Card> load_card(storage::Tx& tx, MerchantId merchant, CardId id);
/// Decrypts for a provider call; the cvv is empty (see CvvHolder). Throws on tampered ciphertext.
CardInput open_card(storage::Tx& tx, const KeyRing& keys, CardId id);

/// Verification values between acceptance and the provider call: memory only, wiped on take,
/// bounded.
class CvvHolder {
 public:
  explicit CvvHolder(std::size_t entries_max = 65'536);
  ~CvvHolder();
  void put(AttemptId attempt, Secret cvv, Instant expires_at);
  /// Takes the value out; empty when none was given or it is gone.
  Secret take(AttemptId attempt);
  void drop_expired(Instant now);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// True when the text holds a Luhn-valid 13 to 19 digit run of a known card range (rule D-02).
bool contains_card_number(std::string_view text);

const std::vector<storage::Migration>& migrations();

}  // namespace bursar::vault
