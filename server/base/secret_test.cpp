// Protects secrets in memory: no way to print one by accident, and nothing left behind (D-08).
#include "base/secret.hpp"

#include <array>
#include <new>
#include <ostream>
#include <type_traits>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace bursar {
namespace {

template <class T>
concept Streamable = requires(std::ostream& out, const T& value) {
  out << value;
};

static_assert(!Streamable<Secret>, "a secret must not be printed");
static_assert(!std::is_convertible_v<Secret, std::string>, "a secret is revealed by name");
static_assert(!std::is_convertible_v<Secret, std::string_view>, "a secret is revealed by name");
static_assert(!std::is_convertible_v<std::string, Secret>, "a text is made a secret by name");
static_assert(!fmt::is_formattable<Secret>::value, "a secret must not be formatted");

using Room = std::array<unsigned char, sizeof(Secret)>;

// Behind its first letter: emptying a text overwrites that one alone.
bool holds(const Room& room, std::string_view text) {
  text.remove_prefix(1);
  const std::string_view bytes(reinterpret_cast<const char*>(room.data()), room.size());
  return bytes.find(text) != std::string_view::npos;
}

TEST(Secret, is_wiped_when_it_ends) {
  // Protects: memory that is given back or dumped. A short one stands inside the object itself,
  // where it can be looked for afterwards.
  alignas(Secret) Room room{};
  auto* secret = new (room.data()) Secret(std::string("canary7"));
  ASSERT_TRUE(holds(room, "canary7"));
  secret->~Secret();
  EXPECT_FALSE(holds(room, "canary7"));
}

TEST(Secret, leaves_nothing_where_it_was_moved_from) {
  // Protects: a move of a short text copies it, so the source still holds it unless it is wiped.
  alignas(Secret) Room room{};
  auto* secret = new (room.data()) Secret(std::string("canary7"));
  const Secret other(std::move(*secret));
  EXPECT_FALSE(holds(room, "canary7"));
  EXPECT_EQ(other.reveal(), "canary7");
  secret->~Secret();
}

TEST(Secret, leaves_nothing_of_what_it_replaces) {
  // Protects: a longer secret must not look out from behind a shorter one.
  alignas(Secret) Room room{};
  auto* secret = new (room.data()) Secret(std::string("canary7"));
  *secret = Secret(std::string("other"));
  EXPECT_FALSE(holds(room, "canary7"));
  EXPECT_EQ(secret->reveal(), "other");
  secret->~Secret();
}

}  // namespace
}  // namespace bursar
