// audit.key holds the secret form in one line, audit.pub every public half this installation ever
// signed with.
#include "app/audit_key.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include <sys/stat.h>

#include "app/master_key.hpp"
#include "base/text.hpp"

namespace bursar::app {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, std::string_view why) {
  throw std::runtime_error("audit key file " + file.string() + " " + std::string(why));
}

std::filesystem::path public_file(std::filesystem::path file) {
  return file.replace_extension(".pub");
}

audit::SigningKey make_key(const std::filesystem::path& file, CryptoRandom& random) {
  const audit::SigningKey key = audit::SigningKey::make(random);
  std::filesystem::create_directories(file.parent_path());
  write_once(file, std::string(key.text().reveal()) + "\n", 0400);
  std::ofstream out(public_file(file), std::ios::app);
  out << key.verifier().text() << "\n" << std::flush;
  if (!out) fail(public_file(file), "cannot be written");
  return key;
}

}  // namespace

audit::SigningKey open_audit_key(const std::filesystem::path& file, CryptoRandom& random) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return make_key(file, random);
  if ((status.st_mode & 077U) != 0) fail(file, "is readable by others; set its mode to 0400");
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  auto key = audit::SigningKey::parse(text.view());
  if (!key) fail(file, key.error().message);
  return std::move(*key);
}

std::vector<audit::VerifierKey> read_verifier_keys(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) fail(file, "is missing");
  std::vector<audit::VerifierKey> keys;
  for (std::string line; std::getline(in, line);) {
    if (trim(line).empty() || line.starts_with('#')) continue;
    auto key = audit::VerifierKey::parse(line);
    if (!key) fail(file, "has a malformed line");
    keys.push_back(std::move(*key));
  }
  if (keys.empty()) fail(file, "holds no key");
  return keys;
}

}  // namespace bursar::app
