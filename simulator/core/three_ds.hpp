// 3-D Secure 2 as the directory server and the issuer's access control answer it: indicators by
// scheme, results, and identifiers that follow from the operation alone.
#pragma once

#include <string>
#include <string_view>

#include "simulator/core/types.hpp"

namespace bursar::simulator {

/// Electronic commerce indicator of a final transStatus: "05" full, "06" attempted, "07" none; on
/// Mastercard and Maestro "02", "01", "00", and "06" where authentication was exempt (I).
std::string_view eci_of(std::string_view scheme, std::string_view trans_status);
/// The response code that asks for authentication: "65" on Mastercard and Maestro, else "1A".
std::string_view step_up_code(std::string_view scheme);
/// Whether an issuer lets a payment with this final transStatus go on to authorisation.
bool may_authorise(std::string_view trans_status);

/// Version, identifiers and indicator for a result.
ThreeDsResult three_ds_result(std::string_view provider_reference, std::string_view scheme,
                              std::string_view trans_status, std::string_view flow);

/// `length` characters of `alphabet` that follow from the reference and the purpose.
std::string derived_text(std::string_view provider_reference, std::string_view purpose,
                         std::size_t length, std::string_view alphabet);

}  // namespace bursar::simulator
