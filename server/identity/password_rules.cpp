// What a password may look like. The block list is a rule over a word list: a password that is put
// together from three or fewer weak pieces (listed or context words with look-alike digits,
// keyboard walks, repeats, numbers) is refused, which covers many millions of spellings without
// shipping them. A dictionary of common passwords, names and words is judged the same way beside
// it.
#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <string>

#include "base/text.hpp"
#include "identity/common_words.hpp"
#include "identity/identity.hpp"
#include "identity/password_text.hpp"

namespace bursar::identity {
namespace {

constexpr std::size_t k_bytes_max = 256;
constexpr std::size_t k_weak_pieces_max = 3;
constexpr std::size_t k_walk_min = 3;
constexpr std::size_t k_context_min = 3;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_symbol(char c) {
  return !is_digit(c) && !is_letter(c) && static_cast<unsigned char>(c) < 0x80;
}

// Whether `written` may stand for the letter `meant` ("p4$$w0rd").
bool stands_for(char written, char meant) {
  if (written == meant) return true;
  switch (meant) {
    case 'a': return written == '@' || written == '4';
    case 'b': return written == '8';
    case 'e': return written == '3';
    case 'g': return written == '9';
    case 'i': return written == '1' || written == '!';
    case 'l': return written == '1';
    case 'o': return written == '0';
    case 's': return written == '$' || written == '5';
    case 't': return written == '7' || written == '+';
    case 'z': return written == '2';
    default: return false;
  }
}

bool spells(std::string_view text, std::string_view word) {
  return text.size() >= word.size() &&
         std::equal(word.begin(), word.end(), text.begin(),
                    [](char meant, char written) { return stands_for(written, meant); });
}

// Length of the longest front part of `text` for which `fits` holds.
template <class F>
std::size_t front_run(std::string_view text, F fits) {
  std::size_t length = 0;
  while (length < text.size() && fits(text[length])) ++length;
  return length;
}

std::size_t walk_length(std::string_view text, std::string_view walk) {
  std::size_t best = 0;
  for (std::size_t start = 0; start < walk.size(); ++start) {
    std::size_t length = 0;
    while (length < text.size() && start + length < walk.size() &&
           text[length] == walk[start + length])
      ++length;
    best = std::max(best, length);
  }
  return best;
}

// A weak piece found at one place of the password.
struct Piece {
  std::size_t length = 1;
  std::string name;  ///< equal names count once, an empty one not at all
};

constexpr std::size_t k_separator_max = 2;

// One or two symbols between pieces ("-", "!!") are worth nothing; longer runs are judged one by
// one.
std::size_t separator_length(std::string_view whole, std::size_t at) {
  if (at > 0 && is_symbol(whole[at - 1])) return 0;
  const std::size_t length = front_run(whole.substr(at), is_symbol);
  return length <= k_separator_max ? length : 0;
}

// All weak pieces that start at `at`.
std::vector<Piece> weak_pieces(std::string_view whole, std::size_t at,
                               const std::vector<std::string>& context) {
  const std::string_view text = whole.substr(at);
  std::vector<Piece> found;
  for (const auto word : common_words())
    if (spells(text, word)) found.push_back({word.size(), std::string(word)});
  for (const auto& word : context)
    if (spells(text, word)) found.push_back({word.size(), "context"});
  for (const auto walk : keyboard_walks()) {
    const std::string backwards(walk.rbegin(), walk.rend());
    const std::size_t length = std::max(walk_length(text, walk), walk_length(text, backwards));
    if (length >= k_walk_min) found.push_back({length, "walk"});
  }
  const std::size_t same = front_run(text, [&](char c) { return c == text.front(); });
  if (same >= k_walk_min) found.push_back({same, "repeat"});
  const std::size_t digits = front_run(text, is_digit);
  if (digits > 0) found.push_back({digits, "digits"});
  if (const std::size_t separator = separator_length(whole, at); separator > 0)
    found.push_back({separator, {}});
  return found;
}

// Number of distinct pieces on the shortest way to put the password together; a character that
// belongs to no weak piece counts as a piece of its own.
std::size_t piece_count(std::string_view text, const std::vector<std::string>& context) {
  struct Step {
    std::size_t cost = std::numeric_limits<std::size_t>::max();
    std::size_t from = 0;
    std::string name;
  };
  std::vector<Step> steps(text.size() + 1);
  steps[0].cost = 0;
  const auto reach = [&](std::size_t from, std::size_t length, std::string name) {
    Step& step = steps[from + length];
    if (steps[from].cost + 1 < step.cost) step = {steps[from].cost + 1, from, std::move(name)};
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (auto& piece : weak_pieces(text, at, context))
      reach(at, piece.length, std::move(piece.name));
    reach(at, 1, "single " + std::to_string(at));
  }
  std::set<std::string> names;
  for (std::size_t at = text.size(); at > 0; at = steps[at].from)
    if (!steps[at].name.empty()) names.insert(steps[at].name);
  return names.size();
}

// True when the whole text repeats a unit of at most eight characters.
bool repeats_short_unit(std::string_view text) {
  for (std::size_t unit = 1; unit <= 8 && unit * 2 <= text.size(); ++unit) {
    bool same = true;
    for (std::size_t i = unit; same && i < text.size(); ++i) same = text[i] == text[i - unit];
    if (same) return true;
  }
  return false;
}

// Words of the context entries: names and the parts of an e-mail address, folded.
std::vector<std::string> context_words(const std::vector<std::string>& context) {
  std::vector<std::string> words;
  for (const auto& entry : context) {
    std::string word;
    for (const char c : fold_case(entry) + " ") {
      if (is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80) {
        word.push_back(c);
        continue;
      }
      if (word.size() >= k_context_min) words.push_back(word);
      word.clear();
    }
  }
  return words;
}

}  // namespace

Result<void> check_password(std::string_view typed, const std::vector<std::string>& context,
                            const PasswordPolicy& policy) {
  const Secret form = composed(typed);
  const std::string_view password = form.reveal();
  if (password.size() > k_bytes_max)
    return invalid("password", "password_too_long", "a password has at most 256 bytes");
  if (!is_printable_utf8(password))
    return invalid("password", "password_not_text", "a password is printable UTF-8 text");
  if (auto fits = check_password_policy(password, policy); !fits) return fits;
  const std::string folded = fold_case(password);
  if (repeats_short_unit(folded) ||
      piece_count(folded, context_words(context)) <= k_weak_pieces_max ||
      dictionary_parts(folded) <= k_weak_pieces_max)
    return invalid("password", "password_too_common",
                   "this password is made of common words, names or patterns");
  return ok();
}

}  // namespace bursar::identity
