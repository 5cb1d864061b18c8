// Tests of shedding: classes, places, bodies, and requests nobody waits for.
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "net/await.hpp"
#include "net/loopback.hpp"
#include "net/router.hpp"
#include "net/tasks.hpp"
#include "net/wake.hpp"

namespace bursar::net {
namespace {

Limits narrow() {
  Limits limits;
  limits.requests_max = 4;
  limits.sheddable_max = 2;
  limits.bodies_bytes_max = 100;
  return limits;
}

TEST(LoadGate, keeps_places_for_critical_requests) {
  // Protects: O-02: however many reads come, half of the places stay for money and sign-in.
  ManualClock clock;
  LoadGate gate(narrow(), clock);
  std::vector<LoadGate::Hold> held;
  for (int i = 0; i < 2; ++i) held.push_back(gate.enter(true));
  EXPECT_TRUE(held.back());
  EXPECT_FALSE(gate.enter(true));
  for (int i = 0; i < 2; ++i) held.push_back(gate.enter(false));
  EXPECT_TRUE(held.back());
  EXPECT_FALSE(gate.enter(false)) << "the whole process is bounded, too";
  held.erase(held.begin());
  EXPECT_TRUE(gate.enter(true)) << "a place comes back with its holder's end";
  held.pop_back();
  held.pop_back();
  EXPECT_TRUE(gate.enter(false));
}

/// Windows of critical requests that take `took_ms` each.
void pay(LoadGate& gate, ManualClock& clock, std::int64_t took_ms, int windows) {
  for (int window = 0; window < windows; ++window) {
    std::vector<LoadGate::Hold> under_way;
    for (int i = 0; i < 8; ++i) under_way.push_back(gate.enter(false));
    clock.advance_ms(took_ms);
    under_way.clear();
    clock.advance_ms(50);
  }
  (void)gate.enter(true);  // looks at the last window
}

TEST(LoadGate, gives_reads_fewer_places_while_payments_are_slow) {
  // Protects: O-02, O-05: reads make way while payments take long, never vanish, and come back.
  ManualClock clock;
  LoadGate gate(Limits{}, clock);
  const std::size_t most = Limits{}.sheddable_max;
  pay(gate, clock, 1, 4);
  EXPECT_EQ(gate.allowance(), most);
  pay(gate, clock, 30, 12);
  EXPECT_EQ(gate.allowance(), 1U);
  const LoadGate::Hold only = gate.enter(true);
  EXPECT_TRUE(only);
  EXPECT_FALSE(gate.enter(true));
  pay(gate, clock, 1, 24);
  EXPECT_EQ(gate.allowance(), most);
}

TEST(LoadGate, rests_the_last_place_as_long_as_it_was_held) {
  // Protects: O-02; one read after the other would still hold a core all the time.
  ManualClock clock;
  LoadGate gate(Limits{}, clock);
  pay(gate, clock, 1, 4);
  pay(gate, clock, 30, 12);
  ASSERT_EQ(gate.allowance(), 1U);
  {
    const LoadGate::Hold only = gate.enter(true);
    clock.advance_ms(8);
  }
  EXPECT_FALSE(gate.enter(true));
  EXPECT_TRUE(gate.enter(false));
  clock.advance_ms(8);
  EXPECT_TRUE(gate.enter(true));
}

TEST(LoadGate, judges_payments_by_what_is_usual_here) {
  // Protects: on a machine with slow disks reads are not shed for ever.
  ManualClock clock;
  LoadGate gate(Limits{}, clock);
  pay(gate, clock, 15, 20);
  EXPECT_EQ(gate.allowance(), Limits{}.sheddable_max);
  pay(gate, clock, 35, 12);
  EXPECT_EQ(gate.allowance(), 1U);
}

TEST(LoadGate, heeds_few_payments_that_are_slow) {
  // Protects: payments that hang together leave few windows with many ends; they count all the
  // same.
  ManualClock clock;
  LoadGate gate(Limits{}, clock);
  pay(gate, clock, 1, 2);
  for (int i = 0; i < 12; ++i) {
    const LoadGate::Hold place = gate.enter(false);
    for (int ms = 0; ms < 600; ms += 60) {
      clock.advance_ms(60);
      (void)gate.enter(true);
    }
  }
  (void)gate.enter(true);
  EXPECT_LE(gate.allowance(), 2U);
}

TEST(LoadGate, forgets_pressure_when_payments_stop) {
  // Protects: O-05: a burst of payments does not keep lists away after it.
  ManualClock clock;
  LoadGate gate(Limits{}, clock);
  pay(gate, clock, 1, 2);
  pay(gate, clock, 40, 12);
  EXPECT_EQ(gate.allowance(), 1U);
  for (int window = 0; window < 10; ++window) {
    clock.advance_ms(60);
    (void)gate.enter(true);
  }
  EXPECT_EQ(gate.allowance(), Limits{}.sheddable_max);
}

TEST(LoadGate, bounds_the_bytes_of_bodies) {
  // Protects: many large uploads at once cannot eat the memory.
  ManualClock clock;
  LoadGate gate(narrow(), clock);
  EXPECT_FALSE(gate.make_room(101));
  const LoadGate::Hold most = gate.make_room(60);
  EXPECT_TRUE(most);
  EXPECT_FALSE(gate.make_room(41));
  EXPECT_TRUE(gate.make_room(40));
  EXPECT_FALSE(gate.make_room(static_cast<std::size_t>(-1))) << "sums must not wrap";
}

TEST(RequestLife, is_over_when_its_client_left_or_its_time_passed) {
  // Protects: O-03: both ends of waiting are seen by whoever is about to begin.
  ManualClock clock;
  RequestLife late(true, clock, 50);
  RequestLife left(false, clock, 50);
  EXPECT_FALSE(late.over() || left.over());
  left.abandon();
  EXPECT_TRUE(left.over());
  clock.advance_ms(49);
  EXPECT_FALSE(late.over());
  clock.advance_ms(1);
  EXPECT_TRUE(late.over());
}

TEST(Load, follows_method_and_credential_unless_a_row_says_otherwise) {
  // Protects: nobody has to remember to mark a money operation as critical.
  Route route{};
  const auto shed = [&](Method method, Access access, Load load = Load::by_method) {
    route.method = method;
    route.access = access;
    route.load = load;
    return is_sheddable(route);
  };
  EXPECT_TRUE(shed(Method::get, Access::session));
  EXPECT_TRUE(shed(Method::get, Access::api_key));
  EXPECT_FALSE(shed(Method::get, Access::open)) << "liveness";
  EXPECT_FALSE(shed(Method::get, Access::pre_session)) << "signing in";
  EXPECT_FALSE(shed(Method::post, Access::session));
  EXPECT_FALSE(shed(Method::get, Access::session, Load::critical));
  EXPECT_TRUE(shed(Method::post, Access::session, Load::sheddable));
}

/// Stands in for a database whose queue is not moving: it keeps what was handed in.
struct StandingQueue {
  struct Tx {};
  static Tx& tx_type();
  template <class F, class D>
  void take(F fn, D done) {
    waiting = [fn = std::move(fn), done = std::move(done)]() mutable {
      Tx tx;
      done(fn(tx), nullptr);
    };
  }
  template <class F, class D>
  void read_async(F fn, D done, bool sheddable) {
    was_sheddable = sheddable;
    take(std::move(fn), std::move(done));
  }
  template <class F, class D>
  void write_async(F fn, D done) {
    take(std::move(fn), std::move(done));
  }
  std::function<void()> waiting;
  bool was_sheddable = false;
};

/// What became of work that was queued for a request.
struct Outcome {
  bool ran = false;
  std::string code;
};

Outcome queued_for(bool writes, const std::function<void(ManualClock&, RequestLife&)>& meanwhile) {
  ManualClock clock;
  Request request;
  request.life = std::make_shared<RequestLife>(!writes, clock, 1'000);
  StandingQueue queue;
  Outcome outcome;
  boost::asio::io_context context;
  const auto work = [&]() -> Task<void> {
    auto act = [&](StandingQueue::Tx&) -> Result<int> {
      outcome.ran = true;
      return 1;
    };
    Result<int> result = 0;
    if (writes) result = co_await write(queue, request, act);
    else result = co_await read(queue, request, act);
    if (!result) outcome.code = result.error().code;
  };
  Log log(clock, LogLevel::error);
  Tasks tasks(log);
  tasks.start(context.get_executor(), "queued work", work);
  context.poll();
  EXPECT_EQ(queue.was_sheddable, !writes);
  meanwhile(clock, *request.life);
  queue.waiting();
  context.restart();
  context.poll();
  return outcome;
}

TEST(RequestLife, drops_queued_work_before_it_begins) {
  // Protects: O-03: what nobody waits for is dropped from the queue, reads and writes alike.
  for (const bool writes : {false, true}) {
    EXPECT_TRUE(queued_for(writes, [](ManualClock&, RequestLife&) {}).ran);
    const Outcome left =
        queued_for(writes, [](ManualClock&, RequestLife& life) { life.abandon(); });
    EXPECT_FALSE(left.ran);
    EXPECT_EQ(left.code, "request_expired");
    const Outcome late =
        queued_for(writes, [](ManualClock& clock, RequestLife&) { clock.advance_ms(1'000); });
    EXPECT_FALSE(late.ran);
    EXPECT_EQ(late.code, "request_expired");
  }
}

/// A guard that lets everybody in: sheddable rows demand a credential.
class OpenGuard final : public Guard {
 public:
  Task<std::optional<Response>> admit(const Route&, Request&) override { co_return std::nullopt; }
  void finish(const Route&, const Request&, Response&) override {}
};

/// Handlers that stay until they are let go or their request is over.
struct Stage {
  std::atomic<int> waiting{0};
  std::atomic<int> over{0};
  std::atomic<bool> open{false};

  Task<Response> wait(Request& request) {
    Wake wake(co_await boost::asio::this_coro::executor);
    ++waiting;
    while (!open.load() && !request.life->over()) {
      const bool woken = co_await wake.wait(5);
      if (woken) continue;
    }
    if (request.life->over()) ++over;
    co_return json_response(200, "{}");
  }
};

Surface staged(const std::shared_ptr<Stage>& stage) {
  Surface surface;
  surface.guard = std::make_shared<OpenGuard>();
  const auto row = [&](Method method, std::string path, std::string operation) {
    Route route{};
    route.method = method;
    route.path = std::move(path);
    route.operation_id = std::move(operation);
    route.permission = "self";
    route.handler = [stage](Request& request) { return stage->wait(request); };
    surface.routes.push_back(std::move(route));
  };
  row(Method::get, "/list", "list_rows");
  row(Method::post, "/pay", "create_payment");
  return surface;
}

void wait_until(const std::function<bool()>& holds) {
  while (!holds()) std::this_thread::yield();
}

TEST(LoadGate, answers_503_to_reads_first) {
  // Protects: O-02 over the wire: a shed read is told when to come back; a payment is let in.
  const auto stage = std::make_shared<Stage>();
  ServerOptions options;
  options.limits.requests_max = 3;
  options.limits.sheddable_max = 1;
  options.limits.place_wait_ms = 60;
  TestServer server(staged(stage), options);
  const std::string list = "GET /list HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string pay = "POST /pay HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
  RawClient reader = server.connect();
  reader.send(list);
  wait_until([&] { return stage->waiting == 1; });
  const std::string shed = server.ask(list);
  EXPECT_EQ(status_of(shed), 503);
  EXPECT_NE(shed.find("retry-after: 1"), std::string::npos);
  EXPECT_NE(shed.find("overloaded"), std::string::npos);
  RawClient first = server.connect();
  RawClient second = server.connect();
  first.send(pay);
  second.send(pay);
  wait_until([&] { return stage->waiting == 3; });
  EXPECT_EQ(status_of(server.ask(pay)), 503) << "the process as a whole is full";
  stage->open = true;
  for (RawClient* client : {&reader, &first, &second})
    EXPECT_EQ(status_of(client->read_response()), 200);
  EXPECT_EQ(status_of(server.ask(list)), 200) << "the places came back";
}

TEST(LoadGate, lets_a_read_wait_a_moment_for_a_place) {
  // Protects: under a short burst lists come late instead of not at all.
  const auto stage = std::make_shared<Stage>();
  ServerOptions options;
  options.limits.sheddable_max = 1;
  options.limits.place_wait_ms = 60'000;
  TestServer server(staged(stage), options);
  const std::string list = "GET /list HTTP/1.1\r\nHost: a\r\n\r\n";
  RawClient first = server.connect();
  first.send(list);
  wait_until([&] { return stage->waiting == 1; });
  RawClient second = server.connect();
  second.send(list);
  stage->open = true;
  EXPECT_EQ(status_of(first.read_response()), 200);
  EXPECT_EQ(status_of(second.read_response()), 200);
  EXPECT_EQ(stage->waiting, 2);
}

TEST(RequestLife, ends_when_the_client_hangs_up) {
  // Protects: O-03: a browser tab that was closed stops the work it had asked for.
  const auto stage = std::make_shared<Stage>();
  TestServer server(staged(stage));
  {
    RawClient client = server.connect();
    client.send("GET /list HTTP/1.1\r\nHost: a\r\n\r\n");
    wait_until([&] { return stage->waiting == 1; });
    EXPECT_EQ(stage->over, 0);
  }
  wait_until([&] { return stage->over == 1; });
}

TEST(LoadGate, refuses_a_body_there_is_no_room_for) {
  // Protects: announced bodies are counted before a byte of them is kept.
  const auto stage = std::make_shared<Stage>();
  stage->open = true;
  ServerOptions options;
  options.limits.bodies_bytes_max = 10;
  TestServer server(staged(stage), options);
  const std::string head = "POST /pay HTTP/1.1\r\nHost: a\r\nContent-Length: ";
  EXPECT_EQ(status_of(server.ask(head + "10\r\n\r\n0123456789")), 200);
  const std::string refused = server.ask(head + "11\r\n\r\n0123456789a");
  EXPECT_EQ(status_of(refused), 503);
  EXPECT_NE(refused.find("retry-after: 1"), std::string::npos);
  EXPECT_EQ(status_of(server.ask(head + "10\r\n\r\n0123456789")), 200) << "the room came back";
}

}  // namespace
}  // namespace bursar::net
