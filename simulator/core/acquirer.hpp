// The simulated acquirer: decides what becomes of each request and keeps the book. A pure function
// of its seed and of the requests and instants it is given: no clock, no I/O, copyable as a value.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/core/book.hpp"
#include "simulator/core/draws.hpp"
#include "simulator/core/operation.hpp"
#include "simulator/core/types.hpp"

namespace bursar::simulator {

class Acquirer {
 public:
  explicit Acquirer(std::uint64_t seed, Settings settings = {});

  /// Decides one request that arrived at `now`. The plan is final: an effect it announces will be
  /// executed even when the caller never waits for the answer. Instants before the latest one seen
  /// count as the latest: time never runs backwards here.
  Plan decide(const Request& request, Instant now);

  /// Executes every effect due at `now`; decide() does so itself.
  void settle(Instant now);

  const Book& book() const { return book_; }
  const std::vector<Operation>& operations() const { return operations_; }
  /// The latest operation under a reference, hidden ones included; null when there is none.
  const Operation* find(std::string_view reference) const;

  const Settings& settings() const { return settings_; }
  void change_settings(Settings settings) { settings_ = std::move(settings); }
  /// The latest instant seen, in requests or in restored changes.
  Instant latest() const { return latest_; }

  /// Changes since the last call, in order; to be journalled before the answer leaves.
  std::vector<Change> take_changes();
  /// Replays one journalled change into an acquirer that has decided nothing yet.
  void restore(Change change);

 private:
  struct Due {
    Instant at;
    std::int64_t sequence;
    auto operator<=>(const Due&) const = default;
  };
  struct Seen {
    std::uint64_t posts = 0;
    std::uint64_t queries = 0;
  };

  /// How long after its answer an operation becomes final, and how long queries miss it.
  struct Delays {
    std::int64_t resolve_ms = 0;
    std::int64_t hide_ms = 0;
    bool never_resolves = false;
  };

  Draws draw_for(const Request& request);
  std::optional<Plan> turn_away(const Draws& draws);
  Plan decide_charge(const ChargeRequest& request, const Draws& draws);
  Plan decide_refund(const RefundRequest& request, const Draws& draws);
  Plan decide_query(const QueryRequest& request, const Draws& draws);
  Plan repeat(const Operation& operation, std::string_view content, const Draws& draws) const;
  Operation judge_charge(const ChargeRequest& request, const CardRule* rule,
                         const Draws& draws) const;
  Plan record(Operation operation, const Delays& delays, const Draws& draws);
  std::string judge_refund(const RefundRequest& request) const;
  std::int64_t refundable_minor(const Operation& charge) const;
  std::int64_t late_ms(std::int64_t otherwise) const;
  void keep(Operation operation);

  std::uint64_t seed_;
  Settings settings_;
  Instant latest_;
  Book book_;
  std::vector<Operation> operations_;                              ///< by sequence - 1
  std::map<std::string, std::int64_t, std::less<>> by_reference_;  ///< to the latest sequence
  std::map<std::string, std::vector<std::int64_t>, std::less<>> refunds_of_;  ///< by charge
                                                                              ///< reference
  std::map<std::string, Seen, std::less<>> seen_;
  std::set<Due> due_;
  std::multiset<Instant> answers_due_;
  std::vector<Change> changes_;
};

}  // namespace bursar::simulator
