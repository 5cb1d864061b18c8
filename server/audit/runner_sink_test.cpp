// The external file of checkpoints.
#include "audit/runner_sink.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace bursar::audit {
namespace {

class SinkTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("audit_sink_" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string note(std::int64_t size) {
    SeededRandom random(1);
    return make_checkpoint(SigningKey::make(random), size, sha256("root")).note;
  }

  std::filesystem::path folder_;
};

// Protects what was appended earlier: the file only grows, and its folder is made when needed.
TEST_F(SinkTest, AppendsBlocks) {
  const auto file = folder_ / "deep" / "notes";
  EXPECT_TRUE(read_note_file(file).notes.empty());
  append_notes(file, {note(1), note(2)});
  append_notes(file, {});
  append_notes(file, {note(3)});
  EXPECT_EQ(read_note_file(file).notes, (std::vector{note(1), note(2), note(3)}));
}

// Protects checkpoints behind a write that a crash cut short.
TEST_F(SinkTest, ATornBlockHidesNothing) {
  const auto file = folder_ / "notes";
  append_notes(file, {note(1)});
  const std::string torn = note(2).substr(0, 60);
  std::ofstream(file, std::ios::app) << torn;
  append_notes(file, {note(2), note(3)});
  const NoteFile read = read_note_file(file);
  EXPECT_EQ(read.notes, (std::vector{note(1), note(2), note(3)}));
  EXPECT_EQ(read.pieces, 1);
}

// Protects the alarm: a place that cannot be written is an error that names it.
TEST_F(SinkTest, AnUnusablePlaceIsNamed) {
  std::filesystem::create_directories(folder_);
  std::ofstream(folder_ / "file") << "x";
  try {
    append_notes(folder_ / "file" / "notes", {note(1)});
    FAIL() << "it was written";
  } catch (const std::exception& error) {
    EXPECT_NE(std::string(error.what()).find("file"), std::string::npos);
  }
  EXPECT_THROW(append_notes(folder_, {note(1)}), std::runtime_error);
}

}  // namespace
}  // namespace bursar::audit
