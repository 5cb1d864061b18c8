// Load generator: keep-alive connections, each sending the next request when the last was answered.
// Bounded by a number of requests and by a time. Prints one JSON line with rate and latencies.
// Usage: http_load PORT CONNECTIONS REQUESTS SECONDS_MAX METHOD PATH BODY|- [HEADER…]
// "{n}" in PATH and BODY is replaced by a number that is different in every request, "{id}" in PATH
// by a line of the file that the environment variable IDS names, each line once.
#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

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
  std::vector<std::string> ids;
};

struct Tally {
  long sent = 0;
  long answered = 0;
  long refused = 0;
  long broken = 0;
  std::vector<std::int64_t> latencies_us;
  std::string first_refusal;
};

std::string filled(const std::string& text, std::string_view mark, const std::string& value) {
  std::string out = text;
  for (std::size_t at = out.find(mark); at != std::string::npos; at = out.find(mark, at))
    out.replace(at, mark.size(), value);
  return out;
}

std::string request_text(const Plan& plan, long count) {
  const std::string number = std::to_string(count);
  const std::string body = filled(plan.body, "{n}", number);
  std::string path = filled(plan.path, "{n}", number);
  if (!plan.ids.empty()) path = filled(path, "{id}", plan.ids.at(static_cast<std::size_t>(count)));
  std::string text = plan.method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" +
                     filled(plan.headers, "{n}", number);
  if (!body.empty())
    text +=
        "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + body;
}

// Length of the body that follows a head, from its Content-Length.
std::size_t body_length(std::string_view head) {
  constexpr std::string_view name = "\r\ncontent-length:";
  const auto same = [](char in_head, char in_name) {
    return std::tolower(static_cast<unsigned char>(in_head)) == in_name;
  };
  const auto at = std::search(head.begin(), head.end(), name.begin(), name.end(), same);
  if (at == head.end()) return 0;
  return std::strtoul(&*at + name.size(), nullptr, 10);
}

/// One keep-alive connection with at most one request on its way. Requests are far smaller than the
/// kernel's buffers, so sending never waits.
class Connection {
 public:
  explicit Connection(unsigned short port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
      throw std::runtime_error("cannot connect to port " + std::to_string(port));
    const int yes = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  }
  ~Connection() { ::close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int socket() const { return socket_; }

  void send(const std::string& text) {
    begin_ = Timer::now();
    answer_.clear();
    whole_ = 0;
    if (::send(socket_, text.data(), text.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(text.size()))
      throw std::runtime_error("a request could not be sent");
  }

  /// Takes what has arrived; true when the answer is complete.
  bool receive() {
    char bytes[16'384];
    const ssize_t count = ::recv(socket_, bytes, sizeof bytes, 0);
    if (count <= 0) throw std::runtime_error("the server closed the connection");
    answer_.append(bytes, static_cast<std::size_t>(count));
    if (whole_ == 0) {
      const std::size_t end = answer_.find("\r\n\r\n");
      if (end == std::string::npos) return false;
      whole_ = end + 4 + body_length(std::string_view(answer_).substr(0, end + 2));
    }
    return answer_.size() >= whole_;
  }

  void count(Tally& tally) const {
    const auto elapsed = Timer::now() - begin_;
    tally.latencies_us.push_back(
        std::chrono::duration_cast<std::chrono::microseconds>(elapsed).count());
    const int status = std::atoi(answer_.c_str() + 9);
    if (status >= 200 && status < 300) {
      ++tally.answered;
    } else if (tally.refused++ == 0) {
      tally.first_refusal = answer_;
    }
  }

 private:
  int socket_;
  std::string answer_;
  std::size_t whole_ = 0;
  Timer::time_point begin_;
};

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
  if (const char* file = std::getenv("IDS")) {
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);) plan.ids.push_back(line);
    plan.requests = std::min(plan.requests, static_cast<long>(plan.ids.size()));
  }
  return plan;
}

std::int64_t percentile(std::vector<std::int64_t>& sorted, int permille) {
  if (sorted.empty()) return 0;
  return sorted[std::min(sorted.size() - 1,
                         sorted.size() * static_cast<std::size_t>(permille) / 1'000)];
}

/// Runs one connection on as far as it can go; false once it has nothing more to do.
bool advance(const Plan& plan, Tally& tally, Connection& connection, bool more) {
  try {
    if (!connection.receive()) return true;
    connection.count(tally);
    if (!more) return false;
    connection.send(request_text(plan, tally.sent++));
    return true;
  } catch (const std::exception&) {
    ++tally.broken;
    return false;
  }
}

void drive(const Plan& plan, Tally& tally, Timer::time_point deadline) {
  const int poll = ::epoll_create1(0);
  std::vector<std::unique_ptr<Connection>> connections;
  for (int i = 0; i < plan.connections && tally.sent < plan.requests; ++i) {
    auto& connection = *connections.emplace_back(std::make_unique<Connection>(plan.port));
    epoll_event wanted{.events = EPOLLIN, .data = {.ptr = &connection}};
    ::epoll_ctl(poll, EPOLL_CTL_ADD, connection.socket(), &wanted);
    connection.send(request_text(plan, tally.sent++));
  }
  epoll_event ready[64];
  for (std::size_t running = connections.size(); running > 0;) {
    const int count = ::epoll_wait(poll, ready, 64, 30'000);
    if (count == 0) throw std::runtime_error("no answer within 30 s");
    const bool in_time = Timer::now() < deadline;
    for (int i = 0; i < count; ++i) {
      auto& connection = *static_cast<Connection*>(ready[i].data.ptr);
      if (advance(plan, tally, connection, in_time && tally.sent < plan.requests)) continue;
      ::epoll_ctl(poll, EPOLL_CTL_DEL, connection.socket(), nullptr);
      --running;
    }
  }
  ::close(poll);
}

void print(const Plan& plan, Tally& tally, std::chrono::duration<double> elapsed) {
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
}

int run(int argc, char** argv) {
  const Plan plan = parse(argc, argv);
  Tally tally;
  const auto begin = Timer::now();
  drive(plan, tally, begin + std::chrono::seconds(plan.seconds_max));
  print(plan, tally, Timer::now() - begin);
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
