// Ways in which somebody with write access to the database could change a sealed trail.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "storage/storage.hpp"

namespace bursar::audit_mutations {

enum class Kind { byte, remove, remove_and_close, swap, insert, truncate };
inline constexpr std::array k_kinds{Kind::byte, Kind::remove, Kind::remove_and_close,
                                    Kind::swap, Kind::insert, Kind::truncate};
std::string_view word(Kind kind);

/// Lets rows be changed at all, and positions repeat.
void open_the_table(storage::Tx& tx);
/// Changes the rows at positions 1 to `entries` in one random way of the kind; says what it did.
std::string mutate(storage::Tx& tx, SeededRandom& random, Kind kind, std::int64_t entries);

}  // namespace bursar::audit_mutations
