// The states of a batch as data: state × event → state. What is not in the table does not happen.
// README.md shows it as a test draws it.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "batches/batches.hpp"

namespace bursar::batches {

enum class Event {
  check_began = 1,
  found_lines,
  found_none,
  held,
  released,
  confirmed,
  paused,
  resumed,
  canceled,
  ended_well,
  ended_with_errors,
};
std::string_view word(Event event);

struct Transition {
  State from;
  Event on;
  State to;
};

inline constexpr std::array k_transitions{
    Transition{State::uploaded, Event::check_began, State::validating},
    Transition{State::validating, Event::found_lines, State::ready},
    Transition{State::validating, Event::found_none, State::invalid},
    Transition{State::ready, Event::held, State::approval},
    Transition{State::ready, Event::confirmed, State::processing},
    Transition{State::ready, Event::canceled, State::canceled},
    Transition{State::approval, Event::held, State::approval},
    Transition{State::approval, Event::released, State::ready},
    Transition{State::approval, Event::confirmed, State::processing},
    Transition{State::approval, Event::canceled, State::canceled},
    Transition{State::processing, Event::paused, State::paused},
    Transition{State::processing, Event::ended_well, State::completed},
    Transition{State::processing, Event::ended_with_errors, State::completed_with_errors},
    Transition{State::processing, Event::canceled, State::canceled},
    Transition{State::paused, Event::resumed, State::processing},
    Transition{State::paused, Event::canceled, State::canceled},
};

constexpr std::optional<State> next(State from, Event on) {
  for (const Transition& row : k_transitions)
    if (row.from == from && row.on == on) return row.to;
  return std::nullopt;
}

constexpr bool is_final(State state) {
  return state == State::invalid || state == State::completed ||
         state == State::completed_with_errors || state == State::canceled;
}

}  // namespace bursar::batches
