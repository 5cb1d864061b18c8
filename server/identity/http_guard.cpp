// The Guard of the office: origin and content type, then cookie, rate, CSRF token, permission,
// level, idempotency key, in this order. What a full session may do is read afresh on every
// request, so a disabled account or a lost membership counts from the next request on. A session
// that looks as somebody else passes the gate of views as well.
#include <algorithm>

#include "audit/audit.hpp"
#include "base/text.hpp"
#include "identity/assurance_level.hpp"
#include "identity/http_parts.hpp"
#include "identity/http_rate_desk.hpp"
#include "identity/http_view_gate.hpp"

namespace bursar::identity {
namespace {

using net::Access;
using net::Level;
using net::Method;
using net::Request;
using net::Response;
using net::Route;
using net::Task;

/// A session moves its idle deadline at most this often: bursts of requests cost one write.
constexpr std::int64_t k_touch_ms = k_second_ms;
constexpr std::size_t k_idempotency_key_max = 255;

/// A judged cookie: the person, where the route's permission holds, and as whom they look.
struct Admission {
  Visitor visitor;
  Scope scope;
  std::optional<Look> look;
  std::vector<FactorMethod> methods;  ///< read when a confirmation is missing
};

bool writes(const Route& route) { return route.method != Method::get; }

Error cross_site() {
  return {ErrorKind::forbidden,
          "cross_site_request",
          "this request did not come from the office itself",
          {},
          {}};
}

// The host of "https://host:port"; empty when it is no origin.
std::string_view origin_host(std::string_view origin) {
  const std::size_t scheme = origin.find("://");
  return scheme == std::string_view::npos ? std::string_view() : origin.substr(scheme + 3);
}

// T-06: browsers say where a request comes from; one that does not say must at least name our
// origin.
std::optional<Error> origin_problem(const Route& route, const Request& request) {
  const std::string_view site = request.header("sec-fetch-site");
  if (!site.empty()) {
    const bool typed = site == "none" && !writes(route);
    if (site == "same-origin" || typed) return std::nullopt;
    return cross_site();
  }
  const std::string_view origin = request.header("origin");
  if (origin.empty()) return writes(route) ? std::optional(cross_site()) : std::nullopt;
  if (!origin_host(origin).empty() && origin_host(origin) == request.header("host"))
    return std::nullopt;
  return cross_site();
}

// JSON; a file comes under its own type, which no form of another site can send either.
bool takes(const Route& route, std::string_view type) {
  return type == "application/json" || (type == "text/csv" && route.operation_id == "create_batch");
}

std::optional<Error> content_problem(const Route& route, const Request& request) {
  if (!writes(route) || request.body.empty()) return std::nullopt;
  const std::string_view type = request.header("content-type");
  const std::string_view essence = type.substr(0, type.find(';'));
  if (takes(route, fold_case(trim(essence)))) return std::nullopt;
  return invalid("", "unsupported_media_type", "the body must be application/json");
}

std::optional<Error> idempotency_problem(const Route& route, const Request& request) {
  const std::string_view key = request.header("idempotency-key");
  if (key.empty() && !route.idempotent) return std::nullopt;
  const bool printable =
      std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < 0x7F; });
  if (!key.empty() && key.size() <= k_idempotency_key_max && printable) return std::nullopt;
  return invalid("Idempotency-Key", "idempotency_key_required",
                 "send an Idempotency-Key of 1 to 255 printable ASCII characters");
}

// Polling and live streams must not keep a session alive (S-04).
bool is_background(const Request& request) {
  return request.header("x-bursar-background") == "1" ||
         request.header("accept").find("text/event-stream") != std::string_view::npos;
}

// The stricter of what the table of levels says and what the row itself demands.
AssuranceLevel level_of_route(const Route& route) {
  static_assert(static_cast<int>(Level::l5) == static_cast<int>(AssuranceLevel::l5));
  return std::max(static_cast<AssuranceLevel>(route.level),
                  level_of(route.operation_id, route.permission));
}

bool is_stale(const Route& route, const Visitor& visitor, Instant now) {
  return level_of_route(route) == AssuranceLevel::l3 && now >= visitor.fresh_until;
}

std::optional<Error> level_problem(const Route& route, const Visitor& visitor,
                                   const std::vector<FactorMethod>& methods, Instant now) {
  const AssuranceLevel level = level_of_route(route);
  if (level <= AssuranceLevel::l2) return std::nullopt;
  if (is_stale(route, visitor, now)) return step_up_required(level, methods);
  if (level == AssuranceLevel::l3) return std::nullopt;
  // An operation's own code is judged where the operation is: by pass_gate() in its transaction.
  const ActionLevel* row = find_action_level(route.operation_id);
  if (row != nullptr && row->level >= AssuranceLevel::l4) return std::nullopt;
  return Error{ErrorKind::forbidden,
               "level_unavailable",
               "this act needs a code bound to it, and nothing here asks for one",
               {},
               {}};
}

// Reads the cookies that may open this route; a full session opens pre-session routes as well.
std::optional<Admission> look_up(Tx& tx, const Route& route, const Request& request, Instant now,
                                 std::string& token) {
  token = request.cookie(k_full_cookie);
  auto visitor = find_session(tx, Secret(token), SessionKind::full, now);
  if (!visitor && route.access == Access::pre_session) {
    token = request.cookie(k_pre_cookie);
    visitor = find_session(tx, Secret(token), SessionKind::pre, now);
  }
  if (!visitor) return std::nullopt;
  Admission admission{std::move(*visitor), {}, {}, {}};
  if (is_stale(route, admission.visitor, now))
    admission.methods = confirmation_methods(tx, admission.visitor.user, now);
  if (admission.visitor.kind == SessionKind::full)
    admission.look = look_of(tx, admission.visitor.session, now);
  if (!route.permission.empty() && route.permission != "self")
    admission.scope = admission.look ? view_scope(tx, admission.look->view, route.permission, now)
                                     : scope_of(tx, admission.visitor.user, route.permission, now);
  return admission;
}

}  // namespace

struct OfficeGuard::Impl {
  Impl(Services given, net::RateClass rate)
      : services(std::move(given)), session_rate(rate), views(services) {}

  Task<Result<Admission>> load(const Route& route, Request& request);
  std::optional<Error> judge(const Route& route, const Request& request,
                             const Admission& admission) const;
  /// Ends a look that is over; what the request gets when it must not go on without it.
  Task<std::optional<Response>> close_over(const Route& route, const Request& request,
                                           Admission& admission);
  Task<Response> turn_away(const Route& route, const Request& request, const Admission& admission,
                           Error problem);
  Task<void> touch(const Visitor& visitor, const Request& request) const;

  Services services;
  net::RateClass session_rate;
  RateDesk rates;
  ViewGate views;
};

Task<Result<Admission>> OfficeGuard::Impl::load(const Route& route, Request& request) {
  const Instant now = services.ports.clock.now();
  struct Found {
    Admission admission;
    std::string token;
  };
  auto find = [&route, &request, now](Tx& tx) -> Result<Found> {
    std::string token;
    auto admission = look_up(tx, route, request, now, token);
    if (!admission) return unauthenticated("signed_out", "nobody is signed in here");
    return Found{std::move(*admission), std::move(token)};
  };
  auto found = co_await net::read(services.db, std::move(find));
  if (!found) co_return found.error();
  request.session_token = std::move(found->token);
  Actor& actor = request.actor;
  actor.kind = ActorKind::user;
  actor.key = found->admission.visitor.user.key;
  actor.name = found->admission.visitor.email;
  actor.session = found->admission.visitor.session;
  actor.scope = found->admission.scope;
  const auto& look = found->admission.look;
  if (look && look->over.empty()) actor = view_actor(look->view, actor);
  co_return std::move(found->admission);
}

std::optional<Error> OfficeGuard::Impl::judge(const Route& route, const Request& request,
                                              const Admission& admission) const {
  const auto& look = admission.look;
  if (look)
    if (auto error = ViewGate::refusal(route)) return error;
  if (writes(route)) {
    const Secret token(request.session_token);
    const std::string expected = look ? view_csrf_token(services.settings, token, look->view.id)
                                      : csrf_token(services.settings, token);
    if (!equal_constant_time(expected, request.header("x-csrf-token")))
      return Error{ErrorKind::forbidden,
                   "csrf_token_invalid",
                   "the X-CSRF-Token header is missing or outdated",
                   {},
                   {}};
  }
  const bool needs_scope = route.access == Access::session && route.permission != "self";
  if (needs_scope && !reaches_anything(admission.scope)) return forbidden(route.permission);
  if (needs_scope)
    if (auto error = factor_problem(admission.visitor, route.permission)) return error;
  if (route.access == Access::session)
    if (auto error =
            level_problem(route, admission.visitor, admission.methods, services.ports.clock.now()))
      return error;
  return idempotency_problem(route, request);
}

Task<std::optional<Response>> OfficeGuard::Impl::close_over(const Route& route,
                                                            const Request& request,
                                                            Admission& admission) {
  const Look look = std::move(*admission.look);
  admission.look.reset();
  const auto closed = co_await views.close(request, look);
  if (!closed) co_return net::to_problem(closed.error(), request.request_id);
  // Asking who one is, and leaving, go on; whatever else was meant for the view must not happen
  // as oneself.
  if (route.access == Access::pre_session) co_return std::nullopt;
  co_return net::to_problem(ViewGate::ended(look), request.request_id);
}

Task<Response> OfficeGuard::Impl::turn_away(const Route& route, const Request& request,
                                            const Admission& admission, Error problem) {
  if (problem.code != "view_only")
    co_return co_await refuse(services, request, route.operation_id, std::move(problem));
  const auto noted = co_await views.note_refusal(route, request, *admission.look);
  co_return net::to_problem(noted ? problem : noted.error(), request.request_id);
}

Task<void> OfficeGuard::Impl::touch(const Visitor& visitor, const Request& request) const {
  const Instant now = services.ports.clock.now();
  if (visitor.kind != SessionKind::full || is_background(request)) co_return;
  if (now.ms - visitor.last_seen_at.ms < k_touch_ms) co_return;
  const SessionId session = visitor.session;
  // A refusal (queue full) only means that the deadline moves with the next request.
  auto record = [session, now](Tx& tx) { return touch_session(tx, session, now); };
  (void)co_await net::write(services.db, std::move(record));
}

OfficeGuard::OfficeGuard(Services services, net::RateClass session_rate)
    : impl_(std::make_shared<Impl>(std::move(services), session_rate)) {}
OfficeGuard::~OfficeGuard() = default;

Task<std::optional<Response>> OfficeGuard::admit(const Route& route, Request& request) {
  request.actor.kind = ActorKind::user;
  request.actor.ip = request.peer_ip;
  request.actor.device = audit::device_of(request.header("user-agent"));
  request.actor.request_id = request.request_id;
  std::optional<Error> problem;
  if (writes(route) || route.access != Access::open) problem = origin_problem(route, request);
  if (!problem) problem = content_problem(route, request);
  if (problem) co_return net::to_problem(*problem, request.request_id);
  if (route.access == Access::open) co_return std::nullopt;
  if (route.access == Access::api_key)
    co_return net::to_problem(unauthenticated("signed_out", "API keys do not open the office"),
                              request.request_id);
  auto admission = co_await impl_->load(route, request);
  if (!admission) co_return net::to_problem(admission.error(), request.request_id);
  // Before rights are judged: a denial costs a write, so it must be rationed as well.
  const auto verdict = impl_->rates.judge(request, admission->visitor.user.text(),
                                          impl_->session_rate, impl_->services.ports.clock.tick());
  if (!verdict.allowed) co_return net::to_problem(net::rate_limited(verdict), request.request_id);
  if (admission->look && !admission->look->over.empty()) {
    auto answer = co_await impl_->close_over(route, request, *admission);
    if (answer) co_return answer;
  }
  problem = impl_->judge(route, request, *admission);
  if (problem) co_return co_await impl_->turn_away(route, request, *admission, *problem);
  if (admission->look) {
    const auto noted = co_await impl_->views.note_read(route, request, *admission->look);
    if (!noted) co_return net::to_problem(noted.error(), request.request_id);
  }
  co_await impl_->touch(admission->visitor, request);
  co_return std::nullopt;
}

void OfficeGuard::finish(const Route&, const Request& request, Response& response) {
  (void)impl_->rates.close(request);
  const bool named =
      std::any_of(response.headers.begin(), response.headers.end(),
                  [](const auto& header) { return fold_case(header.first) == "cache-control"; });
  if (!named) response.with("cache-control", "no-store");
}

}  // namespace bursar::identity
