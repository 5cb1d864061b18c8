// Format of the key file: one line per version, "<version> <64 hex digits>", and after earlier ones
// were dropped "lasting <purpose> <64 hex digits>" for what can never be made under another key.
#include "app/master_key.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.hpp"
#include "vault/reencrypt.hpp"

namespace bursar::app {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& why) {
  throw std::runtime_error("master key file " + file.string() + " " + why);
}

[[noreturn]] void fail_writing(const std::filesystem::path& file, const std::string& why) {
  throw std::runtime_error("file " + file.string() + " " + why);
}

}  // namespace

// A lost key file is a lost installation, so the whole text is on disk before anything relies on
// it.
void write_once(const std::filesystem::path& file, const std::string& text, unsigned mode) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (descriptor < 0) fail_writing(file, std::string("cannot be created: ") + std::strerror(errno));
  const bool written =
      ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const bool durable = written && ::fsync(descriptor) == 0;
  ::close(descriptor);
  if (!durable) fail_writing(file, "cannot be written");
}

void create_master_key(const std::filesystem::path& file, CryptoRandom& random) {
  std::filesystem::create_directories(file.parent_path());
  std::filesystem::permissions(file.parent_path(), std::filesystem::perms::owner_all);
  std::array<unsigned char, 32> key{};
  random.fill(key);
  write_once(file, "1 " + to_hex({reinterpret_cast<const char*>(key.data()), key.size()}) + "\n",
             0400);
}

namespace {

constexpr std::string_view k_lasting = "lasting";
constexpr std::string_view k_seed_purpose = "totp_seed";

/// The file's lines, read.
struct KeyFile {
  std::vector<std::pair<std::int64_t, Secret>> masters;
  vault::LastingKeys lasting;
};

void read_line(const std::filesystem::path& file, const std::string& line, KeyFile& keys) {
  std::istringstream words(line);
  std::string first, purpose, hex;
  words >> first;
  if (first == k_lasting) words >> purpose;
  words >> hex;
  auto bytes = from_hex(hex);
  if (!bytes || bytes->size() != 32) fail(file, "has a malformed line");
  if (first == k_lasting) {
    keys.lasting.emplace(purpose, Secret(std::move(*bytes)));
    return;
  }
  std::int64_t version = 0;
  std::istringstream(first) >> version;
  if (version < 1) fail(file, "has a malformed line");
  keys.masters.emplace_back(version, Secret(std::move(*bytes)));
}

KeyFile read_key_file(const std::filesystem::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0)
    fail(file, "is missing; restore it, or run bursar init for a new installation");
  if ((status.st_mode & 077U) != 0) fail(file, "is readable by others; set its mode to 0400");
  std::ifstream in(file);
  KeyFile keys;
  for (std::string line; std::getline(in, line);) read_line(file, line, keys);
  if (keys.masters.empty()) fail(file, "holds no key");
  return keys;
}

void replace_key_file(const std::filesystem::path& file, const KeyFile& keys) {
  std::string text;
  for (const auto& [version, master] : keys.masters)
    text += std::to_string(version) + " " + to_hex(master.reveal()) + "\n";
  for (const auto& [purpose, key] : keys.lasting)
    text += std::string(k_lasting) + " " + purpose + " " + to_hex(key.reveal()) + "\n";
  std::filesystem::path fresh = file;
  fresh += ".fresh";
  std::filesystem::remove(fresh);  // of an attempt that was cut short
  write_once(fresh, text, 0400);
  std::filesystem::rename(fresh, file);
  const int folder = ::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool durable = folder >= 0 && ::fsync(folder) == 0;
  if (folder >= 0) ::close(folder);
  if (!durable) fail_writing(file, "cannot be made durable");
}

std::int64_t newest_of(const KeyFile& keys) {
  std::int64_t newest = 0;
  for (const auto& [version, master] : keys.masters) newest = std::max(newest, version);
  return newest;
}

}  // namespace

std::unique_ptr<vault::KeyRing> read_master_keys(const std::filesystem::path& file) {
  KeyFile keys = read_key_file(file);
  return vault::make_key_ring(std::move(keys.masters), std::move(keys.lasting));
}

std::int64_t add_master_key(const std::filesystem::path& file, CryptoRandom& random) {
  KeyFile keys = read_key_file(file);
  const std::int64_t version = newest_of(keys) + 1;
  std::string bytes(32, '\0');
  random.fill({reinterpret_cast<unsigned char*>(bytes.data()), bytes.size()});
  keys.masters.emplace_back(version, Secret(std::move(bytes)));
  replace_key_file(file, keys);
  return version;
}

std::vector<std::int64_t> drop_earlier_master_keys(const std::filesystem::path& file) {
  KeyFile keys = read_key_file(file);
  const auto ring = read_master_keys(file);
  for (const std::string_view purpose : vault::lasting_purposes())
    keys.lasting.emplace(purpose, ring->derive(purpose, 1));
  std::vector<std::int64_t> dropped;
  const std::int64_t newest = newest_of(keys);
  std::erase_if(keys.masters, [&](const auto& master) {
    if (master.first != newest) dropped.push_back(master.first);
    return master.first != newest;
  });
  if (!dropped.empty()) replace_key_file(file, keys);
  return dropped;
}

identity::Keys identity_keys(const vault::KeyRing& keys) {
  identity::SealingKeys sealing(keys.derive(k_seed_purpose, keys.current_version()));
  for (const std::int64_t version : keys.versions())
    if (version != keys.current_version())
      sealing.earlier.push_back(keys.derive(k_seed_purpose, version));
  // Version 1 for ever: stored hashes cannot be made again under another pepper.
  return {.pepper = keys.derive("password_pepper", 1),
          .totp_key = std::move(sealing),
          .api_key_pepper = keys.derive("api_key_pepper", 1)};
}

}  // namespace bursar::app
