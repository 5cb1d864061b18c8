// TOTP against the published vectors, an independent program, and the window we accept.
#include "identity/totp.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <string>

#include "base/text.hpp"

namespace bursar::identity {
namespace {

constexpr const char* k_rfc_secret = "12345678901234567890";

TEST(Totp, agrees_with_the_published_vectors) {
  // Protects: authenticator apps and Bursar compute the same code (RFC 6238 appendix B, SHA-1).
  struct Vector {
    std::int64_t seconds;
    const char* code;
  };
  for (const auto& [seconds, code] :
       {Vector{59, "94287082"}, Vector{1111111109, "07081804"}, Vector{1111111111, "14050471"},
        Vector{1234567890, "89005924"}, Vector{2000000000, "69279037"},
        Vector{20000000000, "65353130"}})
    EXPECT_EQ(totp_code(k_rfc_secret, totp_step({seconds * 1000}), 8), code) << seconds;
}

TEST(Totp, agrees_with_oathtool) {
  // Protects: an implementation that shares no code with ours gives the same codes.
  if (std::system("command -v oathtool >/dev/null 2>&1") != 0)
    GTEST_SKIP() << "oathtool is not installed";
  for (int i = 0; i < 20; ++i) {
    const std::string secret = "seed number " + std::to_string(i) + " pads it";
    const std::int64_t seconds = 1'700'000'000 + i * 7'919;
    const std::string command =
        "oathtool --totp -N @" + std::to_string(seconds) + " " + to_hex(secret);
    FILE* pipe = popen(command.c_str(), "r");
    ASSERT_NE(pipe, nullptr);
    std::array<char, 32> line{};
    ASSERT_NE(std::fgets(line.data(), line.size(), pipe), nullptr);
    pclose(pipe);
    EXPECT_EQ(std::string(trim(line.data())), totp_code(secret, totp_step({seconds * 1000})));
  }
}

TEST(Totp, takes_the_present_step_and_the_previous_one_for_ten_seconds) {
  // Protects: M-03, no wider window than stated.
  const std::int64_t start = 30'000 * 1'000;
  const std::string previous = totp_code(k_rfc_secret, 999);
  const std::string present = totp_code(k_rfc_secret, 1'000);
  const std::string next = totp_code(k_rfc_secret, 1'001);
  EXPECT_EQ(matching_totp_step(k_rfc_secret, present, {start}), 1'000);
  EXPECT_EQ(matching_totp_step(k_rfc_secret, present, {start + 29'999}), 1'000);
  EXPECT_EQ(matching_totp_step(k_rfc_secret, previous, {start + 9'999}), 999);
  EXPECT_EQ(matching_totp_step(k_rfc_secret, previous, {start + 10'000}), std::nullopt);
  EXPECT_EQ(matching_totp_step(k_rfc_secret, next, {start}), std::nullopt);
  EXPECT_EQ(matching_totp_step(k_rfc_secret, present.substr(0, 5), {start}), std::nullopt);
  EXPECT_EQ(matching_totp_step(k_rfc_secret, "", {start}), std::nullopt);
}

TEST(Totp, names_the_account_so_that_apps_can_show_it) {
  // Protects: characters of an address cannot break out of the URI.
  const Secret uri = otpauth_uri("Bursar", "a&b=c@example.org", "ABC");
  EXPECT_EQ(uri.reveal(),
            "otpauth://totp/Bursar:a%26b%3dc%40example.org?secret=ABC&issuer=Bursar&algorithm=SHA1&"
            "digits=6&period=30");
}

TEST(Totp, draws_a_square_qr_code) {
  // Protects: the picture is one self-contained SVG without script, style or text.
  const std::string svg = qr_svg("otpauth://totp/x?secret=ABC");
  EXPECT_TRUE(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "));
  EXPECT_TRUE(svg.ends_with("</svg>"));
  EXPECT_EQ(svg.find("ABC"), std::string::npos);
  EXPECT_EQ(svg.find("style"), std::string::npos);
  // A finder pattern stands in the top left corner: seven dark modules after the quiet zone.
  EXPECT_NE(svg.find("M4 4h7v1h-7z"), std::string::npos);
}

}  // namespace
}  // namespace bursar::identity
