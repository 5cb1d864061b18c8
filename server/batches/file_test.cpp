// Files as people and programs save them: what is one file, what refuses a whole one, what stands
// beside a line.
#include "batches/file.hpp"

#include <gtest/gtest.h>

#include "batches/csv.hpp"
#include "batches/state_machine.hpp"

namespace bursar::batches {
namespace {

std::string code_of(std::string_view text, Kind kind = Kind::payout) {
  const auto file = read_file(kind, text);
  return file ? "ok" : file.error().code;
}

std::vector<Line> lines_in(std::string_view text, Kind kind = Kind::payout) {
  std::vector<Line> all;
  const auto file = read_file(kind, text);
  if (!file) return all;
  for (const std::string& piece : file->pieces)
    for (Line& line : lines_of(kind, piece)) all.push_back(std::move(line));
  return all;
}

TEST(BatchFile, IsTheSameHoweverItWasSaved) {
  // Protects the refusal of the same file: byte order mark, separator, line ends, order of columns,
  // quotes and blank lines do not make another file of it.
  const auto plain = read_file(Kind::payout, "payment_id,amount,currency,iban\na,1,EUR,X\n");
  const auto other = read_file(Kind::payout,
                               "\xEF\xBB\xBF"
                               "IBAN; Amount;\"currency\";payment_id\r\n\r\nX; 1 ;EUR;\"a\"\r\n");
  ASSERT_TRUE(plain && other) << (other ? "" : other.error().message);
  EXPECT_EQ(plain->file_hash, other->file_hash);
  const auto changed = read_file(Kind::payout, "payment_id,amount,currency,iban\na,2,EUR,X\n");
  EXPECT_NE(plain->file_hash, changed->file_hash);
  EXPECT_NE(read_file(Kind::capture, "payment_id\na\n")->file_hash,
            read_file(Kind::void_, "payment_id\na\n")->file_hash);
}

TEST(BatchFile, RefusesWhatMakesEveryLineDoubtful) {
  // Protects against half-understood files: nothing of them is taken.
  EXPECT_EQ(code_of(""), "empty_file");
  EXPECT_EQ(code_of("\xEF\xBB\xBF \n"), "empty_file");
  EXPECT_EQ(code_of("payment_id,amount,currency\na,1,\xE9\n"), "not_utf8");
  EXPECT_EQ(code_of(std::string_view("payment_id\0,amount", 18)), "not_utf8");
  EXPECT_EQ(code_of("payment_id,amount,currency\n"), "no_lines");
  EXPECT_EQ(code_of("payment_id,amount\na,1\n"), "missing_column");
  EXPECT_EQ(code_of("payment_id,amount,currency,colour\na,1,EUR,red\n"), "unknown_column");
  EXPECT_EQ(code_of("payment_id,amount,currency,amount\na,1,EUR,1\n"), "repeated_column");
  EXPECT_EQ(code_of("payment_id,amount,currency,pan\na,1,EUR,4111111111111111\n"),
            "column_not_allowed");
  EXPECT_EQ(code_of("payment_id,amount,currency\n\"a,1,EUR\n"), "malformed_csv");
  EXPECT_EQ(code_of("payment_id,amount,currency\n\"a\"x,1,EUR\n"), "malformed_csv");
  EXPECT_EQ(code_of("payment_id,amount,currency\na\"b,1,EUR\n"), "malformed_csv");
  EXPECT_EQ(code_of("payment_id,amount,currency\na,1,EUR"), "ok");
  EXPECT_EQ(code_of("payment_id\na\n", Kind::refund), "ok");
}

TEST(BatchFile, CountsLinesAsEditorsDo) {
  // Protects whoever mends the file: the number on the screen is the one in the editor.
  const auto lines =
      lines_in("payment_id,amount,currency,description\n\na,1,EUR,\"two\nlines\"\n\nb,2,EUR,x\n");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].line_no, 3);
  EXPECT_EQ(lines[0].description, "two\nlines");
  EXPECT_EQ(lines[1].line_no, 6);
}

TEST(BatchFile, KeepsNoCardNumber) {
  // Protects D-02: a card number in any cell is neither kept nor told again; the line is refused.
  const auto file = read_file(
      Kind::payout, "payment_id,amount,currency,description\na,1,EUR,4111 1111 1111 1111\n");
  ASSERT_TRUE(file);
  EXPECT_EQ(file->pieces.front().find("4111"), std::string::npos);
  const auto line = lines_of(Kind::payout, file->pieces.front()).front();
  ASSERT_EQ(line.faults.size(), 1U);
  EXPECT_EQ(line.faults[0].code, "card_number_not_allowed");
  EXPECT_EQ(line.faults[0].column, "description");
  EXPECT_EQ(line.faults[0].message.find("4111"), std::string::npos);
}

TEST(BatchFile, FindsRepeatedLines) {
  // Protects against paying one line twice that was pasted twice.
  const auto payouts = lines_in("payment_id,amount,currency\na,1,EUR\na,2,EUR\n");
  ASSERT_EQ(payouts.size(), 2U);
  EXPECT_TRUE(payouts[0].faults.empty());
  ASSERT_EQ(payouts[1].faults.size(), 1U);
  EXPECT_EQ(payouts[1].faults[0].code, "repeats_line");
  const auto refunds = lines_in("payment_id,merchant_refund_id\na,1\na,2\na,2\n", Kind::refund);
  ASSERT_EQ(refunds.size(), 3U);
  EXPECT_TRUE(refunds[1].faults.empty());
  EXPECT_EQ(refunds[2].faults.size(), 1U);
}

TEST(BatchFile, NamesLinesOfAnotherWidth) {
  // Protects against cells that slipped into the neighbouring column unseen.
  const auto lines = lines_in("payment_id,amount,currency\na,1\nb,1,EUR,x\n");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].faults.at(0).code, "cell_count");
  EXPECT_EQ(lines[1].faults.at(0).code, "cell_count");
}

TEST(BatchFile, TakesSoManyLinesAndNoMore) {
  // Protects the server: a bound that is a refusal and not a wait.
  std::string text = "payment_id\n";
  for (std::int64_t i = 0; i < k_lines_max; ++i) text += "a" + std::to_string(i) + "\n";
  EXPECT_EQ(code_of(text, Kind::void_), "ok");
  EXPECT_EQ(code_of(text + "b\n", Kind::void_), "too_many_lines");
}

TEST(BatchFile, WritesFormulasAsText) {
  // Protects whoever opens the result in a spreadsheet (I-08).
  std::string line;
  append_cell(line, "=1+1", true);
  append_cell(line, "＝A1", false);
  append_cell(line, "-5", false);
  append_cell(line, "a,\"b\"", false);
  EXPECT_EQ(line, "\"'=1+1\",\"'＝A1\",\"'-5\",\"a,\"\"b\"\"\"");
}

TEST(BatchFile, TemplatesAreFilesOfTheirKind) {
  // Protects the empty page: what is downloaded there can be uploaded there.
  for (const Kind kind : {Kind::payout, Kind::refund, Kind::capture, Kind::void_}) {
    const auto file = read_file(kind, template_file(kind));
    ASSERT_TRUE(file) << word(kind) << file.error().message;
    EXPECT_EQ(file->lines, 1);
    EXPECT_TRUE(lines_of(kind, file->pieces.front()).front().faults.empty());
  }
}

TEST(BatchStates, AreReachedAndLeftUnlessFinal) {
  // Protects against a batch that could never end.
  for (int number = 1; !word(static_cast<State>(number)).empty(); ++number) {
    const State state = static_cast<State>(number);
    bool reached = state == State::uploaded;
    bool left = false;
    for (const Transition& one : k_transitions) {
      reached = reached || (one.to == state && one.from != state);
      left = left || (one.from == state && one.to != state);
    }
    EXPECT_TRUE(reached) << word(state);
    EXPECT_NE(left, is_final(state)) << word(state);
  }
}

}  // namespace
}  // namespace bursar::batches
