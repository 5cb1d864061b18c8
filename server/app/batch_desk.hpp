// Batches wired to what they need of others: rights, codes, approvals, and the runner of payments.
#pragma once

#include <functional>
#include <memory>

#include "app/app.hpp"
#include "batches/http.hpp"
#include "batches/runner.hpp"

namespace bursar::app {

/// The acts of batches; above the limit of the security policy, money that leaves takes a second
/// person whatever the approval policies say.
std::vector<gate::Action> batch_actions(const std::function<void()>& notify);
batches::Services batch_services(Core& core, gate::Gate& gate, std::function<void()> notify);
std::unique_ptr<batches::Runner> make_batch_runner(Core& core, net::Server& server,
                                                   payments::Runner& payments);

}  // namespace bursar::app
