// The registry of adapters and the words of the provider interface.
#include <array>

#include "base/check.hpp"
#include "providers/providers.hpp"
#include "providers/sim/sim.hpp"

namespace bursar::providers {

const Adapter* find_adapter(std::string_view name) {
  static const SimAdapter k_sim;
  static const std::array<const Adapter*, 1> k_all{&k_sim};
  for (const Adapter* adapter : k_all)
    if (adapter->name() == name) return adapter;
  return nullptr;
}

std::string_view word(OutcomeKind kind) {
  switch (kind) {
    case OutcomeKind::approved: return "approved";
    case OutcomeKind::declined: return "declined";
    case OutcomeKind::pending: return "pending";
    case OutcomeKind::not_executed: return "not_executed";
    case OutcomeKind::unknown: return "unknown";
    case OutcomeKind::action: return "action";
    case OutcomeKind::partially_approved: return "partially_approved";
  }
  throw Bug("unknown outcome kind", std::source_location::current());
}

std::string_view word(RequestKind kind) {
  switch (kind) {
    case RequestKind::sale: return "sale";
    case RequestKind::refund: return "refund";
    case RequestKind::query: return "query";
    case RequestKind::authorize: return "authorize";
    case RequestKind::capture: return "capture";
    case RequestKind::void_: return "void";
    case RequestKind::increment: return "increment";
    case RequestKind::verify: return "verify";
    case RequestKind::payout: return "payout";
    case RequestKind::reverse: return "reverse";
    case RequestKind::ping: return "ping";
  }
  throw Bug("unknown request kind", std::source_location::current());
}

}  // namespace bursar::providers
