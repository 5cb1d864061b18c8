// The disk model itself: a simulator that forgets too little would prove nothing.
#include "crash/simulated_disk.hpp"

#include <gtest/gtest.h>

#include <set>

namespace bursar::crash {
namespace {

// Protects the meaning of a sync: what was synced survives every cut.
TEST(SimulatedDisk, KeepsWhatWasSynced) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SimulatedDisk disk(seed);
    const auto file = disk.open("a", true);
    disk.write(*file, 0, std::string(2'000, 'a'));
    disk.sync(*file);
    disk.write(*file, 2'000, "tail");
    disk.power_cut();
    ASSERT_TRUE(disk.exists("a"));
    ASSERT_EQ(disk.open("a", false)->current.substr(0, 2'000), std::string(2'000, 'a'));
  }
}

// Protects the harshness of the model: unsynced writes vanish, stay, tear and change places.
TEST(SimulatedDisk, ForgetsUnsyncedWritesInEveryWay) {
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    SimulatedDisk disk(seed);
    const auto file = disk.open("a", true);
    disk.write(*file, 0, std::string(1'024, '-'));
    disk.sync(*file);
    disk.write(*file, 0, std::string(1'024, 'x'));
    disk.write(*file, 0, std::string(1'024, 'y'));
    disk.power_cut();
    const std::string content = disk.open("a", false)->current;
    seen.insert({content[0], content[512]});
    if (content[1] == 'y' && content[511] == 'x') seen.insert("torn");
  }
  for (const char* state : {"--", "xx", "yy", "x-", "-y", "yx", "xy", "torn"})
    EXPECT_TRUE(seen.contains(state)) << state;
}

// Protects the model of folders: unsynced names may be gone and unsynced deletions undone.
TEST(SimulatedDisk, NamesAreNotDurableByThemselves) {
  int gone = 0;
  int back = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    SimulatedDisk disk(seed);
    disk.open("fresh", true);
    const auto kept = disk.open("kept", true);
    disk.sync(*kept);
    disk.remove("kept", false);
    EXPECT_FALSE(disk.exists("kept"));
    disk.power_cut();
    if (!disk.exists("fresh")) ++gone;
    if (disk.exists("kept")) ++back;
  }
  EXPECT_GT(gone, 20);
  EXPECT_GT(back, 20);
}

// Protects the cut itself: from its call on nothing reaches the disk.
TEST(SimulatedDisk, IsDarkAfterTheCut) {
  SimulatedDisk disk(1);
  const auto file = disk.open("a", true);
  disk.cut_after(2);
  EXPECT_EQ(disk.write(*file, 0, "1"), Fault::none);
  EXPECT_EQ(disk.write(*file, 1, "2"), Fault::io_error);
  EXPECT_TRUE(disk.is_dark());
  EXPECT_EQ(disk.sync(*file), Fault::io_error);
  EXPECT_EQ(disk.open("b", true), nullptr);
}

}  // namespace
}  // namespace bursar::crash
