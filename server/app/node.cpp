// The lock of the data directory and the lease of the node number.
#include "app/node.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>

#include "net/await.hpp"
#include "storage/maintenance.hpp"

namespace bursar::app {
namespace {

std::string place_of(const Config& config) {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '?';
  return std::string(host.data()) + ":" + std::filesystem::canonical(config.data_dir).string();
}

net::Task<void> renew_forever(Core& core, net::Server& server, payments::NodeHolder holder) {
  const Actor actor = job_actor("node");
  while (!server.stopping()) {
    co_await server.sleep(payments::k_lease_renewal_ms);
    if (server.stopping()) co_return;
    try {
      auto change = [call = core.ports().call(actor), &holder](storage::Tx& tx) {
        return payments::renew_node(tx, call, holder);
      };
      const Result<void> renewed = co_await net::write(core.db(), std::move(change));
      if (renewed || renewed.error().code != "node_lost") continue;
      core.log().write(net::LogLevel::error, "stopping: this server has lost its node number",
                       {{"error", renewed.error().message}});
      ::kill(::getpid(), SIGTERM);
      co_return;
    } catch (const std::exception& error) {
      core.log().write(net::LogLevel::error, "the node number could not be renewed",
                       {{"error", error.what()}});
    }
  }
}

}  // namespace

NodeHold::NodeHold(Core& core) : core_(core) {
  lock_folder();
  holder_ = {core.ports().ids.next_key(), place_of(core.config()), {}};
  const Actor actor = job_actor("node");
  const auto taken = core.db().write([&](storage::Tx& tx) {
    holder_.restored_at = storage::unconfirmed_restore(tx);
    return payments::take_node(tx, core.ports().call(actor), holder_);
  });
  if (taken) return;
  ::close(lock_);
  throw std::runtime_error(taken.error().message);
}

NodeHold::~NodeHold() {
  try {
    const Actor actor = job_actor("node");
    (void)core_.db().write([&](storage::Tx& tx) {
      return payments::release_node(tx, core_.ports().call(actor), holder_);
    });
  } catch (const std::exception& error) {
    core_.log().write(net::LogLevel::warn, "the node number runs out by itself",
                      {{"error", error.what()}});
  }
  ::close(lock_);
}

// The system gives the lock back when the process ends, however it ends.
void NodeHold::lock_folder() {
  const std::filesystem::path file = core_.config().data_dir / "serve.lock";
  lock_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0) throw std::runtime_error("cannot open " + file.string());
  if (::flock(lock_, LOCK_EX | LOCK_NB) == 0) return;
  ::close(lock_);
  throw std::runtime_error("another server runs on the data directory " +
                           core_.config().data_dir.string());
}

void start_node_renewal(Core& core, net::Server& server, const NodeHold& hold) {
  server.spawn("node", [&core, &server, holder = hold.holder()] {
    return renew_forever(core, server, holder);
  });
}

}  // namespace bursar::app
