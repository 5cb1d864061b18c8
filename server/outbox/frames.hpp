// Frames of the live feed: events serialised once, shared by all subscribers.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/actor.hpp"
#include "outbox/outbox.hpp"

namespace bursar::outbox {

struct Frame {
  std::int64_t seq = 0;
  CompanyId company;
  MerchantId merchant;
  ProjectId project;  ///< none: about the merchant as a whole
  std::string text;   ///< "id: …\nevent: …\ndata: …\n\n"
};

/// One event as a Server-Sent Events frame.
Frame make_frame(const StoredEvent& stored);

/// What one subscriber wants.
struct Subscription {
  Scope scope;
  MerchantId merchant;  ///< none: all in scope
  bool takes(const Frame& frame) const;
};

/// The newest frames in order. Thread-safe.
class Frames {
 public:
  explicit Frames(std::size_t frames_max) : frames_max_(frames_max) {}

  void append(std::vector<Frame> frames);
  /// Forgets all frames; the next one appended follows `newest`.
  void restart(std::int64_t newest);
  std::int64_t newest() const;

  struct Slice {
    bool covered = false;       ///< false: frames after the position are no longer in memory
    std::int64_t position = 0;  ///< where the next slice starts
    std::string text;           ///< frames the subscription takes, joined
  };
  /// Frames after `position`, at most `bytes_max` of text.
  Slice after(std::int64_t position, const Subscription& subscription, std::size_t bytes_max) const;

 private:
  const std::size_t frames_max_;
  mutable std::mutex mutex_;
  std::deque<std::shared_ptr<const Frame>> frames_;
  std::int64_t newest_ = 0;
};

}  // namespace bursar::outbox
