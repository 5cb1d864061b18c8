// How lists inside one column are written and read again. Private to approvals.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "approvals/approvals.hpp"

namespace bursar::approvals {

std::string thresholds_text(const std::vector<Threshold>& thresholds);
std::vector<Threshold> thresholds_of(std::string_view text);
std::string words_text(const std::vector<std::string>& words);
std::vector<std::string> words_of(std::string_view text);
std::string hours_text(const std::optional<Hours>& hours);
std::optional<Hours> hours_of(std::string_view text);
std::string changes_text(const std::vector<Change>& changes);
std::vector<Change> changes_of(std::string_view text);

}  // namespace bursar::approvals
