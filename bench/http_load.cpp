// Load generator: keep-alive connections, each sending the next request when the last was answered.
// Bounded by a number of requests and by a time. Prints one JSON line with rate and latencies.
// Usage: http_load PORT CONNECTIONS REQUESTS SECONDS_MAX METHOD PATH BODY|- [HEADER…]
// "{n}" in PATH and BODY is replaced by a number that is different in every request.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/asio.hpp>

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Timer = std::chrono::steady_clock;

struct Plan {
  unsigned short port = 0;
  int connections = 1;
  long requests = 1;
  int seconds_max = 30;
  std::string method;
  std::string path;
  std::string body;
  std::string headers;
};

struct Tally {
  std::atomic<long> next{0};
  long answered = 0;
  long refused = 0;
  long broken = 0;
  std::vector<std::int64_t> latencies_us;
  std::string first_refusal;
};

std::string filled(const std::string& text, long number) {
  std::string out = text;
  const std::string mark = "{n}";
  for (std::size_t at = out.find(mark); at != std::string::npos; at = out.find(mark, at))
    out.replace(at, mark.size(), std::to_string(number));
  return out;
}

std::string request_text(const Plan& plan, long number) {
  const std::string body = filled(plan.body, number);
  std::string text = plan.method + " " + filled(plan.path, number) +
                     " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + filled(plan.headers, number);
  if (!body.empty())
    text +=
        "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + body;
}

// Length of the body that follows a head, from its Content-Length.
std::size_t body_length(const std::string& head) {
  std::string folded = head;
  std::transform(folded.begin(), folded.end(), folded.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  const std::size_t at = folded.find("content-length:");
  return at == std::string::npos ? 0 : std::strtoul(folded.c_str() + at + 15, nullptr, 10);
}

asio::awaitable<int> exchange(tcp::socket& socket, const std::string& text, std::string& buffer) {
  co_await asio::async_write(socket, asio::buffer(text), asio::use_awaitable);
  const std::size_t head = co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer),
                                                           "\r\n\r\n", asio::use_awaitable);
  const std::size_t whole = head + body_length(buffer.substr(0, head));
  if (buffer.size() < whole)
    co_await asio::async_read(socket, asio::dynamic_buffer(buffer),
                              asio::transfer_exactly(whole - buffer.size()), asio::use_awaitable);
  const int status = std::atoi(buffer.c_str() + 9);
  co_return status;
}

asio::awaitable<void> connection(const Plan& plan, Tally& tally, Timer::time_point deadline) {
  tcp::socket socket(co_await asio::this_coro::executor);
  co_await socket.async_connect({asio::ip::make_address("127.0.0.1"), plan.port},
                                asio::use_awaitable);
  socket.set_option(tcp::no_delay(true));
  std::string buffer;
  for (long number = tally.next++; number < plan.requests && Timer::now() < deadline;
       number = tally.next++) {
    const auto begin = Timer::now();
    buffer.clear();
    const int status = co_await exchange(socket, request_text(plan, number), buffer);
    const auto elapsed =
        std::chrono::duration_cast<std::chrono::microseconds>(Timer::now() - begin);
    tally.latencies_us.push_back(elapsed.count());
    if (status >= 200 && status < 300) {
      ++tally.answered;
    } else {
      if (tally.refused++ == 0) tally.first_refusal = buffer;
    }
  }
}

Plan parse(int argc, char** argv) {
  if (argc < 8)
    throw std::runtime_error(
        "usage: http_load PORT CONNECTIONS REQUESTS SECONDS_MAX METHOD PATH BODY|- [HEADER…]");
  Plan plan;
  plan.port = static_cast<unsigned short>(std::atoi(argv[1]));
  plan.connections = std::atoi(argv[2]);
  plan.requests = std::atol(argv[3]);
  plan.seconds_max = std::atoi(argv[4]);
  plan.method = argv[5];
  plan.path = argv[6];
  plan.body = std::string(argv[7]) == "-" ? "" : argv[7];
  for (int i = 8; i < argc; ++i) plan.headers += std::string(argv[i]) + "\r\n";
  return plan;
}

std::int64_t percentile(std::vector<std::int64_t>& sorted, int permille) {
  if (sorted.empty()) return 0;
  return sorted[std::min(sorted.size() - 1,
                         sorted.size() * static_cast<std::size_t>(permille) / 1'000)];
}

int run(int argc, char** argv) {
  const Plan plan = parse(argc, argv);
  asio::io_context context(1);
  Tally tally;
  const auto begin = Timer::now();
  for (int i = 0; i < plan.connections; ++i)
    asio::co_spawn(context, connection(plan, tally, begin + std::chrono::seconds(plan.seconds_max)),
                   [&tally](std::exception_ptr failure) {
                     if (failure) ++tally.broken;
                   });
  context.run();
  const std::chrono::duration<double> elapsed = Timer::now() - begin;
  std::sort(tally.latencies_us.begin(), tally.latencies_us.end());
  std::printf(
      "{\"bench\":\"http_load\",\"path\":\"%s\",\"connections\":%d,\"answered\":%ld,\"refused\":%"
      "ld,"
      "\"broken\":%ld,\"per_s\":%.0f,\"p50_us\":%lld,\"p95_us\":%lld,\"p99_us\":%lld}\n",
      plan.path.c_str(), plan.connections, tally.answered, tally.refused, tally.broken,
      static_cast<double>(tally.answered) / elapsed.count(),
      static_cast<long long>(percentile(tally.latencies_us, 500)),
      static_cast<long long>(percentile(tally.latencies_us, 950)),
      static_cast<long long>(percentile(tally.latencies_us, 990)));
  if (!tally.first_refusal.empty())
    std::fprintf(stderr, "first refusal: %.600s\n", tally.first_refusal.c_str());
  return tally.refused + tally.broken == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "http_load: %s\n", error.what());
    return 1;
  }
}
