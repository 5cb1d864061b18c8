// A mail as bytes (RFC 5322): headers without injection, plain text and the same parts as simple
// HTML. Pure; sending is the runner's. Private to notify.
#pragma once

#include <string>
#include <string_view>

#include "base/time.hpp"

namespace bursar::notify {

struct Letter {
  std::string from_name;
  std::string from_address;
  std::string reply_to;    ///< empty: answers go to the sender
  std::string to;          ///< bare address
  std::string message_id;  ///< without angle brackets; the same at every attempt
  Instant date;
  std::string subject;
  std::string text;
};

/// What this product sends to: a dot-atom, @ and a host name, ASCII only. Nothing in it can end a
/// header or an SMTP command.
bool is_mail_address(std::string_view address);
/// "+447900123456": a plus, no zero first, 7 to 15 digits.
bool is_phone_number(std::string_view number);

/// "a•••@example.com", "+44 ••••• 78"; "•••" for anything else.
std::string masked_address(std::string_view address);

/// CRLF lines of at most 78 characters.
std::string compose(const Letter& letter);

/// The paragraphs as HTML; exposed for tests.
std::string html_of(std::string_view text);

}  // namespace bursar::notify
