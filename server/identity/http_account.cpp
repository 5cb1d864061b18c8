// Office routes of one's own account: profile, address, sign-ins, alerts.
#include <boost/json/serialize.hpp>

#include "identity/http_logins.hpp"
#include "identity/own_account.hpp"

namespace bursar::identity {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;

constexpr std::int64_t k_alerts_shown = 50;

json::value at_or_null(const std::optional<Instant>& at) {
  if (!at) return nullptr;
  return at->ms;
}

json::value text_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return json::value(text);
}

json::object account_json(const OwnAccount& own, PlaceNames& names) {
  return {{"user", user_json(own.user, names)},
          {"locale", own.user.locale},
          {"time_zone", own.user.time_zone},
          {"phone_masked", text_or_null(own.phone_masked)},
          {"password_changed_at", own.password_changed_at.ms},
          {"recovery_codes_left", own.recovery_codes_left},
          {"waiting_email", text_or_null(own.waiting_email)},
          {"waiting_email_until_at", at_or_null(own.waiting_email_until)},
          {"unseen_alerts", own.unseen_alerts},
          {"can_mail", own.can_mail}};
}

json::object alert_json(const StoredAlert& alert) {
  return {{"alert_id", std::to_string(alert.key)},
          {"kind", alert_kind_name(alert.kind)},
          {"at", alert.at.ms},
          {"ip", text_or_null(alert.ip)},
          {"device", text_or_null(alert.device)},
          {"detail", text_or_null(alert.detail)},
          {"seen_at", at_or_null(alert.seen_at)}};
}

using Change = std::function<Result<OwnAccount>(Tx&, const Call&, const Settings&)>;

class Api {
 public:
  explicit Api(const Services& services) : services_(services) {}

  Task<Response> read(Request& request) const {
    const Call call = services_.ports.call(request.actor);
    auto load = [call, services = services_](Tx& tx) -> Result<json::object> {
      PlaceNames names(services, tx);
      return account_json(read_own_account(tx, call, services.settings), names);
    };
    const auto body = co_await net::read(services_.db, std::move(load));
    if (!body) co_return net::to_problem(body.error(), request.request_id);
    co_return net::json_response(200, json::serialize(*body));
  }

  Task<Response> update(Request& request) const {
    net::JsonReader in(request.body);
    UpdateOwnAccount command;
    command.version = in.integer("version", 1, INT64_MAX);
    command.name = in.text_or_none("name", 120);
    command.time_zone = in.text_or_none("time_zone", 64);
    if (const auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    Change work = [command](Tx& tx, const Call& call, const Settings& settings) {
      return update_own_account(tx, call, settings, command);
    };
    co_return co_await change(request, std::move(work));
  }

  Task<Response> ask_email(Request& request) const {
    net::JsonReader in(request.body);
    const std::string email = in.text("email", 1, 254);
    if (const auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    Change work = [email](Tx& tx, const Call& call, const Settings& settings) {
      return request_email_change(tx, call, settings, email);
    };
    co_return co_await change(request, std::move(work));
  }

  Task<Response> cancel_email(Request& request) const {
    Change work = [](Tx& tx, const Call& call, const Settings& settings) {
      return cancel_email_change(tx, call, settings);
    };
    co_return co_await change(request, std::move(work));
  }

  Task<Response> look_up_email(Request& request) {
    auto token = co_await take_token(request);
    if (!token) co_return net::to_problem(token.error(), request.request_id);
    const Instant now = services_.ports.clock.now();
    auto load = [token = *token, now](Tx& tx) { return read_email_change(tx, token, now); };
    const auto email = co_await net::read(services_.db, std::move(load));
    co_return shown(request, email);
  }

  Task<Response> confirm_email(Request& request) {
    auto token = co_await take_token(request);
    if (!token) co_return net::to_problem(token.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto record = [call, token = *token](Tx& tx) { return confirm_email_change(tx, call, token); };
    const auto email = co_await net::write(services_.db, std::move(record));
    co_return shown(request, email);
  }

  Task<Response> alerts(Request& request) const {
    const UserId user{request.actor.key};
    auto load = [user](Tx& tx) -> Result<std::vector<StoredAlert>> {
      return list_alerts(tx, user, k_alerts_shown);
    };
    const auto alerts = co_await net::read(services_.db, std::move(load));
    if (!alerts) co_return net::to_problem(alerts.error(), request.request_id);
    json::array rows;
    for (const StoredAlert& alert : *alerts) rows.push_back(alert_json(alert));
    co_return net::json_response(200, json::serialize(json::object{{"rows", std::move(rows)}}));
  }

  Task<Response> note_seen(Request& request) const {
    net::JsonReader in(request.body);
    const std::string up_to = in.text("alert_id", 1, 20);
    const auto key = query_number("alert_id", up_to, 1, INT64_MAX);
    if (!key) in.fail("alert_id", "invalid_parameter", "must be the id of an alert");
    if (const auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto record = [call, key = *key](Tx& tx) -> Result<void> {
      note_alerts_seen(tx, call, UserId{call.actor.key}, key);
      return ok();
    };
    const auto done = co_await net::write(services_.db, std::move(record));
    if (!done) co_return net::to_problem(done.error(), request.request_id);
    co_return net::no_content();
  }

  Task<Response> logins(Request& request) const;

 private:
  Task<Response> change(Request& request, Change work) const {
    const Call call = services_.ports.call(request.actor);
    auto record = [call, services = services_, work](Tx& tx) -> Result<json::object> {
      const auto own = work(tx, call, services.settings);
      if (!own) return own.error();
      PlaceNames names(services, tx);
      return account_json(*own, names);
    };
    const auto body = co_await net::write(services_.db, std::move(record));
    if (!body) co_return net::to_problem(body.error(), request.request_id);
    co_return net::json_response(200, json::serialize(*body));
  }

  // Guesses are rationed per network; 256 bits do the rest.
  Task<Result<Secret>> take_token(Request& request) {
    net::JsonReader in(request.body);
    const Secret token(in.text("token", 1, 64));
    if (auto error = in.finish()) co_return std::move(*error);
    const Instant now = services_.ports.clock.now();
    if (auto full = throttle_.refusal(request.peer_ip, now)) co_return std::move(*full);
    co_return token;
  }

  Response shown(const Request& request, const Result<std::string>& email) {
    if (email) return net::json_response(200, json::serialize(json::object{{"email", *email}}));
    throttle_.count_failure(request.peer_ip, services_.ports.clock.now());
    return net::to_problem(email.error(), request.request_id);
  }

  Services services_;
  SignInThrottle throttle_;
};

Task<Response> Api::logins(Request& request) const {
  const auto page = decode_login_page(request);
  if (!page) co_return net::to_problem(page.error(), request.request_id);
  Actor everywhere = request.actor;
  everywhere.scope = ScopeIssuer::installation();  // one's own sign-ins are one's own anywhere
  const Call call = services_.ports.call(everywhere);
  auto load = [call, page = *page](Tx& tx) {
    return list_logins(tx, call, UserId{call.actor.key}, page.before, page.limit + 1);
  };
  auto logins = co_await net::read(services_.db, std::move(load));
  if (!logins) co_return net::to_problem(logins.error(), request.request_id);
  co_return net::json_response(200, json::serialize(logins_json(std::move(*logins), page->limit)));
}

net::Route open_route(std::string path, std::string operation, net::Handler handler) {
  net::Route route{};
  route.method = net::Method::post;
  route.path = std::move(path);
  route.operation_id = std::move(operation);
  route.access = net::Access::open;
  route.level = net::Level::l0;
  route.handler = std::move(handler);
  return route;
}

}  // namespace

std::vector<net::Route> account_routes(const Services& services) {
  using net::Level;
  using net::Method;
  const auto api = std::make_shared<Api>(services);
  return {
      office_route(Method::get, "/api/account", "read_own_account", "self", Level::l2,
                   [api](Request& request) { return api->read(request); }),
      office_route(Method::patch, "/api/account", "update_own_account", "self", Level::l2,
                   [api](Request& request) { return api->update(request); }),
      office_route(Method::post, "/api/account/email_change", "request_email_change", "self",
                   Level::l3, [api](Request& request) { return api->ask_email(request); }),
      office_route(Method::del, "/api/account/email_change", "cancel_email_change", "self",
                   Level::l2, [api](Request& request) { return api->cancel_email(request); }),
      office_route(Method::get, "/api/account/logins", "list_own_logins", "self", Level::l2,
                   [api](Request& request) { return api->logins(request); }),
      office_route(Method::get, "/api/account/alerts", "list_security_alerts", "self", Level::l2,
                   [api](Request& request) { return api->alerts(request); }),
      office_route(Method::post, "/api/account/alerts/seen", "note_alerts_seen", "self", Level::l2,
                   [api](Request& request) { return api->note_seen(request); }),
      open_route("/api/email_changes/lookup", "read_email_change",
                 [api](Request& request) { return api->look_up_email(request); }),
      open_route("/api/email_changes/confirmation", "confirm_email_change",
                 [api](Request& request) { return api->confirm_email(request); }),
  };
}

}  // namespace bursar::identity
