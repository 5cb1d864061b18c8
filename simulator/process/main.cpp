// bursar-sim: the simulated acquirer as a process. Listens on 127.0.0.1 only, stops on SIGTERM.
#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>
#include <optional>
#include <string>

#include "net/client.hpp"
#include "net/server.hpp"
#include "net/system_ports.hpp"
#include "simulator/core/latency.hpp"
#include "simulator/process/host.hpp"
#include "simulator/process/http.hpp"
#include "simulator/process/messenger.hpp"

namespace bursar::simulator {
namespace {

struct Options {
  std::uint16_t port = 0;
  std::string key;
  std::uint64_t seed = 1;
  std::string book;
  unsigned threads = 1;
  Settings settings;
};

void add_share(CLI::App& app, const std::string& name, std::int64_t& member,
               const std::string& text) {
  app.add_option(name, member, text)
      ->check(CLI::Range(std::int64_t{0}, k_ppm))
      ->capture_default_str();
}

void add_latency(CLI::App& app, const std::string& name, std::int64_t& member,
                 const std::string& text) {
  app.add_option(name, member, text)
      ->check(CLI::Range(std::int64_t{0}, k_latency_max_ms))
      ->capture_default_str();
}

void declare(CLI::App& app, Options& options) {
  app.add_option("--port", options.port, "port on 127.0.0.1; 0 picks a free one")
      ->capture_default_str();
  app.add_option("--key", options.key, "bearer key callers must present; made up when absent");
  app.add_option("--seed", options.seed, "seed of every chance")->capture_default_str();
  app.add_option("--book", options.book,
                 "file that keeps the book between runs; memory when absent");
  app.add_option("--threads", options.threads, "I/O threads")
      ->check(CLI::Range(1U, 16U))
      ->capture_default_str();
  Settings& settings = options.settings;
  add_share(app, "--decline-ppm", settings.decline_ppm, "declined share of ordinary cards");
  add_share(app, "--drop-before-ppm", settings.drop_before_ppm, "share closed before processing");
  add_share(app, "--drop-after-ppm", settings.drop_after_ppm, "share processed, then closed");
  add_share(app, "--error-500-after-ppm", settings.error_500_after_ppm,
            "share processed, then answered 500");
  add_share(app, "--overload-ppm", settings.overload_ppm, "share answered 429");
  add_latency(app, "--latency-p50-ms", settings.latency_p50_ms, "median latency");
  add_latency(app, "--latency-p95-ms", settings.latency_p95_ms, "95th percentile of latency");
  app.add_option("--in-flight-max", settings.in_flight_max,
                 "requests waiting for an answer at most")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}))
      ->capture_default_str();
  app.add_option("--webhook-url", settings.webhook_url,
                 "where messages are posted, on this machine; none when absent");
  app.add_option("--webhook-secret", settings.webhook_secret, "signs the messages");
  app.add_flag(
      "--ignore-references", [&settings](std::int64_t) { settings.honours_references = false; },
      "execute a repeated reference again (for tests that must notice)");
}

// Signals are taken by sigwait in the main thread; threads made later inherit the mask.
sigset_t hold_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

int run(Options options) {
  const sigset_t signals = hold_signals();
  const net::SystemClock clock;
  net::SystemRandom random;
  if (options.key.empty()) options.key = "sim_" + random_text(random, 24, k_base62);
  auto journal = options.book.empty() ? nullptr : std::make_unique<JournalFile>(options.book);
  Host host(Endpoint(Acquirer(options.seed, options.settings), options.key), std::move(journal),
            clock);

  net::Client client(clock);
  net::ServerOptions server_options;
  server_options.threads = options.threads;
  server_options.drain_ms = 2'000;
  net::Server server(server_options, clock, random);
  net::Listener listener;
  listener.port = options.port;
  listener.surface = make_surface(host);
  const std::uint16_t port = server.listen(std::move(listener));
  host.set_public_url("http://127.0.0.1:" + std::to_string(port));
  server.start();
  start_messenger(server, client, host);
  std::printf("bursar-sim listening on http://127.0.0.1:%u key=%s\n", unsigned{port},
              options.key.c_str());
  std::fflush(stdout);

  int signal = 0;
  sigwait(&signals, &signal);
  server.stop();
  return 0;
}

}  // namespace
}  // namespace bursar::simulator

int main(int argc, char** argv) {
  CLI::App app("A simulated acquirer with a book of its own. No real money moves here.",
               "bursar-sim");
  bursar::simulator::Options options;
  bursar::simulator::declare(app, options);
  CLI11_PARSE(app, argc, argv);
  try {
    return bursar::simulator::run(std::move(options));
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "bursar-sim: %s\n", failure.what());
    return 1;
  }
}
