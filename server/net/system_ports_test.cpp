// Tests of the production ports: they run forward, differ, and the pool keeps its bounds.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <future>
#include <set>
#include <thread>

#include <sys/resource.h>

#include "net/system_ports.hpp"

namespace bursar::net {
namespace {

TEST(SystemClock, reads_wall_and_monotonic_time) {
  // Protects: units and epochs of the two clocks.
  const SystemClock clock;
  EXPECT_GT(clock.now().ms, 1'700'000'000'000);
  EXPECT_LT(clock.now().ms, 4'000'000'000'000);
  const Tick before = clock.tick();
  EXPECT_GE(clock.tick(), before);
}

TEST(LocalTime, follows_the_zone_and_its_summer_time) {
  // Protects hours in policies: the minute of the week is that of the wall clock, also across the
  // night when clocks jump, and an unknown zone is refused by name.
  const auto minute = [](const char* text) { return minute_of_week(*parse_iso8601(text, "at")); };
  constexpr std::int64_t k_sunday = 6 * 24 * 60;
  set_time_zone("");
  EXPECT_EQ(minute("2026-03-29T00:59:59Z"), k_sunday + 59);
  EXPECT_EQ(minute("2026-03-30T00:00:00Z"), 0);
  EXPECT_THROW(set_time_zone("Atlantis/Capital"), std::runtime_error);
  EXPECT_THROW(set_time_zone("../../etc/passwd"), std::runtime_error);
  try {
    set_time_zone("Europe/Vienna");
  } catch (const std::runtime_error&) {
    GTEST_SKIP() << "this system has no tables of time zones";
  }
  EXPECT_EQ(minute("2026-03-29T00:59:59Z"), k_sunday + 60 + 59);
  EXPECT_EQ(minute("2026-03-29T01:00:00Z"), k_sunday + 3 * 60);
  EXPECT_EQ(minute("2026-03-29T22:00:00Z"), 0) << "Monday begins two hours before UTC's";
  set_time_zone("");
}

TEST(SystemRandom, fills_every_byte_differently_each_time) {
  // Protects: keys and tokens come from the kernel, whole, for any length.
  SystemRandom random;
  std::set<std::array<unsigned char, 64>> seen;
  std::array<unsigned char, 64> touched{};
  for (int i = 0; i < 100; ++i) {
    std::array<unsigned char, 64> bytes{};
    random.fill(bytes);
    for (std::size_t at = 0; at < bytes.size(); ++at)
      touched[at] = static_cast<unsigned char>(touched[at] | bytes[at]);
    EXPECT_TRUE(seen.insert(bytes).second);
  }
  for (const unsigned char byte : touched) EXPECT_NE(byte, 0);
  random.fill({});
}

TEST(WorkerPool, refuses_work_beyond_its_queue) {
  // Protects: P-04; a flood of sign-ins waits in a bounded queue and then gets a 503.
  std::promise<void> open;
  const std::shared_future<void> gate = open.get_future().share();
  std::promise<void> started;
  std::atomic<int> ran{0};
  {
    WorkerPool pool(1, 2);
    EXPECT_TRUE(pool.submit([&] { started.set_value(), gate.wait(), ++ran; }));
    started.get_future().wait();
    EXPECT_TRUE(pool.submit([&] { ++ran; }));
    EXPECT_TRUE(pool.submit([&] { ++ran; }));
    EXPECT_FALSE(pool.submit([&] { ++ran; }));
    open.set_value();
  }
  EXPECT_EQ(ran.load(), 3) << "what was accepted runs even when the pool is closed";
}

TEST(WorkerPool, gives_way_where_it_is_told_to) {
  // Protects: P-04; password hashes leave the processor to payments, and nothing else is slowed.
  const int own = getpriority(PRIO_PROCESS, 0);
  int normal = 0;
  int low = 0;
  {
    WorkerPool plain(1, 1);
    WorkerPool patient(1, 1, Priority::low);
    EXPECT_TRUE(plain.submit([&] { normal = getpriority(PRIO_PROCESS, 0); }));
    EXPECT_TRUE(patient.submit([&] { low = getpriority(PRIO_PROCESS, 0); }));
  }
  EXPECT_EQ(normal, own);
  EXPECT_EQ(low, std::max(own, 10));
}

TEST(WorkerPool, runs_jobs_side_by_side) {
  // Protects: two threads are two threads: each job waits for the other.
  std::promise<void> first;
  std::promise<void> second;
  std::future<void> first_ran = first.get_future();
  std::future<void> second_ran = second.get_future();
  std::atomic<int> ran{0};
  {
    WorkerPool pool(2, 4);
    EXPECT_TRUE(pool.submit([&] { first.set_value(), second_ran.wait(), ++ran; }));
    EXPECT_TRUE(pool.submit([&] { second.set_value(), first_ran.wait(), ++ran; }));
  }
  EXPECT_EQ(ran.load(), 2);
}

}  // namespace
}  // namespace bursar::net
