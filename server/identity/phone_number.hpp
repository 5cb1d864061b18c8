// Phone numbers in international form (E.164): reading what people type, the country behind a
// number, and the form in which others may see it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace bursar::identity {

struct PhoneNumber {
  std::string text;            ///< "+447900123456"
  std::string_view prefix;     ///< "+44"
  std::string_view countries;  ///< "GB GG IM JE": who shares the calling code
};

/// Takes spaces, dashes, dots and brackets; wants the plus, a calling code that is assigned, and as
/// many digits behind it as that code's numbers have. Errors: invalid/phone_invalid.
Result<PhoneNumber> parse_phone(std::string_view typed);
/// Whether a calling code such as "+44" is assigned.
bool is_calling_code(std::string_view prefix);
/// "+44 ••••• 56": the calling code and the last two digits.
std::string masked_phone(std::string_view phone);

}  // namespace bursar::identity
