// Office routes of recipients: decode, confirm where money is let go, one use case, encode.
#include "recipients/http.hpp"

#include <memory>

#include <boost/json.hpp>

#include "gate/http.hpp"
#include "idempotency/idempotency.hpp"
#include "net/await.hpp"
#include "net/member_route.hpp"
#include "recipients/http_decode.hpp"
#include "recipients/http_view.hpp"

namespace bursar::recipients {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;

/// What became of a request: to be confirmed first, held for others, or done.
struct Outcome {
  std::optional<Error> refusal = {};
  std::optional<gate::Held> held = {};
  std::optional<Recipient> recipient = {};
  bool replayed = false;
};

Result<Outcome> done(Result<Recipient> recipient) {
  if (!recipient) return std::move(recipient).error();
  Outcome outcome;
  outcome.recipient = std::move(*recipient);
  return outcome;
}

idempotency::Token token_of(const Request& request) {
  return idempotency::token(request.header("idempotency-key"),
                            {net::method_name(request.method), request.path, request.body});
}

class Api {
 public:
  explicit Api(Services services) : services_(std::move(services)) {}

  Task<Response> list(Request& request) const {
    auto filter = decode_list(request);
    if (!filter) co_return net::to_problem(filter.error(), request.request_id);
    const std::int64_t limit = filter->limit++;  // one more row tells of an older page
    const Instant now = services_.ports.clock.now();
    auto query = [scope = request.actor.scope, filter = *filter,
                  now](Tx& tx) -> Result<std::vector<Recipient>> {
      return list_recipients(tx, scope, filter, now);
    };
    auto rows = co_await net::read(services_.db, request, std::move(query));
    if (!rows) co_return net::to_problem(rows.error(), request.request_id);
    const bool has_older = static_cast<std::int64_t>(rows->size()) > limit;
    if (has_older) rows->pop_back();
    json::array views;
    for (const Recipient& row : *rows) views.push_back(recipient_json(row, now));
    const json::object body{{"rows", std::move(views)}, {"has_older", has_older}};
    co_return net::json_response(200, json::serialize(body));
  }

  Task<Response> read(Request& request) const {
    const auto id = RecipientId::parse(request.param("recipient_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    auto query = [scope = request.actor.scope, id = *id](Tx& tx) {
      return read_recipient(tx, scope, id);
    };
    const auto one = co_await net::read(services_.db, request, std::move(query));
    if (!one) co_return net::to_problem(one.error(), request.request_id);
    const json::object body = recipient_json(*one, services_.ports.clock.now());
    co_return net::json_response(200, json::serialize(body));
  }

  Task<Response> create(Request& request) const {
    const auto decoded = decode_create(request);
    if (!decoded) co_return net::to_problem(decoded.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [this, call, decoded = *decoded,
                   token = token_of(request)](Tx& tx) -> Result<Outcome> {
      auto made = idempotency::once(
          tx, call, token, [&] { return make(tx, call, decoded); },
          [&](std::int64_t key) { return read_recipient(tx, call.actor.scope, RecipientId{key}); });
      if (!made) return std::move(made).error();
      return Outcome{{}, {}, std::move(made->value), made->replayed};
    };
    co_return co_await answer(request, 201, std::move(change));
  }

  Task<Response> change(Request& request) const {
    const auto decoded = decode_change(request);
    if (!decoded) co_return net::to_problem(decoded.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [this, call, decoded = *decoded](Tx& tx) { return edit(tx, call, decoded); };
    co_return co_await answer(request, 200, std::move(change));
  }

  Task<Response> submit(Request& request) const {
    const auto at = decode_at(request);
    if (!at) co_return net::to_problem(at.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [this, call, at = *at, &request](Tx& tx) -> Result<Outcome> {
      const auto act = submit_act(tx, call, at);
      if (!act) return act.error();
      auto refusal = confirm(tx, call, *act, request);
      if (!refusal) return refusal.error();
      if (*refusal) return Outcome{std::move(*refusal)};
      return done(submit_recipient(tx, call, services_.gate, at));
    };
    co_return co_await answer(request, 200, std::move(change));
  }

  Task<Response> shorten(Request& request) const {
    const auto at = decode_at(request);
    if (!at) co_return net::to_problem(at.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    const gate::Ask ask = gate::ask("shorten_recipient_wait", request);
    auto change = [this, call, at = *at, ask, &request](Tx& tx) -> Result<Outcome> {
      const auto act = shorten_act(tx, call, at);
      if (!act) return act.error();
      auto refusal = confirm(tx, call, *act, request);
      if (!refusal) return refusal.error();
      if (*refusal) return Outcome{std::move(*refusal)};
      auto held = gate::hold(services_.gate, tx, call, ask);
      if (!held) return held.error();
      if (*held) return Outcome{{}, std::move(*held)};
      // Nobody shortens it alone: without a request that waits, this refuses.
      return done(shorten_wait(tx, call, at, {}));
    };
    co_return co_await answer(request, 200, std::move(change));
  }

  Task<Response> archive(Request& request) const {
    const auto at = decode_at(request);
    if (!at) co_return net::to_problem(at.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [this, call, at = *at](Tx& tx) {
      return done(archive_recipient(tx, call, services_.gate, at));
    };
    co_return co_await answer(request, 200, std::move(change));
  }

 private:
  Result<Recipient> make(Tx& tx, const Call& call, const DecodedCreate& decoded) const {
    CreateRecipient command = decoded.command;
    if (decoded.card_payment) {
      auto card = services_.card_of(tx, call, command.merchant, decoded.card_payment);
      if (!card) return std::move(card).error();
      command.destination.card = std::move(*card);
    }
    return create_recipient(tx, call, services_.keys, command);
  }

  Result<Outcome> edit(Tx& tx, const Call& call, const DecodedChange& decoded) const {
    ChangeRecipient command = decoded.command;
    if (decoded.card_payment) {
      const auto present = read_recipient(tx, call.actor.scope, command.id);
      if (!present) return present.error();
      auto card = services_.card_of(tx, call, present->merchant_id, decoded.card_payment);
      if (!card) return std::move(card).error();
      command.destination->card = std::move(*card);
    }
    return done(change_recipient(tx, call, services_.keys, services_.gate, command));
  }

  Result<std::optional<Error>> confirm(Tx& tx, const Call& call, const RecipientAct& act,
                                       const Request& request) const {
    if (!services_.confirm) return std::optional<Error>();
    return services_.confirm(tx, call, act, request);
  }

  template <class F>
  Task<Response> answer(Request& request, int status, F change) const {
    const auto outcome = co_await net::write(services_.db, request, std::move(change));
    if (!outcome) co_return net::to_problem(outcome.error(), request.request_id);
    if (outcome->refusal) co_return net::to_problem(*outcome->refusal, request.request_id);
    if (outcome->held) co_return gate::held_response(*outcome->held);
    const json::object body = recipient_json(*outcome->recipient, services_.ports.clock.now());
    Response response = net::json_response(status, json::serialize(body));
    if (outcome->replayed) response.with("Idempotent-Replayed", "true");
    co_return response;
  }

  Services services_;
};

}  // namespace

std::vector<net::Route> routes(Services services) {
  using net::Method;
  const auto api = std::make_shared<Api>(std::move(services));
  const net::MemberRoutes<Api> row{api, "recipients:read", "recipients:write"};
  const net::MemberRoutes<Api> lets_go{api, "recipients:read", "recipients:submit"};
  const std::string one = "/api/recipients/{recipient_id}";
  std::vector<net::Route> routes{
      row(Method::post, "/api/merchants/{merchant_id}/recipients", "create_recipient",
          &Api::create),
      row(Method::get, "/api/recipients", "list_recipients", &Api::list),
      row(Method::get, one, "read_recipient", &Api::read),
      row(Method::patch, one, "change_recipient", &Api::change),
      row(Method::post, one + "/archive", "archive_recipient", &Api::archive),
      lets_go(Method::post, one + "/submit", "submit_recipient", &Api::submit),
      lets_go(Method::post, one + "/shorten_wait", "shorten_recipient_wait", &Api::shorten)};
  routes.front().idempotent = true;
  return routes;
}

}  // namespace bursar::recipients
