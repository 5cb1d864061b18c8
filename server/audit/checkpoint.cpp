// libsodium signs; base64 is the padded standard form, as the text formats ask.
#include "audit/checkpoint.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>
#include <sodium.h>

#include "base/text.hpp"

namespace bursar::audit {
namespace {

constexpr char k_ed25519 = '\1';
constexpr std::string_view k_private = "PRIVATE+KEY+";
constexpr std::string_view k_dash = "— ";
constexpr std::size_t k_name_digits = 8;

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

template <class Array>
std::string_view view(const Array& array) {
  return {reinterpret_cast<const char*>(array.data()), array.size()};
}

std::string to_base64(std::string_view raw) {
  std::string text(sodium_base64_encoded_len(raw.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes(raw), raw.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // the terminating zero
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string raw(text.size(), '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  const int failed =
      sodium_base642bin(reinterpret_cast<unsigned char*>(raw.data()), raw.size(), text.data(),
                        text.size(), nullptr, &size, &end, sodium_base64_VARIANT_ORIGINAL);
  if (failed != 0 || end != text.data() + text.size()) return std::nullopt;
  raw.resize(size);
  return raw;
}

// First four bytes of SHA-256 over name, line feed, algorithm and key.
std::array<unsigned char, 4> id_of(std::string_view name, std::string_view key) {
  const Hash hash = sha256(fmt::format("{}\n{}{}", name, k_ed25519, key));
  std::array<unsigned char, 4> id{};
  std::copy_n(hash.bytes.begin(), id.size(), id.begin());
  return id;
}

// "name+id+base64" taken apart; the key comes with its algorithm in front.
struct Parts {
  std::string_view name, id, key;
};
std::optional<Parts> split_key(std::string_view text) {
  const std::size_t first = text.find('+');
  if (first == 0 || first == std::string_view::npos) return std::nullopt;
  const std::size_t second = text.find('+', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  return Parts{text.substr(0, first), text.substr(first + 1, second - first - 1),
               text.substr(second + 1)};
}

std::optional<std::string> key_bytes(std::string_view base64) {
  auto raw = from_base64(base64);
  if (!raw || raw->size() != 33 || raw->front() != k_ed25519) return std::nullopt;
  return raw->substr(1);
}

Error malformed_key() {
  return invalid("key", "malformed_key", "is no Ed25519 key in the form name+id+key");
}

Error malformed(std::string message) {
  return invalid("checkpoint", "malformed_checkpoint", std::move(message));
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

std::optional<std::int64_t> size_of(std::string_view line) {
  std::int64_t size = -1;
  const auto [end, failure] = std::from_chars(line.data(), line.data() + line.size(), size);
  if (failure != std::errc() || end != line.data() + line.size() || size < 0) return std::nullopt;
  return size;
}

// A note cut short inside its signature still looks like one; the whole of it follows, because the
// writer begins again with what is not there.
void drop_torn(NoteFile& split) {
  for (std::size_t i = split.notes.size(); i-- > 1;) {
    const std::string_view torn = trim(split.notes[i - 1]);
    if (split.notes[i] == split.notes[i - 1] || !split.notes[i].starts_with(torn)) continue;
    split.notes.erase(split.notes.begin() + static_cast<std::ptrdiff_t>(i) - 1);
    ++split.pieces;
  }
}

Result<void> verify_signature(std::string_view message, std::string_view line,
                              const std::vector<VerifierKey>& keys) {
  const std::size_t space = line.rfind(' ');
  if (!line.starts_with(k_dash) || space == std::string_view::npos || space < k_dash.size())
    return malformed("has no signature line");
  const std::string_view name = line.substr(k_dash.size(), space - k_dash.size());
  const auto raw = from_base64(line.substr(space + 1));
  if (!raw || raw->size() != 4 + crypto_sign_BYTES) return malformed("has no Ed25519 signature");
  for (const VerifierKey& key : keys) {
    if (key.name != name || view(key.id) != raw->substr(0, 4)) continue;
    const int wrong = crypto_sign_verify_detached(bytes(*raw) + 4, bytes(message), message.size(),
                                                  key.key.data());
    if (wrong == 0) return ok();
    return invalid("checkpoint", "wrong_signature", "is not signed by " + key.name);
  }
  return invalid("checkpoint", "unknown_key", fmt::format("is signed by the unknown key {}", name));
}

}  // namespace

std::string VerifierKey::text() const {
  return fmt::format("{}+{}+{}", name, to_hex(view(id)),
                     to_base64(std::string(1, k_ed25519) + std::string(view(key))));
}

Result<VerifierKey> VerifierKey::parse(std::string_view text) {
  const auto parts = split_key(trim(text));
  const auto raw = parts ? key_bytes(parts->key) : std::nullopt;
  if (!raw) return malformed_key();
  VerifierKey key;
  key.name = parts->name;
  std::copy(raw->begin(), raw->end(), key.key.begin());
  key.id = id_of(key.name, *raw);
  if (to_hex(view(key.id)) != parts->id) return malformed_key();
  return key;
}

SigningKey::SigningKey(std::string name, Secret seed) : seed_(std::move(seed)) {
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret{};
  crypto_sign_seed_keypair(verifier_.key.data(), secret.data(), bytes(seed_.reveal()));
  sodium_memzero(secret.data(), secret.size());
  verifier_.id = id_of(name, view(verifier_.key));
  verifier_.name = std::move(name);
}

SigningKey SigningKey::make(CryptoRandom& random) {
  std::string seed(crypto_sign_SEEDBYTES, '\0');
  random.fill({reinterpret_cast<unsigned char*>(seed.data()), seed.size()});
  return {"bursar-audit-" + random_text(random, k_name_digits, "0123456789abcdef"),
          Secret(std::move(seed))};
}

Result<SigningKey> SigningKey::parse(std::string_view text) {
  text = trim(text);
  if (!text.starts_with(k_private)) return malformed_key();
  const auto parts = split_key(text.substr(k_private.size()));
  auto seed = parts ? key_bytes(parts->key) : std::nullopt;
  if (!seed) return malformed_key();
  SigningKey key(std::string(parts->name), Secret(std::move(*seed)));
  if (to_hex(view(key.verifier_.id)) != parts->id) return malformed_key();
  return key;
}

Secret SigningKey::text() const {
  return Secret(fmt::format("{}{}+{}+{}", k_private, verifier_.name, to_hex(view(verifier_.id)),
                            to_base64(std::string(1, k_ed25519) + std::string(seed_.reveal()))));
}

std::string SigningKey::sign(std::string_view message) const {
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> public_key{};
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret{};
  crypto_sign_seed_keypair(public_key.data(), secret.data(), bytes(seed_.reveal()));
  std::array<unsigned char, crypto_sign_BYTES> signature{};
  crypto_sign_detached(signature.data(), nullptr, bytes(message), message.size(), secret.data());
  sodium_memzero(secret.data(), secret.size());
  return std::string(view(signature));
}

std::string sign_note(const SigningKey& key, std::string_view message) {
  const VerifierKey& verifier = key.verifier();
  const std::string signature = std::string(view(verifier.id)) + key.sign(message);
  return fmt::format("{}\n{}{} {}\n", message, k_dash, verifier.name, to_base64(signature));
}

Result<std::string> open_note(std::string_view note, const std::vector<VerifierKey>& keys) {
  const std::size_t gap = note.find("\n\n");
  if (gap == std::string_view::npos) return malformed("has no signature");
  const std::string_view message = note.substr(0, gap + 1);
  std::string_view signatures = note.substr(gap + 2);
  std::string_view lines = message;
  const std::string_view origin = take_line(lines);
  const std::string_view signature = take_line(signatures);
  if (auto verified = verify_signature(message, signature, keys); !verified)
    return verified.error();
  if (!signature.substr(k_dash.size()).starts_with(std::string(origin) + " "))
    return malformed("is signed under another name than its own");
  return std::string(message);
}

Checkpoint make_checkpoint(const SigningKey& key, std::int64_t size, const Hash& root) {
  const std::string message =
      fmt::format("{}\n{}\n{}\n", key.verifier().name, size, to_base64(root.view()));
  return {size, root, sign_note(key, message)};
}

Result<Checkpoint> open_checkpoint(std::string_view note, const std::vector<VerifierKey>& keys) {
  const std::size_t gap = note.find("\n\n");
  if (gap == std::string_view::npos) return malformed("has no signature");
  std::string_view lines = note.substr(0, gap + 1);
  (void)take_line(lines);
  const auto size = size_of(take_line(lines));
  const auto root = from_base64(take_line(lines));
  if (!size || !root || root->size() != Hash::k_bytes)
    return malformed("has no size or no root hash");
  if (auto opened = open_note(note, keys); !opened) return opened.error();
  return Checkpoint{*size, Hash::of(*root), std::string(note)};
}

NoteFile split_notes(std::string_view file) {
  NoteFile split;
  std::string head;  // lines before the empty one
  std::string open;  // head and empty line, waiting for its signature
  while (!file.empty()) {
    const bool whole = file.find('\n') != std::string_view::npos;
    const std::string_view line = take_line(file);
    if (line.starts_with(k_dash) && !open.empty() && whole) {
      split.notes.push_back(fmt::format("{}{}\n", open, line));
      open.clear();
    } else if (!line.empty()) {
      if (!open.empty()) ++split.pieces;
      open.clear();
      head.append(line).push_back('\n');
    } else if (!head.empty()) {
      open = head + "\n";
      head.clear();
    }
  }
  if (!head.empty() || !open.empty()) ++split.pieces;
  drop_torn(split);
  return split;
}

}  // namespace bursar::audit
