// Who bears a fraud dispute after authentication of the cardholder: scheme tables as data.
#pragma once

#include <string_view>

#include "payments/payments.hpp"

namespace bursar::payments {

/// By electronic commerce indicator and scheme; an exemption we asked for leaves it with the
/// merchant, no indicator leaves it unknown.
Liability liability_of(std::string_view scheme, const providers::ThreeDsResult& result);

}  // namespace bursar::payments
