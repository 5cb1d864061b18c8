// Prints what a routing decision costs inside a sale's transaction: reading accounts, profile and
// breakers, asking twenty rules, ordering. Usage: routing_cost FILE [ROUNDS]
#include <algorithm>
#include <chrono>
#include <iostream>
#include <string>

#include <fmt/format.h>

#include "audit/audit.hpp"
#include "base/check.hpp"
#include "outbox/outbox.hpp"
#include "routing/routing.hpp"
#include "vault/seal.hpp"

namespace {

using namespace bursar;  // NOLINT: a program of one file

constexpr int k_accounts = 5;
constexpr int k_rules = 20;

std::int64_t now_ns() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

class World {
 public:
  explicit World(const std::string& file) {
    storage::Options options;
    options.url = "sqlite:" + file;
    options.run_inline = true;
    options.synchronous = "NORMAL";
    db_ = storage::open(options);
    std::vector<storage::Migration> all;
    for (const auto& scripts : {audit::migrations(), outbox::migrations(), fees::migrations(),
                                providers::migrations(), routing::migrations()})
      all.insert(all.end(), scripts.begin(), scripts.end());
    db_->migrate(all);
    actor_.name = "bench";
    actor_.scope = ScopeIssuer::installation();
    for (int i = 0; i < k_accounts; ++i) add_account(i);
  }

  void use_profile() {
    routing::Content content;
    for (int i = 0; i < k_rules; ++i)
      content.rules.push_back(
          {fmt::format("rule {}", i),
           i + 1 == k_rules ? "true"
                            : fmt::format("payment.amount > money(\"{}00.00\", \"EUR\") && "
                                          "card.scheme == \"visa\" && customer.country == \"DE\"",
                                          i + 1),
           routing::Strategy::priority,
           {{accounts_[0], 1}, {accounts_[1], 1}},
           false,
           true});
    write([&](storage::Tx& tx) -> Result<void> {
      const auto profile = routing::create_profile(tx, call(), {}, "Main");
      const auto draft = routing::change_draft(tx, call(), profile->id, 1, content);
      check(draft.has_value(), "the draft is stored");
      check(routing::activate_draft(tx, call(), profile->id, draft->revision).has_value(),
            "active");
      return ok();
    });
  }

  void measure(std::string_view name, int rounds) {
    routing::Subject subject;
    subject.company = CompanyId{11 << 20};
    subject.merchant = MerchantId{21 << 20};
    subject.method_or_id = "card";
    subject.amount = {5'000, Currency::of("EUR")};
    subject.card_scheme = "visa";
    subject.now = clock_.now();
    std::vector<std::int64_t> times;
    write([&](storage::Tx& tx) -> Result<void> {
      for (int i = 0; i < rounds; ++i) {
        subject.payment = PaymentId{ids_.next_key()};
        const std::int64_t begin = now_ns();
        const auto plan = routing::decide(tx, call(), subject);
        times.push_back(now_ns() - begin);
        check(plan && !plan->choices.empty(), "a payment finds its way");
      }
      return ok();
    });
    std::sort(times.begin(), times.end());
    std::cout
        << fmt::format(
               R"({{"bench":"routing","name":"{}","accounts":{},"us_median":{},"us_p99":{}}})",
               name, k_accounts, times[times.size() / 2] / 1'000,
               times[times.size() * 99 / 100] / 1'000)
        << '\n';
  }

 private:
  Call call() { return {actor_, clock_.now(), ids_, random_}; }
  template <class F>
  void write(F fn) {
    check(db_->write([&](storage::Tx& tx) { return fn(tx); }).has_value(), "the world is written");
  }
  void add_account(int number) {
    providers::CreateAccount command;
    command.account.adapter = "sim";
    command.account.title = fmt::format("Account {}", number);
    command.account.method = "card";
    command.account.base_url = "http://127.0.0.1:9";
    command.api_key = Secret("k");
    write([&](storage::Tx& tx) -> Result<void> {
      accounts_.push_back(providers::create_account(tx, call(), *keys_, true, command)->id);
      return ok();
    });
  }

  ManualClock clock_;
  IdSource ids_{clock_};
  SeededRandom random_{1};
  Actor actor_;
  std::unique_ptr<vault::KeyRing> keys_ = vault::make_key_ring({{1, Secret(std::string(32, 'k'))}});
  std::unique_ptr<storage::Db> db_;
  std::vector<ProviderAccountId> accounts_;
};

}  // namespace

int main(int argc, char** argv) {
  World world(argc > 1 ? argv[1] : "routing_cost.db");
  const int rounds = argc > 2 ? std::stoi(argv[2]) : 20'000;
  world.measure("no_profile", rounds);
  world.use_profile();
  world.measure("profile_of_20_rules", rounds);
}
