// One run: two hours of trade with faults, quiet days, the comparison.
#include "simulation/simulation.hpp"

#include "simulation/batch_work.hpp"
#include "simulation/checkers.hpp"
#include "simulation/customers.hpp"
#include "simulation/desk.hpp"
#include "simulation/node.hpp"
#include "simulation/shoppers.hpp"
#include "simulation/steps.hpp"
#include "simulation/world.hpp"

namespace bursar::simulation {
namespace {

constexpr std::int64_t k_trade_ms = 2 * k_hour_ms;
// Longer than a transfer is waited for (24 h), and with holds that lapse longer than most of them.
constexpr std::int64_t k_quiet_ms = 27 * k_hour_ms;
// Longer than the tries of a message of the acquirer take.
constexpr std::int64_t k_telling_ms = k_hour_ms / 2;
constexpr std::int64_t k_long_quiet_ms = 11 * k_day_ms;
// What nobody can be asked about is given up after a week and two days, and taken back by people.
constexpr std::int64_t k_lonely_quiet_ms = 12 * k_day_ms;

// The acquirer is away for a while, twice at most.
void plan_outages(World& world) {
  for (int i = 0; i < 2; ++i) {
    if (!world.fires(FaultKind::outage)) continue;
    const auto from_ms =
        static_cast<std::int64_t>(world.faults.below(FaultKind::outage, k_trade_ms - 600'000));
    const auto length_ms =
        static_cast<std::int64_t>(world.faults.below(FaultKind::outage, 600'000, 1));
    world.timeline.after_ms(from_ms, [&world, length_ms] {
      simulator::Settings settings = world.endpoint.acquirer().settings();
      settings.outage_until = world.timeline.now().plus_ms(length_ms);
      world.endpoint.acquirer().change_settings(settings);
    });
  }
}

void end_faults(World& world) {
  world.faults.end();
  simulator::Settings settings = world.endpoint.acquirer().settings();
  settings.drop_before_ppm = settings.drop_after_ppm = settings.error_500_after_ppm = 0;
  settings.overload_ppm = 0;
  settings.latency_p50_ms = 450;
  settings.latency_p95_ms = 1'600;
  settings.outage_until.reset();
  world.endpoint.acquirer().change_settings(settings);
  world.note("faults end");
}

// What the acquirer does in the last moments is told a little later: books are compared after a
// while in which it did nothing.
void hear_the_last(World& world) {
  simulator::Acquirer& acquirer = world.endpoint.acquirer();
  std::size_t effects = 0;
  do {
    acquirer.settle(world.timeline.now());
    effects = acquirer.book().effects().size();
    world.timeline.run_until(world.timeline.now().plus_ms(k_telling_ms));
    acquirer.settle(world.timeline.now());
  } while (acquirer.book().effects().size() != effects);
}

}  // namespace

Report simulate(const Options& options) {
  World world(options);
  Node node(world);
  Steps steps(world, node);
  Shoppers shoppers(world, node, steps);
  BatchWork files(world, node, shoppers);
  Customers customers(world);
  Desk desk(world, node);
  if (options.with_faults) plan_outages(world);
  const Instant faults_end = world.timeline.now().plus_ms(k_trade_ms);
  shoppers.plan(options.sales, faults_end);
  if (world.features.payouts) steps.plan_payouts(8, faults_end);
  if (world.features.batches) files.plan(faults_end);
  if (world.features.webhooks()) customers.start(faults_end.plus_ms(2 * k_hour_ms));
  if (world.features.desk || world.features.repeats) desk.open(faults_end);
  node.start();
  world.timeline.run_until(faults_end);
  end_faults(world);
  world.report.trade_writes = world.report.writes;
  std::int64_t quiet_ms = world.features.lapses ? k_long_quiet_ms : k_quiet_ms;
  if (world.features.repeats) quiet_ms = k_lonely_quiet_ms;
  world.timeline.run_until(faults_end.plus_ms(quiet_ms + world.put_off_ms));
  hear_the_last(world);
  check_books(world, shoppers, steps);
  check_caps(world);
  files.check_end();
  world.note("effects " + std::to_string(world.endpoint.acquirer().book().effects().size()));
  world.report.trace_hash = world.trace.hash();
  world.report.lines = world.trace.lines();
  world.report.faults = world.faults.fired();
  return std::move(world.report);
}

}  // namespace bursar::simulation
