// Flattening, ordering and HMAC. Keys that hold a colon never come here (check_signable), so it
// needs no doubling, and the orders differ in sorting alone.
#include "surfaces/data_api/signature.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <vector>

#include <boost/json/object.hpp>

#include "base/text.hpp"

namespace bursar::data_api {
namespace {

namespace json = boost::json;

constexpr int k_depth_max = 32;  // deeper than any parsed body

struct Line {
  std::string path;  ///< keys joined by colons, one behind
  std::string value;
  std::string text() const { return path + value; }
};

bool is_unsigned(std::string_view key) { return key == "signature" || key == "frame_mode"; }

std::string value_text(const json::value& value) {
  if (value.is_bool()) return value.get_bool() ? "1" : "0";
  if (value.is_int64()) return std::to_string(value.get_int64());
  if (value.is_uint64()) return std::to_string(value.get_uint64());
  if (value.is_string()) return std::string(value.get_string());
  return {};
}

// In the order of the document, or with the keys of each level sorted.
void flatten(const json::value& value, const std::string& path, bool sorted,
             std::vector<Line>& lines) {
  if (const auto* array = value.if_array()) {
    for (std::size_t i = 0; i < array->size(); ++i)
      flatten((*array)[i], path + std::to_string(i) + ":", sorted, lines);
    return;
  }
  const auto* object = value.if_object();
  if (object == nullptr) {
    lines.push_back({path, value_text(value)});
    return;
  }
  std::vector<const json::key_value_pair*> members;
  for (const auto& member : *object)
    if (!is_unsigned(member.key())) members.push_back(&member);
  if (sorted)
    std::sort(members.begin(), members.end(),
              [](const auto* a, const auto* b) { return a->key() < b->key(); });
  for (const auto* member : members)
    flatten(member->value(), path + std::string(member->key()) + ":", sorted, lines);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view digits_at(std::string_view text, std::size_t at) {
  std::size_t length = 0;
  while (at + length < text.size() && is_digit(text[at + length])) ++length;
  return text.substr(at, length);
}

// Runs of digits compare as numbers, everything else byte by byte.
bool natural_less(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (!is_digit(a[i]) || !is_digit(b[j])) {
      if (a[i] != b[j]) return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]);
      ++i;
      ++j;
      continue;
    }
    std::string_view x = digits_at(a, i);
    std::string_view y = digits_at(b, j);
    i += x.size();
    j += y.size();
    while (x.size() > 1 && x.front() == '0') x.remove_prefix(1);
    while (y.size() > 1 && y.front() == '0') y.remove_prefix(1);
    if (x.size() != y.size()) return x.size() < y.size();
    if (x != y) return x < y;
  }
  return a.size() - i < b.size() - j;
}

void order_lines(std::vector<Line>& lines, LineOrder order) {
  // Paths are compared without the colon behind them.
  const auto path = [](const Line& line) {
    return std::string_view(line.path).substr(0, line.path.size() - 1);
  };
  const auto natural = [&](const Line& a, const Line& b) { return natural_less(path(a), path(b)); };
  const auto plain = [&](const Line& a, const Line& b) { return path(a) < path(b); };
  const auto whole = [](const Line& a, const Line& b) { return a.text() < b.text(); };
  if (order == LineOrder::natural_path) std::stable_sort(lines.begin(), lines.end(), natural);
  if (order == LineOrder::plain_path) std::stable_sort(lines.begin(), lines.end(), plain);
  if (order == LineOrder::whole_line) std::stable_sort(lines.begin(), lines.end(), whole);
}

std::string mac_of(std::string_view text, const Secret& secret) {
  const std::string_view key = secret.reveal();
  crypto_auth_hmacsha512_state state;
  crypto_auth_hmacsha512_init(&state, reinterpret_cast<const unsigned char*>(key.data()),
                              key.size());
  crypto_auth_hmacsha512_update(&state, reinterpret_cast<const unsigned char*>(text.data()),
                                text.size());
  std::array<unsigned char, crypto_auth_hmacsha512_BYTES> mac{};
  crypto_auth_hmacsha512_final(&state, mac.data());
  std::array<char, sodium_base64_ENCODED_LEN(crypto_auth_hmacsha512_BYTES,
                                             sodium_base64_VARIANT_ORIGINAL)>
      encoded{};
  sodium_bin2base64(encoded.data(), encoded.size(), mac.data(), mac.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  return encoded.data();
}

Error ambiguous(std::string_view what) {
  return invalid(std::string(what), "invalid_characters",
                 "holds ';', or a key holds ':', which a signature cannot tell apart");
}

Result<void> check_at(const json::value& value, std::string_view name, int depth) {
  if (depth > k_depth_max) return invalid(std::string(name), "out_of_range", "is nested too deep");
  if (value.is_double()) return invalid(std::string(name), "wrong_type", "must be a whole number");
  if (const auto* text = value.if_string())
    if (text->find(';') != json::string::npos) return ambiguous(name);
  if (const auto* array = value.if_array())
    for (const json::value& one : *array)
      if (auto fit = check_at(one, name, depth + 1); !fit) return fit;
  if (const auto* object = value.if_object())
    for (const auto& member : *object) {
      if (member.key().find_first_of(";:") != json::string_view::npos)
        return ambiguous(name.empty() ? "body" : name);
      if (auto fit = check_at(member.value(), std::string_view(member.key()), depth + 1); !fit)
        return fit;
    }
  return ok();
}

}  // namespace

std::string signed_text(const json::value& tree, LineOrder order) {
  std::vector<Line> lines;
  flatten(tree, "", order == LineOrder::per_level, lines);
  order_lines(lines, order);
  std::string text;
  for (const Line& line : lines) {
    if (!text.empty()) text += ';';
    text += line.text();
  }
  return text;
}

std::string sign(const json::value& tree, const Secret& secret) {
  return mac_of(signed_text(tree, LineOrder::natural_path), secret);
}

bool verify(const json::value& tree, const Secret& secret, std::string_view signature) {
  bool fits = false;
  for (const LineOrder order : k_line_orders)
    fits = equal_constant_time(mac_of(signed_text(tree, order), secret), signature) || fits;
  return fits;
}

Result<void> check_signable(const json::value& tree) { return check_at(tree, "", 0); }

}  // namespace bursar::data_api
