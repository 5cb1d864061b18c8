// Everything that is not plain ASCII travels in base64, so no line grows too long and nothing needs
// escaping on the way. Control characters never reach a header.
#include "notify/letter.hpp"

#include <algorithm>
#include <array>

namespace bursar::notify {
namespace {

constexpr std::size_t k_line = 76;
constexpr std::size_t k_word_bytes = 42;  // 56 characters of base64 in one encoded word
constexpr std::size_t k_address_max = 254;
constexpr std::size_t k_local_max = 64;
constexpr std::size_t k_phone_head = 3;
constexpr std::size_t k_phone_tail = 2;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7F; });
}

std::string base64(std::string_view bytes) {
  static constexpr std::string_view k_alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j)
      group = group << 8U | (j < count ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    for (std::size_t j = 0; j < 4; ++j)
      text.push_back(j <= count ? k_alphabet[group >> (18U - 6U * j) & 63U] : '=');
  }
  return text;
}

std::string folded(const std::string& encoded) {
  std::string lines;
  for (std::size_t i = 0; i < encoded.size(); i += k_line)
    lines.append(encoded, i, k_line).append("\r\n");
  return lines;
}

std::string without_controls(std::string_view text) {
  std::string kept(text);
  std::replace_if(
      kept.begin(), kept.end(),
      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; }, ' ');
  return kept;
}

// RFC 2047: words of at most 75 characters, none cut inside a UTF-8 sequence.
std::string header_text(std::string_view raw) {
  const std::string text = without_controls(raw);
  if (is_plain(text) && text.find("=?") == std::string::npos && text.size() <= k_line - 10)
    return text;
  std::string words;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = std::min(i + k_word_bytes, text.size());
    while (end < text.size() && end > i + 1 &&
           (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
      --end;
    words.append(words.empty() ? "" : "\r\n ")
        .append("=?UTF-8?B?")
        .append(base64(std::string_view(text).substr(i, end - i)))
        .append("?=");
    i = end;
  }
  return words;
}

// A display name as an encoded word is safe whatever it holds; plain ones are quoted.
std::string mailbox(std::string_view name, std::string_view address) {
  const std::string bare = "<" + std::string(address) + ">";
  if (name.empty()) return bare;
  const std::string text = without_controls(name);
  const bool simple = is_plain(text) && text.find_first_of("\"\\") == std::string::npos;
  return (simple ? "\"" + text + "\"" : header_text(text)) + " " + bare;
}

// "Sun, 22 Nov 2026 06:10:00 +0000"
std::string date_text(Instant at) {
  static constexpr std::array k_days{"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
  static constexpr std::array k_months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::string iso = to_iso8601(at);
  const auto month = static_cast<std::size_t>((iso[5] - '0') * 10 + (iso[6] - '0') - 1);
  return std::string(k_days[static_cast<std::size_t>(utc_day(at) % 7)]) + ", " + iso.substr(8, 2) +
         " " + k_months[month] + " " + iso.substr(0, 4) + " " + iso.substr(11, 8) + " +0000";
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '"') out += "&quot;";
    else out.push_back(c);
  }
  return out;
}

bool is_link(std::string_view line) {
  return (line.starts_with("https://") || line.starts_with("http://")) && is_plain(line) &&
         line.find(' ') == std::string_view::npos;
}

std::string crlf(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\r') continue;
    if (c == '\n') out.push_back('\r');
    out.push_back(c);
  }
  return out;
}

std::string part(const std::string& boundary, std::string_view type, std::string_view body) {
  std::string text = "--" + boundary + "\r\nContent-Type: ";
  text.append(type).append("; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
  return text + folded(base64(body));
}

}  // namespace

bool is_mail_address(std::string_view address) {
  const std::size_t at = address.find('@');
  if (at == std::string_view::npos || at == 0 || at > k_local_max || address.size() > k_address_max)
    return false;
  const std::string_view local = address.substr(0, at);
  const std::string_view host = address.substr(at + 1);
  const auto dots_apart = [](std::string_view text) {
    return !text.empty() && text.front() != '.' && text.back() != '.' &&
           text.find("..") == std::string_view::npos;
  };
  const bool local_fits = std::all_of(local.begin(), local.end(), [](char c) {
    return is_letter(c) || is_digit(c) ||
           std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) != std::string_view::npos;
  });
  const bool host_fits = std::all_of(host.begin(), host.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '-' || c == '.';
  });
  return local_fits && host_fits && dots_apart(local) && dots_apart(host);
}

bool is_phone_number(std::string_view number) {
  return number.size() >= 8 && number.size() <= 16 && number[0] == '+' && number[1] != '0' &&
         std::all_of(number.begin() + 1, number.end(), is_digit);
}

std::string masked_address(std::string_view address) {
  if (is_phone_number(address)) {
    std::string text(address.substr(0, k_phone_head));
    return text.append(" ••••• ").append(address.substr(address.size() - k_phone_tail));
  }
  if (!is_mail_address(address)) return "•••";
  std::string text(address.substr(0, 1));
  return text.append("•••").append(address.substr(address.find('@')));
}

std::string html_of(std::string_view text) {
  std::string html =
      "<!doctype html>\n<html lang=\"en\"><body style=\"font:16px/1.5 system-ui,sans-serif;"
      "max-width:34em;margin:2em auto;padding:0 1em\">\n";
  bool open = false;
  const auto close = [&] {
    if (open) html += "</p>\n";
    open = false;
  };
  for (std::size_t i = 0; i <= text.size();) {
    const std::size_t end = std::min(text.find('\n', i), text.size());
    const std::string_view line = text.substr(i, end - i);
    i = end + 1;
    if (line.empty()) {
      close();
      continue;
    }
    html += open ? "<br>\n" : "<p>";
    open = true;
    const std::string shown = escaped(line);
    html += is_link(line) ? "<a href=\"" + shown + "\">" + shown + "</a>" : shown;
  }
  close();
  return html + "</body></html>\n";
}

std::string compose(const Letter& letter) {
  // Base64 holds no "=_" inside a line, so no boundary can stand in a body.
  const std::string boundary =
      "=_" + letter.message_id.substr(0, std::min(letter.message_id.find('@'), std::size_t{40}));
  std::string mail = "Date: " + date_text(letter.date) + "\r\n";
  mail += "From: " + mailbox(letter.from_name, letter.from_address) + "\r\n";
  if (!letter.reply_to.empty()) mail += "Reply-To: " + mailbox({}, letter.reply_to) + "\r\n";
  mail += "To: " + mailbox({}, letter.to) + "\r\n";
  mail += "Subject: " + header_text(letter.subject) + "\r\n";
  mail += "Message-ID: <" + letter.message_id + ">\r\n";
  // So that holiday replies and out-of-office robots stay silent.
  mail += "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n";
  mail += "Content-Type: multipart/alternative;\r\n boundary=\"" + boundary + "\"\r\n\r\n";
  mail += part(boundary, "text/plain", crlf(letter.text));
  mail += part(boundary, "text/html", crlf(html_of(letter.text)));
  return mail + "--" + boundary + "--\r\n";
}

}  // namespace bursar::notify
