// Protects the card boundary: what is decoded, what is stored, and what opens again.
#include "vault/vault.hpp"

#include <boost/json.hpp>

#include "audit/audit.hpp"
#include "testing/testing.hpp"
#include "vault/openings.hpp"
#include "vault/seal.hpp"

namespace bursar::vault {
namespace {

namespace json = boost::json;

const Instant k_now = *parse_iso8601("2026-11-21T12:00:00Z", "now");

json::object card_json(std::string number = "4242424242424242", std::string year = "2030") {
  return {{"cardNumber", number}, {"expiryMonth", "12"}, {"expiryYear", year}, {"cvv", "123"}};
}

std::unique_ptr<KeyRing> ring() {
  return make_key_ring({{1, Secret(std::string(32, 'a'))}, {2, Secret(std::string(32, 'b'))}});
}

TEST(DecodeCard, TakesTheDocumentedMembers) {  // the sample of the resource API decodes
  const auto card = decode_card(card_json(), k_now);
  ASSERT_TRUE(card);
  EXPECT_EQ(card->number.reveal(), "4242424242424242");
  EXPECT_EQ(card->cvv.reveal(), "123");
  EXPECT_EQ(card->expiry_year, 2030);
}

struct BadCard {
  json::object input;
  std::string field;
  std::string code;
};

TEST(DecodeCard, NamesTheWrongMember) {  // a refusal tells which member and why
  auto month = card_json();
  month["expiryMonth"] = "13";
  auto cvv = card_json();
  cvv["cvv"] = "12";
  auto extra = card_json();
  extra["pin"] = "1234";
  auto number = card_json();
  number["cardNumber"] = 4242424242424242;
  const std::vector<BadCard> cases{
      {card_json("4242424242424241"), "paymentMethodInput.cardNumber", "invalid_card_number"},
      {card_json("42"), "paymentMethodInput.cardNumber", "invalid_card_number"},
      {card_json("4242424242424242", "2025"), "paymentMethodInput.expiryYear", "card_expired"},
      {month, "paymentMethodInput.expiryMonth", "invalid_expiry"},
      {cvv, "paymentMethodInput.cvv", "invalid_cvv"},
      {extra, "paymentMethodInput.pin", "unknown_member"},
      {number, "paymentMethodInput.cardNumber", "wrong_type"}};
  for (const BadCard& bad : cases) {
    const auto card = decode_card(bad.input, k_now);
    ASSERT_FALSE(card) << bad.code;
    EXPECT_EQ(card.error().field, bad.field);
    EXPECT_EQ(card.error().code, bad.code);
  }
}

TEST(DecodeCard, IsGoodToTheEndOfItsMonth) {  // the expiry month itself still pays
  auto input = card_json("4242424242424242", "26");
  input["expiryMonth"] = "11";
  EXPECT_TRUE(decode_card(input, k_now));
  input["expiryMonth"] = "10";
  EXPECT_FALSE(decode_card(input, k_now));
}

TEST(ContainsCardNumber, FindsNumbersAndLeavesOthers) {  // free text cannot smuggle a card number
                                                         // in
  EXPECT_TRUE(contains_card_number("4242424242424242"));
  EXPECT_TRUE(contains_card_number("pay with 4242 4242-4242 4242 please"));
  EXPECT_TRUE(contains_card_number("order 12 4242424242424242"));
  EXPECT_TRUE(contains_card_number("7-4242-4242-4242-4242 8"));
  EXPECT_TRUE(contains_card_number("4242424242424242 12/30"));
  EXPECT_TRUE(contains_card_number("3782-822463-10005"));
  EXPECT_TRUE(contains_card_number("x4242424242424242x"));
  // Identifiers of shops hold groups of digits that may pass the check by chance.
  EXPECT_FALSE(contains_card_number("00424242-4242-4242-4242-000000000000"));
  EXPECT_FALSE(contains_card_number("aa000000-4242-4242-4242-4242abcdef01"));
  EXPECT_FALSE(contains_card_number("4242424242424241"));
  EXPECT_FALSE(contains_card_number("order 100000000000017"));
  EXPECT_FALSE(contains_card_number("+49 30 1234567"));
  EXPECT_FALSE(contains_card_number(""));
}

TEST(Seal, OpensOnlyInItsPlace) {  // a ciphertext moved, altered or under another key stays shut
  SeededRandom random(1);
  const auto keys = ring();
  const std::string sealed = seal(*keys, random, "purpose", Secret("content"), "row 1");
  EXPECT_EQ(unseal(*keys, "purpose", sealed, "row 1").reveal(), "content");
  EXPECT_THROW((void)unseal(*keys, "purpose", sealed, "row 2"), std::runtime_error);
  EXPECT_THROW((void)unseal(*keys, "other", sealed, "row 1"), std::runtime_error);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string altered = sealed;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    EXPECT_THROW((void)unseal(*keys, "purpose", altered, "row 1"), std::runtime_error) << i;
  }
  const auto first_only = make_key_ring({{1, Secret(std::string(32, 'a'))}});
  EXPECT_THROW((void)unseal(*first_only, "purpose", sealed, "row 1"), std::runtime_error);
}

TEST(Seal, NeverRepeatsItself) {  // two sealings of one text differ: the nonce is fresh
  SeededRandom random(1);
  const auto keys = ring();
  EXPECT_NE(seal(*keys, random, "p", Secret("x"), ""), seal(*keys, random, "p", Secret("x"), ""));
}

TEST(CvvHolder, GivesTheValueOnce) {  // a verification value is used once and expires unused
  CvvHolder holder(2);
  holder.put(AttemptId{1}, Secret("123"), {100});
  holder.put(AttemptId{2}, Secret("456"), {200});
  holder.put(AttemptId{3}, Secret("789"), {200});
  EXPECT_TRUE(holder.take(AttemptId{3}).empty()) << "a full holder keeps nothing more";
  EXPECT_EQ(holder.take(AttemptId{1}).reveal(), "123");
  EXPECT_TRUE(holder.take(AttemptId{1}).empty());
  holder.drop_expired({200});
  EXPECT_TRUE(holder.take(AttemptId{2}).empty());
}

class CardStoreTest : public DbTest {
 protected:
  std::vector<storage::Migration> migrations() const override {
    std::vector<storage::Migration> all = audit::migrations();
    for (const storage::Migration& script : vault::migrations()) all.push_back(script);
    return all;
  }
  Card store(const CardInput& input, MerchantId merchant) {
    return *db().write([&](storage::Tx& tx) -> Result<Card> {
      return store_card(tx, call(), *keys_, company_, merchant, input);
    });
  }
  Call call() { return Call{actor_, clock().now(), ids(), random()}; }

  std::unique_ptr<KeyRing> keys_ = ring();
  Actor actor_;
  CompanyId company_{7};
};

TEST_P(CardStoreTest, KeepsOneRowPerInstrument) {  // the same card is recognised, another
                                                   // merchant's is not
  const auto input = *decode_card(card_json(), k_now);
  const Card first = store(input, MerchantId{1});
  EXPECT_EQ(first.bin, "424242");
  EXPECT_EQ(first.last4, "4242");
  EXPECT_EQ(first.brand, "visa");
  EXPECT_EQ(store(input, MerchantId{1}).id, first.id);
  EXPECT_NE(store(input, MerchantId{2}).id, first.id);
}

TEST_P(CardStoreTest, OpensForTheProviderWithoutItsCvv) {  // the verification value was never
                                                           // written
  const Card card = store(*decode_card(card_json(), k_now), MerchantId{1});
  const auto opened = *db().read(
      [&](storage::Tx& tx) -> Result<CardInput> { return open_card(tx, *keys_, card.id); });
  EXPECT_EQ(opened.number.reveal(), "4242424242424242");
  EXPECT_TRUE(opened.cvv.empty());
}

TEST_P(CardStoreTest, CountsEveryOpeningForTheTrail) {  // D-04: no number is opened unnoticed, and
                                                        // an entry a minute is enough
  const Card card = store(*decode_card(card_json(), k_now), MerchantId{1});
  (void)take_openings();
  for (int i = 0; i < 3; ++i)
    (void)db().read(
        [&](storage::Tx& tx) -> Result<CardInput> { return open_card(tx, *keys_, card.id); });
  const std::int64_t opened = take_openings();
  EXPECT_EQ(opened, 3);
  EXPECT_EQ(take_openings(), 0);
  const auto entries = *db().write([&](storage::Tx& tx) -> Result<std::int64_t> {
    record_openings(tx, call(), opened);
    record_openings(tx, call(), 0);
    return *tx.one(
        "SELECT count(*) FROM audit_entry WHERE action = 'open_cards' AND after_json = "
        "'{\"purpose\":\"provider_call\",\"count\":\"3\"}'",
        {}, [](const storage::Row& row) { return row.i64(0); });
  });
  EXPECT_EQ(entries, 1);
}

TEST_P(CardStoreTest, RefusesARowSwap) {  // a number moved to another row does not open there
  const Card a = store(*decode_card(card_json(), k_now), MerchantId{1});
  const Card b = store(*decode_card(card_json("5555555555554444"), k_now), MerchantId{1});
  (void)db().write([&](storage::Tx& tx) -> Result<void> {
    tx.exec(
        "UPDATE card SET number_sealed = (SELECT number_sealed FROM card WHERE id = $1), "
        "data_key_sealed = "
        "(SELECT data_key_sealed FROM card WHERE id = $1) WHERE id = $2",
        {a.id, b.id});
    return ok();
  });
  EXPECT_THROW((void)db().read([&](storage::Tx& tx) -> Result<CardInput> {
    return open_card(tx, *keys_, b.id);
  }),
               std::runtime_error);
}

TEST_P(CardStoreTest, WritesNoClearNumber) {  // no column of the row holds the number or the cvv in
                                              // clear
  (void)store(*decode_card(card_json(), k_now), MerchantId{1});
  (void)db().read([&](storage::Tx& tx) -> Result<void> {
    tx.query("SELECT fingerprint, data_key_sealed, number_sealed FROM card", {},
             [](const storage::Row& row) {
               for (int column = 0; column < 3; ++column)
                 EXPECT_EQ(std::string(row.blob(column)).find("4242424242424242"),
                           std::string::npos);
             });
    return ok();
  });
}

INSTANTIATE_TEST_SUITE_P(Both, CardStoreTest, both_dialects(), dialect_name);

}  // namespace
}  // namespace bursar::vault
