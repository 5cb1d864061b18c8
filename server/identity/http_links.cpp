// Open routes of invitations and resets: whom a link is for, choosing a password by it, the rules
// it keeps, and asking for a reset. The token travels in the body, so that it stays out of logs.
#include <boost/asio/steady_timer.hpp>
#include <boost/json/serialize.hpp>

#include "identity/http_parts.hpp"
#include "identity/security_policy.hpp"
#include "net/json_reader.hpp"

namespace bursar::identity {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;

/// A request for a reset is answered so long after it came, whatever was found: queueing a mail for
/// somebody takes longer than finding nobody.
constexpr std::int64_t k_reset_answer_ms = 400;

LinkPurpose decode_purpose(net::JsonReader& in) {
  const std::string word = in.text("purpose", 1, 10);
  if (word == "invite") return LinkPurpose::invite;
  if (word != "reset") in.fail("purpose", "invalid_parameter", "must be invite or reset");
  return LinkPurpose::reset;
}

class Api {
 public:
  explicit Api(const Services& services) : services_(services) {}

  Task<Response> read(Request& request) {
    net::JsonReader in(request.body);
    const LinkPurpose purpose = decode_purpose(in);
    const Secret token(in.text("token", 1, 64));
    if (const auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    const auto link = co_await find(request, purpose, token);
    if (!link) co_return net::to_problem(link.error(), request.request_id);
    const json::object body{
        {"email", link->email}, {"name", link->name}, {"expires_at", link->expires_at.ms}};
    co_return net::json_response(200, json::serialize(body));
  }

  Task<Response> accept(Request& request) {
    net::JsonReader in(request.body);
    const LinkPurpose purpose = decode_purpose(in);
    const Secret token(in.text("token", 1, 64));
    const Secret password(in.text("password", 1, 256));
    if (const auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    const auto link = co_await find(request, purpose, token);
    if (!link) co_return net::to_problem(link.error(), request.request_id);
    const Settings& settings = services_.settings;
    std::function<Result<PasswordHash>()> work = [this, &settings, password, shown = *link] {
      return prove_link_password(settings, services_.ports.random, shown, password);
    };
    const auto hash = co_await prove<PasswordHash>(services_.pool, std::move(work));
    if (!hash) co_return net::to_problem(hash.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto record = [call, token, purpose, chosen = *hash](Tx& tx) {
      return accept_user_link(tx, call, token, purpose, chosen);
    };
    const auto user = co_await net::write(services_.db, std::move(record));
    if (!user) co_return net::to_problem(user.error(), request.request_id);
    co_return net::json_response(200, json::serialize(json::object{{"email", link->email}}));
  }

  Task<Response> read_rules(Request& request) const {
    auto load = [](Tx& tx) -> Result<PasswordPolicy> { return security_policy(tx).password; };
    const auto policy = co_await net::read(services_.db, std::move(load));
    if (!policy) co_return net::to_problem(policy.error(), request.request_id);
    json::array rules;
    for (const PasswordRule& rule : password_rules(*policy))
      rules.push_back(json::object{{"text", rule.text}, {"pattern", rule.pattern}});
    const json::object body{{"rules", std::move(rules)}, {"note", password_note(*policy)}};
    co_return net::json_response(200, json::serialize(body));
  }

  Task<Response> request_reset(Request& request) {
    net::JsonReader in(request.body);
    const std::string email = in.text("email", 1, 254);
    if (const auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    const Instant now = services_.ports.clock.now();
    if (auto full = throttle_.refusal(request.peer_ip, now))
      co_return net::to_problem(*full, request.request_id);
    throttle_.count_failure(request.peer_ip, now);
    const Call call = services_.ports.call(request.actor);
    const Settings& settings = services_.settings;
    boost::asio::steady_timer answer_at(co_await boost::asio::this_coro::executor);
    answer_at.expires_after(std::chrono::milliseconds(k_reset_answer_ms));
    auto record = [call, &settings, email](Tx& tx) {
      return identity::request_reset(tx, call, settings, email);
    };
    const auto queued = co_await net::write(services_.db, std::move(record));
    if (!queued) co_return net::to_problem(queued.error(), request.request_id);
    co_await answer_at.async_wait(boost::asio::use_awaitable);
    co_return net::no_content();
  }

 private:
  // Guesses are rationed per network; 256 bits do the rest.
  Task<Result<LinkView>> find(Request& request, LinkPurpose purpose, Secret token) {
    const Instant now = services_.ports.clock.now();
    if (auto full = throttle_.refusal(request.peer_ip, now)) co_return std::move(*full);
    auto load = [token, purpose, now](Tx& tx) { return read_link(tx, token, purpose, now); };
    auto link = co_await net::read(services_.db, std::move(load));
    if (!link) throttle_.count_failure(request.peer_ip, now);
    co_return link;
  }

  Services services_;
  SignInThrottle throttle_;
};

}  // namespace

std::vector<net::Route> link_routes(const Services& services) {
  const auto api = std::make_shared<Api>(services);
  const auto row = [](std::string path, std::string operation, net::Handler handler,
                      net::Method method = net::Method::post) {
    net::Route route{};
    route.method = method;
    route.path = std::move(path);
    route.operation_id = std::move(operation);
    route.access = net::Access::open;
    route.level = net::Level::l0;
    route.handler = std::move(handler);
    return route;
  };
  return {
      row("/api/links/lookup", "read_link", [api](Request& request) { return api->read(request); }),
      row("/api/links/acceptance", "accept_link",
          [api](Request& request) { return api->accept(request); }),
      row("/api/password_resets", "request_password_reset",
          [api](Request& request) { return api->request_reset(request); }),
      row(
          "/api/password_rules", "read_password_rules",
          [api](Request& request) { return api->read_rules(request); }, net::Method::get),
  };
}

}  // namespace bursar::identity
