// How the faults of a line are written in one column and read again. Private to batches.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "batches/batches.hpp"

namespace bursar::batches {

std::string faults_text(const std::vector<Fault>& faults);
std::vector<Fault> faults_of(std::string_view text);
/// The refusal of a use case as a fault, its field told as the column it came from.
Fault fault_of(const Error& error);

}  // namespace bursar::batches
