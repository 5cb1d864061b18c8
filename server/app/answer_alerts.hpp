// Tells people when operations have been without an answer for too long.
#pragma once

#include <vector>

#include "app/app.hpp"
#include "payments/unanswered.hpp"

namespace bursar::app {

/// Every minute: ages that were reached become events, and from an hour on mails to those who may
/// work on exceptions at the merchant.
void start_answer_alerts(Core& core, net::Server& server);

/// Queues one mail for each person that has something to hear of; returns how many.
std::size_t mail_answer_alerts(storage::Tx& tx, const Call& call, const std::string& office_url,
                               const std::vector<payments::AnswerAlert>& alerts);

}  // namespace bursar::app
