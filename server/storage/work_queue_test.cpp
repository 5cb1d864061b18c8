// The lanes between callers and readers: who goes first, who never holds every reader, what is
// full.
#include "storage/work_queue.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <string>
#include <thread>
#include <vector>

namespace bursar::storage {
namespace {

using Lanes = LaneQueue<std::string>;

TEST(LaneQueue, ServesOrdinaryJobsFirst) {  // a payment's read never waits behind a list's
  Lanes lanes({4, 4, 2});
  for (const char* name : {"list 1", "list 2"}) EXPECT_TRUE(lanes.push(name, true));
  EXPECT_TRUE(lanes.push("payment", false));
  std::vector<std::string> order;
  const auto run = [&](const std::string& job) { order.push_back(job); };
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(lanes.run_next(run));
  EXPECT_EQ(order, (std::vector<std::string>{"payment", "list 1", "list 2"}));
}

TEST(LaneQueue, KeepsATakerFreeOfSheddableJobs) {  // slow lists cannot hold every reader
  Lanes lanes({4, 4, 2});
  std::latch begun(1);
  std::latch release(1);
  std::atomic<int> slow_running = 0;
  std::atomic<bool> paid = false;
  const auto run = [&](const std::string& job) {
    if (job == "payment") {
      paid = true;
      return;
    }
    EXPECT_EQ(++slow_running, 1) << "the second list has to wait for the first";
    if (job == "list 1") {
      begun.count_down();
      release.wait();
    }
    --slow_running;
  };
  std::vector<std::thread> takers;
  for (int i = 0; i < 2; ++i)
    takers.emplace_back([&] {
      for (bool open = true; open;) open = lanes.run_next(run);
    });
  EXPECT_TRUE(lanes.push("list 1", true));
  begun.wait();
  EXPECT_TRUE(lanes.push("list 2", true));
  EXPECT_TRUE(lanes.push("payment", false));
  while (!paid) std::this_thread::yield();
  release.count_down();
  lanes.close();
  for (std::thread& taker : takers) taker.join();
}

TEST(LaneQueue, BoundsEachLaneByItself) {  // waiting lists take no place of a payment
  Lanes lanes({1, 1, 2});
  EXPECT_TRUE(lanes.push("list", true));
  EXPECT_FALSE(lanes.push("list", true));
  EXPECT_TRUE(lanes.push("payment", false));
  EXPECT_FALSE(lanes.push("payment", false));
}

TEST(LaneQueue, CarriesOutWhatItTookWhenItCloses) {  // an accepted job is never lost
  Lanes lanes({4, 4, 1});
  EXPECT_TRUE(lanes.push("list", true));
  EXPECT_TRUE(lanes.push("payment", false));
  lanes.close();
  EXPECT_FALSE(lanes.push("late", false));
  int ran = 0;
  const auto run = [&](const std::string&) { ++ran; };
  for (bool open = true; open;) open = lanes.run_next(run);
  EXPECT_EQ(ran, 2);
}

}  // namespace
}  // namespace bursar::storage
