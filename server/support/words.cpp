// Words of escalations as the contract shows them, both ways from one table each.
#include <array>

#include "support/support.hpp"

namespace bursar::support {
namespace {

template <class Enum>
struct Word {
  Enum value;
  std::string_view name;
};
constexpr std::array k_subjects{Word<SubjectKind>{SubjectKind::payment, "payment"},
                                Word<SubjectKind>{SubjectKind::customer, "customer"},
                                Word<SubjectKind>{SubjectKind::merchant, "merchant"}};
constexpr std::array k_queues{
    Word<Queue>{Queue::operations, "operations"}, Word<Queue>{Queue::risk, "risk"},
    Word<Queue>{Queue::finance, "finance"}, Word<Queue>{Queue::technical, "technical"}};
constexpr std::array k_priorities{
    Word<Priority>{Priority::low, "low"}, Word<Priority>{Priority::normal, "normal"},
    Word<Priority>{Priority::high, "high"}, Word<Priority>{Priority::urgent, "urgent"}};
constexpr std::array k_states{Word<EscalationState>{EscalationState::open, "open"},
                              Word<EscalationState>{EscalationState::in_progress, "in_progress"},
                              Word<EscalationState>{EscalationState::waiting, "waiting"},
                              Word<EscalationState>{EscalationState::resolved, "resolved"}};

template <class Words, class Enum>
std::string_view name_in(const Words& words, Enum value) {
  for (const auto& word : words)
    if (word.value == value) return word.name;
  return {};
}

template <class Enum, class Words>
std::optional<Enum> value_in(const Words& words, std::string_view name) {
  for (const auto& word : words)
    if (word.name == name) return word.value;
  return std::nullopt;
}

}  // namespace

std::string_view word(SubjectKind value) { return name_in(k_subjects, value); }
std::string_view word(Queue value) { return name_in(k_queues, value); }
std::string_view word(Priority value) { return name_in(k_priorities, value); }
std::string_view word(EscalationState value) { return name_in(k_states, value); }

std::optional<SubjectKind> subject_kind_of(std::string_view word) {
  return value_in<SubjectKind>(k_subjects, word);
}
std::optional<Queue> queue_of(std::string_view word) { return value_in<Queue>(k_queues, word); }
std::optional<Priority> priority_of(std::string_view word) {
  return value_in<Priority>(k_priorities, word);
}
std::optional<EscalationState> escalation_state_of(std::string_view word) {
  return value_in<EscalationState>(k_states, word);
}

std::int64_t answer_within_ms(Priority priority) {
  switch (priority) {
    case Priority::urgent: return k_hour_ms;
    case Priority::high: return 4 * k_hour_ms;
    case Priority::normal: return k_day_ms;
    case Priority::low: return 3 * k_day_ms;
  }
  return k_day_ms;
}

}  // namespace bursar::support
