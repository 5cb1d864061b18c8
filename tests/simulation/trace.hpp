// The trace of a run as one 256-bit hash: two runs of a seed must have the same one. The last lines
// are kept in words for the person who looks at a failing seed.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace bursar::simulation {

class Trace {
 public:
  using Sink = std::function<void(const std::string& line)>;
  explicit Trace(Sink sink = {}) : sink_(std::move(sink)), hash_(32, '\0') {}
  void add(Instant at, std::string_view what);
  /// 64 hexadecimal digits.
  std::string hash() const;
  std::uint64_t lines() const { return lines_; }

 private:
  Sink sink_;
  std::string hash_;
  std::uint64_t lines_ = 0;
};

}  // namespace bursar::simulation
