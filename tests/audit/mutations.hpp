// Ways in which somebody with write access to the database could change a sealed trail.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "storage/storage.hpp"

namespace bursar::audit_mutations {

/// From `widen` on: only where something was removed before.
enum class Kind {
  byte,
  remove,
  remove_and_close,
  swap,
  insert,
  truncate,
  widen,
  restate,
  unstate,
  rehash
};
std::span<const Kind> kinds(bool removed);
std::string_view word(Kind kind);

/// The positions that can be changed: `count` of them after `removed`.
struct Range {
  std::int64_t removed = 0;
  std::int64_t count = 0;
};

/// Lets rows be changed at all, and positions repeat.
void open_the_table(storage::Tx& tx);
/// Changes rows of the range in one random way of the kind; says what it did.
std::string mutate(storage::Tx& tx, SeededRandom& random, Kind kind, const Range& range);

}  // namespace bursar::audit_mutations
