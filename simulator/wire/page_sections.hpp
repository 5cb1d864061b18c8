// Sections of the control page; each appends itself.
#pragma once

#include <string>

#include "simulator/core/acquirer.hpp"

namespace bursar::simulator {

void append_open(std::string& html, const Acquirer& acquirer);
void append_webhook(std::string& html, const Settings& settings);
void append_deliveries(std::string& html, const Acquirer& acquirer);

}  // namespace bursar::simulator
