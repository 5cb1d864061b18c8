// A regular expression in time linear in the text (RE2). Private to rules.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace bursar::rules {

class Pattern {
 public:
  explicit Pattern(std::string_view pattern);
  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();

  /// Why it is no pattern; empty when it is one.
  const std::string& problem() const { return problem_; }
  /// Whether some part of the text fits.
  bool found_in(std::string_view text) const;

 private:
  struct Compiled;
  std::unique_ptr<Compiled> compiled_;
  std::string problem_;
};

}  // namespace bursar::rules
