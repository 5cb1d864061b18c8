// RE2 behind a wall: its header stays in this file.
#include "rules/pattern.hpp"

#include <re2/re2.h>

namespace bursar::rules {
namespace {

constexpr std::size_t k_pattern_max = 500;
constexpr std::int64_t k_memory_max = 256 << 10;

RE2::Options options() {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(k_memory_max);
  options.set_never_capture(true);
  return options;
}

}  // namespace

struct Pattern::Compiled {
  explicit Compiled(std::string_view pattern)
      : re2(re2::StringPiece(pattern.data(), pattern.size()), options()) {}
  RE2 re2;
};

Pattern::Pattern(std::string_view pattern) {
  if (pattern.size() > k_pattern_max) {
    problem_ = "it has more than " + std::to_string(k_pattern_max) + " bytes";
    return;
  }
  compiled_ = std::make_unique<Compiled>(pattern);
  if (!compiled_->re2.ok()) problem_ = compiled_->re2.error();
}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

bool Pattern::found_in(std::string_view text) const {
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), compiled_->re2);
}

}  // namespace bursar::rules
