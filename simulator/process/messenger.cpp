// One coroutine looks for due messages, one more per message posts it.
#include "simulator/process/messenger.hpp"

#include <utility>

namespace bursar::simulator {
namespace {

constexpr std::int64_t k_look_every_ms = 250;
constexpr std::int64_t k_patience_ms = 5'000;

net::Task<void> deliver(net::Client* client, Host* host, Post post) {
  net::ClientRequest request;
  request.url = std::move(post.url);
  request.headers = {{"Content-Type", "application/json"},
                     {"Sim-Signature", std::move(post.signature)}};
  request.body = std::move(post.body);
  request.connect_ms = request.total_ms = k_patience_ms;
  const net::Exchange exchange = co_await client->send(std::move(request));
  host->posted(post.notice, exchange.reach == net::Reach::answered ? exchange.status : 0);
}

net::Task<void> look(net::Server* server, net::Client* client, Host* host) {
  while (!server->stopping()) {
    for (Post& post : host->take_posts())
      server->spawn("message", [client, host, post = std::move(post)]() mutable {
        return deliver(client, host, std::move(post));
      });
    co_await server->sleep(k_look_every_ms);
  }
}

}  // namespace

void start_messenger(net::Server& server, net::Client& client, Host& host) {
  server.spawn("messenger", [&server, &client, &host] { return look(&server, &client, &host); });
}

}  // namespace bursar::simulator
