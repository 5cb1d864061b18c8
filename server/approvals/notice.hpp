// Mails of requests: who could decide hears that somebody waits for them. Private to approvals.
#pragma once

#include "approvals/approvals.hpp"

namespace bursar::approvals {

/// Queues a mail to everybody who could decide now, as far as mail is set up.
void mail_deciders(Tx& tx, const Call& call, const Approval& approval);

}  // namespace bursar::approvals
