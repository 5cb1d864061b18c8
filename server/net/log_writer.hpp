// Writes log lines to a file descriptor in batches: one write per request would cost more than the
// line itself. Lines keep their order; an urgent line is written, with all before it, at once.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace bursar::net {

/// Thread-safe. A line that is not urgent is written within `delay`; a killed process may lose that
/// much of them. Destruction writes what is left.
class LogWriter {
 public:
  explicit LogWriter(int descriptor, std::chrono::milliseconds delay = k_delay);
  ~LogWriter();
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;

  void write(std::string_view line, bool urgent);

 private:
  static constexpr std::chrono::milliseconds k_delay{50};
  static constexpr std::size_t k_waiting_bytes_max = 64 * 1'024;

  void run();
  void flush();

  int descriptor_;
  std::chrono::milliseconds delay_;
  std::mutex output_;  ///< taken before `mutex_`: whoever writes out keeps the order
  std::mutex mutex_;
  std::condition_variable wake_;
  std::string waiting_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace bursar::net
