// Office routes of passkeys: making, listing, naming and removing them, and the second step of a
// sign-in.
#include "identity/http_passkeys.hpp"

#include <boost/json/serialize.hpp>

#include "base/text.hpp"
#include "identity/http_parts.hpp"
#include "identity/passkey.hpp"

namespace bursar::identity {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;

// Characters of base64url for the byte limits of webauthn_statements.hpp.
constexpr std::size_t k_text_max = 6 * 1024;
constexpr std::size_t k_attestation_text_max = 22 * 1024;
constexpr std::size_t k_name_text_max = 200;

std::string decode_bytes(net::JsonReader& in, std::string_view name, std::size_t length_max) {
  const std::string text = in.text(name, 1, length_max);
  auto bytes = from_base64url(text);
  if (!bytes) in.fail(name, "malformed_base64url", "must be base64url without padding");
  return std::move(bytes).value_or("");
}

json::object passkey_json(const Passkey& passkey) {
  return {{"passkey_id", passkey.id.text()},
          {"name", passkey.name},
          {"is_synced", passkey.is_synced},
          {"created_at", passkey.created_at.ms},
          {"last_used_at",
           passkey.last_used_at ? json::value(passkey.last_used_at->ms) : json::value()}};
}

class Api {
 public:
  explicit Api(const Services& services) : services_(services) {}

  Task<Response> list(Request& request) const;
  Task<Response> start_registration(Request& request) const;
  Task<Response> add(Request& request) const;
  Task<Response> rename(Request& request) const;
  Task<Response> remove(Request& request) const;
  Task<Response> remove_app(Request& request) const;
  Task<Response> start_sign_in(Request& request) const;
  Task<Response> finish_sign_in(Request& request) const;

 private:
  Response problem(const Error& error, const Request& request) const {
    return net::to_problem(error, request.request_id);
  }
  Task<Result<json::object>> session_of(const SessionGrant& grant) const;
  Task<Response> done(Request& request, Result<void> result) const;

  Services services_;
};

Task<Result<json::object>> Api::session_of(const SessionGrant& grant) const {
  const Instant at = services_.ports.clock.now();
  auto load = [&grant, at](Tx& tx) -> Result<SessionView> {
    return session_view(tx, grant.visitor, at);
  };
  const auto view = co_await net::read(services_.db, std::move(load));
  if (!view) co_return view.error();
  co_return session_json(services_.settings, *view, grant.token);
}

Task<Response> Api::done(Request& request, Result<void> result) const {
  if (!result) co_return problem(result.error(), request);
  co_return net::no_content();
}

Task<Response> Api::list(Request& request) const {
  const UserId user{request.actor.key};
  auto load = [user](Tx& tx) -> Result<std::vector<Passkey>> { return list_passkeys(tx, user); };
  const auto passkeys = co_await net::read(services_.db, std::move(load));
  if (!passkeys) co_return problem(passkeys.error(), request);
  json::array rows;
  for (const Passkey& passkey : *passkeys) rows.push_back(passkey_json(passkey));
  co_return net::json_response(200, json::serialize(json::object{{"rows", std::move(rows)}}));
}

Task<Response> Api::start_registration(Request& request) const {
  const Secret token(request.session_token);
  const Call call = services_.ports.call(request.actor);
  const Settings& settings = services_.settings;
  auto record = [call, &settings, token](Tx& tx) {
    return start_passkey_registration(tx, call, settings, token);
  };
  const auto invitation = co_await net::write(services_.db, std::move(record));
  if (!invitation) co_return problem(invitation.error(), request);
  json::object user{{"handle", to_base64url(invitation->user_handle)},
                    {"email", invitation->email},
                    {"name", invitation->name}};
  json::object body = passkey_question_json(invitation->question);
  body["user"] = std::move(user);
  co_return net::json_response(200, json::serialize(body));
}

Task<Response> Api::add(Request& request) const {
  net::JsonReader in(request.body);
  AddPasskey command;
  command.name = in.text("name", 1, k_name_text_max);
  command.answer.client_data = decode_bytes(in, "client_data", k_text_max);
  command.answer.attestation_object =
      decode_bytes(in, "attestation_object", k_attestation_text_max);
  command.answer.transports = in.texts("transports", 10, 32);
  if (const auto error = in.finish()) co_return problem(*error, request);
  const Secret token(request.session_token);
  const Call call = services_.ports.call(request.actor);
  const Settings& settings = services_.settings;
  auto record = [call, &settings, token, command](Tx& tx) {
    return add_passkey(tx, call, settings, token, command);
  };
  const auto outcome = co_await net::write(services_.db, std::move(record));
  if (!outcome) co_return problem(outcome.error(), request);
  if (outcome->refusal) co_return problem(*outcome->refusal, request);
  auto session = co_await session_of(*outcome->grant);
  if (!session) co_return problem(session.error(), request);
  json::array codes;
  for (const auto& code : outcome->recovery_codes) codes.emplace_back(code);
  const json::object body{{"session", std::move(*session)}, {"recovery_codes", std::move(codes)}};
  Response response = net::json_response(201, json::serialize(body));
  set_session_cookies(response, *outcome->grant);
  co_return response;
}

Task<Response> Api::rename(Request& request) const {
  const auto id = PasskeyId::parse(request.param("passkey_id"));
  if (!id) co_return problem(id.error(), request);
  net::JsonReader in(request.body);
  const std::string name = in.text("name", 1, k_name_text_max);
  if (const auto error = in.finish()) co_return problem(*error, request);
  const Call call = services_.ports.call(request.actor);
  auto record = [call, id = *id, name](Tx& tx) { return rename_passkey(tx, call, id, name); };
  const auto passkey = co_await net::write(services_.db, std::move(record));
  if (!passkey) co_return problem(passkey.error(), request);
  co_return net::json_response(200, json::serialize(passkey_json(*passkey)));
}

Task<Response> Api::remove(Request& request) const {
  const auto id = PasskeyId::parse(request.param("passkey_id"));
  if (!id) co_return problem(id.error(), request);
  const Secret token(request.session_token);
  const Call call = services_.ports.call(request.actor);
  auto record = [call, token, id = *id](Tx& tx) { return remove_passkey(tx, call, token, id); };
  auto removed = co_await net::write(services_.db, std::move(record));
  co_return co_await done(request, std::move(removed));
}

Task<Response> Api::remove_app(Request& request) const {
  const Secret token(request.session_token);
  const Call call = services_.ports.call(request.actor);
  auto record = [call, token](Tx& tx) { return remove_totp(tx, call, token); };
  auto removed = co_await net::write(services_.db, std::move(record));
  co_return co_await done(request, std::move(removed));
}

Task<Response> Api::start_sign_in(Request& request) const {
  const Secret token(request.session_token);
  const Call call = services_.ports.call(request.actor);
  const Settings& settings = services_.settings;
  auto record = [call, &settings, token](Tx& tx) {
    return start_passkey_sign_in(tx, call, settings, token);
  };
  const auto question = co_await net::write(services_.db, std::move(record));
  if (!question) co_return problem(question.error(), request);
  co_return net::json_response(200, json::serialize(passkey_question_json(*question)));
}

Task<Response> Api::finish_sign_in(Request& request) const {
  net::JsonReader in(request.body);
  const PasskeyAssertion answer = decode_passkey_assertion(in);
  if (const auto error = in.finish()) co_return problem(*error, request);
  const Secret token(request.session_token);
  const Call call = services_.ports.call(request.actor);
  const Settings& settings = services_.settings;
  auto record = [call, &settings, token, answer](Tx& tx) {
    return finish_passkey_sign_in(tx, call, settings, token, answer);
  };
  const auto outcome = co_await net::write(services_.db, std::move(record));
  if (!outcome) co_return problem(outcome.error(), request);
  if (outcome->refusal) co_return problem(*outcome->refusal, request);
  const auto session = co_await session_of(*outcome->grant);
  if (!session) co_return problem(session.error(), request);
  Response response = net::json_response(200, json::serialize(*session));
  set_session_cookies(response, *outcome->grant);
  co_return response;
}

}  // namespace

json::object passkey_question_json(const PasskeyQuestion& question) {
  json::array passkeys;
  for (const PasskeyHandle& handle : question.passkeys) {
    json::array transports;
    for (const auto& word : handle.transports) transports.emplace_back(word);
    passkeys.push_back(json::object{{"credential_id", to_base64url(handle.credential_id)},
                                    {"transports", std::move(transports)}});
  }
  return {{"challenge", to_base64url(question.challenge)},
          {"rp_id", question.rp_id},
          {"passkeys", std::move(passkeys)},
          {"timeout_ms", question.timeout_ms}};
}

PasskeyAssertion decode_passkey_assertion(net::JsonReader& in) {
  PasskeyAssertion answer;
  answer.credential_id = decode_bytes(in, "credential_id", k_text_max);
  answer.client_data = decode_bytes(in, "client_data", k_text_max);
  answer.authenticator_data = decode_bytes(in, "authenticator_data", k_text_max);
  answer.signature = decode_bytes(in, "signature", k_text_max);
  const auto handle = in.text_or_none("user_handle", 128);
  if (handle) {
    const auto bytes = from_base64url(*handle);
    if (bytes) answer.user_handle = *bytes;
    else in.fail("user_handle", "malformed_base64url", "must be base64url without padding");
  }
  return answer;
}

std::vector<net::Route> passkey_routes(const Services& services) {
  using net::Access;
  using net::Method;
  const auto api = std::make_shared<Api>(services);
  const auto row = [](Method method, std::string path, std::string operation, net::Level level,
                      net::Handler handler) {
    net::Route route = office_route(method, std::move(path), std::move(operation), "self", level,
                                    std::move(handler));
    route.body_max = k_passkey_body_max;
    return route;
  };
  // Of a half-signed-in person: the stage is judged by the use case.
  const auto step = [&row](std::string path, std::string operation, net::Handler handler) {
    net::Route route = row(Method::post, std::move(path), std::move(operation), net::Level::l2,
                           std::move(handler));
    route.access = Access::pre_session;
    route.permission.clear();
    return route;
  };
  const std::string base = "/api/session/passkeys";
  return {
      row(Method::get, base, "list_passkeys", net::Level::l2,
          [api](Request& request) { return api->list(request); }),
      step(base + "/registration", "start_passkey_registration",
           [api](Request& request) { return api->start_registration(request); }),
      step(base, "add_passkey", [api](Request& request) { return api->add(request); }),
      row(Method::patch, base + "/{passkey_id}", "rename_passkey", net::Level::l2,
          [api](Request& request) { return api->rename(request); }),
      row(Method::del, base + "/{passkey_id}", "remove_passkey", net::Level::l3,
          [api](Request& request) { return api->remove(request); }),
      row(Method::del, "/api/session/totp", "remove_totp", net::Level::l3,
          [api](Request& request) { return api->remove_app(request); }),
      step("/api/session/passkey/question", "start_passkey_sign_in",
           [api](Request& request) { return api->start_sign_in(request); }),
      step("/api/session/passkey", "finish_passkey_sign_in",
           [api](Request& request) { return api->finish_sign_in(request); }),
  };
}

}  // namespace bursar::identity
