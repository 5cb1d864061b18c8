// The identity part that speaks HTTP: office routes, the Guard of the office and the Guard of the
// API-key surfaces. Included by app and surfaces only.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gate/gate.hpp"
#include "identity/identity.hpp"
#include "identity/operation_code.hpp"
#include "net/http.hpp"
#include "net/limits.hpp"
#include "net/system_ports.hpp"

namespace bursar::identity {

/// What the HTTP part needs from app. Everything referenced outlives the server.
struct Services {
  storage::Db& db;
  Ports ports;
  const Settings& settings;
  net::WorkerPool& pool;  ///< runs Argon2id: memory is at most its threads × the hash cost
  /// Company of a merchant, or nothing when there is no such merchant; app wires it to merchants.
  std::function<std::optional<CompanyId>(storage::Tx&, MerchantId)> company_of;
  /// Name of a company, merchant or project, or nothing when there is none; app wires it to
  /// merchants.
  std::function<std::optional<std::string>(storage::Tx&, const Place&)> name_of = {};
  /// A project with its merchant and company, or nothing when there is no such project.
  std::function<std::optional<Place>(storage::Tx&, ProjectId)> project_place = {};
  /// Keeps acts that need another person's consent; none: keeps none. Set after the rest, because
  /// it knows the acts.
  gate::Gate* gate = nullptr;
};

/// The session of a request, and the code in its header X-Operation-Code.
Presented presented_in(const net::Request& request);

/// Raises every row to its level in the table of levels, so that the printed policy says it.
void apply_levels(std::vector<net::Route>& routes);

/// What a person may ask of the office: plenty for people, too little for harvesting.
inline constexpr net::RateClass k_session_rate{"session", 1'200, k_minute_ms, 100, 20};

/// Guard of the office API: cookie, rate, CSRF, permission, level, idempotency key.
class OfficeGuard final : public net::Guard {
 public:
  /// `session_rate` is what one person may ask, over all their sessions.
  explicit OfficeGuard(Services services, net::RateClass session_rate = k_session_rate);
  ~OfficeGuard() override;
  net::Task<std::optional<net::Response>> admit(const net::Route& route,
                                                net::Request& request) override;
  void finish(const net::Route& route, const net::Request& request,
              net::Response& response) override;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

/// Buckets of one API-key surface.
struct KeyLimits {
  std::int64_t per_minute = 1'000;
  std::int64_t burst_per_second = 100;
  std::int64_t concurrent = 50;
  std::int64_t read_factor = 2;  ///< GET allowance as a multiple of the others
};
/// Payment API (surface A): 100 a minute, 10 a second.
inline constexpr KeyLimits k_payment_api_limits{100, 10, 50, 1};
/// Resource API (surface B) in the sandbox and in live.
inline constexpr KeyLimits k_resource_api_sandbox_limits{1'000, 100, 50, 2};
inline constexpr KeyLimits k_resource_api_live_limits{5'000, 500, 200, 2};

/// Guard of surfaces that take API keys (Authorization: Bearer or x-api-key). Its refusals are
/// shaped by `shape_error`, which must be the surface's own.
class KeyGuard final : public net::Guard {
 public:
  struct Options {
    /// Limits by the route's rate_class; "" is the default class.
    std::function<KeyLimits(const net::Route&)> limits;
    std::function<net::Response(const Error&, const net::Request&)> shape_error;
  };
  KeyGuard(Services services, Options options);
  ~KeyGuard() override;
  net::Task<std::optional<net::Response>> admit(const net::Route& route,
                                                net::Request& request) override;
  void finish(const net::Route& route, const net::Request& request,
              net::Response& response) override;

  /// Drops a key from the cache; routes() calls it on revocation and rotation.
  void forget(std::string_view public_id);
  /// Writes the gathered call counts. App runs it once a minute and at stop.
  net::Task<void> flush_uses();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

/// The acts of identity that a gate can keep.
std::vector<gate::Action> actions(const Services& services);

/// All office routes of identity (api/identity.yaml). `on_key_changed` hears the public id of a
/// revoked or rotated key, so that app can tell every KeyGuard of the process to forget it.
std::vector<net::Route> routes(Services services,
                               std::function<void(std::string_view)> on_key_changed);

}  // namespace bursar::identity
