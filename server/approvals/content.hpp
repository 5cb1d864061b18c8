// What a consent is bound to. Private to approvals.
#pragma once

#include <string>

#include "approvals/approvals.hpp"

namespace bursar::approvals {

/// SHA-256 over the act, its frozen content, its target's versions, amount, place, reason, asker
/// and the number of consents: a change of any of them is another act.
std::string content_hash(const Approval& approval);

/// The same act described again from the present state of its target: equal hashes mean that
/// nothing it rests on has changed. Errors: those of the act's description, for the requester's
/// rights of now.
Result<std::string> present_hash(Tx& tx, const Call& call, const gate::Action& action,
                                 const Approval& approval);

/// Who asked, as they stand now, at work through `call`: their rights, the request of `call`.
Actor requester_now(Tx& tx, const Call& call, const Approval& approval);

}  // namespace bursar::approvals
