// Account numbers of ISO 13616.
#pragma once

#include <string_view>

namespace bursar {

/// Country, check digits and up to 30 capital letters and digits without spaces, the whole modulo
/// 97 being 1.
bool is_iban(std::string_view text);
/// ISO 9362: 8 or 11 capital letters and digits.
bool is_bic(std::string_view text);

}  // namespace bursar
