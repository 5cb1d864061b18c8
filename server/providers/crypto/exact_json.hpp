// JSON whose fractions are money: they are kept as text, because no binary fraction holds them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json.hpp>

namespace bursar::providers {

/// Parses JSON with every number that has a fraction or an exponent turned into a string. Nothing
/// for what is no JSON.
std::optional<boost::json::value> parse_exact(std::string_view text);

/// "0.10000000", "-1e-8", "12" as minor units with `exponent` digits; nothing when it is no
/// decimal, has more digits than the unit or does not fit.
std::optional<std::int64_t> minor_of(std::string_view decimal, int exponent);

}  // namespace bursar::providers
