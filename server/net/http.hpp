// HTTP vocabulary: what a handler receives and returns, and the route table. No payment word here.
// Handlers are coroutines on an I/O thread; blocking work goes to storage or a pool (see
// await.hpp).
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "base/actor.hpp"
#include "base/result.hpp"
#include "net/load.hpp"

namespace bursar::net {

/// A coroutine. Traps of g++ 12, found by tools/tidy: inside a co_await expression an aggregate in
/// braces or a lambda that holds values is destroyed twice; a coroutine that declares no variable
/// is miscompiled when a condition (`if`, `while`, `switch`) awaits. Name the operand, or the
/// value, first: `const bool more = co_await step();`.
template <class T>
using Task = boost::asio::awaitable<T>;

enum class Method { get, post, put, patch, del };
std::string_view method_name(Method method);

/// What a caller must present before the handler runs; judged by the Guard.
enum class Access {
  open,         ///< no credential (sign-in, static files, health)
  pre_session,  ///< the half-signed-in token: password known, second factor or new password still
                ///< owed
  session,      ///< full office session (cookie)
  api_key,      ///< merchant API key (Bearer or x-api-key)
};

/// Assurance level (M-01, M-05) demanded on top of the session.
enum class Level { l0, l1, l2, l3, l4, l5 };

struct Request {
  Method method = Method::get;
  std::string target;  ///< path and query as sent (for signatures)
  std::string path;    ///< decoded path, no query
  std::map<std::string, std::string, std::less<>> params;    ///< {name} segments of the route
  std::vector<std::pair<std::string, std::string>> query;    ///< decoded, in order, repeats kept
  std::vector<std::pair<std::string, std::string>> headers;  ///< names lower case
  std::string body;
  std::string peer_ip;
  std::string request_id;  ///< "rq_" + 20 characters, also sent back as X-Request-Id
  std::int64_t received_tick_ns = 0;
  /// Whether anyone still waits; set for requests that a route answers. Hand it on with the work.
  std::shared_ptr<RequestLife> life;

  /// Set by the Guard for routes that demand a credential.
  Actor actor;
  std::string session_token;  ///< raw cookie value, for sign-out and renewal only

  std::string_view header(std::string_view lower_case_name) const;  ///< first value or ""
  std::optional<std::string_view> query_value(std::string_view name) const;
  std::string_view param(std::string_view name) const;  ///< path parameter; absence is a Bug
  std::string cookie(std::string_view name) const;      ///< value or ""
};

/// Writes a live response body (Server-Sent Events). Returned send() means handed to the socket.
class Stream {
 public:
  virtual ~Stream() = default;
  /// Sends bytes; throws when the peer is gone or does not read within the write deadline.
  virtual Task<void> send(std::string bytes) = 0;
  /// The same for bytes that several streams share.
  virtual Task<void> send(std::shared_ptr<const std::string> bytes) = 0;
  /// True once the peer closed or the server is stopping.
  virtual bool closed() const = 0;
  /// Calls `wake` on the stream's own thread when closed() turns true; one hook per stream.
  virtual void on_close(std::function<void()> wake) = 0;
  /// Cuts the connection; a send() under way throws. On the stream's own thread only.
  virtual void abort() = 0;
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;                         ///< owned body, or
  std::string_view static_body;             ///< bytes that outlive the response (embedded files)
  std::function<Task<void>(Stream&)> live;  ///< set for event streams; body is then ignored
  bool hang_up = false;  ///< close the connection without a byte of answer; all else is ignored

  Response& with(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

Response json_response(int status, std::string body);
Response no_content();
/// RFC 9457 problem from an Error: the one mapping from error kind to status (office API).
/// `limited` and `unavailable` carry Retry-After from details.retry_after_s.
Response to_problem(const Error& error, const std::string& request_id);
int http_status(ErrorKind kind);
/// The same with the codes of broken requests (malformed_json, body_too_large, …) told apart.
int http_status(const Error& error);
/// The answer to what must never be shown: 500 with nothing but the request id.
Response internal_error(const std::string& request_id);

using Handler = std::function<Task<Response>(Request&)>;

/// One row of the policy table. The server refuses to start when two rows collide or a row that
/// demands a credential names no permission.
struct Route {
  Method method;
  std::string path;          ///< "/api/payments/{payment_id}"
  std::string operation_id;  ///< same word as in the contract, the use case and the audit action
  Access access = Access::session;
  std::string permission;  ///< "payments:read", or "self" for acts on oneself; "" only with
                           ///< Access::open or pre_session
  Level level = Level::l2;
  bool idempotent = false;      ///< demands Idempotency-Key (money-moving POST of the office API)
  std::string rate_class;       ///< name of a limit in limits.hpp, "" = default of its access
  Load load = Load::by_method;  ///< what overload does to it
  std::size_t body_max = 64 * 1024;
  Handler handler;
};
/// Whether a row gives way under overload.
bool is_sheddable(const Route& route);

/// Judges credential, permission, level, idempotency header and rate, in that order, for one
/// request. Implemented by identity; returns a response to stop the request, nothing to let it
/// through.
class Guard {
 public:
  virtual ~Guard() = default;
  virtual Task<std::optional<Response>> admit(const Route& route, Request& request) = 0;
  /// Last touch on every response of a guarded route (rate headers, session renewal).
  virtual void finish(const Route& route, const Request& request, Response& response) = 0;
};

/// How one listener answers what no route answers, and shapes errors for its callers.
struct Surface {
  std::vector<Route> routes;
  std::shared_ptr<Guard> guard;
  /// Unmatched GET (static UI); null answers 404 through `shape_error`.
  Handler fallback;
  /// Body of an Error for a path; default to_problem. The Orsunpay surface brings its two shapes.
  std::function<Response(const Error&, const Request&)> shape_error;
  /// What an exception that left a handler becomes (storage away → 503); nothing = the internal
  /// error. Never asked about a Bug, which is always a 500. The text of an exception must not reach
  /// callers.
  std::function<std::optional<Response>(const std::exception_ptr&, const Request&)> shape_exception;
  /// The answer to a failure that must not be shown, in the surface's own shape; default
  /// internal_error. It gets nothing of the failure.
  std::function<Response(const Request&)> shape_internal_error;
  /// Headers added to every response (security set); may depend on the request.
  std::function<void(const Request&, Response&)> decorate;
};

}  // namespace bursar::net
