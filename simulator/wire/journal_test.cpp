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
  ASSERT_EQ(changes.size(), 15U);  // with the files of two days
  for (const Change& change : changes) {
    const std::string line = journal_line(change);
    EXPECT_EQ(line.find('\n'), std::string::npos);
    const auto read = parse_journal_line(line);
    ASSERT_TRUE(read) << line << ": " << read.error().message;
    EXPECT_TRUE(*read == change) << line;
  }
}

TEST(Journal, WhatCustomersDoAndMessagesSurviveTheirLines) {
  // Protects: the rare members: actions, 3-D Secure, holds, endings, tombstones, notices, postings.
  Settings settings;
  settings.webhook_url = "http://127.0.0.1:1/";
  Acquirer acquirer(1, settings);
  const Money money{10'004, Currency::of("EUR")};
  ChargeRequest challenged{"c1", money, "", Card{"4000000000920027", 1, 2031, "123"}};
  challenged.terms.three_ds.emplace();
  challenged.terms.capture = false;
  challenged.terms.return_url = "https://shop.example/";
  challenged.terms.stored_credential = StoredCredential{"one_click", false, ""};
  const auto asked = acquirer.decide(challenged, k_start).answer;
  acquirer.act(asked->provider_reference, {Act::mistype, ""}, k_start.plus_ms(5'000));
  acquirer.act(asked->provider_reference, {Act::right_code, ""}, k_start.plus_ms(6'000));
  for (const auto& [reference, method, minor] :
       {std::tuple{"t4", "bank_transfer", 10'004}, {"t5", "crypto", 10'005}}) {
    ChargeRequest transfer{reference, {minor, money.currency}, "", std::nullopt};
    transfer.terms.method = method;
    acquirer.decide(transfer, k_start.plus_ms(7'000));
  }
  acquirer.decide(CaptureRequest{"k", "c1", {4, money.currency}, true}, k_start.plus_ms(9'000));
  acquirer.decide(ReversalRequest{"x", "nobody"}, k_start.plus_ms(9'000));
  acquirer.decide({ChargeRequest{"d", money, "", Card{"4000000000930067", 1, 2031, ""}}},
                  k_start.plus_ms(9'000));
  acquirer.settle(k_start.plus_ms(3 * k_day_ms));
  for (const std::int64_t number : acquirer.courier().take_due(acquirer.latest()))
    acquirer.post_finished(number, 503, acquirer.latest());

  Acquirer after(1, settings);
  for (const Change& change : acquirer.take_changes()) {
    const auto read = parse_journal_line(journal_line(change));
    ASSERT_TRUE(read) << journal_line(change) << ": " << read.error().message;
    EXPECT_TRUE(*read == change) << journal_line(change);
    after.restore(*read);
  }
  EXPECT_EQ(after.operations(), acquirer.operations());
  EXPECT_EQ(after.book().effects(), acquirer.book().effects());
  EXPECT_EQ(after.courier().parcels().size(), acquirer.courier().parcels().size());
  EXPECT_EQ(after.courier().next_at(), acquirer.courier().next_at());
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
