// The control page: totals, switches and the last operations, as one self-contained HTML document.
#pragma once

#include <string>
#include <string_view>

#include "simulator/core/acquirer.hpp"

namespace bursar::simulator {

/// Shows the acquirer as it stands at its latest instant.
std::string render_page(const Acquirer& acquirer);
/// `text` safe inside HTML text and double-quoted attributes.
std::string escape_html(std::string_view text);

}  // namespace bursar::simulator
