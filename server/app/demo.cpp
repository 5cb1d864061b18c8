// The demo command: prepares the installation once, then serves it with a simulator and live
// traffic.
#include "app/demo.hpp"

#include <algorithm>
#include <iostream>

#include <CLI/CLI.hpp>

#include "analytics/analytics.hpp"
#include "app/app.hpp"
#include "app/install.hpp"
#include "app/master_key.hpp"
#include "app/modules.hpp"
#include "app/node.hpp"
#include "app/sandbox.hpp"
#include "app/signals.hpp"
#include "generate/generate.hpp"
#include "generate/runner.hpp"

namespace bursar::app {
namespace {

constexpr std::int64_t k_companies = 8;
constexpr std::string_view k_admin_email = "admin@demo.bursar.example";
constexpr std::string_view k_viewer_email = "viewer@demo.bursar.example";
constexpr std::string_view k_key_label = "demo traffic";

[[noreturn]] void fail(const Error& error) { throw std::runtime_error(error.message); }

/// The generated tenants: made once, found again at later starts.
generate::World world_of(Core& core, const DemoOptions& options) {
  const Actor actor = job_actor("demo");
  const Call call = core.ports().call(actor);
  auto world = core.db().read([&](storage::Tx& tx) { return generate::load_world(tx, call); });
  if (!world) fail(world.error());
  if (!world->shops.empty()) return std::move(*world);

  ManualClock past(call.now.plus_ms(-(options.history_days + 1) * k_day_ms));
  IdSource ids(past, 63);
  const Call then{actor, past.now(), ids, core.random()};
  auto created = core.db().write(
      [&](storage::Tx& tx) { return generate::create_world(tx, then, k_companies); });
  if (!created) fail(created.error());
  if (options.history_payments > 0) {
    const generate::HistoryOptions history{.seed = options.seed,
                                           .payments = options.history_payments,
                                           .from = past.now().plus_ms(k_day_ms),
                                           .until = call.now.plus_ms(-k_minute_ms)};
    const auto written = generate::write_history(
        core.db(), core.ports(), core.keys(), *created, history, [&](std::int64_t done) {
          std::cout << "\rwriting history: " << done << " of " << options.history_payments
                    << " payments" << std::flush;
        });
    std::cout << "\n";
    if (!written) fail(written.error());
  }
  return std::move(*created);
}

/// Figures of the history are there before the first page is opened.
void project_all(Core& core) {
  for (;;) {
    const auto consumed = core.db().write(
        [](storage::Tx& tx) -> Result<std::int64_t> { return analytics::project(tx, 5'000); });
    if (!consumed) fail(consumed.error());
    if (*consumed == 0) return;
  }
}

/// A fresh key per shop; those of earlier starts are revoked.
std::vector<Secret> traffic_keys(Core& core, const generate::World& world) {
  const Actor actor = job_actor("demo");
  const Call call = core.ports().call(actor);
  auto keys = core.db().write([&](storage::Tx& tx) -> Result<std::vector<Secret>> {
    std::vector<Secret> fresh;
    for (const generate::Shop& shop : world.shops) {
      for (const auto& key : identity::list_api_keys(tx, actor.scope, shop.merchant, call.now)) {
        if (key.label != k_key_label || key.state != identity::ApiKeyState::active) continue;
        if (auto revoked = identity::revoke_api_key(tx, call, shop.merchant, key.id); !revoked)
          return revoked.error();
      }
      auto issued =
          identity::create_api_key(tx, call, core.settings(),
                                   {.company = shop.company,
                                    .merchant = shop.merchant,
                                    .label = std::string(k_key_label),
                                    .scopes = {"transactions:read", "transactions:write",
                                               "captures:write", "refunds:write", "payouts:write"},
                                    .expires_in_days = 30});
      if (!issued) return issued.error();
      fresh.push_back(issued->plain_text);
    }
    return fresh;
  });
  if (!keys) fail(keys.error());
  return std::move(*keys);
}

/// One of the demo's people: made at the first start, given the new password at later ones.
Result<void> seed_person(storage::Tx& tx, const Call& call, Core& core,
                         const identity::SeedUser& person) {
  const auto known =
      identity::list_users(tx, call.actor.scope, {.search = person.email, .limit = 200}, call.now);
  const auto found = std::find_if(known.begin(), known.end(), [&](const identity::User& user) {
    return user.email == person.email;
  });
  if (found == known.end()) {
    const auto made = identity::seed_user(tx, call, person);
    if (!made) return made.error();
    return ok();
  }
  constexpr auto k_reset = identity::LinkPurpose::reset;
  const auto link = identity::create_user_link(tx, call, core.settings(), found->id, k_reset);
  if (!link) return link.error();
  const auto reset = identity::accept_user_link(tx, call, link->token, k_reset, person.password);
  if (!reset) return reset.error();
  return ok();
}

/// Administrator and viewer with this start's password.
void seed_people(Core& core, const std::string& password) {
  const Actor actor = job_actor("demo");
  const Call call = core.ports().call(actor);
  const auto hash =
      identity::prepare_password(core.settings(), core.random(), Secret(password), {});
  if (!hash) fail(hash.error());
  const auto seeded = core.db().write([&](storage::Tx& tx) -> Result<void> {
    for (const auto& [email, name, role] : {std::tuple{k_admin_email, "Ada Demo", "administrator"},
                                            std::tuple{k_viewer_email, "Vic Demo", "viewer"}}) {
      const auto seeded_one = seed_person(
          tx, call, core,
          {.email = std::string(email), .name = name, .role_key = role, .password = *hash});
      if (!seeded_one) return seeded_one.error();
    }
    return ok();
  });
  if (!seeded) fail(seeded.error());
}

void prepare_key(const Config& config) {
  net::SystemRandom random;
  if (config.environment != identity::Environment::sandbox)
    throw std::runtime_error("the demo runs in the sandbox only");
  if (!std::filesystem::exists(config.master_key_path()))
    create_master_key(config.master_key_path(), random);
}

void prepare(Core& core) {
  core.db().migrate(all_migrations());
  install(core, identity::Installation{.environment = core.config().environment,
                                       .demo = true,
                                       .demo_skip_second_factor = true});
}

std::string fresh_password(CryptoRandom& random) {
  return "demo-" + random_text(random, 5, "abcdefghjkmnpqrstuvwxyz") + "-" +
         random_text(random, 5, "abcdefghjkmnpqrstuvwxyz") + "-" +
         random_text(random, 4, "23456789");
}

void print_welcome(const Config& config, const App& app, const std::string& password) {
  std::cout << "\nBursar demo is running.\n\n"
            << "  office    " << config.office_url(app.office_port()) << "\n"
            << "  sign in   " << k_admin_email << "\n"
            << "            " << k_viewer_email << " (may look, not touch)\n"
            << "  password  " << password << "   (of this start)\n"
            << "  payments  " << config.api_url(app.api_port()) << "/v1\n\n"
            << "Stop with Ctrl-C.\n"
            << std::flush;
}

}  // namespace

void add_demo_options(CLI::App& command, DemoOptions& options) {
  command.add_option("--history", options.history_payments, "Payments of generated history")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{5'000'000}))
      ->capture_default_str();
  command.add_option("--days", options.history_days, "Days of generated history")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000}))
      ->capture_default_str();
  command
      .add_option("--per-minute", options.payments_per_minute, "Live payments a minute; 0 for none")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{6'000}))
      ->capture_default_str();
  command.add_option("--seed", options.seed, "Seed of history and traffic")->capture_default_str();
  command.add_option("--password", options.admin_password,
                     "Password of the demo's people; default a fresh one");
}

void add_generate_options(CLI::App& command, DemoOptions& options) {
  command.add_option("--payments", options.history_payments, "Payments to write")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{20'000'000}))
      ->capture_default_str();
  command.add_option("--days", options.history_days, "Days they are spread over")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{3'000}))
      ->capture_default_str();
  command.add_option("--seed", options.seed, "Seed")->capture_default_str();
  command.add_option("--password", options.admin_password, "Password of the generated people");
}

int generate(const Config& config, const DemoOptions& options) {
  prepare_key(config);
  Core core(config, true);
  prepare(core);
  point_simulator(core, {"http://127.0.0.1:1", Secret("none")});
  (void)world_of(core, options);
  project_all(core);
  net::SystemRandom random;
  const std::string password =
      options.admin_password.empty() ? fresh_password(random) : options.admin_password;
  seed_people(core, password);
  std::cout << "sign in as " << k_admin_email << " with " << password << "\n";
  return 0;
}

int demo(const Config& config, const DemoOptions& options) {
  Signals signals;  // before any thread starts, so that all of them inherit the mask
  net::SystemRandom random;
  prepare_key(config);
  Core core(config, true);
  prepare(core);
  const NodeHold hold(core);
  const auto simulator = connect_simulator(core);
  generate::World world = world_of(core, options);
  project_all(core);
  const std::string password =
      options.admin_password.empty() ? fresh_password(random) : options.admin_password;
  seed_people(core, password);

  App app(core);
  start_node_renewal(core, app.server(), hold);
  app.start();
  generate::TrafficOptions traffic_options;
  traffic_options.api_url = config.api_url(app.api_port());
  traffic_options.payments_per_minute = options.payments_per_minute;
  traffic_options.seed = options.seed;
  traffic_options.api_keys = traffic_keys(core, world);
  generate::Traffic traffic(std::move(world), std::move(traffic_options), app.client(),
                            app.server(), core.clock());
  traffic.start();
  print_welcome(config, app, password);
  (void)signals.wait();
  app.stop();
  return 0;
}

}  // namespace bursar::app
