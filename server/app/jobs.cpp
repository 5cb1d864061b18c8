// Jobs loop until the server stops; one that fails is logged and tried again at its next turn.
#include "app/jobs.hpp"

#include "access_reviews/access_reviews.hpp"
#include "analytics/analytics.hpp"
#include "audit/audit.hpp"
#include "audit/clock_watch.hpp"
#include "identity/view_as.hpp"
#include "net/await.hpp"
#include "net/system_ports.hpp"
#include "outbox/outbox.hpp"
#include "vault/openings.hpp"

namespace bursar::app {
namespace {

constexpr std::int64_t k_project_wait_ms = 250;
constexpr std::int64_t k_project_batch = 2'000;
constexpr std::int64_t k_review_wait_ms = 15 * k_minute_ms;

net::Task<void> project_forever(Core& core, net::Server& server) {
  while (!server.stopping()) {
    std::int64_t consumed = 0;
    try {
      const bool numbers_later = core.db().dialect() == storage::Dialect::postgres;
      auto change = [numbers_later](storage::Tx& tx) -> Result<std::int64_t> {
        if (numbers_later) {
          audit::assign_sequence(tx);
          outbox::assign_sequence(tx);
        }
        return analytics::project(tx, k_project_batch);
      };
      const auto done = co_await net::write(core.db(), std::move(change));
      if (done) consumed = *done;
    } catch (const std::exception& error) {
      core.log().write(net::LogLevel::error, "the dashboard projection failed",
                       {{"error", error.what()}});
    }
    if (consumed < k_project_batch) co_await server.sleep(k_project_wait_ms);
  }
}

net::Task<void> watch_clock(Core& core, const Actor& actor, audit::ClockWatch& watch) {
  const auto jumped = watch.look(core.clock().now(), core.clock().tick());
  if (!jumped) co_return;
  core.log().write(net::LogLevel::warn, "the machine's clock was set",
                   {{"jumped_ms", std::to_string(*jumped)}});
  auto note = [call = core.ports().call(actor),
               jumped_ms = *jumped](storage::Tx& tx) -> Result<void> {
    audit::record_clock_change(tx, call, jumped_ms);
    return ok();
  };
  (void)co_await net::write(core.db(), std::move(note));
}

net::Task<void> note_openings(Core& core, const Actor& actor) {
  const std::int64_t opened = vault::take_openings();
  if (opened == 0) co_return;
  auto note = [call = core.ports().call(actor), opened](storage::Tx& tx) -> Result<void> {
    vault::record_openings(tx, call, opened);
    return ok();
  };
  const auto noted = co_await net::write(core.db(), std::move(note));
  if (!noted) vault::note_opening(opened);
}

net::Task<void> upkeep_forever(Core& core, net::Server& server, identity::KeyGuard& key_guard,
                               vault::CvvHolder& cvvs) {
  const Actor actor = job_actor("upkeep");
  Instant next_daily = core.clock().now();
  audit::ClockWatch watch;
  while (!server.stopping()) {
    try {
      co_await key_guard.flush_uses();
      cvvs.drop_expired(core.clock().now());
      auto close_views = [call =
                              core.ports().call(actor)](storage::Tx& tx) -> Result<std::int64_t> {
        (void)identity::forget_signed_requests(tx, call.now);
        return identity::close_lapsed_views(tx, call);
      };
      (void)co_await net::write(core.db(), std::move(close_views));
      co_await watch_clock(core, actor, watch);
      co_await note_openings(core, actor);
      if (core.clock().now() >= next_daily) {
        next_daily = core.clock().now().plus_ms(k_day_ms);
        auto change = [call = core.ports().call(actor),
                       &core](storage::Tx& tx) -> Result<std::int64_t> {
          (void)identity::remind_expiring_keys(tx, call);
          (void)access_reviews::remind_of_review(tx, call);
          return identity::disable_unused_users(tx, call, core.settings());
        };
        const auto disabled = co_await net::write(core.db(), std::move(change));
        if (!disabled) next_daily = core.clock().now();
      }
    } catch (const std::exception& error) {
      core.log().write(net::LogLevel::error, "upkeep failed", {{"error", error.what()}});
    }
    co_await server.sleep(k_minute_ms);
  }
}

net::Task<void> sweep_approvals_forever(Core& core, net::Server& server,
                                        const approvals::Desk& desk) {
  const Actor actor = job_actor("approval sweep");
  while (!server.stopping()) {
    try {
      auto change = [call = core.ports().call(actor), &desk](storage::Tx& tx) {
        return approvals::sweep(tx, call, desk);
      };
      (void)co_await net::write(core.db(), std::move(change));
    } catch (const std::exception& error) {
      core.log().write(net::LogLevel::error, "ending requests for approval failed",
                       {{"error", error.what()}});
    }
    co_await server.sleep(k_minute_ms);
  }
}

std::string email_of(storage::Tx& tx, const Call& call, const identity::Settings& settings,
                     std::string_view user_id) {
  const auto id = UserId::parse(user_id);
  if (!id) return {};
  const auto person = identity::read_person(tx, call, settings, *id);
  return person ? person->user.email : std::string();
}

net::Task<void> review_forever(Core& core, net::Server& server, review::Services services) {
  while (!server.stopping()) {
    try {
      co_await review::review_once(services);
    } catch (const std::exception& error) {
      core.log().write(net::LogLevel::error, "the review of the trail failed",
                       {{"error", error.what()}});
    }
    co_await server.sleep(k_review_wait_ms);
  }
}

}  // namespace

review::Services review_services(Core& core) {
  const auto around = [&core](const Call& call) -> review::Surroundings {
    const auto email = [&core, call](storage::Tx& tx, std::string_view user_id) {
      return email_of(tx, call, core.settings(), user_id);
    };
    return {net::minute_of_week, email};
  };
  return {core.db(), core.ports(), job_actor("review"), around};
}

void start_review(Core& core, net::Server& server, const review::Services& services) {
  server.spawn("review",
               [&core, &server, services] { return review_forever(core, server, services); });
}

void start_approval_sweep(Core& core, net::Server& server, const approvals::Desk& desk) {
  server.spawn("approval_sweep",
               [&core, &server, &desk] { return sweep_approvals_forever(core, server, desk); });
}

void start_projector(Core& core, net::Server& server) {
  server.spawn("projector", [&core, &server] { return project_forever(core, server); });
}

void note_last_openings(Core& core) {
  const Actor actor = job_actor("upkeep");
  const Call call = core.ports().call(actor);
  const std::int64_t opened = vault::take_openings();
  if (opened == 0) return;
  (void)core.db().write([&](storage::Tx& tx) -> Result<void> {
    vault::record_openings(tx, call, opened);
    return ok();
  });
}

void start_upkeep(Core& core, net::Server& server, identity::KeyGuard& key_guard,
                  vault::CvvHolder& cvvs) {
  server.spawn("upkeep", [&core, &server, &key_guard, &cvvs] {
    return upkeep_forever(core, server, key_guard, cvvs);
  });
}

}  // namespace bursar::app
