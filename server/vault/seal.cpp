// AES-256-GCM, HMAC and SHA-256 over OpenSSL, and the key ring that derives keys per purpose.
#include "vault/seal.hpp"

#include <array>
#include <map>
#include <memory>
#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include "base/check.hpp"

namespace bursar::vault {
namespace {

constexpr std::size_t k_key_bytes = 32;
constexpr std::size_t k_nonce_bytes = 12;
constexpr std::size_t k_tag_bytes = 16;
constexpr std::size_t k_version_bytes = 5;  // format, then the key version in four bytes
constexpr char k_format = 1;

struct CipherFree {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, CipherFree>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

Cipher start(const Secret& key, std::string_view nonce, bool encrypt) {
  check(key.reveal().size() == k_key_bytes, "a sealing key has 32 bytes");
  Cipher cipher(EVP_CIPHER_CTX_new());
  const int begun = EVP_CipherInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr,
                                      bytes_of(key.reveal()), bytes_of(nonce), encrypt ? 1 : 0);
  if (begun != 1) throw std::runtime_error("the cipher could not be started");
  return cipher;
}

std::int64_t read_version(std::string_view sealed) {
  if (sealed.size() < k_version_bytes || sealed[0] != k_format)
    throw std::runtime_error("sealed bytes have an unknown format");
  std::int64_t version = 0;
  for (std::size_t i = 1; i < k_version_bytes; ++i)
    version = version << 8 | static_cast<unsigned char>(sealed[i]);
  return version;
}

class MasterKeyRing final : public KeyRing {
 public:
  MasterKeyRing(std::vector<std::pair<std::int64_t, Secret>> masters, LastingKeys lasting)
      : lasting_(std::move(lasting)) {
    for (auto& [version, master] : masters) {
      check(master.reveal().size() == k_key_bytes, "a master key has 32 bytes");
      masters_.emplace(version, std::move(master));
    }
    check(!masters_.empty(), "a key ring needs a master key");
  }
  std::int64_t current_version() const override { return masters_.rbegin()->first; }
  std::vector<std::int64_t> versions() const override {
    std::vector<std::int64_t> held;
    for (const auto& [version, master] : masters_) held.push_back(version);
    return held;
  }
  Secret derive(std::string_view purpose, std::int64_t version) const override {
    const auto kept = lasting_.find(purpose);
    if (version == 1 && kept != lasting_.end()) return kept->second;
    const auto found = masters_.find(version);
    if (found == masters_.end())
      throw std::runtime_error("master key version " + std::to_string(version) + " is not held");
    return Secret(keyed_hash(found->second, purpose));
  }

 private:
  std::map<std::int64_t, Secret> masters_;
  LastingKeys lasting_;
};

}  // namespace

std::unique_ptr<KeyRing> make_key_ring(std::vector<std::pair<std::int64_t, Secret>> masters,
                                       LastingKeys lasting) {
  return std::make_unique<MasterKeyRing>(std::move(masters), std::move(lasting));
}

std::string keyed_hash(const Secret& key, std::string_view bytes) {
  std::string out(SHA256_DIGEST_LENGTH, '\0');
  unsigned length = 0;
  HMAC(EVP_sha256(), key.reveal().data(), static_cast<int>(key.reveal().size()), bytes_of(bytes),
       bytes.size(), bytes_of(out), &length);
  check(length == out.size(), "HMAC-SHA-256 has 32 bytes");
  return out;
}

std::string digest(std::string_view bytes) {
  std::string out(SHA256_DIGEST_LENGTH, '\0');
  SHA256(bytes_of(bytes), bytes.size(), bytes_of(out));
  return out;
}

std::string seal_with(const Secret& key, CryptoRandom& random, const Secret& plaintext,
                      std::string_view associated) {
  std::string nonce(k_nonce_bytes, '\0');
  random.fill({bytes_of(nonce), nonce.size()});
  const std::string_view plain = plaintext.reveal();
  const Cipher cipher = start(key, nonce, true);
  std::string body(plain.size() + k_tag_bytes, '\0');
  int length = 0;
  bool fine = EVP_EncryptUpdate(cipher.get(), nullptr, &length, bytes_of(associated),
                                static_cast<int>(associated.size())) == 1;
  fine = fine && EVP_EncryptUpdate(cipher.get(), bytes_of(body), &length, bytes_of(plain),
                                   static_cast<int>(plain.size())) == 1;
  int tail = 0;
  fine = fine && EVP_EncryptFinal_ex(cipher.get(), bytes_of(body) + length, &tail) == 1;
  fine = fine && EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, k_tag_bytes,
                                     bytes_of(body) + plain.size()) == 1;
  if (!fine) throw std::runtime_error("sealing failed");
  return nonce + body;
}

Secret unseal_with(const Secret& key, std::string_view sealed, std::string_view associated) {
  if (sealed.size() < k_nonce_bytes + k_tag_bytes)
    throw std::runtime_error("sealed bytes are too short");
  const Cipher cipher = start(key, sealed.substr(0, k_nonce_bytes), false);
  std::string_view body = sealed.substr(k_nonce_bytes);
  std::string tag(body.substr(body.size() - k_tag_bytes));
  body.remove_suffix(k_tag_bytes);
  std::string plain(body.size(), '\0');
  int length = 0;
  bool fine = EVP_DecryptUpdate(cipher.get(), nullptr, &length, bytes_of(associated),
                                static_cast<int>(associated.size())) == 1;
  fine = fine && EVP_DecryptUpdate(cipher.get(), bytes_of(plain), &length, bytes_of(body),
                                   static_cast<int>(body.size())) == 1;
  fine =
      fine && EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, k_tag_bytes, tag.data()) == 1;
  int tail = 0;
  fine = fine && EVP_DecryptFinal_ex(cipher.get(), bytes_of(plain) + length, &tail) == 1;
  Secret opened(std::move(plain));
  if (!fine)
    throw std::runtime_error("sealed bytes do not open: altered, moved, or under another key");
  return opened;
}

std::string sealed_header(std::int64_t version) {
  std::string header(1, k_format);
  for (int shift = 24; shift >= 0; shift -= 8)
    header.push_back(static_cast<char>(version >> shift & 0xFF));
  return header;
}

std::string seal(const KeyRing& keys, CryptoRandom& random, std::string_view purpose,
                 const Secret& plaintext, std::string_view associated) {
  const std::int64_t version = keys.current_version();
  const std::string header = sealed_header(version);
  return header + seal_with(keys.derive(purpose, version), random, plaintext,
                            header + std::string(associated));
}

Secret unseal(const KeyRing& keys, std::string_view purpose, std::string_view sealed,
              std::string_view associated) {
  const std::int64_t version = read_version(sealed);
  return unseal_with(keys.derive(purpose, version), sealed.substr(k_version_bytes),
                     std::string(sealed.substr(0, k_version_bytes)).append(associated));
}

}  // namespace bursar::vault
