// The calling codes that are assigned to countries, for reading phone numbers. Private to identity.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace bursar::identity {

struct CallingCode {
  std::string_view prefix;     ///< "+44"
  std::string_view countries;  ///< ISO 3166-1 alpha-2
  std::uint8_t digits_min;     ///< of a subscriber's number behind the code
  std::uint8_t digits_max;
  bool leading_zero = false;  ///< numbers may begin with a zero (Italy); elsewhere it is a trunk
                              ///< prefix typed by mistake
};

const std::vector<CallingCode>& calling_codes();

}  // namespace bursar::identity
