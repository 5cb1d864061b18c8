// The digest a confirmation is bound to. Private to batches.
#pragma once

#include <string>
#include <vector>

#include "batches/batches.hpp"

namespace bursar::batches {

/// Totals per currency of what can be carried out, by currency.
std::vector<Money> totals_of(const std::vector<Tally>& tallies);
/// SHA-256 over the file and over count and totals of the lines to be carried out.
std::string content_hash_of(const Batch& batch, const std::vector<Tally>& tallies);

}  // namespace bursar::batches
