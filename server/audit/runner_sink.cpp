// The file is opened anew for each append, so that a rotated or unmounted one is noticed.
#include "audit/runner_sink.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <fcntl.h>
#include <unistd.h>

namespace bursar::audit {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, std::string_view what) {
  throw std::runtime_error("checkpoint file " + file.string() + " " + std::string(what) + ": " +
                           std::strerror(errno));
}

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& file, int flags)
      : number_(::open(file.c_str(), flags | O_CLOEXEC, 0644)) {
    if (number_ < 0) fail(file, "cannot be opened");
  }
  ~Descriptor() { ::close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

void write_all(const std::filesystem::path& file, int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail(file, "cannot be written");
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

// A block that was cut short must not swallow the next one.
bool ends_a_block(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  const std::streamoff size = in ? static_cast<std::streamoff>(in.tellg()) : 0;
  if (size == 0) return true;
  if (size < 2) return false;
  char last[2]{};
  in.seekg(size - 2);
  in.read(last, 2);
  return last[0] == '\n' && last[1] == '\n';
}

}  // namespace

NoteFile read_note_file(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return {};
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) fail(file, "cannot be read");
  return split_notes(text.view());
}

void append_notes(const std::filesystem::path& file, const std::vector<std::string>& notes) {
  if (notes.empty()) return;
  const bool fresh = !std::filesystem::exists(file);
  if (fresh && file.has_parent_path()) std::filesystem::create_directories(file.parent_path());
  std::string text = ends_a_block(file) ? "" : "\n\n";
  for (const std::string& note : notes) text.append(note).push_back('\n');
  const Descriptor out(file, O_WRONLY | O_APPEND | O_CREAT);
  write_all(file, out.number(), text);
  if (::fsync(out.number()) != 0) fail(file, "cannot be made durable");
  if (!fresh) return;
  const Descriptor folder(file.has_parent_path() ? file.parent_path() : ".",
                          O_RDONLY | O_DIRECTORY);
  if (::fsync(folder.number()) != 0) fail(file, "cannot be made durable");
}

}  // namespace bursar::audit
