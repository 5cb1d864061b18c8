// Keeps frames in sequence and cuts what a subscriber has not seen.
#include "outbox/frames.hpp"

#include <fmt/format.h>

namespace bursar::outbox {

// Written out by hand, for every event passes here: words and ids need no escapes, and the payload
// is JSON of one line already.
Frame make_frame(const StoredEvent& stored) {
  const Event& event = stored.event;
  return {.seq = stored.seq,
          .company = event.company,
          .merchant = event.merchant,
          .project = event.project,
          .text = fmt::format(
              "id: {}\nevent: {}\ndata: {{\"type\":\"{}\",\"at\":{},\"company_id\":\"{}\","
              "\"merchant_id\":\"{}\",\"subject_kind\":\"{}\",\"subject_id\":\"{}\","
              "\"payload\":{}}}\n\n",
              stored.seq, event.type, event.type, stored.at.ms, event.company.text(),
              event.merchant.text(), event.subject_kind, event.subject_id, event.payload)};
}

bool Subscription::takes(const Frame& frame) const {
  if (merchant && frame.merchant != merchant) return false;
  return scope.contains(frame.company, frame.merchant, frame.project);
}

void Frames::append(std::vector<Frame> frames) {
  const std::lock_guard lock(mutex_);
  for (Frame& frame : frames) {
    newest_ = frame.seq;
    frames_.push_back(std::make_shared<const Frame>(std::move(frame)));
  }
  while (frames_.size() > frames_max_) frames_.pop_front();
}

std::int64_t Frames::newest() const {
  const std::lock_guard lock(mutex_);
  return newest_;
}

void Frames::restart(std::int64_t newest) {
  const std::lock_guard lock(mutex_);
  frames_.clear();
  newest_ = newest;
}

Frames::Slice Frames::after(std::int64_t position, const Subscription& subscription,
                            std::size_t bytes_max) const {
  const std::lock_guard lock(mutex_);
  Slice slice{.covered = true, .position = position};
  if (position >= newest_) return slice;
  if (frames_.empty() || frames_.front()->seq > position + 1) {
    slice.covered = false;
    return slice;
  }
  // Positions have no gaps, so the first frame wanted is found by counting.
  for (auto i = static_cast<std::size_t>(position + 1 - frames_.front()->seq); i < frames_.size();
       ++i) {
    const Frame& frame = *frames_[i];
    slice.position = frame.seq;
    if (!subscription.takes(frame)) continue;
    slice.text += frame.text;
    if (slice.text.size() >= bytes_max) break;
  }
  return slice;
}

}  // namespace bursar::outbox
