// Sections of the control page; each appends itself.
#pragma once

#include <string>

#include "simulator/core/acquirer.hpp"
#include "simulator/core/bank.hpp"

namespace bursar::simulator {

void append_open(std::string& html, const Acquirer& acquirer);
void append_webhook(std::string& html, const Settings& settings);
void append_disputes(std::string& html, const Acquirer& acquirer);
void append_settlements(std::string& html, const Acquirer& acquirer);
void append_bank(std::string& html, const Bank& bank);
void append_deliveries(std::string& html, const Acquirer& acquirer);

}  // namespace bursar::simulator
