// The states of a recipient as one table. Private.
#pragma once

#include <array>
#include <optional>

#include "recipients/recipients.hpp"

namespace bursar::recipients {

enum class Event { changed = 1, sent, approved, declined, given_back, archived };

struct Edge {
  State from;
  Event event;
  State to;
};
/// given_back: the request for approval ended without anybody's no.
inline constexpr std::array k_edges{
    Edge{State::draft, Event::changed, State::draft},
    Edge{State::draft, Event::sent, State::pending_approval},
    Edge{State::draft, Event::approved, State::approved},
    Edge{State::draft, Event::archived, State::archived},
    Edge{State::pending_approval, Event::changed, State::draft},
    Edge{State::pending_approval, Event::approved, State::approved},
    Edge{State::pending_approval, Event::declined, State::declined},
    Edge{State::pending_approval, Event::given_back, State::draft},
    Edge{State::pending_approval, Event::archived, State::archived},
    Edge{State::approved, Event::changed, State::draft},
    Edge{State::approved, Event::archived, State::archived},
    Edge{State::declined, Event::changed, State::draft},
    Edge{State::declined, Event::sent, State::pending_approval},
    Edge{State::declined, Event::approved, State::approved},
    Edge{State::declined, Event::archived, State::archived},
};

constexpr std::optional<State> next(State from, Event event) {
  for (const Edge& edge : k_edges)
    if (edge.from == from && edge.event == event) return edge.to;
  return std::nullopt;
}

}  // namespace bursar::recipients
