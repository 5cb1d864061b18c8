// Tests of the real binary over real sockets: it is started on a free port, driven, and stopped.
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

extern char** environ;

namespace bursar::simulator {
namespace {

// One run of bursar-sim; stopped by SIGTERM at the end of its life.
class Process {
 public:
  explicit Process(std::vector<std::string> options) {
    options.insert(options.begin(), BURSAR_SIM_BINARY);
    std::vector<char*> arguments;
    for (std::string& option : options) arguments.push_back(option.data());
    arguments.push_back(nullptr);
    std::array<int, 2> pipe_ends{};
    if (::pipe(pipe_ends.data()) != 0) return;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, pipe_ends[0]);
    posix_spawn(&pid_, BURSAR_SIM_BINARY, &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(pipe_ends[1]);
    for (char c = 0; ::read(pipe_ends[0], &c, 1) == 1 && c != '\n';) line_ += c;
    ::close(pipe_ends[0]);
  }
  ~Process() { stop(SIGTERM); }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // The exit status as waitpid() gives it; -1 when it was stopped before.
  int stop(int signal) {
    if (pid_ <= 0) return -1;
    int status = -1;
    ::kill(pid_, signal);
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return status;
  }
  const std::string& line() const { return line_; }
  std::uint16_t port() const {
    const std::size_t colon = line_.rfind(':');
    return colon == std::string::npos
               ? 0
               : static_cast<std::uint16_t>(std::stoi(line_.substr(colon + 1)));
  }

  // Sends one request on its own connection; everything the server says until it closes.
  std::string exchange(const std::string& request) const {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience{20, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::string answer;
    if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
      ::send(socket, request.data(), request.size(), MSG_NOSIGNAL);
      std::array<char, 4096> block{};
      for (ssize_t count = 0; (count = ::recv(socket, block.data(), block.size(), 0)) > 0;)
        answer.append(block.data(), static_cast<std::size_t>(count));
    }
    ::close(socket);
    return answer;
  }
  std::string get(const std::string& target) const {
    return exchange(head("GET", target, "") + "\r\n");
  }
  std::string post(const std::string& target, const std::string& body,
                   const std::string& key) const {
    return exchange(head("POST", target, key) +
                    "Content-Type: application/json\r\nContent-Length: " +
                    std::to_string(body.size()) + "\r\n\r\n" + body);
  }
  std::string charge(const std::string& reference, const std::string& number) const {
    return post("/v1/charges",
                R"({"reference":")" + reference + R"(","amount_minor":1000,"currency":"EUR",)" +
                    R"("card":{"number":")" + number +
                    R"(","expiry_month":12,"expiry_year":2099}})",
                reference);
  }

 private:
  static std::string head(const std::string& method, const std::string& target,
                          const std::string& key) {
    std::string text = method + " " + target +
                       " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" +
                       "Authorization: Bearer secret\r\n";
    if (!key.empty()) text += "Idempotency-Key: " + key + "\r\n";
    return text;
  }

  pid_t pid_ = -1;
  std::string line_;
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::vector<std::string> prompt(std::vector<std::string> more = {}) {
  std::vector<std::string> options{"--port", "0", "--key", "secret", "--latency-p50-ms", "0"};
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

TEST(ProcessTest, AnnouncesItselfAndStopsOnSigterm) {
  // Protects: the one line scripts wait for, and a clean exit.
  Process process(prompt());
  ASSERT_NE(process.port(), 0) << process.line();
  EXPECT_EQ(process.line(), "bursar-sim listening on http://127.0.0.1:" +
                                std::to_string(process.port()) + " key=secret");
  EXPECT_EQ(process.stop(SIGTERM), 0);
}

TEST(ProcessTest, ServesTheRoundOfAPayment) {
  // Protects: charge, refund, query and book over real HTTP.
  Process process(prompt());
  const std::string paid = process.charge("c", "4242424242424242");
  EXPECT_TRUE(holds(paid, "HTTP/1.1 200")) << paid;
  EXPECT_TRUE(holds(paid, R"("status":"approved","code":"00")")) << paid;
  const std::string refunded = process.post(
      "/v1/refunds",
      R"({"reference":"r","charge_reference":"c","amount_minor":400,"currency":"EUR"})", "r");
  EXPECT_TRUE(holds(refunded, R"("status":"approved")")) << refunded;
  EXPECT_TRUE(holds(process.get("/v1/operations?reference=r"), R"("kind":"refund")"));
  EXPECT_TRUE(holds(process.get("/v1/operations?reference=x"), R"({"found":false})"));
  EXPECT_TRUE(holds(process.get("/v1/book"), R"("issuers_minor":600,"merchant_minor":-600)"));
  EXPECT_TRUE(holds(process.get("/"), "<title>bursar-sim</title>"));
}

TEST(ProcessTest, ClosesWithoutAByteWhereItMust) {
  // Protects: a lost request and a lost answer look alike from outside; only the book tells.
  Process process(prompt());
  EXPECT_EQ(process.charge("before", "4000000000930018"), "");
  EXPECT_EQ(process.charge("after", "4000000000930026"), "");
  EXPECT_TRUE(holds(process.charge("broken", "4000000000930034"), "HTTP/1.1 500"));
  EXPECT_TRUE(holds(process.get("/v1/book?reference=before"), R"("count":0)"));
  EXPECT_TRUE(holds(process.get("/v1/book?reference=after"), R"("count":1)"));
  EXPECT_TRUE(holds(process.get("/v1/book?reference=broken"), R"("count":1)"));
}

TEST(ProcessTest, AdvancingTheClockRipensWhatIsPending) {
  // Protects: the switches work over HTTP.
  Process process(prompt());
  EXPECT_TRUE(holds(process.charge("p", "4000000000930042"), R"("status":"pending")"));
  EXPECT_TRUE(holds(process.post("/control/advance", R"({"ms":91000})", ""), "HTTP/1.1 200"));
  EXPECT_TRUE(holds(process.get("/v1/operations?reference=p"), R"("status":"approved")"));
  EXPECT_TRUE(
      holds(process.post("/control", R"({"drop_before_ppm":1000000})", ""), "HTTP/1.1 200"));
  EXPECT_EQ(process.charge("q", "4242424242424242"), "");
}

TEST(ProcessTest, ConcurrentRepeatsHaveOneEffect) {
  // Protects: idempotency under real concurrency, with latency and several threads.
  Process process({"--port", "0", "--key", "secret", "--latency-p50-ms", "40", "--latency-p95-ms",
                   "120", "--threads", "2"});
  std::vector<std::string> answers(16);
  std::vector<std::thread> threads;
  for (std::string& answer : answers)
    threads.emplace_back([&] { answer = process.charge("same", "4242424242424242"); });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& answer : answers)
    EXPECT_EQ(answer.substr(answer.find("\r\n\r\n")),
              answers[0].substr(answers[0].find("\r\n\r\n")));
  EXPECT_TRUE(holds(process.get("/v1/book?reference=same"), R"("count":1)"));
}

TEST(ProcessTest, AKilledProcessComesBackWithItsBook) {
  // Protects: what was answered is in the book after SIGKILL and a restart.
  const auto book = std::filesystem::path(testing::TempDir()) / "bursar_sim_process.jsonl";
  std::filesystem::remove(book);
  {
    Process process(prompt({"--book", book.string()}));
    EXPECT_TRUE(holds(process.charge("a", "4242424242424242"), R"("status":"approved")"));
    process.stop(SIGKILL);
  }
  Process process(prompt({"--book", book.string()}));
  EXPECT_TRUE(holds(process.charge("a", "4242424242424242"), R"("status":"approved")"));
  EXPECT_TRUE(holds(process.get("/v1/book?reference=a"), R"("count":1)"));
  process.stop(SIGTERM);
  std::filesystem::remove(book);
}

}  // namespace
}  // namespace bursar::simulator
