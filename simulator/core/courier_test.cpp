// Tests of the messages to the merchant: which are told, in which order, how often they are tried.
#include "simulator/core/courier.hpp"

#include <gtest/gtest.h>

#include "simulator/core/acquirer.hpp"

namespace bursar::simulator {
namespace {

constexpr Instant k_start{1'790'000'000'000};

Settings listening() {
  Settings settings;
  settings.latency_p50_ms = settings.latency_p95_ms = 100;
  settings.webhook_url = "http://127.0.0.1:1/";
  return settings;
}

ChargeRequest sale(std::string reference, std::string number) {
  return {std::move(reference),
          {1'000, Currency::of("EUR")},
          "",
          Card{std::move(number), 12, 2030, "123"}};
}

// What is told about one charge, in the order of posting: status at the instant it tells of.
std::vector<std::string> told(Acquirer& acquirer, Instant until) {
  std::vector<std::string> words;
  for (Instant now = k_start; now <= until; now = now.plus_ms(500)) {
    acquirer.settle(now);
    for (const std::int64_t number : acquirer.courier().take_due(now)) {
      const Notice& notice = acquirer.courier().parcel(number).notice;
      words.emplace_back(
          word(acquirer.answer(acquirer.operation(notice.operation), notice.as_of).status));
      acquirer.post_finished(number, 200, now);
    }
  }
  return words;
}

TEST(Courier, EveryFinalStatusIsToldOnce) {
  // Protects: one message for a first answer that is final, one more for what follows.
  Acquirer acquirer(1, listening());
  acquirer.decide(sale("a", "4242424242424242"), k_start);
  acquirer.decide(sale("b", "4000000000930042"), k_start);
  EXPECT_EQ(told(acquirer, k_start.plus_ms(100'000)),
            (std::vector<std::string>{"approved", "approved"}));
}

TEST(Courier, CardsChooseDuplicatesAndDisorder) {
  // Protects: the same event twice; the later status first.
  Acquirer twice(1, listening());
  twice.decide(sale("a", "4000000000930059"), k_start);
  EXPECT_EQ(told(twice, k_start.plus_ms(10'000)).size(), 2U);
  const auto& parcels = twice.courier().parcels();
  EXPECT_EQ(parcels[0].notice.event_id, parcels[1].notice.event_id);
  Acquirer disorder(1, listening());
  disorder.decide(sale("a", "4000000000930067"), k_start);
  EXPECT_EQ(told(disorder, k_start.plus_ms(10'000)),
            (std::vector<std::string>{"approved", "pending"}));
}

TEST(Courier, FailuresAreTriedAgainFiveTimes) {
  // Protects: the waits between tries, and the end of trying.
  Acquirer acquirer(1, listening());
  acquirer.decide(sale("a", "4242424242424242"), k_start);
  Instant now = k_start.plus_ms(100);
  acquirer.settle(now);
  for (const std::int64_t wait_ms : {0, 1'000, 5'000, 30'000, 120'000, 600'000}) {
    EXPECT_TRUE(wait_ms == 0 || acquirer.courier().take_due(now.plus_ms(wait_ms - 1)).empty());
    now = now.plus_ms(wait_ms);
    ASSERT_EQ(acquirer.courier().take_due(now).size(), 1U) << wait_ms;
    acquirer.post_finished(1, wait_ms == 0 ? 0 : 500, now);
  }
  EXPECT_EQ(acquirer.courier().parcel(1).state, Courier::State::given_up);
  EXPECT_FALSE(acquirer.courier().next_at());
}

TEST(Courier, NobodyListensNothingIsTold) {
  // Protects: switching messages on does not tell the past.
  Settings settings = listening();
  settings.webhook_url.clear();
  Acquirer acquirer(1, settings);
  acquirer.decide(sale("a", "4242424242424242"), k_start);
  acquirer.settle(k_start.plus_ms(1'000));
  acquirer.change_settings(listening());
  EXPECT_TRUE(told(acquirer, k_start.plus_ms(10'000)).empty());
}

TEST(Courier, ARestartTellsWhatIsLeftAndNothingTwice) {
  // Protects: delivered messages stay delivered, waiting ones are tried, coming ones come.
  Acquirer before(1, listening());
  before.decide(sale("done", "4242424242424242"), k_start);
  before.decide(sale("open", "4000000000900003"), k_start);
  before.decide(sale("late", "4000000000930042"), k_start);
  before.settle(k_start.plus_ms(1'000));
  EXPECT_EQ(before.courier().take_due(k_start.plus_ms(1'000)).size(), 2U);
  before.post_finished(1, 204, k_start.plus_ms(1'000));
  Acquirer after(1, listening());
  for (Change& change : before.take_changes()) after.restore(std::move(change));
  EXPECT_EQ(told(after, k_start.plus_ms(100'000)),
            (std::vector<std::string>{"approved", "approved"}));
  EXPECT_EQ(after.courier().parcels().size(), 3U);
}

}  // namespace
}  // namespace bursar::simulator
