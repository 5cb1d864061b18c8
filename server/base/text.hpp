// Small text codecs without I/O: hex, base64, folding, and comparison that takes constant time.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bursar {

std::string to_hex(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view text);
std::string to_base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);
/// RFC 4648 base32 without padding, as authenticator apps read it.
std::string to_base32(std::string_view bytes);
/// ASCII lower case; other bytes unchanged.
std::string fold_case(std::string_view text);
std::string_view trim(std::string_view text);
/// Equality whose duration depends on the lengths only.
bool equal_constant_time(std::string_view a, std::string_view b);
/// True for well-formed UTF-8 without control characters other than tab and line feed.
bool is_printable_utf8(std::string_view text);
/// Number of Unicode code points of well-formed UTF-8.
std::size_t code_points(std::string_view text);

}  // namespace bursar
