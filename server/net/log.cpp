// Builds a log line, masks card numbers and writes it whole.
#include "net/log.hpp"

#include <utility>

#include <unistd.h>

#include "base/text.hpp"
#include "net/log_writer.hpp"

namespace bursar::net {

namespace {

constexpr std::size_t k_field_bytes_max = 2'000;
constexpr std::size_t k_card_digits_min = 13;
constexpr std::size_t k_card_digits_max = 19;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool passes_luhn(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    int digit = digits[digits.size() - 1 - i] - '0';
    if (i % 2 == 1 && (digit *= 2) > 9) digit -= 9;
    sum += digit;
  }
  return sum % 10 == 0;
}

/// Cards start with 2 to 6; clocks and row keys start with 1.
bool is_card(std::string_view digits) {
  return digits.size() >= k_card_digits_min && digits.size() <= k_card_digits_max &&
         digits.front() >= '2' && digits.front() <= '6' && passes_luhn(digits);
}

/// One past the card number that starts at `at`, or `at` when none does. The number begins and ends
/// where a group of digits does; the longest reading wins.
std::size_t card_end(std::string_view text, std::size_t at) {
  std::string digits;
  std::size_t end = at;
  for (std::size_t i = at; i < text.size() && digits.size() <= k_card_digits_max; ++i) {
    const bool group_ends = i + 1 == text.size() || !is_digit(text[i + 1]);
    if (is_digit(text[i])) {
      digits.push_back(text[i]);
      if (group_ends && is_card(digits)) end = i + 1;
    } else if ((text[i] != ' ' && text[i] != '-') || group_ends) {
      break;
    }
  }
  return end;
}

/// Needs neither masking nor escapes, as nearly every name and word does.
bool is_plain(std::string_view text) {
  std::size_t digits = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte > 0x7E || c == '"' || c == '\\') return false;
    if (is_digit(c) && ++digits >= k_card_digits_min) return false;
  }
  return text.size() <= k_field_bytes_max;
}

void append_quoted(std::string& line, std::string_view text) {
  static constexpr std::string_view k_hex = "0123456789abcdef";
  if (is_plain(text)) {
    line.append(1, '"').append(text).append(1, '"');
    return;
  }
  const std::string masked = mask_cards(text.substr(0, k_field_bytes_max));
  const bool readable = is_printable_utf8(masked);
  line.push_back('"');
  for (const char c : masked) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      line.push_back('\\');
      line.push_back(c);
    } else if (byte < 0x20 || byte == 0x7F || (byte > 0x7F && !readable)) {  // always valid JSON
      line += "\\u00";
      line.push_back(k_hex[byte >> 4]);
      line.push_back(k_hex[byte & 15]);
    } else {
      line.push_back(c);
    }
  }
  line.push_back('"');
}

std::string_view level_name(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return "debug";
    case LogLevel::info: return "info";
    case LogLevel::warn: return "warn";
    case LogLevel::error: return "error";
  }
  return "error";
}

}  // namespace

std::string mask_cards(std::string_view text) {
  std::string masked;
  masked.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const bool group_starts = is_digit(text[i]) && (i == 0 || !is_digit(text[i - 1]));
    const std::size_t end = group_starts ? card_end(text, i) : i;
    if (end > i) {
      masked += "[card]";
      i = end;
    } else {
      masked.push_back(text[i++]);
    }
  }
  return masked;
}

Log::Log(const Clock& clock, LogLevel lowest)
    : clock_(clock), lowest_(lowest), writer_(std::make_unique<LogWriter>(STDERR_FILENO)) {}

Log::Log(const Clock& clock, LogLevel lowest, Sink sink)
    : clock_(clock), lowest_(lowest), sink_(std::move(sink)) {}

Log::~Log() = default;

void Log::write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  if (!takes(level)) return;
  std::string line;
  line.reserve(256);
  line.append("{\"time\":\"").append(to_iso8601(clock_.now())).append("\",\"level\":\"");
  line += level_name(level);
  line += "\",\"message\":";
  append_quoted(line, message);
  for (const LogField& field : fields) {
    line.push_back(',');
    append_quoted(line, field.name);
    line.push_back(':');
    if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
      line += std::to_string(*number);
    } else {
      append_quoted(line, std::get<std::string_view>(field.value));
    }
  }
  line += "}\n";
  if (writer_) {
    writer_->write(line, level >= LogLevel::warn);
    return;
  }
  const std::lock_guard lock(mutex_);
  sink_(line);
}

}  // namespace bursar::net
