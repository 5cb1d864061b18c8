// Tests of the HTTP client against sockets that misbehave at each stage of an exchange: what
// decides whether money may have moved is the Reach.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <string>
#include <thread>

#include <boost/asio/io_context.hpp>

#include "net/client.hpp"
#include "net/loopback.hpp"
#include "net/outbound.hpp"
#include "net/tasks.hpp"

namespace bursar::net {
namespace {

/// An I/O thread with one client on it.
class ClientThread {
 public:
  explicit ClientThread(Client::Options options = {})
      : log_(clock_, LogLevel::error),
        tasks_(log_),
        work_(context_.get_executor()),
        client_(std::make_unique<Client>(clock_, std::move(options))),
        thread_([this] { context_.run(); }) {}
  ~ClientThread() {
    client_.reset();
    work_.reset();
    thread_.join();
  }
  Exchange send(ClientRequest request) {
    std::promise<Exchange> answer;
    tasks_.start(context_.get_executor(), "send", [&]() -> Task<void> {
      Exchange exchange = co_await client_->send(request);
      answer.set_value(std::move(exchange));
    });
    return answer.get_future().get();
  }
  /// Starts an exchange that the test cancels.
  std::future<Exchange> begin(ClientRequest request) {
    auto answer = std::make_shared<std::promise<Exchange>>();
    tasks_.start(context_.get_executor(), "send", [this, answer, request]() -> Task<void> {
      Exchange exchange = co_await client_->send(request);
      answer->set_value(std::move(exchange));
    });
    return answer->get_future();
  }
  void cancel() { tasks_.cancel_all(); }

 private:
  SystemClock clock_;
  Log log_;
  Tasks tasks_;
  boost::asio::io_context context_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  std::unique_ptr<Client> client_;
  std::thread thread_;
};

/// Listens on a free port; each accepted socket runs the next script.
class ScriptedPeer {
 public:
  using Script = std::function<void(int fd)>;
  explicit ScriptedPeer(std::vector<Script> scripts)
      : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    ::bind(listener_, reinterpret_cast<sockaddr*>(&at), size);
    ::listen(listener_, 16);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &size);
    port_ = ntohs(at.sin_port);
    thread_ = std::thread([this, scripts = std::move(scripts)] {
      for (const Script& script : scripts) {
        const int fd = ::accept(listener_, nullptr, nullptr);
        if (fd < 0) return;
        ++accepted_;
        script(fd);
        ::close(fd);
      }
    });
  }
  ~ScriptedPeer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  std::string url(const std::string& path = "/pay") const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }
  int accepted() const { return accepted_.load(); }

 private:
  int listener_;
  std::uint16_t port_ = 0;
  std::atomic<int> accepted_{0};
  std::thread thread_;
};

/// Reads a whole request (head and announced body) and returns it.
std::string read_request(int fd) {
  std::string text;
  char piece[4096];
  for (;;) {
    const std::size_t end = text.find("\r\n\r\n");
    if (end != std::string::npos) {
      const std::size_t at = text.find("content-length: ");
      const std::size_t size = at == std::string::npos ? 0 : std::stoul(text.substr(at + 16));
      if (text.size() >= end + 4 + size) return text;
    }
    const ssize_t count = ::recv(fd, piece, sizeof piece, 0);
    if (count <= 0) return text;
    text.append(piece, static_cast<std::size_t>(count));
  }
}

void write_text(int fd, std::string_view text) {
  (void)::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
}

/// Makes close() send a reset.
void reset_on_close(int fd) {
  const linger now{1, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

void wait_for_end(int fd) {
  char byte;
  while (::recv(fd, &byte, 1, 0) > 0) {}
}

ScriptedPeer::Script answer_with(std::string response) {
  return [response](int fd) {
    read_request(fd);
    write_text(fd, response);
  };
}

ClientRequest pay(std::string url) {
  ClientRequest request;
  request.url = std::move(url);
  request.headers = {{"content-type", "application/json"}};
  request.body = R"({"amount_minor":100})";
  return request;
}

constexpr const char* k_ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Tag: a\r\n\r\n{}";

TEST(Client, reads_a_complete_answer) {
  // Protects: the plain exchange: what is sent, and status, headers and body of the answer.
  std::string seen;
  ScriptedPeer peer({[&](int fd) {
    seen = read_request(fd);
    write_text(fd, k_ok);
  }});
  ClientThread client;
  const Exchange exchange = client.send(pay(peer.url("/pay?x=%20y")));
  EXPECT_EQ(exchange.reach, Reach::answered) << exchange.failure;
  EXPECT_EQ(exchange.status, 200);
  EXPECT_EQ(exchange.body, "{}");
  ASSERT_EQ(exchange.headers.size(), 2u);
  EXPECT_EQ(exchange.headers[1], (std::pair<std::string, std::string>("x-tag", "a")));
  EXPECT_TRUE(seen.starts_with("POST /pay?x=%20y HTTP/1.1\r\nhost: 127.0.0.1:")) << seen;
  EXPECT_TRUE(seen.ends_with("content-length: 20\r\n\r\n{\"amount_minor\":100}")) << seen;
}

struct Stage {
  std::string name;
  ScriptedPeer::Script script;
  Reach reach;
};

class ClientReach : public ::testing::TestWithParam<Stage> {};

TEST_P(ClientReach, is_exact) {
  // Protects: the distinction between "certainly not executed" and "unknown" at each stage.
  ScriptedPeer peer({GetParam().script});
  ClientThread client;
  ClientRequest request = pay(peer.url());
  request.total_ms = 300;
  const Exchange exchange = client.send(request);
  EXPECT_EQ(exchange.reach, GetParam().reach) << exchange.failure;
  EXPECT_EQ(exchange.failure.empty(), GetParam().reach == Reach::answered);
  EXPECT_EQ(exchange.status == 0, GetParam().reach != Reach::answered);
}

INSTANTIATE_TEST_SUITE_P(
    Stages, ClientReach,
    ::testing::Values(
        Stage{"read_then_close", [](int fd) { read_request(fd); }, Reach::unknown},
        Stage{"read_then_reset", [](int fd) { read_request(fd), reset_on_close(fd); },
              Reach::unknown},
        Stage{"silence", [](int fd) { wait_for_end(fd); }, Reach::unknown},
        Stage{"half_head", answer_with("HTTP/1.1 200 OK\r\nContent-Le"), Reach::unknown},
        Stage{"half_body", answer_with("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}"),
              Reach::unknown},
        Stage{"half_chunk",
              answer_with("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"),
              Reach::unknown},
        Stage{"no_last_chunk",
              answer_with("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"),
              Reach::unknown},
        Stage{"garbage", answer_with("SSH-2.0-nonsense\r\n\r\n"), Reach::unknown},
        Stage{"wrong_status", answer_with("HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n"),
              Reach::unknown},
        Stage{"only_interim", answer_with("HTTP/1.1 100 Continue\r\n\r\n"), Reach::unknown},
        Stage{"too_long", answer_with("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n"),
              Reach::unknown},
        Stage{
            "interim_then_answer",
            answer_with(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}"),
            Reach::answered},
        Stage{"chunked",
              answer_with(
                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
              Reach::answered},
        Stage{"until_close", answer_with("HTTP/1.1 200 OK\r\n\r\n{}"), Reach::answered},
        Stage{"no_body", answer_with("HTTP/1.1 204 No Content\r\n\r\n"), Reach::answered},
        Stage{"server_error", answer_with("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"),
              Reach::answered}),
    [](const auto& stage) { return stage.param.name; });

TEST(Client, says_not_sent_when_nobody_listens) {
  // Protects: a refused connection is certain: the attempt may go elsewhere.
  std::string url;
  {
    ScriptedPeer peer({});
    url = peer.url();
  }
  ClientThread client;
  const Exchange exchange = client.send(pay(url));
  EXPECT_EQ(exchange.reach, Reach::not_sent);
  EXPECT_NE(exchange.failure.find("cannot connect to 127.0.0.1"), std::string::npos)
      << exchange.failure;
}

TEST(Client, says_not_sent_for_what_it_cannot_send) {
  // Protects: malformed URLs and headers fail before any connection is made.
  ScriptedPeer peer({});
  ClientThread client;
  for (const std::string url :
       {"", "ftp://a/", "http://", "http://user:pw@127.0.0.1/", "http://a b/", "/x",
        "http://127.0.0.1:0/", "http://127.0.0.1:99999/", "http://no.such.name.invalid/"}) {
    const Exchange exchange = client.send(pay(url));
    EXPECT_EQ(exchange.reach, Reach::not_sent) << url;
    EXPECT_FALSE(exchange.failure.empty()) << url;
  }
  for (const auto& header :
       std::vector<std::pair<std::string, std::string>>{{"x", "a\r\nb: c"},
                                                        {"x\n", "a"},
                                                        {"x:y", "a"},
                                                        {"Content-Length", "3"},
                                                        {"Host", "b"}}) {
    ClientRequest request = pay(peer.url());
    request.headers = {header};
    EXPECT_EQ(client.send(request).reach, Reach::not_sent) << header.first;
  }
  EXPECT_EQ(peer.accepted(), 0);
}

TEST(Client, reuses_connections) {
  // Protects: the pool: two exchanges, one connection; one that the answer ended is not used again.
  const auto twice = [](int fd) {
    read_request(fd);
    write_text(fd, k_ok);
    read_request(fd);
    write_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
    wait_for_end(fd);
  };
  ScriptedPeer peer({twice, answer_with(k_ok)});
  ClientThread client;
  for (int i = 0; i < 2; ++i) EXPECT_EQ(client.send(pay(peer.url())).reach, Reach::answered);
  EXPECT_EQ(peer.accepted(), 1);
  EXPECT_EQ(client.send(pay(peer.url())).reach, Reach::answered);
  EXPECT_EQ(peer.accepted(), 2);
}

TEST(Client, replaces_a_pooled_connection_that_was_closed_meanwhile) {
  // Protects: an idle connection the other side ended costs nothing: no byte was written on it.
  std::promise<void> closed;
  const auto once = [&](int fd) {
    read_request(fd);
    write_text(fd, k_ok);
    ::shutdown(fd, SHUT_RDWR);
    closed.set_value();
  };
  ScriptedPeer peer({once, answer_with(k_ok)});
  ClientThread client;
  EXPECT_EQ(client.send(pay(peer.url())).reach, Reach::answered);
  closed.get_future().get();
  EXPECT_EQ(client.send(pay(peer.url())).reach, Reach::answered);
  EXPECT_EQ(peer.accepted(), 2);
}

TEST(Client, does_not_repeat_a_request_on_a_pooled_connection) {
  // Protects: once bytes were handed to the kernel nothing is sent again, pooled connection or not.
  const auto once = [](int fd) {
    read_request(fd);
    write_text(fd, k_ok);
    read_request(fd);
    reset_on_close(fd);
  };
  ScriptedPeer peer({once, answer_with(k_ok)});
  ClientThread client;
  EXPECT_EQ(client.send(pay(peer.url())).reach, Reach::answered);
  EXPECT_EQ(client.send(pay(peer.url())).reach, Reach::unknown);
  EXPECT_EQ(peer.accepted(), 1);
}

TEST(Client, drops_a_pooled_connection_with_unasked_bytes) {
  // Protects: a late second answer is never taken for the answer to the next request.
  std::promise<void> spoken;
  const auto chatty = [&](int fd) {
    read_request(fd);
    write_text(fd, k_ok);
    write_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstale");
    spoken.set_value();
    wait_for_end(fd);
  };
  ScriptedPeer peer({chatty, answer_with(k_ok)});
  ClientThread client;
  EXPECT_EQ(client.send(pay(peer.url())).body, "{}");
  spoken.get_future().get();
  EXPECT_EQ(client.send(pay(peer.url())).body, "{}");
}

TEST(Client, keeps_out_of_addresses_that_are_not_allowed) {
  // Protects: the check sees the very address that would be connected to (no rebinding in between).
  ScriptedPeer peer({});
  Client::Options options;
  options.allow_address = [](std::string_view ip) { return ip != "127.0.0.1"; };
  ClientThread client(std::move(options));
  const Exchange exchange = client.send(pay(peer.url()));
  EXPECT_EQ(exchange.reach, Reach::not_sent);
  EXPECT_EQ(peer.accepted(), 0);
}

TEST(Client, connects_by_name) {
  // Protects: resolving a host name.
  ScriptedPeer peer({answer_with(k_ok)});
  ClientThread client;
  std::string url = peer.url();
  url.replace(url.find("127.0.0.1"), 9, "localhost");
  EXPECT_EQ(client.send(pay(url)).reach, Reach::answered);
}

TEST(Client, tells_how_far_a_cancelled_exchange_came) {
  // Protects: a server that stops learns "unknown" for a request in flight instead of losing it.
  std::promise<void> received;
  ScriptedPeer peer({[&](int fd) {
    read_request(fd);
    received.set_value();
    wait_for_end(fd);
  }});
  ClientThread client;
  std::future<Exchange> answer = client.begin(pay(peer.url()));
  received.get_future().get();
  client.cancel();
  EXPECT_EQ(answer.get().reach, Reach::unknown);
}

TEST(Client, outlives_the_context_of_its_connections) {
  // Protects: pooled sockets die with their context, whichever of client and context goes first.
  const auto patient = [](int fd) {
    read_request(fd);
    write_text(fd, k_ok);
    wait_for_end(fd);
  };
  ScriptedPeer peer({patient, patient});
  SystemClock clock;
  Client client(clock);
  for (int i = 0; i < 2; ++i) {
    Log log(clock, LogLevel::error);
    Tasks tasks(log);
    boost::asio::io_context context;
    Exchange exchange;
    tasks.start(context.get_executor(), "send", [&]() -> Task<void> {
      ClientRequest request = pay(peer.url());
      exchange = co_await client.send(request);
    });
    context.run();
    EXPECT_EQ(exchange.reach, Reach::answered);
  }
}

}  // namespace
}  // namespace bursar::net
