// The runner over real sockets: an acquirer on loopback, both servers' threads, a real database.
// Waiting is for a state, with a deadline; the runner's clock is moved by the test.
#include "payments/runner.hpp"

#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include "net/system_ports.hpp"
#include "payments/fixture_test.hpp"

namespace bursar::payments {
namespace {

namespace json = boost::json;

/// The system's clock moved forward by what the test says; any thread.
class MovedClock final : public Clock {
 public:
  Instant now() const override { return system_.now().plus_ms(moved_ms_); }
  Tick tick() const override { return {system_.tick().ns + slept_ms_ * 1'000'000}; }
  /// Time in which nobody ran.
  void sleep_ms(std::int64_t delta) {
    slept_ms_ += delta;
    moved_ms_ += delta;
  }
  void advance_ms(std::int64_t delta) { moved_ms_ += delta; }

 private:
  net::SystemClock system_;
  std::atomic<std::int64_t> moved_ms_{0};
  std::atomic<std::int64_t> slept_ms_{0};
};

/// An acquirer that approves, and does what it is told for some references' first calls.
class Acquirer {
 public:
  enum class Manner { approve, break_answer, silent };

  Acquirer() : server_({.threads = 1}, clock_, random_) {
    net::Surface surface;
    const auto add = [&](net::Method method, std::string path, std::string id,
                         net::Handler handler) {
      surface.routes.push_back({.method = method,
                                .path = std::move(path),
                                .operation_id = std::move(id),
                                .access = net::Access::open,
                                .handler = std::move(handler)});
    };
    const auto order = [this](net::Request& request) { return execute(request); };
    add(net::Method::post, "/v1/charges", "charge", order);
    add(net::Method::post, "/v1/refunds", "give_back", order);
    add(net::Method::get, "/v1/operations", "look_up",
        [this](net::Request& request) { return look_up(request); });
    net::Listener listener;
    listener.surface = std::move(surface);
    port_ = server_.listen(std::move(listener));
    server_.start();
  }
  ~Acquirer() { server_.stop(); }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  void behave(Manner manner) { manner_ = manner; }
  void answer_after(std::int64_t wait_ms) { wait_ms_ = wait_ms; }
  /// How often each reference was executed.
  std::map<std::string, int> executed() {
    const std::lock_guard lock(mutex_);
    return executed_;
  }
  int called() const { return called_; }
  /// What payers typed, in the order of orders.
  std::vector<std::string> security_codes() {
    const std::lock_guard lock(mutex_);
    return security_codes_;
  }

 private:
  net::Task<net::Response> execute(net::Request& request) {
    ++called_;
    const json::object body = json::parse(request.body).as_object();
    const std::string reference(body.at("reference").as_string());
    json::object answer{{"reference", reference},
                        {"provider_reference", "ac_" + reference},
                        {"status", "approved"},
                        {"code", "00"},
                        {"amount_minor", body.at("amount_minor")},
                        {"currency", body.at("currency")}};
    {
      const std::lock_guard lock(mutex_);
      const json::value* card = body.if_contains("card");
      const json::value* code = card ? card->as_object().if_contains("cvv") : nullptr;
      if (code) security_codes_.emplace_back(code->as_string());
      ++executed_[reference];
      answers_[reference] = json::serialize(answer);
    }
    const std::int64_t wait_ms = wait_ms_;
    if (wait_ms > 0) co_await server_.sleep(wait_ms);
    if (manner_ == Manner::break_answer) co_return net::json_response(500, R"({"status":"error"})");
    co_return net::json_response(200, json::serialize(answer));
  }
  net::Task<net::Response> look_up(net::Request& request) {
    const std::string reference(request.query_value("reference").value_or(""));
    const std::lock_guard lock(mutex_);
    const auto found = answers_.find(reference);
    if (found == answers_.end()) co_return net::json_response(404, R"({"found":false})");
    co_return net::json_response(200, found->second);
  }

  net::SystemClock clock_;
  net::SystemRandom random_;
  net::Server server_;
  std::uint16_t port_ = 0;
  std::atomic<Manner> manner_{Manner::approve};
  std::atomic<std::int64_t> wait_ms_{0};
  std::atomic<int> called_{0};
  std::mutex mutex_;
  std::map<std::string, int> executed_;
  std::vector<std::string> security_codes_;
  std::map<std::string, std::string> answers_;
};

/// A database whose write queue is full for the next few writes.
class BusyDb final : public storage::Db {
 public:
  explicit BusyDb(storage::Db& db) : db_(db) {}
  void refuse(int writes) { refusals_ = writes; }
  bool was_busy() const { return refusals_ <= 0; }
  storage::Dialect dialect() const override { return db_.dialect(); }
  bool submit_write(WriteBody body, Completion completion) override {
    if (refusals_ > 0 && refusals_-- > 0) return false;
    return db_.submit_write(std::move(body), std::move(completion));
  }
  bool submit_read(ReadBody body, Completion completion) override {
    return db_.submit_read(std::move(body), std::move(completion));
  }
  void on_commit(std::function<void()> notify) override { db_.on_commit(std::move(notify)); }
  void migrate(const std::vector<storage::Migration>& migrations) override {
    db_.migrate(migrations);
  }

 private:
  storage::Db& db_;
  std::atomic<int> refusals_{0};
};

/// A database behind which the process falls asleep: after every write, once told to.
class SleepyDb final : public storage::Db {
 public:
  SleepyDb(storage::Db& db, MovedClock& clock) : db_(db), clock_(clock) {}
  void sleep_after_writes(std::int64_t sleep_ms) { sleep_ms_ = sleep_ms; }
  storage::Dialect dialect() const override { return db_.dialect(); }
  bool submit_write(WriteBody body, Completion completion) override {
    auto after = [this, completion = std::move(completion)](std::exception_ptr failure) {
      clock_.sleep_ms(sleep_ms_);
      completion(std::move(failure));
    };
    return db_.submit_write(std::move(body), std::move(after));
  }
  bool submit_read(ReadBody body, Completion completion) override {
    return db_.submit_read(std::move(body), std::move(completion));
  }
  void on_commit(std::function<void()> notify) override { db_.on_commit(std::move(notify)); }
  void migrate(const std::vector<storage::Migration>& migrations) override {
    db_.migrate(migrations);
  }

 private:
  storage::Db& db_;
  MovedClock& clock_;
  std::atomic<std::int64_t> sleep_ms_{0};
};

/// The serving side of a process: server, client, runner. Gone like a process that was stopped.
class Process {
 public:
  Process(storage::Db& db, Ports ports, const vault::KeyRing& keys, vault::CvvHolder& cvvs,
          const Actor& actor)
      : log_(ports.clock, net::LogLevel::error),
        client_(ports.clock),
        server_({.threads = 2}, ports.clock, ports.random),
        runner_({db, ports, keys, cvvs, client_, server_, log_, actor, actor}) {
    runner_.start();
    server_.start();
  }
  ~Process() { server_.stop(); }
  Runner& runner() { return runner_; }
  void stop() { server_.stop(); }

 private:
  net::Log log_;
  net::Client client_;
  net::Server server_;
  Runner runner_;
};

class RunnerTest : public PaymentsTest {
 protected:
  void SetUp() override {
    PaymentsTest::SetUp();
    must([&](storage::Tx& tx) -> Result<void> {
      providers::set_connection(tx, call(), *keys_, account_, acquirer_.url(), Secret("key"));
      return ok();
    });
    set_overdraft(1'000'000);
  }
  Ports ports() { return {moved_, run_ids_, system_random_}; }
  std::unique_ptr<Process> process() {
    return std::make_unique<Process>(db(), ports(), *keys_, cvvs_, actor_);
  }
  /// A sale accepted now, by the clock the runner sees.
  Created accept(const CreateSale& command) {
    auto created = db().write([&](storage::Tx& tx) {
      auto made = create_sale(tx, ports().call(actor_), *keys_, command);
      if (made && command.card && !command.card->cvv.empty())
        cvvs_.put(made->attempt, command.card->cvv, moved_.now().plus_ms(60'000));
      return made;
    });
    EXPECT_TRUE(created);
    return std::move(*created);
  }
  /// Waits until `done` holds; false after ten seconds.
  template <class F>
  bool eventually(F done) {
    const net::SystemClock real;
    const Tick end{real.tick().ns + 10'000'000'000};
    while (real.tick() < end) {
      if (done()) return true;
      std::this_thread::yield();
    }
    return false;
  }
  bool ends_as(PaymentId id, Lifecycle lifecycle) {
    return eventually([&] { return payment(id).lifecycle == lifecycle; });
  }

  Acquirer acquirer_;
  MovedClock moved_;
  IdSource run_ids_{moved_, 7};
  net::SystemRandom system_random_;
  vault::CvvHolder cvvs_;
};
INSTANTIATE_TEST_SUITE_P(Both, RunnerTest, both_dialects(), dialect_name);

TEST_P(RunnerTest, SendsWhatItIsToldAndRecordsTheAnswer) {
  // Protects the path over the wire: accepted, notified, captured; then refunded the same way.
  const auto running = process();
  CreateSale command = sale_command();
  command.card->cvv = Secret("123");
  const Created sale = accept(command);
  running->runner().notify(sale.attempt);
  ASSERT_TRUE(ends_as(sale.payment.id, Lifecycle::captured));
  EXPECT_EQ(last_attempt(sale.payment.id).http_status, 200);
  EXPECT_NE(last_attempt(sale.payment.id).request_masked.find("424242…4242"), std::string::npos);
  EXPECT_EQ(last_attempt(sale.payment.id).request_masked.find("123"), std::string::npos);
  const auto refunding = db().write([&](storage::Tx& tx) {
    CreateRefund refund_command;
    refund_command.payment_id = sale.payment.id;
    refund_command.amount_minor = 4'000;
    return create_refund(tx, ports().call(actor_), refund_command);
  });
  ASSERT_TRUE(refunding);
  running->runner().notify(refunding->attempt);
  EXPECT_TRUE(
      eventually([&] { return payment(sale.payment.id).refund_state == RefundState::part; }));
  EXPECT_TRUE(eventually([&] { return running->runner().in_flight() == 0; }));
  EXPECT_EQ(findings(), "");
}

TEST_P(RunnerTest, FindsWhatNobodyToldItOf) {
  // Protects restarts: sales accepted by a process that is gone are sent by the next one.
  const Created sale = accept(sale_command());
  const auto running = process();
  EXPECT_TRUE(ends_as(sale.payment.id, Lifecycle::captured));
}

TEST_P(RunnerTest, ManySalesAreEachExecutedOnce) {
  // Protects the bound and the batches: 300 sales at once, every reference executed exactly once.
  const auto running = process();
  std::vector<Created> sales;
  for (int i = 0; i < 300; ++i) {
    sales.push_back(accept(sale_command()));
    running->runner().notify(sales.back().attempt);
  }
  for (const Created& sale : sales) ASSERT_TRUE(ends_as(sale.payment.id, Lifecycle::captured));
  const auto executed = acquirer_.executed();
  EXPECT_EQ(executed.size(), 300U);
  for (const auto& [reference, times] : executed) EXPECT_EQ(times, 1) << reference;
  EXPECT_EQ(findings(), "");
}

TEST_P(RunnerTest, AsksAboutWhatIsUnknown) {
  // Protects the resolver over the wire: a broken answer is doubted, the question settles it.
  acquirer_.behave(Acquirer::Manner::break_answer);
  const auto running = process();
  const Created sale = accept(sale_command());
  running->runner().notify(sale.attempt);
  ASSERT_TRUE(eventually([&] { return payment(sale.payment.id).in_doubt; }));
  moved_.advance_ms(2'000);
  EXPECT_TRUE(ends_as(sale.payment.id, Lifecycle::captured));
  EXPECT_EQ(last_attempt(sale.payment.id).resolved_by, "query");
  EXPECT_EQ(acquirer_.executed().begin()->second, 1);
}

TEST_P(RunnerTest, AnUnreachableProviderFailsTheSale) {
  // Protects "certainly not sent": a refused connection ends the payment at once.
  must([&](storage::Tx& tx) -> Result<void> {
    providers::set_connection(tx, call(), *keys_, account_, "http://127.0.0.1:1", Secret("key"));
    return ok();
  });
  const auto running = process();
  const Created sale = accept(sale_command());
  running->runner().notify(sale.attempt);
  EXPECT_TRUE(ends_as(sale.payment.id, Lifecycle::failed));
}

TEST_P(RunnerTest, ALostVerificationValueIsNotSent) {
  // Protects D-01: after a restart the value is gone, and the acquirer never sees the sale.
  CreateSale command = sale_command();
  command.card->cvv = Secret("123");
  const Created sale = accept(command);
  cvvs_.take(sale.attempt);
  moved_.advance_ms(5'000);  // others leave it to the process that accepted it for so long
  const auto running = process();
  EXPECT_TRUE(ends_as(sale.payment.id, Lifecycle::failed));
  EXPECT_EQ(acquirer_.called(), 0);
}

TEST_P(RunnerTest, TheNextAccountGetsTheVerificationValue) {
  // Protects cascades and D-01 at once: the second account sees what the payer typed, once, and it
  // is written down nowhere.
  ProviderAccountId second;
  must([&](storage::Tx& tx) -> Result<void> {
    providers::set_connection(tx, call(), *keys_, account_, "http://127.0.0.1:1", Secret("key"));
    providers::CreateAccount command;
    command.account.adapter = "sim";
    command.account.title = "Second";
    command.account.method = "card";
    command.account.base_url = acquirer_.url();
    command.api_key = Secret("key");
    second = providers::create_account(tx, call(), *keys_, true, command)->id;
    return ok();
  });
  const auto running = process();
  CreateSale command = sale_command();
  command.card->cvv = Secret("7391");
  const Created sale = accept(command);
  running->runner().notify(sale.attempt);
  ASSERT_TRUE(ends_as(sale.payment.id, Lifecycle::captured));
  const auto attempts = read([&](storage::Tx& tx) { return attempts_of(tx, sale.payment.id); });
  ASSERT_EQ(attempts.size(), 2U);
  EXPECT_EQ(attempts[1].provider_account_id, second);
  EXPECT_EQ(acquirer_.security_codes(), (std::vector<std::string>{"7391"}));
  for (const Attempt& attempt : attempts) {
    EXPECT_EQ(attempt.request_masked.find("7391"), std::string::npos);
    EXPECT_TRUE(cvvs_.take(attempt.id).empty()) << "wiped once it is sent";
  }
  for (const HistoryStep& step :
       read([&](storage::Tx& tx) { return history_of(tx, sale.payment.id); }))
    EXPECT_EQ(step.reason.find("7391"), std::string::npos);
}

TEST_P(RunnerTest, AProcessThatSleptDoesNotSendWhatItHadClaimed) {
  // Protects C-05 when a process stands still between claim and call: others may have found that
  // the call never came, and have freed its money.
  SleepyDb sleepy(db(), moved_);
  Process running(sleepy, ports(), *keys_, cvvs_, actor_);
  sleepy.sleep_after_writes(30'000);
  const Created sale = accept(sale_command());
  running.runner().notify(sale.attempt);
  EXPECT_TRUE(ends_as(sale.payment.id, Lifecycle::failed));
  EXPECT_EQ(acquirer_.called(), 0);
}

TEST_P(RunnerTest, AnAnswerOutlastsABusyDatabase) {
  // Protects a known outcome from becoming unknown: recording is tried until it is durable.
  acquirer_.answer_after(150);
  BusyDb busy(db());
  Process running(busy, ports(), *keys_, cvvs_, actor_);
  const Created sale = accept(sale_command());
  running.runner().notify(sale.attempt);
  ASSERT_TRUE(eventually([&] { return acquirer_.called() == 1; }));
  busy.refuse(3);
  EXPECT_TRUE(ends_as(sale.payment.id, Lifecycle::captured));
  EXPECT_TRUE(busy.was_busy());
  EXPECT_EQ(last_attempt(sale.payment.id).resolved_by, "answer");
}

TEST_P(RunnerTest, AStopRecordsWhatIsUnderWay) {
  // Protects V-06: answers that arrive during the drain are recorded before the process ends.
  acquirer_.answer_after(300);
  const auto running = process();
  const Created sale = accept(sale_command());
  running->runner().notify(sale.attempt);
  ASSERT_TRUE(eventually([&] { return acquirer_.called() == 1; }));
  running->stop();
  EXPECT_EQ(payment(sale.payment.id).lifecycle, Lifecycle::captured);
}

}  // namespace
}  // namespace bursar::payments
