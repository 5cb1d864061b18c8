// What a payer has to write on a transfer, and finding it in what they wrote. Private.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::bank {

/// "RF", check digits and the key: ISO 11649.
std::string payer_reference(std::int64_t key);
/// The references of this kind within a text, whatever stands between their characters.
std::vector<std::string> payer_references(std::string_view text);

}  // namespace bursar::bank
