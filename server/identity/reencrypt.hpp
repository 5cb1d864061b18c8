// What identity keeps sealed, under another key: seeds of authenticators, phones, token secrets.
// Codes and enrolments that live for minutes stay as they are and end by themselves.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/identity.hpp"

namespace bursar::identity {

struct Resealed {
  std::int64_t opened = 0;
  std::int64_t moved = 0;            ///< of those
  std::optional<std::int64_t> next;  ///< go on from here; nothing: this was the end
};

/// Columns of sealed values, by number; "" behind the last.
std::string_view sealed_column_title(int column);
/// Opens the next values of a column and seals those of an earlier key anew. Throws
/// std::runtime_error when one opens under no key.
Resealed reseal(Tx& tx, const Settings& settings, CryptoRandom& random, int column,
                std::int64_t from, std::int64_t limit);

}  // namespace bursar::identity
