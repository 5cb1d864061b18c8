// Reading, cutting and appending the journal with plain system calls.
#include "simulator/process/journal_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "simulator/wire/journal.hpp"

namespace bursar::simulator {
namespace {

[[noreturn]] void fail(const std::string& path, const char* what) {
  throw std::runtime_error("book " + path + ": cannot " + what + ": " +
                           std::generic_category().message(errno));
}

}  // namespace

JournalFile::JournalFile(const std::string& path)
    : path_(path), file_(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
  if (file_ < 0) fail(path_, "open");
  try {
    if (::flock(file_, LOCK_EX | LOCK_NB) != 0) fail(path_, "lock, another process may hold it");
    const std::string text = read_all();
    const std::size_t whole = text.rfind('\n') + 1;  // 0 when there is no line at all
    if (whole < text.size() && ::ftruncate(file_, static_cast<off_t>(whole)) != 0)
      fail(path_, "cut");
    parse(std::string_view(text).substr(0, whole));
  } catch (...) {
    ::close(file_);
    throw;
  }
}

JournalFile::~JournalFile() { ::close(file_); }

std::string JournalFile::read_all() const {
  std::string text;
  std::array<char, 64 * 1024> block{};
  for (;;) {
    const ssize_t count = ::read(file_, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(path_, "read");
    if (count == 0) return text;
    text.append(block.data(), static_cast<std::size_t>(count));
  }
}

void JournalFile::parse(std::string_view text) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    auto change = parse_journal_line(text.substr(0, end));
    if (!change)
      throw std::runtime_error("book " + path_ + ": line " + std::to_string(number) +
                               " is damaged: " + change.error().message);
    changes_.push_back(*std::move(change));
    text.remove_prefix(end + 1);
  }
}

std::vector<Change> JournalFile::take_changes() { return std::exchange(changes_, {}); }

void JournalFile::append(std::span<const Change> changes) {
  std::string lines;
  for (const Change& change : changes) lines += journal_line(change) + "\n";
  for (std::size_t written = 0; written < lines.size();) {
    const ssize_t count = ::write(file_, lines.data() + written, lines.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(path_, "append");
    written += static_cast<std::size_t>(count);
  }
}

}  // namespace bursar::simulator
