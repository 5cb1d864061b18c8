// Tests of the journal file and of a host that comes back with its book.
#include "simulator/process/journal_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "simulator/process/host.hpp"

namespace bursar::simulator {
namespace {

namespace fs = std::filesystem;

class JournalFileTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    path_ = fs::path(testing::TempDir()) / (std::string("bursar_sim_") + test->name() + ".jsonl");
    fs::remove(path_);
  }
  void TearDown() override { fs::remove(path_); }

  static Settings prompt() {
    Settings settings;
    settings.latency_p50_ms = 0;
    return settings;
  }
  Host host() {
    return Host(Endpoint(Acquirer(1, prompt()), "k"), std::make_unique<JournalFile>(path_), clock_);
  }
  static Reply charge(Host& host, const std::string& reference, const std::string& number) {
    Call call{"POST", "/v1/charges"};
    call.authorization = "Bearer k";
    call.idempotency_key = reference;
    call.body = R"({"reference":")" + reference + R"(","amount_minor":1000,"currency":"EUR",)" +
                R"("card":{"number":")" + number + R"(","expiry_month":12,"expiry_year":2030}})";
    return host.answer(call);
  }
  static std::string get(Host& host, const std::string& path, const std::string& reference) {
    Call call{"GET", path, {{"reference", reference}}};
    call.authorization = "Bearer k";
    return host.answer(call).body;
  }
  std::string text() const {
    std::ifstream file(path_);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  fs::path path_;
  ManualClock clock_{Instant{1'790'000'000'000}};
};

TEST_F(JournalFileTest, TheBookSurvivesARestart) {
  // Protects: results, effects and effects to come outlive the process; a repeat stays a repeat.
  std::string first;
  {
    Host before = host();
    first = charge(before, "a", "4242424242424242").body;
    charge(before, "late", "4000000000930042");
  }
  Host after = host();
  EXPECT_EQ(charge(after, "a", "4242424242424242").body, first);
  EXPECT_NE(get(after, "/v1/book", "a").find("\"count\":1"), std::string::npos);
  EXPECT_NE(get(after, "/v1/operations", "late").find("pending"), std::string::npos);
  clock_.advance_ms(91'000);
  EXPECT_NE(get(after, "/v1/operations", "late").find("approved"), std::string::npos);
  EXPECT_NE(get(after, "/v1/book", "late").find("\"count\":1"), std::string::npos);
}

TEST_F(JournalFileTest, TheVirtualClockDoesNotFallBack) {
  // Protects: what was approved in advanced time is not pending again after a restart.
  {
    Host before = host();
    Call advance{"POST", "/control/advance"};
    advance.content_type = "application/json";
    advance.body = R"({"ms":86400000})";
    before.answer(advance);
    charge(before, "a", "4242424242424242");
  }
  Host after = host();
  EXPECT_NE(get(after, "/v1/operations", "a").find("approved"), std::string::npos);
}

TEST_F(JournalFileTest, AHalfWrittenLastLineIsCutOff) {
  // Protects: a kill in the middle of a write loses only what was never answered.
  {
    Host before = host();
    charge(before, "a", "4000000000000002");
    charge(before, "b", "4000000000000002");
  }
  const std::string whole = text();
  fs::resize_file(path_, whole.size() - 10);
  {
    Host after = host();
    EXPECT_NE(get(after, "/v1/operations", "a").find("declined"), std::string::npos);
    EXPECT_EQ(get(after, "/v1/operations", "b"), R"({"found":false})");
    charge(after, "b", "4000000000000002");
  }
  JournalFile again(path_);
  EXPECT_EQ(again.take_changes().size(), 2U);
}

TEST_F(JournalFileTest, ADamagedLineStopsTheStart) {
  // Protects: a book with a hole is not taken for a whole one.
  {
    Host before = host();
    charge(before, "a", "4000000000000002");
  }
  std::ofstream(path_, std::ios::app) << "{\"operation\":2}\n";
  EXPECT_THROW(JournalFile{path_}, std::runtime_error);
}

TEST_F(JournalFileTest, OneProcessHoldsAFile) {
  // Protects: two simulators never interleave their books.
  const JournalFile first(path_);
  EXPECT_THROW(JournalFile{path_}, std::runtime_error);
}

TEST_F(JournalFileTest, NoFullCardNumberIsWritten) {
  // Protects: the file holds masked numbers only.
  Host one = host();
  charge(one, "a", "4242424242424242");
  EXPECT_EQ(text().find("4242424242424242"), std::string::npos);
  EXPECT_NE(text().find("424242…4242"), std::string::npos);
}

}  // namespace
}  // namespace bursar::simulator
