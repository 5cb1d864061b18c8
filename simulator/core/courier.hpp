// The messages to the merchant: which are to be posted, how often they were tried, when again.
// Pure: the process posts them and says what came of it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "simulator/core/operation.hpp"

namespace bursar::simulator {

class Courier {
 public:
  enum class State { waiting, posting, delivered, given_up };
  struct Parcel {
    Notice notice;
    State state = State::waiting;
    int tries = 0;
    int last_status = 0;  ///< 0: no answer yet
    Instant next_at;      ///< while waiting
  };
  /// A message gets this many tries at most.
  static constexpr int k_tries_max = 6;

  /// The number the next notice gets.
  std::int64_t next_number() const { return static_cast<std::int64_t>(parcels_.size()) + 1; }
  void accept(Notice notice);
  /// Notices to be posted now; they are out until finished() is called for each.
  std::vector<std::int64_t> take_due(Instant now);
  /// The result of a post; 2xx is a success, 0 stands for no answer within the time limit.
  Posting finished(std::int64_t notice, int http_status, Instant now);
  /// The same from a journal.
  void restore(const Posting& posting);

  const std::vector<Parcel>& parcels() const { return parcels_; }
  const Parcel& parcel(std::int64_t notice) const {
    return parcels_[static_cast<std::size_t>(notice - 1)];
  }
  /// When the next message is to be posted; absence: none waits.
  std::optional<Instant> next_at() const;

 private:
  struct Waiting {
    Instant at;
    std::int64_t notice;
    auto operator<=>(const Waiting&) const = default;
  };
  void conclude(Parcel& parcel, const Posting& posting);

  std::vector<Parcel> parcels_;  ///< by number - 1
  std::set<Waiting> waiting_;
};

}  // namespace bursar::simulator
