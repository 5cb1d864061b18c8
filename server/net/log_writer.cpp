// Collects lines and writes them whole, in order, by whichever thread has to.
#include "net/log_writer.hpp"

#include <cerrno>

#include <unistd.h>

namespace bursar::net {
namespace {

void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // nowhere left to say so
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

LogWriter::LogWriter(int descriptor, std::chrono::milliseconds delay)
    : descriptor_(descriptor), delay_(delay), thread_([this] { run(); }) {}

LogWriter::~LogWriter() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  thread_.join();
  flush();
}

void LogWriter::write(std::string_view line, bool urgent) {
  bool first = false;
  bool full = false;
  {
    const std::lock_guard lock(mutex_);
    first = waiting_.empty();
    waiting_ += line;
    full = waiting_.size() > k_waiting_bytes_max;
  }
  if (urgent || full) flush();
  else if (first) wake_.notify_one();
}

void LogWriter::flush() {
  const std::lock_guard writing(output_);
  std::string taken;
  {
    const std::lock_guard lock(mutex_);
    taken.swap(waiting_);
  }
  write_all(descriptor_, taken);
}

// Sleeps while there is nothing; then lets lines gather for the delay before it writes them.
void LogWriter::run() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    wake_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    wake_.wait_for(lock, delay_, [this] { return ending_; });
    lock.unlock();
    flush();
    lock.lock();
  }
}

}  // namespace bursar::net
