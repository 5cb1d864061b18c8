// Words of kinds and states, and what a state allows.
#include "recipients/state_machine.hpp"

namespace bursar::recipients {

std::string_view word(Kind kind) {
  switch (kind) {
    case Kind::bank_account: return "bank_account";
    case Kind::card: return "card";
    case Kind::crypto_address: return "crypto_address";
  }
  return "";
}

std::string_view word(State state) {
  switch (state) {
    case State::draft: return "draft";
    case State::pending_approval: return "pending_approval";
    case State::approved: return "approved";
    case State::declined: return "declined";
    case State::archived: return "archived";
  }
  return "";
}

std::optional<State> state_of(std::string_view text) {
  for (const State state :
       {State::draft, State::pending_approval, State::approved, State::declined, State::archived})
    if (word(state) == text) return state;
  return std::nullopt;
}

std::vector<std::string_view> allowed_actions(const Recipient& recipient, Instant now) {
  std::vector<std::string_view> allowed;
  if (next(recipient.state, Event::changed)) allowed.emplace_back("change");
  if (next(recipient.state, Event::sent)) allowed.emplace_back("submit");
  if (recipient.state == State::approved && !recipient.is_usable(now))
    allowed.emplace_back("shorten_wait");
  if (next(recipient.state, Event::archived)) allowed.emplace_back("archive");
  return allowed;
}

}  // namespace bursar::recipients
