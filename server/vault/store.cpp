// All SQL of the vault. A merchant keeps one row per instrument; paying again with the same card
// and expiry finds it by its keyed fingerprint.
#include "base/check.hpp"
#include "vault/card.hpp"
#include "vault/openings.hpp"
#include "vault/seal.hpp"
#include "vault/vault.hpp"

namespace bursar::vault {
namespace {

constexpr std::string_view k_fingerprint_purpose = "card_fingerprint";

std::string fingerprint(const KeyRing& keys, CompanyId company, const CardInput& input) {
  // Version 1 for ever: a rotated key must not make a known instrument look new.
  const std::string content = std::to_string(company.key) + "|" +
                              std::string(input.number.reveal()) + "|" +
                              std::to_string(input.expiry_year * 100 + input.expiry_month);
  return keyed_hash(keys.derive(k_fingerprint_purpose, 1), content);
}

Card read_card(const storage::Row& row) {
  Card card;
  card.id = row.id<CardId>(0);
  card.bin = row.text(1);
  card.last4 = row.text(2);
  card.brand = row.text(3);
  card.expiry_month = static_cast<int>(row.i64(4));
  card.expiry_year = static_cast<int>(row.i64(5));
  card.holder = row.text(6);
  return card;
}

constexpr std::string_view k_find =
    "SELECT id, bin, last4, brand, expiry_month, expiry_year, holder FROM card "
    "WHERE merchant_id = $1 AND fingerprint = $2";

}  // namespace

// Binds a ciphertext to its tenant, table, row and column.
std::string card_place(CompanyId company, CardId id, std::string_view column) {
  return std::to_string(company.key) + "|card|" + std::to_string(id.key) + "|" +
         std::string(column);
}

CardMark mark_of(const KeyRing& keys, const CardInput& input) {
  const std::string_view number = input.number.reveal();
  CardMark mark;
  mark.brand = card_brand(number);
  mark.last4 = number.substr(number.size() - std::min<std::size_t>(4, number.size()));
  mark.key = keyed_hash(keys.derive(k_fingerprint_purpose, 1), std::string(number));
  return mark;
}

Card store_card(storage::Tx& tx, const Call& call, const KeyRing& keys, CompanyId company,
                MerchantId merchant, const CardInput& input) {
  const storage::Blob print{fingerprint(keys, company, input)};
  if (auto known = tx.one(k_find, {merchant, print}, read_card)) return *known;

  const auto id = call.ids.next<CardId>();
  std::string key_bytes(32, '\0');
  call.random.fill({reinterpret_cast<unsigned char*>(key_bytes.data()), key_bytes.size()});
  const Secret data_key(std::move(key_bytes));
  const std::string_view number = input.number.reveal();
  check(number.size() >= 12, "a decoded card number has at least 12 digits");
  tx.exec(
      "INSERT INTO card (id, company_id, merchant_id, fingerprint, bin, last4, brand, "
      "expiry_month, "
      "expiry_year, holder, data_key_sealed, number_sealed, created_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
      "ON CONFLICT (merchant_id, fingerprint) DO NOTHING",
      {id, company, merchant, print, number.substr(0, 6), number.substr(number.size() - 4),
       card_brand(number), input.expiry_month, input.expiry_year, input.holder,
       storage::Blob{seal(keys, call.random, k_data_key_purpose, data_key,
                          card_place(company, id, "data_key"))},
       storage::Blob{
           seal_with(data_key, call.random, input.number, card_place(company, id, "number"))},
       call.now});
  auto stored = tx.one(k_find, {merchant, print}, read_card);
  check(stored.has_value(), "a stored card can be read back");
  return *stored;
}

std::optional<Card> load_card(storage::Tx& tx, CardId id) {
  return tx.one(
      "SELECT id, bin, last4, brand, expiry_month, expiry_year, holder FROM card WHERE id = $1",
      {id}, read_card);
}

std::optional<Card> load_card(storage::Tx& tx, MerchantId merchant, CardId id) {
  return tx.one(
      "SELECT id, bin, last4, brand, expiry_month, expiry_year, holder FROM card WHERE id = $1 "
      "AND merchant_id = $2",
      {id, merchant}, read_card);
}

CardInput open_card(storage::Tx& tx, const KeyRing& keys, CardId id) {
  auto opened = tx.one(
      "SELECT company_id, data_key_sealed, number_sealed, expiry_month, expiry_year, holder FROM "
      "card "
      "WHERE id = $1",
      {id}, [&](const storage::Row& row) {
        const auto company = row.id<CompanyId>(0);
        const Secret data_key =
            unseal(keys, k_data_key_purpose, row.blob(1), card_place(company, id, "data_key"));
        CardInput card;
        card.number = unseal_with(data_key, row.blob(2), card_place(company, id, "number"));
        card.expiry_month = static_cast<int>(row.i64(3));
        card.expiry_year = static_cast<int>(row.i64(4));
        card.holder = row.text(5);
        return card;
      });
  check(opened.has_value(), "an attempt names a stored card");
  note_opening();
  return std::move(*opened);
}

}  // namespace bursar::vault
