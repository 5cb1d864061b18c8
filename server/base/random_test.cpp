// Random draws: uniform, within bounds, repeatable from a seed.
#include "base/random.hpp"

#include <array>
#include <set>

#include "base/check.hpp"
#include "testing/testing.hpp"

namespace bursar {
namespace {

TEST(Random, a_seed_names_one_stream) {
  // Protects: simulations and tests repeat exactly; another seed is another stream.
  SeededRandom a(1);
  SeededRandom b(1);
  SeededRandom c(2);
  for (int i = 0; i < 100; ++i) {
    const std::uint64_t drawn = a.next();
    EXPECT_EQ(drawn, b.next());
    EXPECT_NE(drawn, c.next());
  }
}

TEST(Random, draws_are_below_the_bound_and_even) {
  // Protects: no value outside the bound, and no value noticeably favoured.
  SeededRandom random(3);
  std::array<int, 7> counts{};
  for (int i = 0; i < 70'000; ++i) ++counts.at(random.below(7));
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 500);
  EXPECT_EQ(random.below(1), 0U);
  EXPECT_THROW(random.below(0), Bug);
}

TEST(Random, texts_use_their_alphabet) {
  // Protects: tokens have the asked length, only the asked characters, and do not repeat.
  SeededRandom random(4);
  std::set<std::string> seen;
  for (int i = 0; i < 1'000; ++i) {
    const std::string text = random_text(random, 24, k_base62);
    EXPECT_EQ(text.size(), 24U);
    EXPECT_EQ(text.find_first_not_of(k_base62), std::string::npos);
    seen.insert(text);
  }
  EXPECT_EQ(seen.size(), 1'000U);
}

}  // namespace
}  // namespace bursar
