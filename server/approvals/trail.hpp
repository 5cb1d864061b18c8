// What every step of a request or policy leaves behind: an audit entry and an event. Private to
// approvals.
#pragma once

#include <string>
#include <string_view>

#include "approvals/approvals.hpp"

namespace bursar::approvals {

/// `action` is the use case, `event` the type of the event ("approval.rejected").
void record(Tx& tx, const Call& call, std::string_view action, std::string_view event,
            const Approval& approval, std::string_view reason = "");
/// `before` and `after` are null for what was not there before or is no more.
void record_policy(Tx& tx, const Call& call, std::string_view action, const Policy* before,
                   const Policy* after);

}  // namespace bursar::approvals
