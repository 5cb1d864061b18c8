// What recipients leave behind: audit entries with masked contents, and events. Private.
#pragma once

#include <string>
#include <string_view>

#include "recipients/recipients.hpp"

namespace bursar::recipients {

/// What people wrote, masked, as JSON.
std::string content_json(const Recipient& recipient);
/// The same with its state, for before and after.
std::string standing_json(const Recipient& recipient);

struct Step {
  std::string_view action;  ///< of the audit trail
  std::string_view event;
  std::string before;  ///< standing_json() of what it was; empty for a fresh one
  std::string reason = {};
};
void record(Tx& tx, const Call& call, const Recipient& recipient, const Step& step);

}  // namespace bursar::recipients
