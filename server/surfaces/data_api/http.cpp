// Routes of the Data API: the token's person, the signature, one question, a signed answer.
#include <memory>

#include <boost/json/serialize.hpp>

#include "audit/audit.hpp"
#include "identity/api_token.hpp"
#include "net/await.hpp"
#include "net/json_reader.hpp"
#include "net/rate_limit.hpp"
#include "surfaces/data_api/data_api.hpp"
#include "surfaces/data_api/decode.hpp"
#include "surfaces/data_api/encode.hpp"
#include "surfaces/data_api/signature.hpp"

namespace bursar::data_api {
namespace {

namespace json = boost::json;
using identity::TokenHolder;
using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

constexpr std::string_view k_permission = "payments:read";

using Decode = std::function<Result<ListCommand>(const json::value&, Instant)>;

// Unknown, ended and wrongly signed cannot be told apart.
Error not_signed() {
  return {ErrorKind::forbidden, "signature_invalid", "the token or the signature is wrong", {}, {}};
}

/// One that its own surface's clients know, else ours.
std::string_view code_of(const Error& error) {
  if (error.code == "signature_invalid") return "3261";
  if (error.code == "signature_missing") return "3262";
  if (error.kind == ErrorKind::invalid) return "2003";
  return error.code;
}

int status_of(const Error& error) {
  return error.kind == ErrorKind::invalid ? 400 : net::http_status(error);
}

json::object error_body(const Error& error) {
  const std::string message =
      error.field.empty() ? error.message : error.field + " " + error.message;
  return {{"status", "error"}, {"code", code_of(error)}, {"message", message}};
}

Response answer(const Error& error, json::object body) {
  Response response = net::json_response(status_of(error), json::serialize(body));
  for (const auto& [name, value] : error.details)
    if (name == "retry_after_s") response.with("Retry-After", value);
  return response;
}

class Api {
 public:
  explicit Api(Services services)
      : services_(std::move(services)),
        tokens_(services_.token_rate),
        addresses_(services_.address_rate) {}

  Task<Response> list(Request& request, std::string operation, Decode decode) {
    const Tick tick = services_.ports.clock.tick();
    const auto address = addresses_.take(request.peer_ip, tick);
    if (!address.allowed) co_return shape_error(net::rate_limited(address), request);
    const auto body = net::parse_json(request.body);
    if (!body) co_return shape_error(body.error(), request);
    const auto holder = co_await authenticate(request, *body);
    if (!holder) co_return shape_error(holder.error(), request);
    const std::string key = holder->id.text();
    const auto rate = tokens_.take(key, tick);
    if (!rate.allowed) co_return refuse(*holder, net::rate_limited(rate));
    if (!tokens_.enter(key)) co_return refuse(*holder, net::rate_limited(rate));
    const std::shared_ptr<void> leave(nullptr, [this, key](void*) { tokens_.leave(key); });
    if (!identity::reaches_anything(holder->actor.scope))
      co_return co_await deny(*holder, std::move(operation));
    const auto command = decode(*body, services_.ports.clock.now());
    if (!command) co_return refuse(*holder, command.error());
    auto query = [scope = holder->actor.scope, filter = command->filter](
                     Tx& tx) -> Result<std::vector<payments::ListedOperation>> {
      return payments::list_operations(tx, scope, filter);
    };
    const auto rows = co_await net::read(services_.db, request, std::move(query));
    if (!rows) co_return refuse(*holder, rows.error());
    const auto noted = co_await note_use(*holder);
    if (!noted) co_return refuse(*holder, noted.error());
    json::object answered = encode_operations(*rows, command->zone, command->fields);
    answered["signature"] = sign(answered, holder->secret);
    co_return net::json_response(200, json::serialize(answered));
  }

 private:
  Task<Result<TokenHolder>> authenticate(Request& request, const json::value& body) {
    if (const auto fit = check_signable(body); !fit) co_return fit.error();
    const auto credentials = decode_credentials(body);
    if (!credentials) co_return credentials.error();
    auto find = [&settings = services_.settings, token = credentials->token,
                 now = services_.ports.clock.now()](Tx& tx) -> Result<TokenHolder> {
      auto holder = identity::find_token_holder(tx, settings, token, k_permission, now);
      if (!holder) return not_signed();
      return std::move(*holder);
    };
    auto holder = co_await net::read(services_.db, request, std::move(find));
    if (!holder) co_return holder.error();
    if (!verify(body, holder->secret, credentials->signature)) co_return not_signed();
    holder->actor.ip = request.peer_ip;
    holder->actor.device = audit::device_of(request.header("user-agent"));
    holder->actor.request_id = request.request_id;
    co_return std::move(*holder);
  }

  // Known callers get their refusals signed as well.
  static Response refuse(const TokenHolder& holder, const Error& error) {
    json::object body = error_body(error);
    body["signature"] = sign(body, holder.secret);
    return answer(error, std::move(body));
  }

  Task<Response> deny(TokenHolder holder, std::string operation) {
    const Error error = forbidden(std::string(k_permission));
    const Call call = services_.ports.call(holder.actor);
    const identity::Denial denial{std::move(operation), std::string(k_permission), error.code};
    auto record = [call, denial](Tx& tx) { return identity::record_denial(tx, call, denial); };
    const auto recorded = co_await net::write(services_.db, std::move(record));
    co_return refuse(holder, recorded ? error : recorded.error());
  }

  // Once a minute at most, so that reading stays reading.
  Task<Result<void>> note_use(TokenHolder holder) {
    const Instant now = services_.ports.clock.now();
    if (holder.last_used_at && now.ms - holder.last_used_at->ms < k_minute_ms) co_return ok();
    auto record = [id = holder.id, now, ip = holder.actor.ip](Tx& tx) {
      return identity::note_api_token_use(tx, id, now, ip);
    };
    co_return co_await net::write(services_.db, std::move(record));
  }

  Services services_;
  net::RateLimiter tokens_;
  net::RateLimiter addresses_;
};

net::Route row(std::string path, std::string operation, net::Handler handler) {
  return {.method = net::Method::post,
          .path = std::move(path),
          .operation_id = std::move(operation),
          .access = net::Access::open,
          .permission = "",
          .level = net::Level::l0,
          .load = net::Load::sheddable,
          .handler = std::move(handler)};
}

}  // namespace

std::vector<net::Route> routes(Services services) {
  const auto api = std::make_shared<Api>(std::move(services));
  const std::string all = "data_api_list_operations";
  const std::string one = "data_api_list_operations_of_payment";
  const Decode by_payment = [](const json::value& body, Instant) {
    return decode_by_payment(body);
  };
  const Decode by_period = [](const json::value& body, Instant now) {
    return decode_list(body, now);
  };
  return {
      row("/v1/operations/get", all,
          [api, all, by_period](Request& request) { return api->list(request, all, by_period); }),
      row("/v1/operations/get-by-payment", one, [api, one, by_payment](Request& request) {
        return api->list(request, one, by_payment);
      })};
}

bool owns(std::string_view path) { return path.starts_with("/v1/operations/"); }

Response shape_error(const Error& error, const Request&) {
  return answer(error, error_body(error));
}

Response shape_internal_error(const Request& request) {
  const std::string message =
      "the server failed; the request id " + request.request_id + " finds the cause in its log";
  const json::object body{{"status", "error"}, {"code", "501"}, {"message", message}};
  return net::json_response(500, json::serialize(body));
}

}  // namespace bursar::data_api
