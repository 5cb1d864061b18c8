// Words of the enumerations, as they stand on the wire and in the journal.
#include "simulator/core/types.hpp"

#include "base/check.hpp"

namespace bursar::simulator {

std::string_view word(Kind kind) {
  switch (kind) {
    case Kind::charge: return "charge";
    case Kind::refund: return "refund";
    case Kind::capture: return "capture";
    case Kind::void_: return "void";
    case Kind::increment: return "increment";
    case Kind::verification: return "verification";
    case Kind::payout: return "payout";
    case Kind::reversal: return "reversal";
    case Kind::given_back: return "return";
    case Kind::chargeback: return "chargeback";
    case Kind::chargeback_reversal: return "chargeback_reversal";
  }
  throw Bug("kind outside its enumeration", std::source_location::current());
}

std::string_view word(Status status) {
  switch (status) {
    case Status::approved: return "approved";
    case Status::declined: return "declined";
    case Status::pending: return "pending";
    case Status::action: return "action";
  }
  throw Bug("status outside its enumeration", std::source_location::current());
}

std::optional<Kind> kind_of(std::string_view text) {
  for (const Kind kind : {Kind::charge, Kind::refund, Kind::capture, Kind::void_, Kind::increment,
                          Kind::verification, Kind::payout, Kind::reversal, Kind::given_back,
                          Kind::chargeback, Kind::chargeback_reversal})
    if (word(kind) == text) return kind;
  return std::nullopt;
}

std::optional<Status> status_of(std::string_view text) {
  for (const Status status : {Status::approved, Status::declined, Status::pending, Status::action})
    if (word(status) == text) return status;
  return std::nullopt;
}

}  // namespace bursar::simulator
