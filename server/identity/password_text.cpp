// utf8proc composes; libzxcvbn takes a password apart. Its own figure for the strength is not used:
// what counts is how many parts an attacker has to put together.
#include "identity/password_text.hpp"

#include <cstdlib>
#include <memory>
#include <set>

#include <sodium.h>
#include <utf8proc.h>
#include <zxcvbn.h>

namespace bursar::identity {
namespace {

constexpr int k_separator_max = 2;

bool is_ascii(std::string_view text) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  return true;
}

struct FreeMatches {
  void operator()(ZxcMatch_t* matches) const { ZxcvbnFreeInfo(matches); }
};

bool is_symbols(std::string_view part) {
  for (const char c : part) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (letter || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

bool is_digits(std::string_view part) {
  return part.find_first_not_of("0123456789") == std::string_view::npos;
}

void add_unlisted(std::set<std::string>& parts, std::string_view part, int begin) {
  if (is_symbols(part) && part.size() <= k_separator_max) return;
  if (is_digits(part)) {
    parts.insert("number");
    return;
  }
  for (std::size_t i = 0; i < part.size(); ++i)
    parts.insert("single " + std::to_string(static_cast<std::size_t>(begin) + i));
}

}  // namespace

Secret composed(std::string_view text) {
  if (is_ascii(text)) return Secret(std::string(text));
  utf8proc_uint8_t* made = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &made,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  if (size < 0) return Secret(std::string(text));
  Secret form(std::string(reinterpret_cast<const char*>(made), static_cast<std::size_t>(size)));
  sodium_memzero(made, static_cast<std::size_t>(size));
  std::free(made);
  return form;
}

std::size_t dictionary_parts(const std::string& text) {
  ZxcMatch_t* first = nullptr;
  (void)ZxcvbnMatch(text.c_str(), nullptr, &first);
  const std::unique_ptr<ZxcMatch_t, FreeMatches> matches(first);
  std::set<std::string> parts;
  for (const ZxcMatch_t* match = first; match != nullptr; match = match->Next) {
    const auto begin = static_cast<std::size_t>(match->Begin);
    const std::string_view part =
        std::string_view(text).substr(begin, static_cast<std::size_t>(match->Length));
    switch (match->Type & ~MULTIPLE_MATCH) {
      case DICTIONARY_MATCH:
      case DICT_LEET_MATCH: parts.insert("word " + std::string(part)); break;
      case REPEATS_MATCH: parts.insert("repeat"); break;
      case SEQUENCE_MATCH:
      case SPATIAL_MATCH: parts.insert(is_digits(part) ? "number" : "walk"); break;
      case DATE_MATCH:
      case YEAR_MATCH: parts.insert("number"); break;
      default: add_unlisted(parts, part, match->Begin);
    }
  }
  return parts.size();
}

}  // namespace bursar::identity
