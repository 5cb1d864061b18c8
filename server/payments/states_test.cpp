// The state tables by themselves: reachability, ranks, words, and the drawing in states.md.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "payments/state_machine.hpp"

namespace bursar::payments {
namespace {

template <class State, class Table>
std::set<State> reachable_from(State start, const Table& table) {
  std::set<State> seen{start};
  for (bool grown = true; grown;) {
    grown = false;
    for (const auto& row : table)
      if (seen.contains(row.from)) grown = seen.insert(row.to).second || grown;
  }
  return seen;
}

template <class State>
std::vector<State> all_states() {
  std::vector<State> states;
  for (int number = 1; !word(static_cast<State>(number)).empty(); ++number)
    states.push_back(static_cast<State>(number));
  return states;
}

template <class Table>
bool leaves(const Table& table, auto state) {
  for (const auto& row : table)
    if (row.from == state && row.to != state) return true;
  return false;
}

TEST(StateTables, EveryStateIsReachedAndLeftUnlessFinal) {
  // Protects against dead ends: a payment that could never finish, a state nothing leads to.
  EXPECT_EQ(reachable_from(Lifecycle::created, k_payment_transitions).size(), 15U);
  EXPECT_EQ(reachable_from(OperationState::created, k_operation_transitions).size(), 12U);
  EXPECT_EQ(reachable_from(AttemptPhase::prepared, k_attempt_transitions).size(), 4U);
  for (const Lifecycle state : all_states<Lifecycle>())
    EXPECT_TRUE(is_final(state) || leaves(k_payment_transitions, state)) << word(state);
  for (const OperationState state : all_states<OperationState>())
    EXPECT_TRUE(is_final(state) || leaves(k_operation_transitions, state)) << word(state);
}

TEST(StateTables, NoMessageLowersTheRank) {
  // Protects against late and repeated messages: only the release of a hold and the customer's
  // return go sideways or down, and neither undoes money.
  for (const auto& row : k_payment_transitions) {
    const bool release = row.on == PaymentEvent::voided || row.on == PaymentEvent::deadline_passed;
    EXPECT_TRUE(release || rank(row.to) >= rank(row.from)) << word(row.from) << word(row.on);
  }
  for (const auto& row : k_operation_transitions)
    // A cascade sends again what was certainly not executed.
    EXPECT_TRUE(row.on == OperationEvent::queued || rank(row.to) >= rank(row.from))
        << word(row.from) << word(row.on);
  for (const auto& row : k_attempt_transitions)
    EXPECT_GE(rank(row.to), rank(row.from)) << word(row.from) << word(row.on);
}

TEST(StateTables, OneEventHasOneResult) {
  // Protects against two rows for one step, of which only the first would ever count.
  std::set<std::pair<int, int>> seen;
  for (const auto& row : k_payment_transitions)
    EXPECT_TRUE(seen.emplace(static_cast<int>(row.from), static_cast<int>(row.on)).second);
  seen.clear();
  for (const auto& row : k_operation_transitions)
    EXPECT_TRUE(seen.emplace(static_cast<int>(row.from), static_cast<int>(row.on)).second);
}

TEST(StateTables, CapturedMoneyIsNeverUnCaptured) {
  // Protects the one promise to merchants: SUCCESS is not taken back by any message.
  for (const auto& row : k_payment_transitions) EXPECT_NE(row.from, Lifecycle::captured);
  for (const auto& row : k_operation_transitions)
    if (row.from == OperationState::succeeded) {
      EXPECT_EQ(row.to, OperationState::reversed);
    }
  EXPECT_EQ(next(Lifecycle::declined, PaymentEvent::captured), Lifecycle::captured);
  EXPECT_EQ(next(Lifecycle::captured, PaymentEvent::declined), std::nullopt);
}

TEST(Words, GoThereAndBack) {
  // Protects filters and pages: every status word is found again, and no number has a foreign word.
  for (const Lifecycle state : all_states<Lifecycle>()) EXPECT_EQ(lifecycle_of(word(state)), state);
  EXPECT_EQ(lifecycle_of("settled"), std::nullopt);
  EXPECT_EQ(word(static_cast<Lifecycle>(16)), "");
  EXPECT_EQ(word(OperationType::void_), "void");
}

template <class Table>
void draw(std::ostream& out, std::string_view title, const Table& table) {
  out << "\n## " << title << "\n\n```mermaid\nstateDiagram-v2\n";
  out << "  [*] --> " << word(table.front().from) << "\n";
  for (const auto& row : table)
    out << "  " << word(row.from) << " --> " << word(row.to) << ": " << word(row.on) << "\n";
  out << "```\n";
}

TEST(StateTables, AreDrawnInStatesMd) {
  // Protects the document: it is written from the tables (BURSAR_WRITE_STATES=1) and cannot drift.
  std::ostringstream drawn;
  drawn << "# States\n\nDrawn from `state_machine.hpp` by `states_test.cpp`; with "
           "`BURSAR_WRITE_STATES=1` the test writes this file.\nA step that is not here does not "
           "happen: the message is kept in the history and changes nothing.\n";
  draw(drawn, "Payment", k_payment_transitions);
  draw(drawn, "Operation", k_operation_transitions);
  draw(drawn, "Attempt", k_attempt_transitions);
  const auto path = std::filesystem::path(__FILE__).parent_path() / "states.md";
  if (std::getenv("BURSAR_WRITE_STATES") != nullptr) std::ofstream(path) << drawn.str();
  std::ostringstream stored;
  stored << std::ifstream(path).rdbuf();
  EXPECT_EQ(stored.str(), drawn.str());
}

}  // namespace
}  // namespace bursar::payments
