// Office routes of one person: details, state, sessions, sign-ins, and the ways back in.
#include <boost/json/serialize.hpp>

#include "identity/grant.hpp"
#include "identity/http_confirm_act.hpp"
#include "identity/http_logins.hpp"

namespace bursar::identity {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;

json::value at_or_null(const std::optional<Instant>& at) {
  if (!at) return nullptr;
  return at->ms;
}

json::value text_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return json::value(text);
}

json::object detail_json(const PersonDetail& detail, PlaceNames& names) {
  return {{"user", user_json(detail.user, names)},
          {"phone_masked", text_or_null(detail.phone_masked)},
          {"phone_confirmed", detail.phone_confirmed},
          {"locked_until_at", at_or_null(detail.locked_until)},
          {"factor_locked_until_at", at_or_null(detail.factor_locked_until)},
          {"temporary_password_until_at", at_or_null(detail.temporary_password_until)},
          {"invitation_until_at", at_or_null(detail.invitation_until)},
          {"recovery_codes_left", detail.recovery_codes_left},
          {"live_api_keys", detail.live_api_keys},
          {"can_change", detail.is_governed}};
}

class Api {
 public:
  explicit Api(const Services& services) : services_(services) {}

  Task<Response> read(Request& request) const {
    const auto id = UserId::parse(request.param("user_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto load = [call, services = services_, id = *id](Tx& tx) -> Result<json::object> {
      const auto detail = read_person(tx, call, services.settings, id);
      if (!detail) return detail.error();
      PlaceNames names(services, tx);
      return detail_json(*detail, names);
    };
    const auto body = co_await net::read(services_.db, std::move(load));
    if (!body) co_return net::to_problem(body.error(), request.request_id);
    co_return net::json_response(200, json::serialize(*body));
  }

  Task<Response> update(Request& request) const {
    const auto id = UserId::parse(request.param("user_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    net::JsonReader in(request.body);
    UpdateUser command;
    command.id = *id;
    command.version = in.integer("version", 1, INT64_MAX);
    command.name = in.text_or_none("name", 120);
    command.email = in.text_or_none("email", 254);
    command.phone = in.text_or_none("phone", 40);
    if (const auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    PersonChange change = [command, &settings = services_.settings](Tx& tx, const Call& call) {
      return update_user(tx, call, settings, command);
    };
    co_return co_await change_person(services_, request, "update_user", 200, std::move(change));
  }

  /// Changes that take no more than the person: one use case each.
  using Act = Result<User> (*)(Tx&, const Call&, UserId);
  Task<Response> act(Request& request, std::string operation, Act use_case) const {
    const auto id = UserId::parse(request.param("user_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    PersonChange change = [id = *id, use_case](Tx& tx, const Call& call) {
      return use_case(tx, call, id);
    };
    co_return co_await change_person(services_, request, std::move(operation), 200,
                                     std::move(change));
  }

  /// An administrator's takes a code of its own before others are asked.
  Task<Response> reset_factor(Request& request) const {
    const auto id = UserId::parse(request.param("user_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    PersonChange change = [id = *id](Tx& tx, const Call& call) {
      return reset_second_factor(tx, call, id);
    };
    PersonConfirm confirm = [id = *id, &settings = services_.settings, &request](
                                Tx& tx, const Call& call) -> Result<std::optional<Error>> {
      const auto account = load_governed(tx, call, id);
      if (!account) return account.error();
      // One's own is refused in any case.
      if (!is_administrator(tx, id) || call.actor.key == id.key) return std::optional<Error>();
      const ActContent content{"reset_second_factor",
                               id.text(),
                               "reset of the second factor of " + account->name,
                               {},
                               {}};
      return confirm_act(tx, call, settings, content, request);
    };
    co_return co_await change_person(services_, request, "reset_second_factor", 200,
                                     std::move(change), std::move(confirm));
  }

  Task<Response> link(Request& request, std::string operation, LinkPurpose purpose) const {
    const auto id = UserId::parse(request.param("user_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto record = [call, &settings = services_.settings, id = *id, purpose](Tx& tx) {
      return create_user_link(tx, call, settings, id, purpose);
    };
    const auto made = co_await net::write(services_.db, std::move(record));
    if (!made) co_return co_await refuse(services_, request, std::move(operation), made.error());
    const json::object body = hand_over(purpose, *made);
    co_return net::json_response(201, json::serialize(body));
  }

  Task<Response> sessions(Request& request) const {
    const auto id = UserId::parse(request.param("user_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto load = [call, id = *id](Tx& tx) { return list_user_sessions(tx, call, id); };
    const auto sessions = co_await net::read(services_.db, std::move(load));
    if (!sessions) co_return net::to_problem(sessions.error(), request.request_id);
    json::array rows;
    for (const SessionSummary& session : *sessions)
      rows.push_back(session_summary_json(session, request.actor.session));
    co_return net::json_response(200, json::serialize(json::object{{"rows", std::move(rows)}}));
  }

  Task<Response> end_session(Request& request) const {
    const auto id = UserId::parse(request.param("user_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    const auto session = SessionId::parse(request.param("session_id"));
    if (!session) co_return net::to_problem(session.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto record = [call, id = *id, session = *session](Tx& tx) {
      return end_user_session(tx, call, id, session);
    };
    const auto done = co_await net::write(services_.db, std::move(record));
    if (!done) co_return co_await refuse(services_, request, "end_user_session", done.error());
    co_return net::no_content();
  }

  Task<Response> end_sessions(Request& request) const {
    const auto id = UserId::parse(request.param("user_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto record = [call, id = *id](Tx& tx) { return end_user_sessions(tx, call, id); };
    const auto ended = co_await net::write(services_.db, std::move(record));
    if (!ended) co_return co_await refuse(services_, request, "end_user_sessions", ended.error());
    co_return net::json_response(200, json::serialize(json::object{{"ended", *ended}}));
  }

  Task<Response> logins(Request& request) const {
    const auto id = UserId::parse(request.param("user_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    const auto page = decode_login_page(request);
    if (!page) co_return net::to_problem(page.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto load = [call, id = *id, page = *page](Tx& tx) {
      return list_logins(tx, call, id, page.before, page.limit + 1);
    };
    auto logins = co_await net::read(services_.db, std::move(load));
    if (!logins) co_return net::to_problem(logins.error(), request.request_id);
    const json::object body = logins_json(std::move(*logins), page->limit);
    co_return net::json_response(200, json::serialize(body));
  }

 private:
  Services services_;
};

using Row = std::vector<net::Route>;

Row reading_routes(const std::shared_ptr<Api>& api, const std::string& base) {
  using net::Level;
  using net::Method;
  return {
      office_route(Method::get, base, "read_user", "users:read", Level::l2,
                   [api](Request& request) { return api->read(request); }),
      office_route(Method::get, base + "/sessions", "list_user_sessions", "users:read", Level::l2,
                   [api](Request& request) { return api->sessions(request); }),
      office_route(Method::get, base + "/logins", "list_user_logins", "users:read", Level::l2,
                   [api](Request& request) { return api->logins(request); }),
  };
}

Row helping_routes(const std::shared_ptr<Api>& api, const std::string& base) {
  using net::Level;
  using net::Method;
  return {
      // Shutting somebody out must be quick in an emergency: no fresh confirmation.
      office_route(Method::del, base + "/sessions", "end_user_sessions", "users:reset", Level::l2,
                   [api](Request& request) { return api->end_sessions(request); }),
      office_route(Method::del, base + "/sessions/{session_id}", "end_user_session", "users:reset",
                   Level::l2, [api](Request& request) { return api->end_session(request); }),
      office_route(Method::post, base + "/reset_link", "create_reset_link", "users:reset",
                   Level::l3,
                   [api](Request& request) {
                     return api->link(request, "create_reset_link", LinkPurpose::reset);
                   }),
      office_route(Method::post, base + "/password_change", "require_password_change",
                   "users:reset", Level::l3,
                   [api](Request& request) {
                     return api->act(request, "require_password_change", &require_password_change);
                   }),
      office_route(Method::post, base + "/second_factor_reset", "reset_second_factor",
                   "users:reset", Level::l3,
                   [api](Request& request) { return api->reset_factor(request); }),
  };
}

Row changing_routes(const std::shared_ptr<Api>& api, const std::string& base) {
  using net::Level;
  using net::Method;
  return {
      office_route(Method::patch, base, "update_user", "users:write", Level::l3,
                   [api](Request& request) { return api->update(request); }),
      office_route(Method::post, base + "/invitation", "renew_invitation", "users:write", Level::l3,
                   [api](Request& request) {
                     return api->link(request, "renew_invitation", LinkPurpose::invite);
                   }),
      office_route(
          Method::post, base + "/disable", "disable_user", "users:write", Level::l2,
          [api](Request& request) { return api->act(request, "disable_user", &disable_user); }),
      office_route(
          Method::post, base + "/enable", "enable_user", "users:write", Level::l3,
          [api](Request& request) { return api->act(request, "enable_user", &enable_user); }),
  };
}

}  // namespace

std::vector<net::Route> person_routes(const Services& services) {
  const auto api = std::make_shared<Api>(services);
  const std::string base = "/api/users/{user_id}";
  Row all = reading_routes(api, base);
  for (const Row& part : {helping_routes(api, base), changing_routes(api, base)})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace bursar::identity
