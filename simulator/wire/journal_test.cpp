// Tests of the journal lines and of text escaping on the control page.
#include "simulator/wire/journal.hpp"

#include <gtest/gtest.h>

#include "simulator/core/acquirer.hpp"
#include "simulator/wire/page.hpp"

namespace bursar::simulator {
namespace {

constexpr Instant k_start{1'790'000'000'000};

TEST(Journal, EveryChangeSurvivesItsLine) {
  // Protects: no member of an operation or effect is lost between two runs of the process.
  Acquirer acquirer(1);
  const Money money{1'234, Currency::of("KWD")};
  int number = 0;
  for (const char* card : {"4000000000930042", "4000000000950016", "4000000000950024",
                           "4000000000000127", "4000000000930075"})
    acquirer.decide(ChargeRequest{"c" + std::to_string(++number), money, "Café \"x\"",
                                  Card{card, 1, 2031, "123"}},
                    k_start);
  const Instant later = k_start.plus_ms(k_day_ms);
  for (const char* charge : {"c1", "c2", "c3"})
    acquirer.decide(RefundRequest{"r" + std::string(charge), charge, {34, money.currency}}, later);
  acquirer.settle(later.plus_ms(k_day_ms));

  const std::vector<Change> changes = acquirer.take_changes();
  ASSERT_EQ(changes.size(), 13U);
  for (const Change& change : changes) {
    const std::string line = journal_line(change);
    EXPECT_EQ(line.find('\n'), std::string::npos);
    const auto read = parse_journal_line(line);
    ASSERT_TRUE(read) << line << ": " << read.error().message;
    EXPECT_TRUE(*read == change) << line;
  }
}

TEST(Journal, ALineThatIsNotOursIsRefused) {
  // Protects: a damaged journal is noticed instead of being half read.
  for (const char* line :
       {"", "{}", "{\"operation\":1}", "{\"effect\":1,\"kind\":\"gift\"}", "nonsense"})
    EXPECT_FALSE(parse_journal_line(line)) << line;
}

TEST(Page, EscapesMarkup) {
  // Protects: a text from a caller never becomes markup.
  EXPECT_EQ(escape_html(R"(<b a="1">&</b>)"), "&lt;b a=&quot;1&quot;&gt;&amp;&lt;/b&gt;");
}

}  // namespace
}  // namespace bursar::simulator
