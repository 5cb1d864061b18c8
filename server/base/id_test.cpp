// Ids: round trip, order, proof against tampering, uniqueness across threads and nodes.
#include "base/id.hpp"

#include <algorithm>
#include <set>
#include <thread>

#include "testing/testing.hpp"

namespace bursar {
namespace {

TEST(Id, text_and_key_convert_both_ways) {
  // Protects: the text given to a client finds the row again, over the whole range of keys.
  SeededRandom random(5);
  std::vector<std::int64_t> keys{1, 2, 35, 36, (1LL << 20), 4'738'381'338'321'616'895LL};
  for (int i = 0; i < 10'000; ++i)
    keys.push_back(static_cast<std::int64_t>(1 + random.below(4'738'381'338'321'616'895ULL)));
  for (const std::int64_t key : keys) {
    const std::string text = PaymentId{key}.text();
    ASSERT_EQ(text.size(), 28U);
    ASSERT_TRUE(text.starts_with("tx_c"));
    ASSERT_EQ(text.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz", 3), std::string::npos);
    ASSERT_EQ(PaymentId::parse(text)->key, key);
  }
  EXPECT_EQ(PaymentId{}.text(), "");
  EXPECT_THROW(PaymentId{-1}.text(), Bug);
}

TEST(Id, texts_sort_like_their_keys) {
  // Protects: ids are time-ordered also as text, so lists by id are lists by time.
  SeededRandom random(6);
  std::vector<std::int64_t> keys(1'000);
  for (auto& key : keys) key = static_cast<std::int64_t>(1 + random.below(1ULL << 61));
  std::sort(keys.begin(), keys.end());
  for (std::size_t i = 1; i < keys.size(); ++i)
    EXPECT_EQ(PaymentId{keys[i - 1]}.text() < PaymentId{keys[i]}.text(), keys[i - 1] < keys[i]);
}

TEST(Id, a_changed_character_is_noticed) {
  // Protects: a guessed or misread id is not found instead of being another row, and an id of one
  // kind is not accepted as another's.
  const std::string text = PaymentId{123'456'789'012'345'678}.text();
  for (std::size_t at = 0; at < text.size(); ++at)
    for (const char c : std::string_view("0a7z_C")) {
      std::string changed = text;
      changed[at] = c;
      EXPECT_EQ(PaymentId::parse(changed).has_value(), changed == text) << changed;
    }
  EXPECT_FALSE(PaymentId::parse("").has_value());
  EXPECT_FALSE(PaymentId::parse(text + "0").has_value());
  EXPECT_FALSE(PaymentId::parse(text.substr(0, 27)).has_value());
  EXPECT_FALSE(PaymentId::parse("op_" + text.substr(3)).has_value());
  EXPECT_FALSE(OperationId::parse("op_" + text.substr(3)).has_value());
  const auto error = PaymentId::parse("tx_nonsense").error();
  EXPECT_EQ(error.kind, ErrorKind::not_found);
}

TEST(IdSource, keys_carry_their_instant_and_rise) {
  // Protects: keys rise while the clock stands still, goes on, or goes back.
  ManualClock clock({1'700'000'000'000});
  IdSource ids(clock);
  const std::int64_t first = ids.next_key();
  EXPECT_EQ(key_instant(first), clock.now());
  EXPECT_GE(first, first_key_at(clock.now()));
  std::int64_t last = first;
  for (int i = 0; i < 40'000; ++i) {
    const std::int64_t key = ids.next_key();
    ASSERT_GT(key, last);
    last = key;
  }
  clock.set({1'600'000'000'000});
  EXPECT_GT(ids.next_key(), last);
  clock.set({1'800'000'000'000});
  EXPECT_EQ(key_instant(ids.next_key()), clock.now());
}

TEST(IdSource, nodes_never_meet) {
  // Protects: nodes with distinct numbers hand out distinct keys at the same instant, also when one
  // of them runs out of sequence within a millisecond.
  ManualClock clock;
  std::set<std::int64_t> keys;
  std::size_t drawn = 0;
  for (const unsigned node : {0U, 1U, 2U, 63U}) {
    IdSource ids(clock, node);
    for (int i = 0; i < 20'000; ++i, ++drawn) keys.insert(ids.next_key());
  }
  EXPECT_EQ(keys.size(), drawn);
  EXPECT_THROW(IdSource(clock, 64), Bug);
}

TEST(IdSource, threads_never_meet) {
  // Protects: one source used by many threads gives no key twice.
  ManualClock clock;
  IdSource ids(clock, 7);
  std::vector<std::vector<std::int64_t>> drawn(8);
  std::vector<std::thread> threads;
  for (auto& mine : drawn)
    threads.emplace_back([&ids, &mine] {
      for (int i = 0; i < 20'000; ++i) mine.push_back(ids.next_key());
    });
  for (std::thread& thread : threads) thread.join();
  std::set<std::int64_t> keys;
  for (const auto& mine : drawn) {
    EXPECT_TRUE(std::is_sorted(mine.begin(), mine.end()));
    keys.insert(mine.begin(), mine.end());
  }
  EXPECT_EQ(keys.size(), 160'000U);
}

}  // namespace
}  // namespace bursar
