// Texts are looked at one by one, so that amounts and times are no card numbers. Long tokens
// (hashes, signatures), phones and accounts are left out: one in ten of their runs of digits passes
// the check of cards by chance.
#include "app/card_guard.hpp"

#include <algorithm>
#include <array>

#include <boost/json.hpp>

#include "net/json_reader.hpp"
#include "vault/vault.hpp"

namespace bursar::app {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;

/// Operations that take a card: their own decoder hands it to the vault. Files of batches are read
/// cell by cell.
constexpr std::array<std::string_view, 3> k_takes_cards{"create_payment", "create_payout",
                                                        "create_batch"};
/// The numbers that a provider publishes for tests, in the settings of an account there.
constexpr std::string_view k_test_cards = "settings.test_tokens";
constexpr std::size_t k_token_min = 32;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_token(std::string_view text) {
  return text.size() >= k_token_min && text.find(' ') == std::string_view::npos &&
         std::any_of(text.begin(), text.end(), is_letter);
}

/// In international form; a card has no plus, and most have more digits.
bool is_phone(std::string_view text) {
  constexpr std::ptrdiff_t k_digits_max = 15;
  return text.starts_with('+') && std::count_if(text.begin(), text.end(), is_digit) <= k_digits_max;
}

/// Two letters, two digits, and what a country makes of the rest.
bool is_iban(std::string_view text) {
  std::string compact;
  for (const char c : text)
    if (c != ' ') compact.push_back(c);
  return compact.size() >= 15 && compact.size() <= 34 && is_letter(compact[0]) &&
         is_letter(compact[1]) && is_digit(compact[2]) && is_digit(compact[3]) &&
         std::all_of(compact.begin(), compact.end(),
                     [](char c) { return is_digit(c) || is_letter(c); });
}

bool may_hold_card(std::string_view text) {
  return !is_token(text) && !is_phone(text) && !is_iban(text);
}

/// Path of the first text with a card number; nothing when there is none.
std::optional<std::string> find_card(const json::value& value, const std::string& path) {
  if (path == k_test_cards) return std::nullopt;
  if (value.is_string()) {
    const std::string_view text = value.get_string();
    if (may_hold_card(text) && vault::contains_card_number(text)) return path;
    return std::nullopt;
  }
  if (value.is_array()) {
    for (const json::value& element : value.get_array())
      if (auto found = find_card(element, path)) return found;
    return std::nullopt;
  }
  if (!value.is_object()) return std::nullopt;
  for (const auto& [name, member] : value.get_object())
    if (auto found =
            find_card(member, path.empty() ? std::string(name) : path + "." + std::string(name)))
      return found;
  return std::nullopt;
}

Task<Response> handle(net::Handler inner, Request& request) {
  // A body that is no JSON is the handler's to refuse.
  const auto body = net::parse_json(request.body);
  const auto field = body ? find_card(*body, "") : std::nullopt;
  if (field)
    co_return net::to_problem(invalid(*field, "card_number_not_allowed",
                                      "must not hold a card number: cards are typed in where a "
                                      "payment takes them"),
                              request.request_id);
  co_return co_await inner(request);
}

}  // namespace

void refuse_card_numbers(std::vector<net::Route>& routes) {
  for (net::Route& route : routes) {
    const bool writes = route.method != net::Method::get;
    const bool takes_cards = std::find(k_takes_cards.begin(), k_takes_cards.end(),
                                       route.operation_id) != k_takes_cards.end();
    if (!writes || takes_cards) continue;
    route.handler = [inner = route.handler](Request& request) { return handle(inner, request); };
  }
}

}  // namespace bursar::app
