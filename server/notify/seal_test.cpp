// Sealing of queued messages.
#include "notify/seal.hpp"

#include <gtest/gtest.h>

namespace bursar::notify {
namespace {

TEST(Seal, OpensOnlyForItsRowWithItsKey) {
  // A queued message is read by nobody but the sender, and nowhere but in its own row.
  SeededRandom random(7);
  const BoxKeys keys = make_box_keys(Secret(std::string(32, 'k')));
  const BoxKeys others = make_box_keys(Secret(std::string(32, 'o')));
  const std::string sealed = seal_for(keys.public_key, random, "the code is 123456", "ms_1");
  EXPECT_EQ(sealed.find("123456"), std::string::npos);
  ASSERT_TRUE(open_sealed(keys, sealed, "ms_1"));
  EXPECT_EQ(open_sealed(keys, sealed, "ms_1")->reveal(), "the code is 123456");
  EXPECT_FALSE(open_sealed(keys, sealed, "ms_2"));
  EXPECT_FALSE(open_sealed(others, sealed, "ms_1"));
  std::string bent = sealed;
  bent.back() = static_cast<char>(bent.back() ^ 1);
  EXPECT_FALSE(open_sealed(keys, bent, "ms_1"));
  EXPECT_FALSE(open_sealed(keys, sealed.substr(0, 40), "ms_1"));
}

}  // namespace
}  // namespace bursar::notify
