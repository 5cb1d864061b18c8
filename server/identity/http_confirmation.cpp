// Office routes by which a passkey confirms: the session, or one operation.
#include <boost/json/serialize.hpp>

#include "identity/http_parts.hpp"
#include "identity/http_passkeys.hpp"
#include "identity/passkey_confirmation.hpp"

namespace bursar::identity {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;

class Api {
 public:
  explicit Api(const Services& services) : services_(services) {}

  Task<Response> ask_for_session(Request& request) const {
    const Call call = services_.ports.call(request.actor);
    const Secret token(request.session_token);
    auto change = [call, &settings = services_.settings, token](Tx& tx) {
      return start_passkey_confirmation(tx, call, settings, token);
    };
    const auto question = co_await net::write(services_.db, std::move(change));
    if (!question) co_return problem(question.error(), request);
    co_return net::json_response(200, json::serialize(passkey_question_json(*question)));
  }

  Task<Response> confirm_session(Request& request) const {
    net::JsonReader in(request.body);
    const PasskeyAssertion answer = decode_passkey_assertion(in);
    if (const auto error = in.finish()) co_return problem(*error, request);
    const Call call = services_.ports.call(request.actor);
    const Secret token(request.session_token);
    auto change = [call, &settings = services_.settings, token, answer](Tx& tx) {
      return finish_passkey_confirmation(tx, call, settings, token, answer);
    };
    const auto outcome = co_await net::write(services_.db, std::move(change));
    if (!outcome) co_return problem(outcome.error(), request);
    if (outcome->refusal) co_return problem(*outcome->refusal, request);
    const SessionGrant& grant = *outcome->grant;
    auto load = [visitor = grant.visitor, now = call.now](Tx& tx) -> Result<SessionView> {
      return session_view(tx, visitor, now);
    };
    const auto view = co_await net::read(services_.db, std::move(load));
    if (!view) co_return problem(view.error(), request);
    Response response = net::json_response(
        200, json::serialize(session_json(services_.settings, *view, grant.token)));
    set_session_cookies(response, grant);
    co_return response;
  }

  Task<Response> ask_for_operation(Request& request) const {
    const auto id = OperationCodeId::parse(request.param("operation_code_id"));
    if (!id) co_return problem(id.error(), request);
    const Call call = services_.ports.call(request.actor);
    const Secret token(request.session_token);
    auto change = [call, &settings = services_.settings, token, id = *id](Tx& tx) {
      return ask_operation_passkey(tx, call, settings, token, id);
    };
    const auto question = co_await net::write(services_.db, std::move(change));
    if (!question) co_return problem(question.error(), request);
    co_return net::json_response(200, json::serialize(passkey_question_json(*question)));
  }

  Task<Response> confirm_operation(Request& request) const {
    const auto id = OperationCodeId::parse(request.param("operation_code_id"));
    if (!id) co_return problem(id.error(), request);
    net::JsonReader in(request.body);
    const PasskeyAssertion answer = decode_passkey_assertion(in);
    if (const auto error = in.finish()) co_return problem(*error, request);
    const Call call = services_.ports.call(request.actor);
    const Secret token(request.session_token);
    auto change = [call, &settings = services_.settings, token, id = *id, answer](Tx& tx) {
      return answer_operation_passkey(tx, call, settings, token, id, answer);
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
};

}  // namespace

std::vector<net::Route> confirmation_routes(const Services& services) {
  const auto api = std::make_shared<Api>(services);
  const auto row = [](std::string path, std::string operation, net::Handler handler) {
    net::Route route = office_route(net::Method::post, std::move(path), std::move(operation),
                                    "self", net::Level::l2, std::move(handler));
    route.body_max = k_passkey_body_max;
    return route;
  };
  return {
      row("/api/session/confirmation/passkey/question", "start_passkey_confirmation",
          [api](Request& request) { return api->ask_for_session(request); }),
      row("/api/session/confirmation/passkey", "finish_passkey_confirmation",
          [api](Request& request) { return api->confirm_session(request); }),
      row("/api/operation_codes/{operation_code_id}/passkey/question", "ask_operation_passkey",
          [api](Request& request) { return api->ask_for_operation(request); }),
      row("/api/operation_codes/{operation_code_id}/passkey", "answer_operation_passkey",
          [api](Request& request) { return api->confirm_operation(request); }),
  };
}

}  // namespace bursar::identity
