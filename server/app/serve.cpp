// The serving command: starts an App, waits for a signal, stops it.
#include <atomic>
#include <csignal>
#include <iostream>

#include "app/app.hpp"
#include "app/commands.hpp"
#include "app/modules.hpp"
#include "app/node.hpp"
#include "app/sandbox.hpp"
#include "app/signals.hpp"

namespace bursar::app {

int serve(const Config& config) {
  Signals signals(Signals::Hangup::reloads);  // before any thread starts, so that all of them
                                              // inherit the mask
  Core core(config, true);
  core.db().migrate(all_migrations());
  const NodeHold hold(core);
  const auto simulator = connect_simulator(core);
  App app(core);
  start_node_renewal(core, app.server(), hold);
  app.start();
  std::cout << "office   " << config.office_url(app.office_port()) << "\n"
            << "payments " << config.api_url(app.api_port()) << "/v1\n"
            << std::flush;
  while (signals.wait() == Signals::Kind::reload) app.reload_tls();
  app.stop();
  return 0;
}

int print_routes(const Config& config) {
  Core core(config, true);
  App app(core);
  std::cout << app.route_table() << "\n";
  return 0;
}

}  // namespace bursar::app
