// Passwords as text: one form for what looks the same, and the dictionary of common ones. Private
// to identity.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace bursar::identity {

/// The text in Unicode's composed form (NFC), so that a letter typed as one sign and as two is the
/// same password. Text that is no UTF-8 stays as it is.
Secret composed(std::string_view text);

/// Number of distinct parts the text is put together from, when words of the dictionary, numbers,
/// dates, keyboard walks and repeats are a part each, one or two symbols between them none, and
/// every other character one of its own. The dictionary holds 173,900 common passwords, names and
/// words (libzxcvbn). `text` is UTF-8 without a zero byte.
std::size_t dictionary_parts(const std::string& text);

}  // namespace bursar::identity
