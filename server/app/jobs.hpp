// Periodic work of a serving process, each job a coroutine of the server.
#pragma once

#include "app/app.hpp"
#include "approvals/approvals.hpp"
#include "review/http.hpp"

namespace bursar::app {

/// Folds new events into the dashboard's rollups, soon after each commit.
void start_projector(Core& core, net::Server& server);
/// Once a minute: API key counts, openings of cards, a clock that was set, signatures and
/// verification values whose time is over; once a day: unused accounts, keys
/// that end soon.
void start_upkeep(Core& core, net::Server& server, identity::KeyGuard& key_guard,
                  vault::CvvHolder& cvvs);

/// Writes down what was opened of cards since the last minute; for the end of the server.
void note_last_openings(Core& core);

/// Once a minute: ends requests for approval that are past their time or whose target has changed.
void start_approval_sweep(Core& core, net::Server& server, const approvals::Desk& desk);

/// Every quarter of an hour: what the rules see in the audit trail becomes findings.
void start_review(Core& core, net::Server& server, const review::Services& services);
/// What the review needs of this process.
review::Services review_services(Core& core);

}  // namespace bursar::app
