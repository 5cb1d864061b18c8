// The control page: totals, switches and the last operations, as one self-contained HTML document.
#pragma once

#include <string>
#include <string_view>

#include "simulator/core/acquirer.hpp"
#include "simulator/core/bank.hpp"
#include "simulator/wire/inbox.hpp"

namespace bursar::simulator {

/// Shows the acquirer as it stands at its latest instant, and what its gateway was given last.
std::string render_page(const Acquirer& acquirer, const Inbox& inbox, const Bank& bank);
/// `text` safe inside HTML text and double-quoted attributes.
std::string escape_html(std::string_view text);

}  // namespace bursar::simulator
