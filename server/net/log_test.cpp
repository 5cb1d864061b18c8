// Tests of the log: valid JSON whatever is logged, one line per event, card numbers masked.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "net/log.hpp"
#include "net/log_writer.hpp"

#include <unistd.h>

namespace bursar::net {
namespace {

std::string logged(LogLevel level, std::string_view message,
                   std::initializer_list<LogField> fields) {
  const ManualClock clock(Instant{1'700'000'000'000});
  std::string lines;
  Log log(clock, LogLevel::info, [&lines](std::string_view line) { lines += line; });
  log.write(level, message, fields);
  return lines;
}

TEST(Log, writes_one_json_object_per_line) {
  // Protects: the shape that log readers rely on.
  EXPECT_EQ(logged(LogLevel::warn, "a \"thing\" happened", {{"count", 3}, {"name", "Zoë"}}),
            R"({"time":"2023-11-14T22:13:20.000Z","level":"warn","message":"a \"thing\" happened",)"
            R"("count":3,"name":"Zoë"})"
            "\n");
  EXPECT_EQ(logged(LogLevel::debug, "too fine", {}), "");
}

TEST(Log, cannot_be_forged_by_input) {
  // Protects: I-10; line ends, terminal escapes and broken UTF-8 stay inside their value.
  for (const std::string evil : {"a\nb", "a\r\n{\"level\":\"info\"}", "\x1b[31mred", "\xff\xfe",
                                 "\xe2\x80", "quote\" and \\ slash", "\x7f",
                                 "\xc2\x9b"
                                 "31m"}) {
    const std::string line = logged(LogLevel::info, "m", {{"value", evil}});
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1) << evil;
    EXPECT_EQ(line.find('\x1b'), std::string::npos);
    boost::system::error_code failed;
    boost::json::parse(line, failed);
    EXPECT_FALSE(failed) << line;
  }
}

TEST(Log, masks_card_numbers) {
  // Protects: D-07; a card number in any text never reaches the log, however it is written.
  EXPECT_EQ(mask_cards("pan=4242424242424242&x"), "pan=[card]&x");
  EXPECT_EQ(mask_cards("4242 4242 4242 4242 and 5555-5555-5555-4444."), "[card] and [card].");
  EXPECT_EQ(mask_cards("378282246310005"), "[card]");
  EXPECT_EQ(mask_cards("order 1234 4242 4242 4242 4242 05/30"), "order 1234 [card] 05/30");
  EXPECT_EQ(mask_cards("6011000990139424"), "[card]");
  EXPECT_EQ(logged(LogLevel::info, "m", {{"x", "4242424242424242"}}).find("4242"),
            std::string::npos);
}

TEST(Log, leaves_other_numbers_alone) {
  // Protects: ids, amounts and times stay readable.
  for (const char* text : {"4242424242424241", "1700000000000", "1854775807000000000", "12345",
                           "2026-11-21", "42424242424242424242424242", "+44 20 7946 0958"})
    EXPECT_EQ(mask_cards(text), text);
}

struct Pipe {
  Pipe() { EXPECT_EQ(::pipe(ends.data()), 0); }
  ~Pipe() {
    ::close(ends[0]);
    ::close(ends[1]);
  }
  std::string read() const {
    std::array<char, 4'096> bytes;
    const ssize_t count = ::read(ends[0], bytes.data(), bytes.size());
    return {bytes.data(), static_cast<std::size_t>(count)};
  }
  std::array<int, 2> ends{};
};

TEST(LogWriter, writes_an_urgent_line_at_once_and_after_all_before_it) {
  // Protects: the last lines before a crash say why, and lines never change places.
  const Pipe pipe;
  LogWriter writer(pipe.ends[1], std::chrono::hours(1));
  writer.write("one\n", false);
  writer.write("two\n", false);
  writer.write("alarm\n", true);
  EXPECT_EQ(pipe.read(), "one\ntwo\nalarm\n");
}

TEST(LogWriter, writes_what_is_left_when_it_ends) {
  // Protects: an orderly stop loses no line.
  const Pipe pipe;
  {
    LogWriter writer(pipe.ends[1], std::chrono::hours(1));
    writer.write("last\n", false);
  }
  EXPECT_EQ(pipe.read(), "last\n");
}

TEST(LogWriter, writes_a_quiet_line_by_itself) {
  // Protects: a line shows up although nothing follows it.
  const Pipe pipe;
  LogWriter writer(pipe.ends[1], std::chrono::milliseconds(1));
  writer.write("alone\n", false);
  EXPECT_EQ(pipe.read(), "alone\n");
}

}  // namespace
}  // namespace bursar::net
