// check() guards invariants whose violation is a bug of ours: it is always compiled in, throws Bug,
// and so keeps the surrounding transaction from committing.
#pragma once

#include <source_location>
#include <stdexcept>
#include <string>
#include <string_view>

namespace bursar {

/// A broken invariant inside Bursar; never caused by input. Carries the place that found it.
class Bug : public std::logic_error {
 public:
  Bug(std::string_view what, const std::source_location& place);
};

/// Throws Bug naming `what` and the caller's place when `condition` is false.
inline void check(bool condition, std::string_view what,
                  const std::source_location& place = std::source_location::current()) {
  if (!condition) [[unlikely]]
    throw Bug(what, place);
}

}  // namespace bursar
