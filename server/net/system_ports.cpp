// System clock, kernel randomness and the worker pool.
#include "net/system_ports.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include <sys/random.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

namespace bursar::net {

Instant SystemClock::now() const {
  using std::chrono::duration_cast, std::chrono::milliseconds, std::chrono::system_clock;
  return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

std::int64_t SystemClock::now_us() const {
  using std::chrono::duration_cast, std::chrono::microseconds, std::chrono::system_clock;
  return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

Tick SystemClock::tick() const {
  using std::chrono::duration_cast, std::chrono::nanoseconds, std::chrono::steady_clock;
  return {duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count()};
}

void SystemRandom::fill(std::span<unsigned char> bytes) {
  while (!bytes.empty()) {
    const ssize_t got = ::getrandom(bytes.data(), bytes.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw std::system_error(errno, std::generic_category(), "getrandom");
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
}

namespace {

// About a tenth of a processor that others want as well: enough to get done, too little to be felt.
constexpr int k_low_nice = 10;

// Linux keeps the nice value per thread. A kernel that refuses leaves the thread as it was.
void give_way() {
  const int nice = std::max(getpriority(PRIO_PROCESS, 0), k_low_nice);
  (void)setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), nice);
}

}  // namespace

WorkerPool::WorkerPool(std::size_t threads, std::size_t queue_max, Priority priority)
    : queue_max_(queue_max) {
  for (std::size_t i = 0; i < threads; ++i)
    threads_.emplace_back([this, priority] {
      if (priority == Priority::low) give_way();
      work();
    });
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  ready_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool WorkerPool::submit(std::function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || jobs_.size() >= queue_max_) return false;
    jobs_.push_back(std::move(job));
  }
  ready_.notify_one();
  return true;
}

void WorkerPool::work() {
  for (;;) {
    std::function<void()> job;
    {
      std::unique_lock lock(mutex_);
      ready_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job();
  }
}

namespace {

constexpr const char* k_zones = "/usr/share/zoneinfo";
constexpr std::int64_t k_day_minutes = 24 * 60;

bool is_zone_name(const std::string& name) {
  return name.find("..") == std::string::npos && name.front() != '/' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
           return is_letter || (c >= '0' && c <= '9') || c == '/' || c == '_' || c == '-' ||
                  c == '+';
         });
}

}  // namespace

// An installation has one time zone, so the process has it.
void set_time_zone(const std::string& name) {
  const bool is_utc = name.empty() || name == "UTC";
  if (!is_utc && (!is_zone_name(name) ||
                  !std::filesystem::is_regular_file(std::filesystem::path(k_zones) / name)))
    throw std::runtime_error("time_zone: this system does not know " + name +
                             " (package tzdata holds the zones)");
  setenv("TZ", is_utc ? "UTC0" : (":" + name).c_str(), 1);
  tzset();
}

std::int64_t minute_of_week(Instant instant) {
  const time_t seconds = instant.ms / 1'000;
  struct tm local {};
  localtime_r(&seconds, &local);
  const std::int64_t day = (local.tm_wday + 6) % 7;
  return day * k_day_minutes + local.tm_hour * 60 + local.tm_min;
}

}  // namespace bursar::net
