// The two steps of signing in at a provider: sending the browser there, and taking it back. Every
// failure leads to the sign-in page with the same word; what it was stands in the trail.
#include "identity/http_sso.hpp"

#include <algorithm>
#include <mutex>

#include <boost/json/serialize.hpp>

#include "identity/http_parts.hpp"
#include "identity/http_sso_provider.hpp"

namespace bursar::identity {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;

constexpr std::string_view k_sso_cookie = "__Host-bursar-sso";
constexpr std::int64_t k_starts_per_minute = 600;
constexpr std::size_t k_parameter_max = 4'096;

// Lax, because the way back comes from another site; it opens nothing but its own attempt.
void set_attempt_cookie(Response& response, std::string_view value) {
  std::string text(k_sso_cookie);
  text.append("=").append(value).append("; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=");
  text.append(value.empty() ? "0" : std::to_string(k_sso_attempt_ms / k_second_ms));
  response.with("set-cookie", std::move(text));
}

Response redirect(std::string where) {
  Response response = net::no_content();
  response.status = 303;
  response.with("location", std::move(where)).with("cache-control", "no-store");
  return response;
}

std::string parameter(const Request& request, std::string_view name) {
  const auto value = request.query_value(name);
  return value && value->size() <= k_parameter_max ? std::string(*value) : std::string();
}

bool any_of_these(const std::vector<std::string>& wanted, const std::vector<std::string>& said) {
  return std::any_of(said.begin(), said.end(), [&](const std::string& one) {
    return std::find(wanted.begin(), wanted.end(), one) != wanted.end();
  });
}

class Api {
 public:
  Api(Services services, SsoSettings sso, net::Client& client)
      : services_(std::move(services)), provider_(std::move(sso), client, services_.ports.clock) {}

  Task<Response> read(Request&) const {
    const SsoSettings& sso = provider_.settings();
    co_return net::json_response(
        200, json::serialize(json::object{
                 {"is_offered", sso.is_offered()},
                 {"title", sso.is_offered() ? json::value(sso.title) : json::value()}}));
  }

  Task<Response> start(Request& request) {
    if (!provider_.settings().is_offered()) co_return net::to_problem(off(), request.request_id);
    if (!take_start(services_.ports.clock.now()))
      co_return net::to_problem(too_many(), request.request_id);
    const auto found = co_await provider_.metadata();
    if (!found) co_return failed();
    const Call call = services_.ports.call(request.actor);
    const Settings& settings = services_.settings;
    auto begin = [call, &settings](Tx& tx) { return begin_sso(tx, call, settings); };
    const auto attempt = co_await net::write(services_.db, std::move(begin));
    if (!attempt) co_return net::to_problem(attempt.error(), request.request_id);
    const std::string& base = found->authorization_endpoint;
    std::string where = base + (base.find('?') == std::string::npos ? "?" : "&");
    where += "response_type=code&scope=" + form_encoded("openid email profile") +
             "&client_id=" + form_encoded(provider_.settings().client_id) +
             "&redirect_uri=" + form_encoded(redirect_uri()) +
             "&state=" + form_encoded(attempt->state.reveal()) +
             "&nonce=" + form_encoded(attempt->nonce) +
             "&code_challenge=" + form_encoded(attempt->code_challenge) +
             "&code_challenge_method=S256";
    Response response = redirect(std::move(where));
    set_attempt_cookie(response, attempt->browser.reveal());
    co_return response;
  }

  Task<Response> finish(Request& request) {
    if (!provider_.settings().is_offered()) co_return net::to_problem(off(), request.request_id);
    // Failures cost an entry of the trail, so they are rationed as wrong passwords are.
    if (throttle_.refusal(request.peer_ip, services_.ports.clock.now())) co_return failed();
    auto claims = co_await judge(request);
    if (!claims) co_return co_await fail(request, claims.error());
    const SsoSettings& sso = provider_.settings();
    SsoSubject subject{claims->subject, claims->email, false,
                       std::string(request.header("user-agent"))};
    subject.has_second_factor =
        any_of_these(sso.trusted_amr, claims->amr) || any_of_these(sso.trusted_acr, {claims->acr});
    const Call call = services_.ports.call(request.actor);
    const Settings& settings = services_.settings;
    const Secret former(request.cookie(k_full_cookie));
    auto record = [call, &settings, &sso, subject,
                   former](Tx& tx) -> Result<std::optional<SessionGrant>> {
      auto grant = finish_sso(tx, call, settings, sso, subject);
      // Who signs in anew leaves the session this browser still had.
      if (grant && *grant)
        if (auto ended = identity::sign_out(tx, call, former); !ended) return ended.error();
      return grant;
    };
    const auto grant = co_await net::write(services_.db, std::move(record));
    if (!grant) co_return co_await fail(request, grant.error());
    if (!*grant) {
      throttle_.count_failure(request.peer_ip, services_.ports.clock.now());
      co_return failed();
    }
    Response response = redirect("/");
    set_session_cookies(response, **grant);
    set_attempt_cookie(response, {});
    co_return response;
  }

 private:
  static Error off() { return refused("sso_off", "no sign-in provider is set up here"); }
  static Error too_many() {
    return {ErrorKind::limited,
            "too_many_attempts",
            "too many sign-ins were begun, try again in a minute",
            {},
            {{"retry_after_s", "60"}}};
  }
  static Response failed() {
    Response response = redirect("/sign-in?sso=failed");
    set_attempt_cookie(response, {});
    return response;
  }
  std::string redirect_uri() const { return services_.settings.office_url + "/api/sso/return"; }

  bool take_start(Instant now) {
    const std::lock_guard lock(mutex_);
    const std::int64_t minute = now.ms / k_minute_ms;
    if (minute != minute_) starts_ = 0;
    minute_ = minute;
    return ++starts_ <= k_starts_per_minute;
  }

  /// The attempt is used up first: whatever follows, its state and its code work only once.
  Task<Result<sso::Claims>> judge(const Request& request) {
    const Secret state(parameter(request, "state"));
    const Secret mine(request.cookie(k_sso_cookie));
    const Call call = services_.ports.call(request.actor);
    auto take = [call, state, mine](Tx& tx) {
      return take_sso_attempt(tx, call, state.reveal(), mine.reveal());
    };
    const auto taken = co_await net::write(services_.db, std::move(take));
    if (!taken) co_return taken.error();
    const auto found = co_await provider_.metadata();
    if (!found) co_return found.error();
    // An answer that another provider made this browser carry must not be taken for ours.
    const std::string issuer = parameter(request, "iss");
    const bool other = !issuer.empty() && issuer != provider_.settings().issuer;
    if (other || (issuer.empty() && found->names_issuer))
      co_return refused("sso_issuer_mixed_up", "the answer comes from another provider");
    const std::string refusal = parameter(request, "error");
    if (!refusal.empty())
      co_return refused("sso_refused", "the provider says " + refusal.substr(0, 60));
    const Settings& settings = services_.settings;
    co_return co_await provider_.redeem(parameter(request, "code"),
                                        sso_verifier(settings, state.reveal()),
                                        sso_nonce(settings, state.reveal()), redirect_uri());
  }

  Task<Response> fail(const Request& request, Error error) {
    throttle_.count_failure(request.peer_ip, services_.ports.clock.now());
    const Call call = services_.ports.call(request.actor);
    const std::string reason = error.code + ": " + error.message;
    auto record = [call, reason](Tx& tx) { return record_sso_failure(tx, call, reason); };
    (void)co_await net::write(services_.db, std::move(record));
    co_return failed();
  }

  Services services_;
  SsoProvider provider_;
  SignInThrottle throttle_;
  std::mutex mutex_;
  std::int64_t minute_ = 0;
  std::int64_t starts_ = 0;
};

}  // namespace

std::vector<net::Route> sso_routes(Services services, SsoSettings sso, net::Client& client) {
  const auto api = std::make_shared<Api>(std::move(services), std::move(sso), client);
  const auto row = [](std::string path, std::string operation, net::Handler handler) {
    net::Route route{};
    route.method = net::Method::get;
    route.path = std::move(path);
    route.operation_id = std::move(operation);
    route.access = net::Access::open;
    route.level = net::Level::l0;
    route.handler = std::move(handler);
    return route;
  };
  return {
      row("/api/sso", "read_sso", [api](Request& request) { return api->read(request); }),
      row("/api/sso/start", "start_sso", [api](Request& request) { return api->start(request); }),
      row("/api/sso/return", "finish_sso",
          [api](Request& request) { return api->finish(request); })};
}

}  // namespace bursar::identity
