// Changes of lines gathered over one transaction and written once. Private to batches.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "batches/store.hpp"

namespace bursar::batches {

class TallyChange {
 public:
  void came(ItemState state, const std::optional<Money>& amount) { add(state, amount, 1); }
  void moved(ItemState from, ItemState to, const std::optional<Money>& amount) {
    add(from, amount, -1);
    add(to, amount, 1);
  }
  void write(Tx& tx, BatchId id) const {
    for (const auto& [key, change] : changes_)
      store::add_tally(tx, id, {key.first, key.second, change.first, change.second});
  }
  bool empty() const { return changes_.empty(); }

 private:
  void add(ItemState state, const std::optional<Money>& amount, std::int64_t sign) {
    auto& change = changes_[{state, amount ? std::optional(amount->currency) : std::nullopt}];
    change.first += sign;
    if (amount) change.second += sign * amount->minor;
  }
  std::map<std::pair<ItemState, std::optional<Currency>>, std::pair<std::int64_t, std::int64_t>>
      changes_;
};

/// Lines of the given states in all currencies.
template <class... States>
std::int64_t lines_in(const std::vector<Tally>& tallies, States... states) {
  std::int64_t lines = 0;
  for (const Tally& tally : tallies)
    if (((tally.state == states) || ...)) lines += tally.lines;
  return lines;
}

}  // namespace bursar::batches
