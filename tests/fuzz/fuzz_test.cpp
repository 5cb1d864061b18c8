// Replays the kept inputs of every fuzz target, and thousands of inputs made from them by a seeded
// mutation, through the same functions that libFuzzer calls.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.hpp"
#include "fuzz/targets.hpp"

namespace bursar::fuzz {
namespace {

constexpr int k_mutations = 4'000;
constexpr std::string_view k_spice = "{}[]\":,\\u0000 \r\n%2f.;=&-+0129eE\x7f\xc3\xff";

std::vector<std::string> corpus_of(std::string_view target) {
  std::vector<std::filesystem::path> files;
  const std::filesystem::path folder = std::filesystem::path(BURSAR_FUZZ_CORPUS) / target;
  for (const auto& file : std::filesystem::directory_iterator(folder)) files.push_back(file.path());
  std::sort(files.begin(), files.end());
  std::vector<std::string> inputs;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    inputs.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return inputs;
}

void mutate(std::string& input, const std::vector<std::string>& corpus, SeededRandom& random) {
  const std::size_t at = random.below(input.size() + 1);
  const char spice = k_spice[random.below(k_spice.size())];
  const auto some = [&] { return 1 + random.below(8); };
  switch (random.below(6)) {
    case 0: input.insert(at, 1, spice); break;
    case 1: input.erase(at, some()); break;
    case 2: input.insert(at, input.substr(random.below(input.size() + 1), some())); break;
    case 3: input.resize(at); break;
    case 4: input += corpus[random.below(corpus.size())].substr(0, 4 * some()); break;
    default:
      if (at < input.size()) input[at] = spice;
  }
}

class FuzzTest : public ::testing::TestWithParam<Target> {};
INSTANTIATE_TEST_SUITE_P(All, FuzzTest, ::testing::ValuesIn(targets().begin(), targets().end()),
                         [](const auto& target) { return std::string(target.param.name); });

TEST_P(FuzzTest, KeptInputsAndTheirMutationsPass) {
  // Protects every parser of foreign bytes: no input crashes it or breaks its invariants, and what
  // a search once found stays found.
  const std::vector<std::string> corpus = corpus_of(GetParam().name);
  ASSERT_FALSE(corpus.empty());
  for (const std::string& input : corpus) EXPECT_NO_THROW(GetParam().run(input)) << input;
  SeededRandom random(20'261'122);
  for (int i = 0; i < k_mutations; ++i) {
    std::string input = corpus[random.below(corpus.size())];
    for (std::uint64_t changes = 1 + random.below(5); changes > 0; --changes)
      mutate(input, corpus, random);
    ASSERT_NO_THROW(GetParam().run(input)) << "mutation " << i << ": " << input;
  }
}

TEST(FuzzTargets, EachHasItsFolder) {
  // Protects the search: no target without inputs, no inputs without a target.
  EXPECT_EQ(find_target("nothing"), nullptr);
  for (const auto& folder : std::filesystem::directory_iterator(BURSAR_FUZZ_CORPUS))
    EXPECT_NE(find_target(folder.path().filename().string()), nullptr) << folder.path();
}

}  // namespace
}  // namespace bursar::fuzz
