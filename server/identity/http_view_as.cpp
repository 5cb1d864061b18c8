// Office routes of looking as somebody else: asking, answering, going in and out, and what a
// company consents to.
#include <boost/json/serialize.hpp>

#include "identity/http_parts.hpp"

namespace bursar::identity {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;

json::value party_json(const ViewParty& party) {
  if (!party.id) return nullptr;
  return json::object{{"user_id", party.id.text()}, {"name", party.name}, {"email", party.email}};
}

json::value at_or_null(const std::optional<Instant>& at) {
  if (!at) return nullptr;
  return at->ms;
}

// What nobody answered or used in time is over, though its row never hears of it.
std::string_view state_word(const View& view, Instant now) {
  const bool open = view.state == ViewState::asked || view.state == ViewState::accepted;
  if (open && now >= view.open_until) return "lapsed";
  if (view.state == ViewState::running && view.ends_at && now >= *view.ends_at) return "ended";
  return view_state_name(view.state);
}

json::object view_json(const View& view, PlaceNames& names, Instant now) {
  json::object object{{"view_id", view.id.text()},
                      {"state", state_word(view, now)},
                      {"agent", party_json(view.agent)},
                      {"person", party_json(view.person)},
                      {"reason", view.reason},
                      {"asked_at", view.asked_at.ms},
                      {"open_until_at", view.open_until.ms},
                      {"answered_at", at_or_null(view.answered_at)},
                      {"answered_by", party_json(view.answered_by)},
                      {"started_at", at_or_null(view.started_at)},
                      {"ends_at", at_or_null(view.ends_at)},
                      {"ended_at", at_or_null(view.ended_at)},
                      {"end_reason", view.end_reason}};
  names.add(object, view.place);
  return object;
}

json::object consent_json(const ViewConsent& consent) {
  return {{"company_id", consent.company.text()},
          {"mode", consent_mode_name(consent.mode)},
          {"version", consent.version},
          {"changed_at", at_or_null(consent.changed_at)},
          {"changed_by", consent.changed_by}};
}

struct Page {
  ListViews filter;
  std::size_t wanted = 0;
};

Result<Page> decode_page(const Request& request) {
  Page page;
  for (const auto& [name, value] : request.query) {
    if (value.empty()) continue;
    if (name == "limit") {
      const auto limit = query_number(name, value, 1, 200);
      if (!limit) return limit.error();
      page.filter.limit = *limit;
    } else if (name == "before") {
      const auto id = ViewId::parse(value);
      if (!id) return invalid(name, "invalid_parameter", "must be an id");
      page.filter.before = *id;
    } else if (name == "state") {
      page.filter.state = view_state_of(value);
      if (!page.filter.state) return invalid(name, "unknown_state", "is not a state of views");
    } else {
      return invalid(name, "unknown_parameter", "is not a parameter of this list");
    }
  }
  page.wanted = static_cast<std::size_t>(page.filter.limit++);  // one more tells of more
  return page;
}

class Api {
 public:
  explicit Api(const Services& services) : services_(services) {}

  Task<Response> list(Request& request, bool own) const {
    auto page = decode_page(request);
    if (!page) co_return net::to_problem(page.error(), request.request_id);
    if (own) page->filter.agent = UserId{request.actor.key};
    auto load = [services = services_, scope = request.actor.scope, page = *page,
                 now = services_.ports.clock.now()](Tx& tx) -> Result<json::object> {
      auto views = list_views(tx, scope, page.filter, now);
      const bool has_older = views.size() > page.wanted;
      if (has_older) views.pop_back();
      PlaceNames names(services, tx);
      json::array rows;
      for (const View& view : views) rows.push_back(view_json(view, names, now));
      return json::object{{"rows", std::move(rows)}, {"has_older", has_older}};
    };
    const auto body = co_await net::read(services_.db, std::move(load));
    if (!body) co_return net::to_problem(body.error(), request.request_id);
    co_return net::json_response(200, json::serialize(*body));
  }

  Task<Response> ask(Request& request) const {
    net::JsonReader in(request.body);
    AskView command;
    const auto person = in.text_or_none("user_id", 40);
    command.place = decode_place(in);
    command.reason = in.text("reason", 1, 500);
    if (const auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    if (person) {
      const auto id = UserId::parse(*person);
      if (!id) co_return net::to_problem(id.error(), request.request_id);
      command.person = *id;
    }
    auto change = [services = services_, command](Tx& tx, const Call& call) -> Result<View> {
      AskView placed = command;
      const auto place = resolve_view_place(services, tx, call.actor.scope, command.place);
      if (!place) return place.error();
      placed.place = *place;
      return ask_view(tx, call, placed);
    };
    co_return co_await run(request, "ask_view", 201, std::move(change));
  }

  Task<Response> answer(Request& request) const {
    const auto id = ViewId::parse(request.param("view_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    net::JsonReader in(request.body);
    const auto accept = in.text("answer", 1, 10);
    if (accept != "accept" && accept != "refuse")
      in.fail("answer", "unknown_answer", "must be accept or refuse");
    if (const auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    auto change = [id = *id, accepted = accept == "accept"](Tx& tx, const Call& call) {
      return answer_view(tx, call, id, accepted);
    };
    co_return co_await run(request, "answer_view", 200, std::move(change));
  }

  using Act = Result<View> (*)(Tx&, const Call&, ViewId);
  Task<Response> act(Request& request, std::string operation, Act use_case) const {
    const auto id = ViewId::parse(request.param("view_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    auto change = [id = *id, use_case](Tx& tx, const Call& call) { return use_case(tx, call, id); };
    co_return co_await run(request, std::move(operation), 200, std::move(change));
  }

  Task<Response> start(Request& request) const {
    const auto id = ViewId::parse(request.param("view_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    const Secret token(request.session_token);
    auto change = [call, id = *id, token](Tx& tx) { return start_view(tx, call, id, token); };
    auto grant = co_await net::write(services_.db, std::move(change));
    co_return co_await enter(request, std::move(grant));
  }

  Task<Response> end(Request& request) const {
    const Call call = services_.ports.call(request.actor);
    const Secret token(request.session_token);
    auto change = [call, token](Tx& tx) { return end_view(tx, call, token); };
    auto grant = co_await net::write(services_.db, std::move(change));
    co_return co_await enter(request, std::move(grant));
  }

  Task<Response> read_consent(Request& request) const {
    const auto company = CompanyId::parse(request.param("company_id"));
    if (!company) co_return net::to_problem(company.error(), request.request_id);
    auto load = [scope = request.actor.scope, company = *company,
                 services = services_](Tx& tx) -> Result<ViewConsent> {
      const Place place{ScopeKind::company, company, {}, {}};
      if (services.name_of && !services.name_of(tx, place)) return not_found(CompanyTag::k_noun);
      return read_view_consent(tx, scope, company);
    };
    const auto consent = co_await net::read(services_.db, std::move(load));
    if (!consent) co_return net::to_problem(consent.error(), request.request_id);
    co_return net::json_response(200, json::serialize(consent_json(*consent)));
  }

  Task<Response> set_consent(Request& request) const {
    const auto company = CompanyId::parse(request.param("company_id"));
    if (!company) co_return net::to_problem(company.error(), request.request_id);
    net::JsonReader in(request.body);
    SetViewConsent command;
    command.company = *company;
    command.version = in.integer("version", 0, INT64_MAX);
    const auto mode = consent_mode_of(in.text("mode", 1, 10));
    if (mode) command.mode = *mode;
    else in.fail("mode", "unknown_mode", "must be off, ask or always");
    if (const auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [call, command](Tx& tx) { return set_view_consent(tx, call, command); };
    const auto consent = co_await net::write(services_.db, std::move(change));
    if (!consent) co_return net::to_problem(consent.error(), request.request_id);
    co_return net::json_response(200, json::serialize(consent_json(*consent)));
  }

 private:
  /// A merchant gets its company; whether the place is in reach is judged where it is used.
  static Result<Place> resolve_view_place(const Services& services, Tx& tx, const Scope& scope,
                                          Place place) {
    if (place.kind == ScopeKind::company) {
      if (services.name_of && !services.name_of(tx, place)) return not_found(CompanyTag::k_noun);
      return place;
    }
    return resolve_place(services, tx, scope, place);
  }

  template <class F>
  Task<Response> run(Request& request, std::string operation, int status, F change) const {
    const Call call = services_.ports.call(request.actor);
    auto work = [call, services = services_, change](Tx& tx) -> Result<json::object> {
      const auto view = change(tx, call);
      if (!view) return view.error();
      PlaceNames names(services, tx);
      return view_json(*view, names, call.now);
    };
    const auto body = co_await net::write(services_.db, std::move(work));
    if (!body) co_return co_await refuse(services_, request, std::move(operation), body.error());
    co_return net::json_response(status, json::serialize(*body));
  }

  /// Going in and coming out change the token: the answer is the session as it now is.
  Task<Response> enter(Request& request, Result<SessionGrant> grant) const {
    if (!grant) co_return net::to_problem(grant.error(), request.request_id);
    auto load = [services = services_, visitor = grant->visitor,
                 now = services_.ports.clock.now()](Tx& tx) -> Result<SessionView> {
      return session_view(services, tx, visitor, now);
    };
    const auto view = co_await net::read(services_.db, std::move(load));
    if (!view) co_return net::to_problem(view.error(), request.request_id);
    Response response = net::json_response(
        200, json::serialize(session_json(services_.settings, *view, grant->token)));
    set_session_cookies(response, *grant);
    co_return response;
  }

  Services services_;
};

}  // namespace

SessionView session_view(const Services& services, Tx& tx, const Visitor& visitor, Instant now) {
  SessionView shown = session_view(tx, visitor, now);
  if (visitor.kind != SessionKind::full) return shown;
  const auto look = look_of(tx, visitor.session, now);
  if (!look || !look->over.empty()) return shown;
  shown.capabilities = view_capabilities(tx, look->view, now);
  PlaceNames names(services, tx);
  json::object object = view_json(look->view, names, now);
  json::array withheld;
  for (const std::string_view permission : withheld_permissions(tx, look->view, now))
    withheld.emplace_back(permission);
  object["withheld"] = std::move(withheld);
  shown.look_json = std::move(object);
  shown.look = look->view;
  return shown;
}

std::vector<net::Route> view_routes(const Services& services) {
  using net::Level;
  using net::Method;
  const auto api = std::make_shared<Api>(services);
  const std::string one = "/api/views/{view_id}";
  const std::string consent = "/api/companies/{company_id}/view_consent";
  return {
      office_route(Method::get, "/api/views", "list_views", "views:answer", Level::l2,
                   [api](Request& request) { return api->list(request, false); }),
      office_route(Method::get, "/api/views/mine", "list_own_views", "views:start", Level::l2,
                   [api](Request& request) { return api->list(request, true); }),
      office_route(Method::post, "/api/views", "ask_view", "views:start", Level::l3,
                   [api](Request& request) { return api->ask(request); }),
      office_route(Method::post, one + "/start", "start_view", "views:start", Level::l3,
                   [api](Request& request) { return api->start(request); }),
      office_route(
          Method::del, one, "withdraw_view", "views:start", Level::l2,
          [api](Request& request) { return api->act(request, "withdraw_view", &withdraw_view); }),
      office_route(Method::post, one + "/answer", "answer_view", "views:answer", Level::l3,
                   [api](Request& request) { return api->answer(request); }),
      // Shutting somebody out must be quick: no fresh confirmation.
      office_route(Method::post, one + "/stop", "stop_view", "views:answer", Level::l2,
                   [api](Request& request) { return api->act(request, "stop_view", &stop_view); }),
      office_route(Method::del, "/api/session/view", "end_view", "self", Level::l2,
                   [api](Request& request) { return api->end(request); }),
      office_route(Method::get, consent, "read_view_consent", "views:answer", Level::l2,
                   [api](Request& request) { return api->read_consent(request); }),
      office_route(Method::put, consent, "set_view_consent", "views:answer", Level::l3,
                   [api](Request& request) { return api->set_consent(request); }),
  };
}

}  // namespace bursar::identity
