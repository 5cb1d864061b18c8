// Counting what requests hold.
#include "net/load.hpp"

#include <algorithm>

namespace bursar::net {

namespace {

// Adds unless the sum would pass `most`.
bool take(std::atomic<std::size_t>& held, std::size_t amount, std::size_t most) {
  std::size_t before = held.load(std::memory_order_relaxed);
  do {
    if (amount > most || before > most - amount) return false;
  } while (!held.compare_exchange_weak(before, before + amount, std::memory_order_relaxed));
  return true;
}

constexpr std::int64_t k_window_ns = 50'000'000;
constexpr std::int64_t k_window_max_ns = 500'000'000;
constexpr std::int64_t k_window_calls_min = 4;  // a window lasts until it has so many, or its most
// Critical requests may take this long, or half as long again as usual where disks are slow.
// Callers that wait for each answer send half as much once an answer takes twice as long.
constexpr std::int64_t k_patience_ns = 1'000'000;
constexpr std::int64_t k_patience_max_ns = 50'000'000;
constexpr int k_usual_drift = 14;  // the usual time creeps up by 1/16,384 a window

Error busy(std::string code, std::string message) {
  return {
      ErrorKind::unavailable, std::move(code), std::move(message), {}, {{"retry_after_s", "1"}}};
}

}  // namespace

Error request_expired() {
  return busy("request_expired",
              "the request waited too long to begin and nothing was done; try again in 1 second");
}

Error overloaded() {
  return busy("overloaded", "too much is under way at once; try again in 1 second");
}

LoadGate::Hold::~Hold() {
  if (gate_ == nullptr) return;
  const Tick now = gate_->clock_.tick();
  if (measured_) gate_->measure(now.ns - began_.ns, now);
  if (sheddable_ > 0 && gate_->is_pressed())
    gate_->rest_until_ns_.store(now.ns + (now.ns - began_.ns), std::memory_order_relaxed);
  gate_->requests_.fetch_sub(requests_, std::memory_order_relaxed);
  gate_->sheddable_.fetch_sub(sheddable_, std::memory_order_relaxed);
  gate_->bytes_.fetch_sub(bytes_, std::memory_order_relaxed);
}

LoadGate::Hold LoadGate::enter(bool sheddable, bool measured) {
  Hold hold;
  const Tick now = clock_.tick();
  if (sheddable) {
    judge_window(now);
    // A last place in use all the time would still be a core that payments cannot have.
    if (is_pressed() && now.ns < rest_until_ns_.load(std::memory_order_relaxed)) return hold;
    if (!take(sheddable_, 1, allowance())) return hold;
  }
  if (!take(requests_, 1, limits_.requests_max)) {
    if (sheddable) sheddable_.fetch_sub(1, std::memory_order_relaxed);
    return hold;
  }
  hold.gate_ = this;
  hold.requests_ = 1;
  hold.sheddable_ = sheddable ? 1 : 0;
  hold.began_ = now;
  hold.measured_ = !sheddable && measured;
  return hold;
}

LoadGate::Hold LoadGate::make_room(std::size_t bytes) {
  Hold hold;
  if (!take(bytes_, bytes, limits_.bodies_bytes_max)) return hold;
  hold.gate_ = this;
  hold.bytes_ = bytes;
  return hold;
}

void LoadGate::measure(std::int64_t took_ns, Tick now) {
  judge_window(now);
  const std::lock_guard lock(mutex_);
  sum_ns_ += took_ns;
  ++count_;
}

// Halves what sheddable requests may hold while critical ones take too long; adds a quarter while
// they do not, and doubles while there are none.
void LoadGate::judge_window(Tick now) {
  const std::lock_guard lock(mutex_);
  const std::int64_t age_ns = now.ns - window_began_ns_;
  const bool enough = count_ >= k_window_calls_min || (count_ > 0 && age_ns >= k_window_max_ns);
  const bool idle = count_ == 0 && requests_.load() == sheddable_.load();
  if (age_ns < k_window_ns || !(enough || idle)) return;
  window_began_ns_ = now.ns;
  std::size_t places = allowance();
  if (idle) {
    places *= 2;
  } else {
    const std::int64_t average_ns = sum_ns_ / count_;
    usual_ns_ += usual_ns_ >> k_usual_drift;
    if (usual_ns_ == 0 || average_ns < usual_ns_) usual_ns_ = average_ns;
    const bool slow =
        average_ns > std::clamp(usual_ns_ + usual_ns_ / 2, k_patience_ns, k_patience_max_ns);
    places = slow ? places / 2 : places + places / 4 + 1;
  }
  allowance_.store(std::clamp<std::size_t>(places, 1, limits_.sheddable_max),
                   std::memory_order_relaxed);
  sum_ns_ = 0;
  count_ = 0;
}

}  // namespace bursar::net
