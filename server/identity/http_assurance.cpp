// Office routes of the security policy, of one's own phone number, and of codes that confirm.
#include <algorithm>

#include <boost/json/serialize.hpp>

#include "identity/http_parts.hpp"
#include "identity/operation_code.hpp"
#include "identity/own_phone.hpp"

namespace bursar::identity {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;

constexpr std::size_t k_code_max = 16;
constexpr std::size_t k_typed_phone_max = 40;
constexpr std::size_t k_prefixes_max = 250;
constexpr std::size_t k_prefix_max = 5;
constexpr std::int64_t k_limit_max = 1'000'000'000'000;

json::value text_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return json::value(text);
}

json::value at_or_null(const std::optional<Instant>& at) {
  if (!at) return nullptr;
  return at->ms;
}

json::array texts_json(const std::vector<std::string>& texts) {
  json::array array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

json::object profile_json(const Profile& profile) {
  return {{"key", profile.key},
          {"title", profile.title},
          {"description", profile.description},
          {"idle_ms", profile.idle_ms},
          {"has_closed_list", profile.has_closed_list},
          {"refund_level", level_name(profile.refund)},
          {"large_refund_level", level_name(profile.large_refund)}};
}

json::array password_profiles_json() {
  json::array profiles;
  for (const PasswordProfile& profile : k_password_profiles)
    profiles.push_back(json::object{
        {"key", profile.key}, {"title", profile.title}, {"description", profile.description}});
  return profiles;
}

json::object policy_json(const SecurityPolicy& policy, bool can_send_sms) {
  json::array profiles;
  for (const Profile& profile : k_profiles) profiles.push_back(profile_json(profile));
  json::array levels;
  for (const ActionLevel& row : k_action_levels)
    levels.push_back(json::object{{"operation_id", row.operation_id},
                                  {"level", level_name(row.level)},
                                  {"raised_level", level_name(row.raised)},
                                  {"raised_when", row.raised_when},
                                  {"needs_second_person", needs_second_person(row.operation_id)}});
  json::array closed;
  for (const Permission& permission : k_permissions)
    if (!permission.needs_second_factor) closed.emplace_back(permission.key);
  return {{"profile", profile_of(policy.profile).key},
          {"refund_limit", policy.refund_limit},
          {"refund_two_people", policy.refund_two_people},
          {"payout_two_people", policy.payout_two_people},
          {"batch_two_people", policy.batch_two_people},
          {"password_profile", password_profile_of(policy.password.profile).key},
          {"password_length_min", policy.password.length_min},
          {"passwords_remembered", policy.password.remembered},
          {"idle_minutes", policy.sessions.idle_minutes},
          {"session_hours", policy.sessions.hours},
          {"sessions_max", policy.sessions.sessions_max},
          {"password_profiles", password_profiles_json()},
          {"sms_enabled", policy.sms_enabled},
          {"sms_prefixes", texts_json(policy.sms_prefixes)},
          {"can_send_sms", can_send_sms},
          {"version", policy.version},
          {"profiles", std::move(profiles)},
          {"levels", std::move(levels)},
          {"closed_list", std::move(closed)}};
}

json::object sent_json(const SentCode& sent) {
  return {{"phone_masked", sent.phone_masked}, {"expires_at", sent.expires_at.ms}};
}

json::object own_json(const OwnSecurity& own) {
  json::array methods;
  for (const FactorMethod method : own.methods) methods.emplace_back(method_name(method));
  return {{"phone_masked", text_or_null(own.phone_masked)},
          {"phone_confirmed_at", at_or_null(own.phone_confirmed_at)},
          {"phone_moves_money_at", at_or_null(own.phone_moves_money_at)},
          {"second_factor_on", own.factor_on},
          {"second_factor_optional", own.factor_optional},
          {"sms_enabled", own.sms_enabled},
          {"methods", std::move(methods)}};
}

Result<UpdateSecurityPolicy> decode_policy(const Request& request) {
  net::JsonReader in(request.body);
  UpdateSecurityPolicy command;
  command.version = in.integer("version", 1, INT64_MAX);
  command.profile = in.text_or_none("profile", 20);
  command.refund_limit = in.integer_or_none("refund_limit", 0, k_limit_max);
  command.refund_two_people = in.integer_or_none("refund_two_people", 0, k_limit_max);
  command.payout_two_people = in.integer_or_none("payout_two_people", 0, k_limit_max);
  command.batch_two_people = in.integer_or_none("batch_two_people", 0, k_limit_max);
  command.password_profile = in.text_or_none("password_profile", 20);
  command.password_length_min = in.integer_or_none("password_length_min", 0, k_limit_max);
  command.passwords_remembered = in.integer_or_none("passwords_remembered", 0, k_limit_max);
  command.idle_minutes = in.integer_or_none("idle_minutes", 0, k_limit_max);
  command.session_hours = in.integer_or_none("session_hours", 0, k_limit_max);
  command.sessions_max = in.integer_or_none("sessions_max", 0, k_limit_max);
  if (in.member("everybody_changes_password") != nullptr)
    command.everybody_changes_password = in.boolean("everybody_changes_password", false);
  if (in.member("sms_enabled") != nullptr) command.sms_enabled = in.boolean("sms_enabled", false);
  if (in.member("sms_prefixes") != nullptr)
    command.sms_prefixes = in.texts("sms_prefixes", k_prefixes_max, k_prefix_max);
  if (auto error = in.finish()) return *error;
  return command;
}

class Api {
 public:
  explicit Api(const Services& services) : services_(services) {}

  Task<Response> read_policy(Request& request) const {
    auto load = [&sms = sms_](Tx& tx) -> Result<json::object> {
      return policy_json(security_policy(tx), sms.is_ready && sms.is_ready(tx));
    };
    const auto body = co_await net::read(services_.db, std::move(load));
    if (!body) co_return problem(body.error(), request);
    co_return net::json_response(200, json::serialize(*body));
  }

  Task<Response> update_policy(Request& request) const {
    auto command = decode_policy(request);
    if (!command) co_return problem(command.error(), request);
    const Call call = services_.ports.call(request.actor);
    auto change = [call, &sms = sms_, command = *command](Tx& tx) -> Result<json::object> {
      UpdateSecurityPolicy wanted = command;
      wanted.can_send_sms = sms.is_ready && sms.is_ready(tx);
      const auto policy = update_security_policy(tx, call, wanted);
      if (!policy) return policy.error();
      return policy_json(*policy, wanted.can_send_sms);
    };
    const auto body = co_await net::write(services_.db, std::move(change));
    if (!body) co_return problem(body.error(), request);
    co_return net::json_response(200, json::serialize(*body));
  }

  Task<Response> read_own(Request& request) const {
    const Call call = services_.ports.call(request.actor);
    auto load = [call, &settings = services_.settings](Tx& tx) -> Result<OwnSecurity> {
      return read_own_security(tx, call, settings);
    };
    const auto own = co_await net::read(services_.db, std::move(load));
    if (!own) co_return problem(own.error(), request);
    co_return net::json_response(200, json::serialize(own_json(*own)));
  }

  Task<Response> start_phone(Request& request) const {
    net::JsonReader in(request.body);
    const std::string phone = in.text("phone", 1, k_typed_phone_max);
    if (const auto error = in.finish()) co_return problem(*error, request);
    const Call call = services_.ports.call(request.actor);
    const Secret token(request.session_token);
    auto change = [call, &settings = services_.settings, &sms = sms_, token, phone](Tx& tx) {
      return start_phone_change(tx, call, settings, sms, token, phone);
    };
    const auto sent = co_await net::write(services_.db, std::move(change));
    if (!sent) co_return problem(sent.error(), request);
    co_return net::json_response(200, json::serialize(sent_json(*sent)));
  }

  Task<Response> confirm_phone(Request& request) const {
    net::JsonReader in(request.body);
    const std::string code = in.text("code", 1, k_code_max);
    if (const auto error = in.finish()) co_return problem(*error, request);
    const Call call = services_.ports.call(request.actor);
    const Secret token(request.session_token);
    auto change = [call, &settings = services_.settings, token, code](Tx& tx) {
      return identity::confirm_phone(tx, call, settings, token, code);
    };
    const auto refusal = co_await net::write(services_.db, std::move(change));
    if (!refusal) co_return problem(refusal.error(), request);
    if (*refusal) co_return problem(**refusal, request);
    co_return co_await read_own(request);
  }

  Task<Response> remove_phone(Request& request) const {
    const Call call = services_.ports.call(request.actor);
    const Secret token(request.session_token);
    auto change = [call, token](Tx& tx) { return identity::remove_phone(tx, call, token); };
    const auto removed = co_await net::write(services_.db, std::move(change));
    if (!removed) co_return problem(removed.error(), request);
    co_return net::no_content();
  }

  Task<Response> start_first(Request& request) const {
    net::JsonReader in(request.body);
    const std::string phone = in.text_or_none("phone", k_typed_phone_max).value_or("");
    if (const auto error = in.finish()) co_return problem(*error, request);
    const Call call = services_.ports.call(request.actor);
    const Secret token(request.session_token);
    auto change = [call, &settings = services_.settings, &sms = sms_, token, phone](Tx& tx) {
      return start_first_phone(tx, call, settings, sms, token, phone);
    };
    const auto sent = co_await net::write(services_.db, std::move(change));
    if (!sent) co_return problem(sent.error(), request);
    co_return net::json_response(200, json::serialize(sent_json(*sent)));
  }

  Task<Response> confirm_first(Request& request) const {
    net::JsonReader in(request.body);
    const std::string code = in.text("code", 1, k_code_max);
    if (const auto error = in.finish()) co_return problem(*error, request);
    const Call call = services_.ports.call(request.actor);
    const Secret token(request.session_token);
    struct Entered {
      std::optional<Error> refusal;
      std::optional<SessionGrant> grant;
      SessionView view;
    };
    auto change = [call, &settings = services_.settings, token, code](Tx& tx) -> Result<Entered> {
      auto outcome = confirm_first_phone(tx, call, settings, token, code);
      if (!outcome) return outcome.error();
      if (!outcome->grant) return Entered{outcome->refusal, {}, {}};
      SessionView view = session_view(tx, outcome->grant->visitor, call.now);
      return Entered{{}, std::move(outcome->grant), std::move(view)};
    };
    const auto entered = co_await net::write(services_.db, std::move(change));
    if (!entered) co_return problem(entered.error(), request);
    if (entered->refusal) co_return problem(*entered->refusal, request);
    const json::object body =
        session_json(services_.settings, entered->view, entered->grant->token);
    Response response = net::json_response(200, json::serialize(body));
    set_session_cookies(response, *entered->grant);
    co_return response;
  }

  Task<Response> send_for_session(Request& request) const {
    const Call call = services_.ports.call(request.actor);
    const Secret token(request.session_token);
    auto change = [call, &settings = services_.settings, &sms = sms_, token](Tx& tx) {
      return send_session_code(tx, call, settings, sms, token);
    };
    const auto sent = co_await net::write(services_.db, std::move(change));
    if (!sent) co_return problem(sent.error(), request);
    co_return net::json_response(200, json::serialize(sent_json(*sent)));
  }

  Task<Response> send_for_operation(Request& request) const {
    const auto id = OperationCodeId::parse(request.param("operation_code_id"));
    if (!id) co_return problem(id.error(), request);
    const Call call = services_.ports.call(request.actor);
    const Secret token(request.session_token);
    auto change = [call, &settings = services_.settings, &sms = sms_, token, id = *id](Tx& tx) {
      return send_operation_code(tx, call, settings, sms, token, id);
    };
    const auto sent = co_await net::write(services_.db, std::move(change));
    if (!sent) co_return problem(sent.error(), request);
    co_return net::json_response(200, json::serialize(sent_json(*sent)));
  }

  Task<Response> answer(Request& request) const {
    const auto id = OperationCodeId::parse(request.param("operation_code_id"));
    if (!id) co_return problem(id.error(), request);
    net::JsonReader in(request.body);
    const std::string code = in.text("code", 1, k_code_max);
    if (const auto error = in.finish()) co_return problem(*error, request);
    const Call call = services_.ports.call(request.actor);
    const Secret token(request.session_token);
    auto change = [call, &settings = services_.settings, token, id = *id, code](Tx& tx) {
      return answer_operation_code(tx, call, settings, token, id, code);
    };
    const auto refusal = co_await net::write(services_.db, std::move(change));
    if (!refusal) co_return problem(refusal.error(), request);
    if (*refusal) co_return problem(**refusal, request);
    co_return net::no_content();
  }

 private:
  Response problem(const Error& error, const Request& request) const {
    return net::to_problem(error, request.request_id);
  }

  Services services_;
  SmsPort sms_ = sms_by_notify();
};

net::Route pre_session_route(std::string path, std::string operation, net::Handler handler) {
  net::Route route{};
  route.method = net::Method::post;
  route.path = std::move(path);
  route.operation_id = std::move(operation);
  route.access = net::Access::pre_session;
  route.body_max = 4 * 1024;
  route.handler = std::move(handler);
  return route;
}

}  // namespace

Presented presented_in(const net::Request& request) {
  Presented presented{Secret(request.session_token), {}};
  const std::string_view text = request.header("x-operation-code");
  if (text.empty()) return presented;
  // One that is no id finds nothing: it is refused as a code that has ended.
  const auto id = OperationCodeId::parse(text);
  presented.id = id ? *id : OperationCodeId{INT64_MAX};
  return presented;
}

void apply_levels(std::vector<net::Route>& routes) {
  for (net::Route& route : routes)
    route.level = std::max(route.level,
                           static_cast<net::Level>(level_of(route.operation_id, route.permission)));
}

std::vector<net::Route> assurance_routes(const Services& services) {
  using net::Level;
  using net::Method;
  const auto api = std::make_shared<Api>(services);
  return {
      office_route(Method::get, "/api/security/policy", "read_security_policy", "security:read",
                   Level::l2, [api](Request& request) { return api->read_policy(request); }),
      office_route(Method::patch, "/api/security/policy", "update_security_policy",
                   "security:write", Level::l3,
                   [api](Request& request) { return api->update_policy(request); }),
      office_route(Method::get, "/api/account/security", "read_own_security", "self", Level::l2,
                   [api](Request& request) { return api->read_own(request); }),
      office_route(Method::post, "/api/account/phone", "start_phone_change", "self", Level::l3,
                   [api](Request& request) { return api->start_phone(request); }),
      office_route(Method::post, "/api/account/phone/confirmation", "confirm_phone", "self",
                   Level::l2, [api](Request& request) { return api->confirm_phone(request); }),
      office_route(Method::del, "/api/account/phone", "remove_phone", "self", Level::l3,
                   [api](Request& request) { return api->remove_phone(request); }),
      pre_session_route("/api/session/phone", "start_first_phone",
                        [api](Request& request) { return api->start_first(request); }),
      pre_session_route("/api/session/phone/confirmation", "confirm_first_phone",
                        [api](Request& request) { return api->confirm_first(request); }),
      pre_session_route("/api/session/sms", "send_session_code",
                        [api](Request& request) { return api->send_for_session(request); }),
      office_route(Method::post, "/api/operation_codes/{operation_code_id}/sms",
                   "send_operation_code", "self", Level::l2,
                   [api](Request& request) { return api->send_for_operation(request); }),
      office_route(Method::post, "/api/operation_codes/{operation_code_id}/answer",
                   "answer_operation_code", "self", Level::l2,
                   [api](Request& request) { return api->answer(request); }),
  };
}

}  // namespace bursar::identity
