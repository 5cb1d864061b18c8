// Format of the key file: one line per version, "<version> <64 hex digits>".
#include "app/master_key.hpp"

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

std::unique_ptr<vault::KeyRing> read_master_keys(const std::filesystem::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0)
    fail(file, "is missing; restore it, or run bursar init for a new installation");
  if ((status.st_mode & 077U) != 0) fail(file, "is readable by others; set its mode to 0400");
  std::ifstream in(file);
  std::vector<std::pair<std::int64_t, Secret>> masters;
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::int64_t version = 0;
    std::string hex;
    words >> version >> hex;
    auto bytes = from_hex(hex);
    if (version < 1 || !bytes || bytes->size() != 32) fail(file, "has a malformed line");
    masters.emplace_back(version, Secret(std::move(*bytes)));
  }
  if (masters.empty()) fail(file, "holds no key");
  return vault::make_key_ring(std::move(masters));
}

identity::Keys identity_keys(const vault::KeyRing& keys) {
  // Version 1 for ever: stored hashes cannot be made again under another pepper.
  return {.pepper = keys.derive("password_pepper", 1),
          .totp_key = keys.derive("totp_seed", 1),
          .api_key_pepper = keys.derive("api_key_pepper", 1)};
}

}  // namespace bursar::app
