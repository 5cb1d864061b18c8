// The pages a customer's browser is sent to: the issuer's access control page of 3-D Secure, and
// the page of a wallet or instalment provider. Self-contained HTML.
#pragma once

#include <string>
#include <string_view>

#include "simulator/core/operation.hpp"

namespace bursar::simulator {

/// First step: the browser's fingerprint, taken without the customer.
std::string render_fingerprint_page(const Operation& operation);
/// Second step: the one-time code (1234 is right), and what the issuer may answer.
std::string render_challenge_page(const Operation& operation);
/// Wallet or instalments: approve, decline, cancel, wait, leave.
std::string render_payment_page(const Operation& operation);
/// The end for a browser that has nowhere to return to.
std::string render_end_page(std::string_view title, std::string_view text);

}  // namespace bursar::simulator
