// Prints what rules cost: one of six terms, and a set of 300 as a decision meets it. Usage:
// rule_cost [ROUNDS]
#include <algorithm>
#include <chrono>
#include <iostream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/check.hpp"
#include "rules/rules.hpp"

namespace {

using namespace bursar::rules;  // NOLINT: a program of one file

constexpr std::size_t k_set = 300;
constexpr std::int64_t k_batch = 1'000;

Schema schema() {
  return {{{"payment.amount", Type::money},
           {"payment.currency", Type::string},
           {"card.scheme", Type::string},
           {"card.country", Type::string},
           {"ip.country", Type::string},
           {"customer.age_days", Type::integer},
           {"time.hour", Type::integer}},
          {},
          {}};
}

std::vector<Value> facts() {
  return {Value::money({75'000, bursar::Currency::of("EUR")}),
          Value::string("EUR"),
          Value::string("visa"),
          Value::string("DE"),
          Value::string("DE"),
          Value::integer(12),
          Value::integer(14)};
}

std::int64_t now_ns() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

// All six terms are looked at: each holds but the last.
constexpr std::string_view k_six_terms =
    "payment.amount > money(\"500.00\", \"EUR\") && card.scheme in [\"mastercard\", \"visa\"] && "
    "ip.country == card.country && !(customer.age_days > 90) && payment.currency != \"USD\" && "
    "time.hour < 6";

void one_rule(std::int64_t rounds) {
  const Rule rule = *compile(k_six_terms, schema());
  const std::vector<Value> values = facts();
  std::int64_t held = 0;
  std::vector<std::int64_t> batches;
  for (std::int64_t round = 0; round < rounds; ++round) {
    const std::int64_t begin = now_ns();
    for (std::int64_t i = 0; i < k_batch; ++i)
      held += evaluate(rule, {values, bursar::Instant{0}}) ? 1 : 0;
    batches.push_back((now_ns() - begin) / k_batch);
  }
  bursar::check(held == 0, "the last term does not hold");
  std::sort(batches.begin(), batches.end());
  std::cout
      << fmt::format(
             R"({{"bench":"rules","name":"six_terms","nodes":{},"ns_median":{},"ns_p99":{}}})",
             rule.nodes(), batches[batches.size() / 2], batches[batches.size() * 99 / 100])
      << '\n';
}

// Rules as a profile or a risk policy holds them; none matches, so every one is asked.
void rule_set(std::int64_t rounds) {
  std::vector<Rule> rules;
  for (std::size_t i = 0; i < k_set; ++i)
    rules.push_back(
        *compile(fmt::format("payment.amount > money(\"{}.00\", \"EUR\") && "
                             "card.scheme == \"visa\" && card.country == \"{}{}\"",
                             i, static_cast<char>('A' + i % 26), static_cast<char>('F' + i % 20)),
                 schema()));
  const std::vector<Value> values = facts();
  std::vector<std::int64_t> times;
  std::int64_t held = 0;
  for (std::int64_t round = 0; round < rounds; ++round) {
    const std::int64_t begin = now_ns();
    for (const Rule& rule : rules) held += evaluate(rule, {values, bursar::Instant{0}}) ? 1 : 0;
    times.push_back(now_ns() - begin);
  }
  bursar::check(held >= 0, "rules were asked");
  std::sort(times.begin(), times.end());
  std::cout << fmt::format(R"({{"bench":"rules","name":"set_of_300","us_median":{},"us_p99":{}}})",
                           times[times.size() / 2] / 1'000, times[times.size() * 99 / 100] / 1'000)
            << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  const std::int64_t rounds = argc > 1 ? std::stoll(argv[1]) : 2'000;
  one_rule(rounds);
  rule_set(rounds);
}
