// Mails as bytes: nothing from outside may become a header, and every line stays short.
#include "notify/letter.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace bursar::notify {
namespace {

Letter letter() {
  Letter one;
  one.from_name = "Bursar";
  one.from_address = "no-reply@pay.example";
  one.to = "ann@example.com";
  one.message_id = "ms_c1@pay.example";
  one.date = Instant{1'795'328'000'000};  // 2026-11-22 06:13:20 UTC
  one.subject = "Choose your password";
  one.text = "Hello Ann\n\nhttps://office.example/invitation#token=abc\n\nBye <b>";
  return one;
}

std::string head_of(const std::string& mail) { return mail.substr(0, mail.find("\r\n\r\n")); }

TEST(Letter, HasTheHeadersAReaderNeeds) {
  // A mail without date, id or type is taken for junk.
  const std::string head = head_of(compose(letter()));
  EXPECT_NE(head.find("Date: Sun, 22 Nov 2026 06:13:20 +0000\r\n"), std::string::npos) << head;
  EXPECT_NE(head.find("From: \"Bursar\" <no-reply@pay.example>\r\n"), std::string::npos);
  EXPECT_NE(head.find("To: <ann@example.com>\r\n"), std::string::npos);
  EXPECT_NE(head.find("Subject: Choose your password\r\n"), std::string::npos);
  EXPECT_NE(head.find("Message-ID: <ms_c1@pay.example>\r\n"), std::string::npos);
  EXPECT_EQ(head.find("Reply-To"), std::string::npos);
}

TEST(Letter, LetsNothingIntoTheHeaders) {
  // A subject or name with a line break must not bring a header or a body of its own.
  Letter one = letter();
  one.subject = "Hi\r\nBcc: eve@example.com\r\n\r\nBuy this";
  one.from_name = "Pay\r\nX-Evil: 1";
  const std::string mail = compose(one);
  EXPECT_EQ(mail.find("\r\nBcc"), std::string::npos);
  EXPECT_EQ(mail.find("\r\nX-Evil"), std::string::npos);
  EXPECT_NE(head_of(mail).find("Content-Type: multipart/alternative"), std::string::npos);
}

TEST(Letter, KeepsEveryLineShortAndPlain) {
  // Servers cut long lines and bend bytes above 127.
  Letter one = letter();
  one.subject = std::string(60, 'x') + " für Ängstliche: überlange Zeilen mit Umlauten, ÄÖÜ äöü ß";
  one.from_name = "Zahlstelle Köln";
  one.text = std::string(5'000, 'y') + "\n\nÄ";
  std::istringstream lines(compose(one));
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 79U) << line;
    for (const char c : line) EXPECT_LT(static_cast<unsigned char>(c), 0x7F);
  }
}

TEST(Letter, SpeaksHtmlWithoutTakingAnyIn) {
  // Names of people stand in the text; they must not become mark-up.
  const std::string html = html_of("Hello <script>\nline two\n\nhttps://a.example/x?y=1&z=2");
  EXPECT_NE(html.find("<p>Hello &lt;script&gt;<br>\nline two</p>"), std::string::npos) << html;
  EXPECT_NE(html.find("<a href=\"https://a.example/x?y=1&amp;z=2\">"), std::string::npos);
  EXPECT_EQ(html_of("javascript:alert(1)").find("href"), std::string::npos);
}

TEST(Letter, SendsToPlainAddressesOnly) {
  // What ends an SMTP command or adds a second recipient is no address.
  for (const char* good : {"ann@example.com", "a.b+c@mail.example.co.uk", "o'neil@x-y.example"})
    EXPECT_TRUE(is_mail_address(good)) << good;
  for (const char* bad :
       {"", "ann", "@example.com", "ann@", "ann@exa mple.com", "a@b>\r\nRCPT TO:<c@d",
        "a@b> NOTIFY=NEVER", "a,b@example.com", "\"a b\"@example.com", "ann@example..com",
        ".ann@example.com", "ann@example.com\n", "änn@example.com", "a@b@c"})
    EXPECT_FALSE(is_mail_address(bad)) << bad;
  EXPECT_TRUE(is_phone_number("+447900123456"));
  for (const char* bad :
       {"0790012345", "+0790012345", "+44790", "+44790012345678901", "+44x900123"})
    EXPECT_FALSE(is_phone_number(bad)) << bad;
}

TEST(Letter, MasksWhereItWent) {
  // The delivery log is read by more people than the address book.
  EXPECT_EQ(masked_address("ann@example.com"), "a•••@example.com");
  EXPECT_EQ(masked_address("+447900123478"), "+44 ••••• 78");
  EXPECT_EQ(masked_address("whatever this is"), "•••");
}

}  // namespace
}  // namespace bursar::notify
