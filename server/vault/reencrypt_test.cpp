// Another master key: data keys of cards move to it in batches, and the old one can go.
#include "vault/reencrypt.hpp"

#include <boost/json.hpp>

#include "testing/testing.hpp"
#include "vault/erasure.hpp"

namespace bursar::vault {
namespace {

const Instant k_now = *parse_iso8601("2026-11-21T12:00:00Z", "now");

std::pair<std::int64_t, Secret> master(std::int64_t version, char letter) {
  return {version, Secret(std::string(32, letter))};
}

class ReencryptTest : public DbTest {
 protected:
  std::vector<storage::Migration> migrations() const override { return vault::migrations(); }
  CardId store(const KeyRing& keys, const std::string& year) {
    const auto input = decode_card({{"cardNumber", "4242424242424242"},
                                    {"expiryMonth", "12"},
                                    {"expiryYear", year},
                                    {"cvv", "123"}},
                                   k_now);
    return db()
        .write([&](storage::Tx& tx) -> Result<Card> {
          return store_card(tx, {actor_, clock().now(), ids(), random()}, keys, CompanyId{7},
                            MerchantId{1}, *input);
        })
        ->id;
  }
  std::vector<CardId> store_many(const KeyRing& keys, int count) {
    std::vector<CardId> cards;
    for (int i = 0; i < count; ++i) cards.push_back(store(keys, std::to_string(2030 + i)));
    return cards;
  }
  std::string number(const KeyRing& keys, CardId id) {
    return std::string((*db().read([&](storage::Tx& tx) -> Result<CardInput> {
                         return open_card(tx, keys, id);
                       })).number.reveal());
  }
  Moved move(const KeyRing& keys, std::int64_t from, std::int64_t limit) {
    return *db().write([&](storage::Tx& tx) -> Result<Moved> {
      return reencrypt(tx, keys, random(), card_column(), from, limit);
    });
  }
  std::int64_t stale(const KeyRing& keys) {
    return *db().read([&](storage::Tx& tx) -> Result<std::int64_t> {
      return count_stale(tx, keys, card_column());
    });
  }

  Actor actor_;
  std::unique_ptr<KeyRing> first_ring_ = make_key_ring({master(1, 'a')});
  std::unique_ptr<KeyRing> both_rings_ = make_key_ring({master(1, 'a'), master(2, 'b')});
  std::unique_ptr<KeyRing> second_ring_ = make_key_ring(
      {master(2, 'b')}, {{"card_fingerprint", first_ring_->derive("card_fingerprint", 1)}});
};
INSTANTIATE_TEST_SUITE_P(Both, ReencryptTest, both_dialects(), dialect_name);

// Protects D-05: in batches, from wherever it stopped, and only then may the old key go.
TEST_P(ReencryptTest, MovesInBatchesAndLetsTheOldKeyGo) {
  const auto cards = store_many(*first_ring_, 10);
  EXPECT_EQ(stale(*both_rings_), 10);
  EXPECT_THROW((void)number(*second_ring_, cards[3]), std::runtime_error);
  const Moved first = move(*both_rings_, 0, 4);
  EXPECT_EQ(first.rows, 4);
  ASSERT_TRUE(first.next);
  EXPECT_EQ(stale(*both_rings_), 6);
  // Killed here: it begins again from the front and finds only what is left.
  std::int64_t moved = 0;
  for (std::optional<std::int64_t> from = 0; from;) {
    const Moved some = move(*both_rings_, *from, 4);
    moved += some.rows;
    from = some.next;
  }
  EXPECT_EQ(moved, 6);
  EXPECT_EQ(stale(*both_rings_), 0);
  for (const CardId card : cards) EXPECT_EQ(number(*second_ring_, card), "4242424242424242");
}

// Protects a known instrument: it is not new because a key is.
TEST_P(ReencryptTest, KeepsFingerprints) {
  const CardId card = store(*first_ring_, "2031");
  while (move(*both_rings_, 0, 100).rows > 0) {}
  EXPECT_EQ(store(*second_ring_, "2031"), card);
}

// Protects what was erased: it stays erased and stops nothing.
TEST_P(ReencryptTest, LeavesErasedCardsAlone) {
  const CardId card = store(*first_ring_, "2031");
  (void)db().write([&](storage::Tx& tx) -> Result<void> {
    erase_card(tx, card);
    return ok();
  });
  EXPECT_EQ(stale(*both_rings_), 0);
  EXPECT_EQ(move(*both_rings_, 0, 100).rows, 0);
}

// Protects against a ring that lacks a key: nothing is overwritten with what does not open.
TEST_P(ReencryptTest, StopsAtWhatDoesNotOpen) {
  const CardId card = store(*first_ring_, "2031");
  const auto strange = make_key_ring({master(1, 'x'), master(2, 'b')});
  EXPECT_THROW((void)move(*strange, 0, 100), std::runtime_error);
  EXPECT_EQ(number(*first_ring_, card), "4242424242424242");
}

TEST(LastingKeys, outlive_their_master_key) {
  // Protects: a pepper derived from the first key is the same after that key was dropped.
  const auto first = make_key_ring({master(1, 'a')});
  LastingKeys lasting;
  for (const std::string_view purpose : lasting_purposes())
    lasting.emplace(purpose, first->derive(purpose, 1));
  const auto later = make_key_ring({master(3, 'c')}, lasting);
  for (const std::string_view purpose : lasting_purposes())
    EXPECT_EQ(later->derive(purpose, 1).reveal(), first->derive(purpose, 1).reveal());
  EXPECT_THROW((void)later->derive("totp_seed", 1), std::runtime_error);
}

}  // namespace
}  // namespace bursar::vault
