// The signature of the ecommpay interfaces: a tree of parameters becomes lines `path:value`, in a
// certain order, joined and signed by HMAC-SHA-512.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace bursar::data_api {

/// The orders in which clients put the lines. They agree on every documented body.
enum class LineOrder { natural_path, plain_path, whole_line, per_level };
inline constexpr LineOrder k_line_orders[] = {LineOrder::natural_path, LineOrder::plain_path,
                                              LineOrder::whole_line, LineOrder::per_level};

/// The text that is signed. Members named signature and frame_mode are left out at any depth.
std::string signed_text(const boost::json::value& tree, LineOrder order);
/// Base64 of the signature in the order of the published algorithm.
std::string sign(const boost::json::value& tree, const Secret& secret);
/// Whether `signature` is right in any order that clients use; takes constant time in it.
bool verify(const boost::json::value& tree, const Secret& secret, std::string_view signature);

/// Refuses what could stand for something else once signed: `;` in keys and values, `:` in keys,
/// and numbers that are not whole. Errors: invalid/invalid_characters, wrong_type.
Result<void> check_signable(const boost::json::value& tree);

}  // namespace bursar::data_api
