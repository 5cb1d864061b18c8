// Reading and writing backup files in blocks, hashing on the way.
#include "storage/backup_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <span>
#include <sstream>

#include "base/text.hpp"

namespace bursar::storage {
namespace {

constexpr std::string_view k_magic = "bursar-backup 1";
constexpr std::size_t k_header_bytes = 512;  // padded, so that it can be written last
constexpr std::size_t k_block_bytes = 1 << 20;

/// A file descriptor whose failures carry the file's name.
class File {
 public:
  File(const std::filesystem::path& path, int flags)
      : path_(path), descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0) fail("open");
  }
  ~File() { ::close(descriptor_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  /// Fills `block` as far as the file reaches.
  std::size_t read(std::span<char> block) {
    std::size_t filled = 0;
    while (filled < block.size()) {
      const ssize_t got = ::read(descriptor_, block.data() + filled, block.size() - filled);
      if (got < 0 && errno != EINTR) fail("read");
      if (got == 0) break;
      if (got > 0) filled += static_cast<std::size_t>(got);
    }
    return filled;
  }
  void write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t put = ::write(descriptor_, bytes.data(), bytes.size());
      if (put < 0 && errno != EINTR) fail("write");
      if (put > 0) bytes.remove_prefix(static_cast<std::size_t>(put));
    }
  }
  void rewind() {
    if (::lseek(descriptor_, 0, SEEK_SET) != 0) fail("seek");
  }
  void sync() {
    if (::fsync(descriptor_) != 0) fail("sync");
  }

 private:
  [[noreturn]] void fail(const char* what) {
    throw StorageError(fmt::format("cannot {} {}: {}", what, path_.string(), std::strerror(errno)));
  }
  std::filesystem::path path_;
  int descriptor_;
};

class Sha256 {
 public:
  Sha256() { crypto_hash_sha256_init(&state_); }
  void add(std::string_view bytes) {
    crypto_hash_sha256_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()),
                              bytes.size());
  }
  std::string hex() {
    std::string digest(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256_final(&state_, reinterpret_cast<unsigned char*>(digest.data()));
    return to_hex(digest);
  }

 private:
  crypto_hash_sha256_state state_{};
};

// Copies the rest of `from`, to nowhere when `to` is null, and counts and hashes it.
void copy_rest(File& from, File* to, std::int64_t& bytes, std::string& sha256) {
  Sha256 hash;
  std::vector<char> block(k_block_bytes);
  bytes = 0;
  for (std::size_t got = from.read(block); got != 0; got = from.read(block)) {
    const std::string_view part(block.data(), got);
    hash.add(part);
    if (to != nullptr) to->write(part);
    bytes += static_cast<std::int64_t>(got);
  }
  sha256 = hash.hex();
}

std::string header_text(const BackupHeader& header) {
  std::string text = fmt::format("{}\ndialect {}\ncreated_at {}\nbytes {}\nsha256 {}\n", k_magic,
                                 header.dialect == Dialect::sqlite ? "sqlite" : "postgres",
                                 header.created_at, header.bytes, header.sha256);
  text.resize(k_header_bytes - 1, ' ');
  return text + '\n';
}

BackupHeader parse_header(const std::string& text, const std::filesystem::path& file) {
  std::istringstream lines(text);
  std::string magic, word, dialect;
  BackupHeader header;
  std::getline(lines, magic);
  lines >> word >> dialect >> word >> header.created_at >> word >> header.bytes >> word >>
      header.sha256;
  if (magic != k_magic)
    throw StorageError(fmt::format("{} is no backup of this product", file.string()));
  header.dialect = dialect == "postgres" ? Dialect::postgres : Dialect::sqlite;
  // Whatever else was altered shows here.
  if (header_text(header) != text)
    throw StorageError(fmt::format("the header of {} is damaged", file.string()));
  return header;
}

void sync_folder_of(const std::filesystem::path& file) {
  File(file.has_parent_path() ? file.parent_path() : ".", O_RDONLY | O_DIRECTORY).sync();
}

}  // namespace

void seal_backup(const std::filesystem::path& copy, BackupHeader& header,
                 const std::filesystem::path& file) {
  File from(copy, O_RDONLY);
  File to(file, O_WRONLY | O_CREAT | O_TRUNC);
  to.write(std::string(k_header_bytes, ' '));
  copy_rest(from, &to, header.bytes, header.sha256);
  to.rewind();
  to.write(header_text(header));
  to.sync();
}

BackupHeader unseal_backup(const std::filesystem::path& file, const std::filesystem::path& copy) {
  File from(file, O_RDONLY);
  std::string text(k_header_bytes, '\0');
  text.resize(from.read(text));
  const BackupHeader header = parse_header(text, file);
  std::optional<File> to;
  if (!copy.empty()) to.emplace(copy, O_WRONLY | O_CREAT | O_EXCL);
  std::int64_t bytes = 0;
  std::string sha256;
  copy_rest(from, to ? &*to : nullptr, bytes, sha256);
  if (bytes != header.bytes)
    throw StorageError(
        fmt::format("{} holds {} bytes, its header says {}", file.string(), bytes, header.bytes));
  if (sha256 != header.sha256)
    throw StorageError(fmt::format("{} has the checksum {}, its header says {}", file.string(),
                                   sha256, header.sha256));
  if (to) to->sync();
  return header;
}

void Draft::keep_as(const std::filesystem::path& name) {
  File(path_, O_RDONLY).sync();
  // link() fails when the name is taken, rename() would replace it.
  if (::link(path_.c_str(), name.c_str()) != 0)
    throw StorageError(fmt::format("cannot create {}: {}", name.string(), std::strerror(errno)));
  sync_folder_of(name);
}

void Draft::remove() noexcept {
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm", "-journal"})
    std::filesystem::remove(path_.string() + suffix, ignored);
}

}  // namespace bursar::storage
