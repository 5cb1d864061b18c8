// The way out of policies that nobody can decide about any more.
#include <iostream>

#include "app/app.hpp"
#include "app/commands.hpp"
#include "approvals/approvals.hpp"

namespace bursar::app {

int suspend_policies(const Config& config) {
  Core core(config, false);
  const Actor actor = job_actor("command line");
  const auto suspended = core.db().write([&](storage::Tx& tx) -> Result<std::int64_t> {
    return approvals::suspend_policies(tx, core.ports().call(actor));
  });
  if (!suspended) throw std::runtime_error(suspended.error().message);
  std::cout << *suspended << " approval policies switched off\n";
  return 0;
}

}  // namespace bursar::app
