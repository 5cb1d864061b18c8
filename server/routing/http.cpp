// Office routes of routing: decode, one use case, encode.
#include "routing/http.hpp"

#include <memory>

#include "gate/http.hpp"
#include "idempotency/idempotency.hpp"
#include "merchants/merchants.hpp"
#include "net/await.hpp"
#include "net/member_route.hpp"
#include "providers/restrictions.hpp"
#include "routing/http_caps.hpp"
#include "routing/http_decode.hpp"
#include "routing/http_view.hpp"
#include "vault/vault.hpp"

namespace bursar::routing {
namespace {

namespace json = boost::json;
using gate::Outcome;
using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

ProfileView view_of(Tx& tx, const Scope& scope, Profile profile) {
  ProfileView view{std::move(profile), "", ""};
  const Place& place = view.profile.place;
  if (place.merchant) {
    if (const auto merchant = merchants::load_merchant(tx, scope, place.merchant)) {
      view.merchant_name = merchant->name;
      view.company_name = merchant->company_name;
    }
  } else if (place.company) {
    if (const auto company = merchants::load_company(tx, scope, place.company))
      view.company_name = company->name;
  }
  return view;
}

// A merchant's place has its company, too; nobody names a place outside their scope.
Result<Place> resolved(Tx& tx, const Scope& scope, const NamedPlace& named) {
  if (named.merchant) {
    const auto merchant = merchants::load_merchant(tx, scope, named.merchant);
    if (!merchant) return merchant.error();
    return Place{merchant->company_id, merchant->id};
  }
  if (named.company) {
    const auto company = merchants::load_company(tx, scope, named.company);
    if (!company) return company.error();
    return Place{company->id, {}};
  }
  if (!scope.everything()) return forbidden("routing:write");
  return Place{};
}

Result<json::object> page_of(Tx& tx, const Scope& scope, ProfileId id) {
  auto profile = read_profile(tx, scope, id);
  if (!profile) return profile.error();
  json::array versions;
  for (const Version& version : list_versions(tx, id))
    versions.push_back(version_row_json(version));
  json::object body = profile_json(view_of(tx, scope, std::move(*profile)));
  body["versions"] = std::move(versions);
  return body;
}

idempotency::Token token_of(const Request& request) {
  return idempotency::token(request.header("idempotency-key"),
                            {net::method_name(request.method), request.path, request.body});
}

class Api {
 public:
  explicit Api(Services services) : services_(std::move(services)) {}

  Task<Response> vocabulary(Request&) const {
    co_return net::json_response(200, json::serialize(vocabulary_json()));
  }

  Task<Response> list(Request& request) const {
    auto query = [scope = request.actor.scope](Tx& tx) -> Result<json::object> {
      json::array rows;
      for (Profile& profile : list_profiles(tx, scope))
        rows.push_back(profile_json(view_of(tx, scope, std::move(profile))));
      return json::object{{"rows", std::move(rows)}};
    };
    co_return co_await answer_read(request, std::move(query));
  }

  Task<Response> read(Request& request) const {
    const auto id = ProfileId::parse(request.param("routing_profile_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    auto query = [scope = request.actor.scope, id = *id](Tx& tx) { return page_of(tx, scope, id); };
    co_return co_await answer_read(request, std::move(query));
  }

  Task<Response> version(Request& request) const {
    const auto id = ProfileId::parse(request.param("routing_profile_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    const std::string number(request.param("version"));
    const bool plain = !number.empty() && number.size() < 10 &&
                       number.find_first_not_of("0123456789") == std::string::npos;
    if (!plain) co_return net::to_problem(not_found("version"), request.request_id);
    auto query = [scope = request.actor.scope, id = *id,
                  number = std::stoll(number)](Tx& tx) -> Result<json::object> {
      const auto found = read_version(tx, scope, id, number);
      if (!found) return found.error();
      return version_json(*found);
    };
    co_return co_await answer_read(request, std::move(query));
  }

  Task<Response> create(Request& request) const {
    const auto command = decode_create(request);
    if (!command) co_return net::to_problem(command.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [call, command = *command, token = token_of(request)](Tx& tx) -> Result<Outcome> {
      const auto place = resolved(tx, call.actor.scope, command.place);
      if (!place) return place.error();
      const auto made = idempotency::once(
          tx, call, token, [&] { return create_profile(tx, call, *place, command.name); },
          [&](std::int64_t key) { return read_profile(tx, call.actor.scope, ProfileId{key}); });
      if (!made) return made.error();
      auto body = page_of(tx, call.actor.scope, made->value.id);
      if (!body) return body.error();
      return Outcome{{}, std::move(*body), made->replayed};
    };
    co_return co_await answer_write(request, 201, std::move(change));
  }

  Task<Response> create_draft_of(Request& request) const {
    const auto id = ProfileId::parse(request.param("routing_profile_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    net::JsonReader in(request.body);
    const std::int64_t from = in.integer_or_none("from_version", 1, INT64_MAX).value_or(0);
    if (const auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [call, id = *id, from](Tx& tx) -> Result<Outcome> {
      const auto draft = create_draft(tx, call, id, from);
      if (!draft) return draft.error();
      return Outcome{{}, version_json(*draft)};
    };
    co_return co_await answer_write(request, 201, std::move(change));
  }

  Task<Response> change(Request& request) const {
    auto command = decode_change(request);
    if (!command) co_return net::to_problem(command.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [call, command = std::move(*command)](Tx& tx) -> Result<Outcome> {
      const auto draft =
          change_draft(tx, call, command.at.id, command.at.revision, command.content);
      if (!draft) return draft.error();
      return Outcome{{}, version_json(*draft)};
    };
    co_return co_await answer_write(request, 200, std::move(change));
  }

  Task<Response> drop(Request& request) const {
    const auto id = ProfileId::parse(request.param("routing_profile_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [call, id = *id](Tx& tx) -> Result<Outcome> {
      const auto profile = drop_draft(tx, call, id);
      if (!profile) return profile.error();
      return page_outcome(tx, call, id);
    };
    co_return co_await answer_write(request, 200, std::move(change));
  }

  Task<Response> activate(Request& request) const {
    const auto at = decode_activate(request);
    if (!at) co_return net::to_problem(at.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [this, call, at = *at,
                   ask = gate::ask("activate_routing_draft", request)](Tx& tx) -> Result<Outcome> {
      auto held = gate::hold(services_.gate, tx, call, ask);
      if (!held) return held.error();
      if (*held) return Outcome{std::move(*held), {}};
      const auto active = activate_draft(tx, call, at.id, at.revision);
      if (!active) return active.error();
      return page_outcome(tx, call, at.id);
    };
    co_return co_await answer_write(request, 200, std::move(change));
  }

  Task<Response> retire(Request& request) const {
    const auto id = ProfileId::parse(request.param("routing_profile_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [this, call, id = *id,
                   ask = gate::ask("retire_routing_profile", request)](Tx& tx) -> Result<Outcome> {
      auto held = gate::hold(services_.gate, tx, call, ask);
      if (!held) return held.error();
      if (*held) return Outcome{std::move(*held), {}};
      const auto profile = retire_profile(tx, call, id);
      if (!profile) return profile.error();
      return page_outcome(tx, call, id);
    };
    co_return co_await answer_write(request, 200, std::move(change));
  }

  Task<Response> check_rule(Request& request) const {
    const auto command = decode_check(request);
    if (!command) co_return net::to_problem(command.error(), request.request_id);
    Result<std::string> text = command->form ? rules::text_of(*command->form, schema())
                                             : Result<std::string>(*command->condition);
    if (!text) co_return refused_rule(request, text.error());
    const auto rule = rules::compile(*text, schema());
    if (!rule) co_return refused_rule(request, rule.error());
    const auto form = rules::form_of(rule->canonical(), schema());
    const json::object body{
        {"condition", rule->canonical()},
        {"form", form && *form ? json::value(form_json(**form)) : json::value()}};
    co_return net::json_response(200, json::serialize(body));
  }

  Task<Response> try_route(Request& request) const {
    const auto command = decode_try(request);
    if (!command) co_return net::to_problem(command.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto query = [call, command = *command](Tx& tx) -> Result<json::object> {
      const auto merchant = merchants::load_merchant(tx, call.actor.scope, command.merchant);
      if (!merchant) return merchant.error();
      Trial trial = command.trial;
      trial.subject.company = merchant->company_id;
      trial.subject.merchant = merchant->id;
      trial.subject.merchant_text = merchant->id.text();
      trial.subject.merchant_mcc = merchant->mcc;
      trial.subject.now = call.now;
      if (const CardId card = command.card) {
        const auto known = vault::load_card(tx, merchant->id, card);
        if (!known) return not_found(CardTag::k_noun);
        trial.subject.card_key = card.text();
        trial.subject.card_scheme = known->brand;
        trial.subject.card_bin = known->bin;
      }
      const auto plan = try_payment(tx, call, trial);
      if (!plan) return plan.error();
      return trial_json(*plan, providers::usable_accounts(tx, merchant->company_id));
    };
    co_return co_await answer_read(request, std::move(query));
  }

 private:
  static Result<Outcome> page_outcome(Tx& tx, const Call& call, ProfileId id) {
    auto body = page_of(tx, call.actor.scope, id);
    if (!body) return body.error();
    return Outcome{{}, std::move(*body)};
  }

  static Response refused_rule(const Request& request, Error error) {
    error.field = "condition";
    return net::to_problem(error, request.request_id);
  }

  template <class F>
  Task<Response> answer_read(Request& request, F query) const {
    const auto body = co_await net::read(services_.db, request, std::move(query));
    if (!body) co_return net::to_problem(body.error(), request.request_id);
    co_return net::json_response(200, json::serialize(*body));
  }

  template <class F>
  Task<Response> answer_write(Request& request, int status, F change) const {
    const auto outcome = co_await net::write(services_.db, request, std::move(change));
    co_return gate::answer(request, outcome, status);
  }

  Services services_;
};

}  // namespace

std::vector<net::Route> routes(Services services) {
  using net::Method;
  const net::MemberRoutes<Api> row{std::make_shared<Api>(services), "routing:read",
                                   "routing:write"};
  const std::string all = "/api/routing_profiles";
  const std::string one = all + "/{routing_profile_id}";
  std::vector<net::Route> routes{
      row(Method::get, "/api/routing_vocabulary", "read_routing_vocabulary", &Api::vocabulary),
      row(Method::get, all, "list_routing_profiles", &Api::list),
      row(Method::post, all, "create_routing_profile", &Api::create),
      row(Method::get, one, "read_routing_profile", &Api::read),
      row(Method::get, one + "/versions/{version}", "read_routing_version", &Api::version),
      row(Method::post, one + "/draft", "create_routing_draft", &Api::create_draft_of),
      row(Method::patch, one + "/draft", "change_routing_draft", &Api::change),
      row(Method::del, one + "/draft", "drop_routing_draft", &Api::drop),
      row(Method::post, one + "/activate", "activate_routing_draft", &Api::activate),
      row(Method::post, one + "/retire", "retire_routing_profile", &Api::retire),
      row(Method::post, "/api/routing_rules", "check_routing_rule", &Api::check_rule),
      row(Method::post, "/api/routing_trials", "try_routing", &Api::try_route)};
  routes[2].idempotent = true;
  // These two ask and change nothing.
  routes[10].permission = routes[11].permission = "routing:read";
  for (net::Route& limit : cap_routes(services)) routes.push_back(std::move(limit));
  return routes;
}

}  // namespace bursar::routing
