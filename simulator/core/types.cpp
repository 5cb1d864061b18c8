// Words of the enumerations, as they stand on the wire and in the journal.
#include "simulator/core/types.hpp"

#include "base/check.hpp"

namespace bursar::simulator {

std::string_view word(Kind kind) {
  switch (kind) {
    case Kind::charge: return "charge";
    case Kind::refund: return "refund";
  }
  throw Bug("kind outside its enumeration", std::source_location::current());
}

std::string_view word(Status status) {
  switch (status) {
    case Status::approved: return "approved";
    case Status::declined: return "declined";
    case Status::pending: return "pending";
  }
  throw Bug("status outside its enumeration", std::source_location::current());
}

std::optional<Kind> kind_of(std::string_view text) {
  for (const Kind kind : {Kind::charge, Kind::refund})
    if (word(kind) == text) return kind;
  return std::nullopt;
}

std::optional<Status> status_of(std::string_view text) {
  for (const Status status : {Status::approved, Status::declined, Status::pending})
    if (word(status) == text) return status;
  return std::nullopt;
}

}  // namespace bursar::simulator
