// What overload may take away: which requests give way first, how long one may wait, and how much
// is under way at once. A request that is turned away here has cost next to nothing.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>

#include "base/error.hpp"
#include "base/time.hpp"
#include "net/limits.hpp"

namespace bursar::net {

/// Whether a request gives way. `by_method`: a GET with a full credential (lists, figures, exports)
/// is sheddable; writes, sign-in and what is open are critical.
enum class Load { by_method, critical, sheddable };

/// One request as its work sees it: whether an answer still helps anyone. Any thread may ask.
class RequestLife {
 public:
  /// `clock` outlives it.
  RequestLife(bool sheddable, const Clock& clock, std::int64_t wait_ms)
      : sheddable_(sheddable), clock_(clock), ends_at_ns_(clock.tick().ns + wait_ms * 1'000'000) {}
  bool sheddable() const { return sheddable_; }
  /// The client has left.
  void abandon() { abandoned_.store(true, std::memory_order_relaxed); }
  /// Nobody waits any more: the client has left, or the time to begin is over.
  bool over() const {
    return abandoned_.load(std::memory_order_relaxed) || clock_.tick().ns >= ends_at_ns_;
  }

 private:
  const bool sheddable_;
  const Clock& clock_;
  const std::int64_t ends_at_ns_;
  std::atomic<bool> abandoned_{false};
};

/// Work that was dropped because its request was over; nothing was done.
Error request_expired();
/// No place for the request: too much is under way.
Error overloaded();

/// Bounds what the requests of a server hold at once. Critical requests tell how long they took:
/// while that is long, sheddable ones get fewer places, down to one that rests as long as it was
/// held, and more again once it is over. Thread-safe; outlives what it handed out.
class LoadGate {
 public:
  LoadGate(const Limits& limits, const Clock& clock)
      : limits_(limits), clock_(clock), allowance_(limits.sheddable_max) {}

  /// Something held, given back when it goes. False when it was not to be had.
  class Hold {
   public:
    Hold() = default;
    Hold(Hold&& other) noexcept { *this = std::move(other); }
    Hold& operator=(Hold&& other) noexcept {
      std::swap(gate_, other.gate_);
      std::swap(requests_, other.requests_);
      std::swap(sheddable_, other.sheddable_);
      std::swap(bytes_, other.bytes_);
      std::swap(began_, other.began_);
      std::swap(measured_, other.measured_);
      return *this;
    }
    ~Hold();
    explicit operator bool() const { return gate_ != nullptr; }

   private:
    friend class LoadGate;
    LoadGate* gate_ = nullptr;
    std::size_t requests_ = 0;
    std::size_t sheddable_ = 0;
    std::size_t bytes_ = 0;
    Tick began_;
    bool measured_ = false;
  };

  /// A place among the requests being answered. Sheddable ones can never take the places that are
  /// kept for critical ones. `measured`: the time of this critical request tells of the load.
  Hold enter(bool sheddable, bool measured = true);
  /// Room for a body of `bytes`.
  Hold make_room(std::size_t bytes);
  /// Places that sheddable requests may take now.
  std::size_t allowance() const { return allowance_.load(std::memory_order_relaxed); }

 private:
  bool is_pressed() const { return allowance() == 1 && limits_.sheddable_max > 1; }
  void measure(std::int64_t took_ns, Tick now);
  void judge_window(Tick now);

  const Limits limits_;
  const Clock& clock_;
  std::atomic<std::size_t> requests_{0};
  std::atomic<std::size_t> sheddable_{0};
  std::atomic<std::size_t> bytes_{0};
  std::atomic<std::size_t> allowance_;
  std::atomic<std::int64_t> rest_until_ns_{0};  ///< of the last place, see enter()
  std::mutex mutex_;                            // of what follows
  std::int64_t window_began_ns_ = 0;
  std::int64_t sum_ns_ = 0;
  std::int64_t count_ = 0;
  std::int64_t usual_ns_ = 0;  ///< what a window takes on a good day; 0 = not known yet
};

}  // namespace bursar::net
