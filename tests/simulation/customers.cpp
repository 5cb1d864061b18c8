// Drawing what each customer does.
#include "simulation/customers.hpp"

#include <algorithm>
#include <array>

namespace bursar::simulation {
namespace {

using simulator::Act;
using simulator::CustomerAct;

constexpr std::int64_t k_look_ms = 20'000;

CustomerAct drawn_act(SeededRandom& random, const std::string& type, std::string_view first_step) {
  const std::uint64_t drawn = random.below(10);
  if (type == "three_ds") {
    if (first_step != "C") return {Act::identify, ""};
    if (drawn < 5) return {Act::right_code, ""};
    if (drawn < 6) return {Act::wrong_code, ""};
    if (drawn < 7) return {Act::cancel, ""};
    constexpr std::array<const char*, 4> k_results{"A", "U", "R", "D"};
    return {Act::give_result, k_results.at(random.below(k_results.size()))};
  }
  if (drawn < 5) return {Act::approve, ""};
  if (drawn < 6) return {Act::decline, ""};
  if (drawn < 7) return {Act::cancel, ""};
  return {Act::wait, ""};
}

}  // namespace

void Customers::start(Instant until) {
  until_ = until;
  world_.timeline.after_ms(k_look_ms, [this] { look(); });
}

void Customers::look() {
  simulator::Acquirer& acquirer = world_.endpoint.acquirer();
  for (const std::int64_t sequence : acquirer.actions())
    if (seen_.insert(sequence).second) decide(acquirer.operation(sequence));
  if (world_.timeline.now() < until_) world_.timeline.after_ms(k_look_ms, [this] { look(); });
}

// One in five never comes; one in five comes when the time is nearly over, or just over.
void Customers::decide(const simulator::Operation& operation) {
  const std::uint64_t mood = world_.random.below(5);
  const std::string& type = operation.action.type;
  if (mood == 0) return;
  const Instant now = world_.timeline.now();
  auto wait_ms = static_cast<std::int64_t>(world_.random.below(240'000));
  if (mood == 1)
    wait_ms = std::max<std::int64_t>(operation.action.expires_at.ms - now.ms - 20'000, 1) +
              static_cast<std::int64_t>(world_.random.below(30'000));
  if (type == "transfer" || type == "crypto") return;  // they end by their amounts
  const CustomerAct act = drawn_act(world_.random, type, operation.first_step);
  world_.timeline.after_ms(wait_ms, [this, reference = operation.provider_reference, act] {
    this->act(reference, act);
  });
}

void Customers::act(const std::string& provider_reference, const CustomerAct& act) {
  const auto outcome =
      world_.endpoint.acquirer().act(provider_reference, act, world_.timeline.now());
  world_.note("customer " + provider_reference + " " + std::to_string(static_cast<int>(act.act)) +
              " " + std::to_string(static_cast<int>(outcome)));
  if (outcome != simulator::ActOutcome::done) return world_.reach("customer came too late");
  ++world_.report.acts;
  world_.reach("customer acted");
}

}  // namespace bursar::simulation
