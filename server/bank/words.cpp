// Words of the enumerations, as they stand in the contract.
#include "bank/bank.hpp"

#include "base/check.hpp"

namespace bursar::bank {

std::string_view word(OrderKind value) {
  switch (value) {
    case OrderKind::payout: return "payout";
    case OrderKind::refund: return "refund";
    case OrderKind::expected: return "expected";
  }
  throw Bug("kind of order outside its enumeration", std::source_location::current());
}

std::string_view word(OrderState value) {
  switch (value) {
    case OrderState::waiting: return "waiting";
    case OrderState::in_file: return "in_file";
    case OrderState::accepted: return "accepted";
    case OrderState::paid: return "paid";
    case OrderState::rejected: return "rejected";
    case OrderState::returned: return "returned";
    case OrderState::expected: return "expected";
    case OrderState::received: return "received";
  }
  throw Bug("state of order outside its enumeration", std::source_location::current());
}

std::string_view word(FileState value) {
  switch (value) {
    case FileState::made: return "made";
    case FileState::submitted: return "submitted";
    case FileState::accepted: return "accepted";
    case FileState::partly_accepted: return "partly_accepted";
    case FileState::rejected: return "rejected";
  }
  throw Bug("state of file outside its enumeration", std::source_location::current());
}

std::string_view word(StatementKind value) {
  switch (value) {
    case StatementKind::answer: return "answer";
    case StatementKind::statement: return "statement";
    case StatementKind::notification: return "notification";
  }
  throw Bug("kind of bank file outside its enumeration", std::source_location::current());
}

std::string_view word(Direction value) {
  switch (value) {
    case Direction::credit: return "credit";
    case Direction::debit: return "debit";
    case Direction::answer: return "answer";
  }
  throw Bug("direction outside its enumeration", std::source_location::current());
}

std::string_view word(LineState value) {
  switch (value) {
    case LineState::applied: return "applied";
    case LineState::unmatched: return "unmatched";
    case LineState::assigned: return "assigned";
    case LineState::put_aside: return "put_aside";
  }
  throw Bug("state of line outside its enumeration", std::source_location::current());
}

std::optional<LineState> line_state_of(std::string_view text) {
  for (const LineState state :
       {LineState::applied, LineState::unmatched, LineState::assigned, LineState::put_aside})
    if (word(state) == text) return state;
  return std::nullopt;
}

}  // namespace bursar::bank
