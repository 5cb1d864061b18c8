// Office routes of sign-in, second factor, sessions and set-up: decode, use case, encode.
#include "identity/http.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/json/serialize.hpp>

#include "identity/http_parts.hpp"
#include "net/json_reader.hpp"

namespace bursar::identity {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;

constexpr std::size_t k_password_max = 256;  // code points here; bytes are judged by check_password
constexpr std::size_t k_code_max = 64;
constexpr std::int64_t k_device_cookie_s = 365 * 24 * 3600;

/// A grant with what is shown of it.
struct Shown {
  SessionGrant grant;
  SessionView view;
};

class Api {
 public:
  explicit Api(const Services& services) : services_(services) {}

  Task<Response> read_setup(Request& request) const;
  Task<Response> accept_setup(Request& request) const;
  Task<Response> sign_in(Request& request);
  Task<Response> read_session(Request& request) const;
  Task<Response> sign_out(Request& request) const;
  Task<Response> change_password(Request& request) const;
  Task<Response> start_enrolment(Request& request) const;
  Task<Response> confirm_enrolment(Request& request) const;
  Task<Response> verify_factor(Request& request) const;
  Task<Response> confirm_session(Request& request) const;
  Task<Response> list_sessions(Request& request) const;
  Task<Response> end_session(Request& request) const;

 private:
  Call call(const Request& request) const { return services_.ports.call(request.actor); }
  Instant now() const { return services_.ports.clock.now(); }
  Response problem(const Error& error, const Request& request) const {
    return net::to_problem(error, request.request_id);
  }
  Response granted(int status, const Shown& shown,
                   std::vector<std::string> recovery_codes = {}) const;
  Task<Response> finish_factor(Request& request, Result<FactorOutcome> outcome) const;
  Task<Result<Shown>> show(SessionGrant grant) const;
  Task<Result<bool>> password_matches(Secret token, Secret password) const;

  Services services_;
  SignInThrottle throttle_;
};

std::string code_from(const Request& request, std::optional<Error>& error) {
  net::JsonReader in(request.body);
  std::string code = in.text("code", 1, k_code_max);
  error = in.finish();
  return code;
}

Response Api::granted(int status, const Shown& shown,
                      std::vector<std::string> recovery_codes) const {
  json::object body = session_json(services_.settings, shown.view, shown.grant.token);
  if (!recovery_codes.empty()) {
    json::array codes;
    for (const auto& code : recovery_codes) codes.emplace_back(code);
    body = json::object{{"session", std::move(body)}, {"recovery_codes", std::move(codes)}};
  }
  Response response = net::json_response(status, json::serialize(body));
  set_session_cookies(response, shown.grant);
  return response;
}

Task<Result<Shown>> Api::show(SessionGrant grant) const {
  const Instant at = now();
  const Visitor visitor = grant.visitor;
  auto load = [visitor, at](Tx& tx) -> Result<SessionView> {
    return session_view(tx, visitor, at);
  };
  auto view = co_await net::read(services_.db, std::move(load));
  if (!view) co_return view.error();
  co_return Shown{std::move(grant), std::move(*view)};
}

Task<Response> Api::read_setup(Request& request) const {
  const Instant at = now();
  auto load = [at, &settings = services_.settings](Tx& tx) -> Result<json::object> {
    return json::object{{"is_open", setup_open(tx, at)}, {"can_mail", mails_links(tx, settings)}};
  };
  const auto body = co_await net::read(services_.db, std::move(load));
  if (!body) co_return problem(body.error(), request);
  co_return net::json_response(200, json::serialize(*body));
}

Task<Response> Api::accept_setup(Request& request) const {
  net::JsonReader in(request.body);
  AcceptSetup command;
  command.token = Secret(in.text("token", 1, k_code_max));
  command.email = in.text("email", 1, 254);
  command.name = in.text("name", 1, 120);
  const Secret password(in.text("password", 1, k_password_max));
  if (const auto error = in.finish()) co_return problem(*error, request);
  const Settings& settings = services_.settings;
  std::function<Result<PasswordHash>()> work = [this, &settings, password, command] {
    return prepare_password(settings, services_.ports.random, password,
                            {command.email, command.name});
  };
  auto hash = co_await prove<PasswordHash>(services_.pool, std::move(work));
  if (!hash) co_return problem(hash.error(), request);
  command.password = *hash;
  const Call context = call(request);
  auto record = [context, &settings, command](Tx& tx) {
    return identity::accept_setup(tx, context, settings, command);
  };
  auto grant = co_await net::write(services_.db, std::move(record));
  if (!grant) co_return problem(grant.error(), request);
  const auto shown = co_await show(std::move(*grant));
  if (!shown) co_return problem(shown.error(), request);
  co_return granted(201, *shown);
}

Task<Response> Api::sign_in(Request& request) {
  net::JsonReader in(request.body);
  LoginAttempt attempt;
  attempt.email = in.text("email", 1, 254);
  attempt.password = Secret(in.text("password", 1, k_password_max));
  if (const auto error = in.finish()) co_return problem(*error, request);
  attempt.device_token = request.cookie(k_device_cookie);
  attempt.user_agent = request.header("user-agent");
  if (const auto limited = throttle_.refusal(request.peer_ip, now()))
    co_return problem(*limited, request);
  if (const std::int64_t delay = throttle_.delay_ms(now()); delay > 0) {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
    timer.expires_after(std::chrono::milliseconds(delay));
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
  const Settings& settings = services_.settings;
  const Instant at = now();
  auto load = [&settings, attempt, at](Tx& tx) -> Result<LoginCheck> {
    return load_login(tx, settings, attempt, at);
  };
  auto check = co_await net::read(services_.db, std::move(load));
  if (!check) co_return problem(check.error(), request);
  std::function<Result<LoginProof>()> work = [this, &settings, check = *check,
                                              password = attempt.password]() -> Result<LoginProof> {
    return prove_login(settings, services_.ports.random, check, password);
  };
  auto proof = co_await prove<LoginProof>(services_.pool, std::move(work));
  if (!proof) co_return problem(proof.error(), request);
  const Call context = call(request);
  const Secret former(request.cookie(k_full_cookie));
  auto record = [context, &settings, attempt, check = *check, proof = *proof,
                 former](Tx& tx) -> Result<LoginOutcome> {
    auto outcome = record_login(tx, context, settings, attempt, check, proof);
    // Who signs in anew leaves the session this browser still had.
    if (outcome && outcome->grant)
      if (auto ended = identity::sign_out(tx, context, former); !ended) return ended.error();
    return outcome;
  };
  auto outcome = co_await net::write(services_.db, std::move(record));
  if (!outcome) co_return problem(outcome.error(), request);
  if (!outcome->grant) {
    throttle_.count_failure(request.peer_ip, now());
    co_return problem(login_failed(), request);
  }
  const auto shown = co_await show(std::move(*outcome->grant));
  if (!shown) co_return problem(shown.error(), request);
  Response response = granted(200, *shown);
  if (!outcome->device_token.empty())
    set_cookie(response, k_device_cookie, outcome->device_token.reveal(), k_device_cookie_s);
  co_return response;
}

Task<Response> Api::read_session(Request& request) const {
  const Secret token(request.session_token);
  const Instant at = now();
  auto load = [services = services_, token, at](Tx& tx) -> Result<SessionView> {
    for (const SessionKind kind : {SessionKind::full, SessionKind::pre})
      if (const auto visitor = find_session(tx, token, kind, at))
        return session_view(services, tx, *visitor, at);
    return unauthenticated("signed_out", "nobody is signed in here");
  };
  const auto view = co_await net::read(services_.db, std::move(load));
  if (!view) co_return problem(view.error(), request);
  co_return net::json_response(200,
                               json::serialize(session_json(services_.settings, *view, token)));
}

Task<Response> Api::sign_out(Request& request) const {
  const Secret token(request.session_token);
  const Call context = call(request);
  auto record = [context, token](Tx& tx) { return identity::sign_out(tx, context, token); };
  const auto ended = co_await net::write(services_.db, std::move(record));
  if (!ended) co_return problem(ended.error(), request);
  Response response = net::no_content();
  clear_session_cookies(response);
  // "cookies" is left out: it would take the device cookie along, which keeps strangers from
  // locking this person out.
  co_return response.with("clear-site-data", "\"cache\", \"storage\"");
}

Task<Response> Api::change_password(Request& request) const {
  net::JsonReader in(request.body);
  const Secret current(in.text_or_none("current_password", k_password_max).value_or(""));
  const Secret wanted(in.text("new_password", 1, k_password_max));
  if (const auto error = in.finish()) co_return problem(*error, request);
  const Secret token(request.session_token);
  const Instant at = now();
  auto load = [token, at](Tx& tx) { return load_password(tx, token, at); };
  auto check = co_await net::read(services_.db, std::move(load));
  if (!check) co_return problem(check.error(), request);
  const Settings& settings = services_.settings;
  std::function<Result<PasswordProof>()> work = [this, &settings, check = *check, current, wanted] {
    return prove_password(settings, services_.ports.random, check, current, wanted);
  };
  auto proof = co_await prove<PasswordProof>(services_.pool, std::move(work));
  if (!proof) co_return problem(proof.error(), request);
  const Call context = call(request);
  auto record = [context, &settings, check = *check, proof = *proof](Tx& tx) {
    return record_password(tx, context, settings, check, proof);
  };
  auto outcome = co_await net::write(services_.db, std::move(record));
  if (!outcome) co_return problem(outcome.error(), request);
  if (outcome->refusal) co_return problem(*outcome->refusal, request);
  const auto shown = co_await show(std::move(*outcome->grant));
  if (!shown) co_return problem(shown.error(), request);
  co_return granted(200, *shown);
}

Task<Response> Api::start_enrolment(Request& request) const {
  const Secret token(request.session_token);
  const Call context = call(request);
  const Settings& settings = services_.settings;
  auto record = [context, &settings, token](Tx& tx) {
    return start_totp_enrolment(tx, context, settings, token);
  };
  const auto enrolment = co_await net::write(services_.db, std::move(record));
  if (!enrolment) co_return problem(enrolment.error(), request);
  co_return net::json_response(
      200, json::serialize(json::object{{"secret", enrolment->secret_base32.reveal()},
                                        {"otpauth_uri", enrolment->otpauth_uri.reveal()},
                                        {"qr_svg", enrolment->qr_svg}}));
}

Task<Response> Api::finish_factor(Request& request, Result<FactorOutcome> outcome) const {
  if (!outcome) co_return problem(outcome.error(), request);
  if (outcome->refusal) co_return problem(*outcome->refusal, request);
  const auto shown = co_await show(std::move(*outcome->grant));
  if (!shown) co_return problem(shown.error(), request);
  co_return granted(200, *shown, std::move(outcome->recovery_codes));
}

Task<Response> Api::confirm_enrolment(Request& request) const {
  std::optional<Error> error;
  const std::string code = code_from(request, error);
  if (error) co_return problem(*error, request);
  const Secret token(request.session_token);
  const Call context = call(request);
  const Settings& settings = services_.settings;
  auto record = [context, &settings, token, code](Tx& tx) {
    return confirm_totp_enrolment(tx, context, settings, token, code);
  };
  auto outcome = co_await net::write(services_.db, std::move(record));
  co_return co_await finish_factor(request, std::move(outcome));
}

Task<Response> Api::verify_factor(Request& request) const {
  std::optional<Error> error;
  const std::string code = code_from(request, error);
  if (error) co_return problem(*error, request);
  const Secret token(request.session_token);
  const Call context = call(request);
  const Settings& settings = services_.settings;
  auto record = [context, &settings, token, code](Tx& tx) {
    return verify_totp(tx, context, settings, token, code);
  };
  auto outcome = co_await net::write(services_.db, std::move(record));
  co_return co_await finish_factor(request, std::move(outcome));
}

Task<Result<bool>> Api::password_matches(Secret token, Secret password) const {
  const Instant at = now();
  auto load = [token, at](Tx& tx) { return load_password(tx, token, at); };
  auto check = co_await net::read(services_.db, std::move(load));
  if (!check) co_return check.error();
  std::function<Result<bool>()> work = [this, hash = check->hash, password]() -> Result<bool> {
    return verify_password(services_.settings, hash, password);
  };
  co_return co_await prove<bool>(services_.pool, std::move(work));
}

Task<Response> Api::confirm_session(Request& request) const {
  net::JsonReader in(request.body);
  const auto code = in.text_or_none("code", k_code_max);
  const auto password = in.text_or_none("password", k_password_max);
  if (code.has_value() == password.has_value())
    in.fail("code", "one_of", "either code or password must be given");
  if (const auto error = in.finish()) co_return problem(*error, request);
  const Secret token(request.session_token);
  const Call context = call(request);
  const Settings& settings = services_.settings;
  bool matches = false;
  if (password) {
    const auto judged = co_await password_matches(token, Secret(*password));
    if (!judged) co_return problem(judged.error(), request);
    matches = *judged;
  }
  auto record = [context, &settings, token, code, matches](Tx& tx) {
    return code ? confirm_session_by_code(tx, context, settings, token, *code)
                : confirm_session_by_password(tx, context, settings, token, matches);
  };
  auto outcome = co_await net::write(services_.db, std::move(record));
  co_return co_await finish_factor(request, std::move(outcome));
}

Task<Response> Api::list_sessions(Request& request) const {
  const UserId user{request.actor.key};
  const Instant at = now();
  auto load = [user, at](Tx& tx) -> Result<std::vector<SessionSummary>> {
    return identity::list_sessions(tx, user, at);
  };
  const auto sessions = co_await net::read(services_.db, std::move(load));
  if (!sessions) co_return problem(sessions.error(), request);
  json::array rows;
  for (const SessionSummary& session : *sessions)
    rows.push_back(session_summary_json(session, request.actor.session));
  co_return net::json_response(200, json::serialize(json::object{{"rows", std::move(rows)}}));
}

Task<Response> Api::end_session(Request& request) const {
  const auto id = SessionId::parse(request.param("session_id"));
  if (!id) co_return problem(id.error(), request);
  const Call context = call(request);
  auto record = [context, id = *id](Tx& tx) { return identity::end_session(tx, context, id); };
  const auto ended = co_await net::write(services_.db, std::move(record));
  if (!ended) co_return problem(ended.error(), request);
  co_return net::no_content();
}

}  // namespace

std::vector<net::Route> session_routes(const Services& services) {
  using net::Access;
  using net::Method;
  const auto api = std::make_shared<Api>(services);
  const auto row = [](Method method, std::string path, std::string operation, Access access,
                      net::Handler handler) {
    net::Route route{};
    route.method = method;
    route.path = std::move(path);
    route.operation_id = std::move(operation);
    route.access = access;
    if (access == Access::session) route.permission = "self";
    route.level = access == Access::open ? net::Level::l0 : net::Level::l2;
    route.body_max = 4 * 1024;
    route.handler = std::move(handler);
    return route;
  };
  return {
      row(Method::get, "/api/setup", "read_setup", Access::open,
          [api](Request& request) { return api->read_setup(request); }),
      row(Method::post, "/api/setup", "accept_setup", Access::open,
          [api](Request& request) { return api->accept_setup(request); }),
      row(Method::post, "/api/session", "sign_in", Access::open,
          [api](Request& request) { return api->sign_in(request); }),
      row(Method::get, "/api/session", "read_session", Access::pre_session,
          [api](Request& request) { return api->read_session(request); }),
      row(Method::del, "/api/session", "sign_out", Access::pre_session,
          [api](Request& request) { return api->sign_out(request); }),
      row(Method::post, "/api/session/password", "change_password", Access::pre_session,
          [api](Request& request) { return api->change_password(request); }),
      row(Method::post, "/api/session/totp/enrolment", "start_totp_enrolment", Access::pre_session,
          [api](Request& request) { return api->start_enrolment(request); }),
      row(Method::post, "/api/session/totp/confirmation", "confirm_totp_enrolment",
          Access::pre_session, [api](Request& request) { return api->confirm_enrolment(request); }),
      row(Method::post, "/api/session/totp", "verify_totp", Access::pre_session,
          [api](Request& request) { return api->verify_factor(request); }),
      row(Method::post, "/api/session/confirmation", "confirm_session", Access::session,
          [api](Request& request) { return api->confirm_session(request); }),
      row(Method::get, "/api/sessions", "list_sessions", Access::session,
          [api](Request& request) { return api->list_sessions(request); }),
      row(Method::del, "/api/sessions/{session_id}", "end_session", Access::session,
          [api](Request& request) { return api->end_session(request); }),
  };
}

std::vector<net::Route> routes(Services services,
                               std::function<void(std::string_view)> on_key_changed) {
  std::vector<net::Route> all = session_routes(services);
  for (const auto& part :
       {passkey_routes(services), assurance_routes(services), confirmation_routes(services),
        user_routes(services), person_routes(services), membership_routes(services),
        role_routes(services), account_routes(services), api_token_routes(services),
        invitation_routes(services), link_routes(services), view_routes(services)})
    all.insert(all.end(), part.begin(), part.end());
  for (auto& route : api_key_routes(services, std::move(on_key_changed)))
    all.push_back(std::move(route));
  return all;
}

}  // namespace bursar::identity
