// The schedule of tries: at once, then after 1 s, 5 s, 30 s, 2 minutes and 10 minutes.
#include "simulator/core/courier.hpp"

#include <array>
#include <utility>

#include "base/check.hpp"

namespace bursar::simulator {
namespace {

constexpr std::array<std::int64_t, Courier::k_tries_max - 1> k_waits_ms = {1'000, 5'000, 30'000,
                                                                           120'000, 600'000};

}  // namespace

void Courier::accept(Notice notice) {
  check(notice.number == next_number(), "notice out of turn");
  waiting_.insert({notice.send_at, notice.number});
  Parcel parcel;
  parcel.next_at = notice.send_at;
  parcel.notice = std::move(notice);
  parcels_.push_back(std::move(parcel));
}

std::vector<std::int64_t> Courier::take_due(Instant now) {
  std::vector<std::int64_t> due;
  while (!waiting_.empty() && waiting_.begin()->at <= now) {
    const std::int64_t number = waiting_.begin()->notice;
    waiting_.erase(waiting_.begin());
    parcels_[static_cast<std::size_t>(number - 1)].state = State::posting;
    due.push_back(number);
  }
  return due;
}

Posting Courier::finished(std::int64_t notice, int http_status, Instant now) {
  Posting posting{notice, http_status, now};
  conclude(parcels_.at(static_cast<std::size_t>(notice - 1)), posting);
  return posting;
}

void Courier::restore(const Posting& posting) {
  Parcel& parcel = parcels_.at(static_cast<std::size_t>(posting.notice - 1));
  waiting_.erase({parcel.next_at, posting.notice});
  conclude(parcel, posting);
}

void Courier::conclude(Parcel& parcel, const Posting& posting) {
  ++parcel.tries;
  parcel.last_status = posting.http_status;
  if (posting.http_status >= 200 && posting.http_status < 300) {
    parcel.state = State::delivered;
  } else if (parcel.tries >= k_tries_max) {
    parcel.state = State::given_up;
  } else {
    parcel.state = State::waiting;
    parcel.next_at = posting.at.plus_ms(k_waits_ms.at(static_cast<std::size_t>(parcel.tries - 1)));
    waiting_.insert({parcel.next_at, posting.notice});
  }
}

std::optional<Instant> Courier::next_at() const {
  if (waiting_.empty()) return std::nullopt;
  return waiting_.begin()->at;
}

}  // namespace bursar::simulator
