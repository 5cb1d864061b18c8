// The limits over HTTP: reading them with their history, changing them, going back to those that
// the product comes with.
#include "routing/http_caps.hpp"

#include <memory>

#include <fmt/format.h>

#include "gate/http.hpp"
#include "net/await.hpp"
#include "net/json_reader.hpp"
#include "net/member_route.hpp"
#include "routing/retry_cap_store.hpp"

namespace bursar::routing {
namespace {

namespace json = boost::json;
using gate::Outcome;
using net::JsonReader;
using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

constexpr std::size_t k_rows_max = 40;
constexpr std::size_t k_reason_max = 500;
constexpr std::size_t k_source_max = 200;

struct Reset {
  std::int64_t version = 0;
  std::string reason;
};

RetryCap cap_of(JsonReader& in) {
  RetryCap cap;
  cap.scheme = in.text("scheme", 1, 20);
  const std::string kind = in.text("kind", 1, 20);
  if (const auto known = cap_kind_of(kind)) cap.kind = *known;
  else in.fail("kind", "unknown_value", "'" + kind + "' is no kind of limit");
  cap.code = in.text_or_none("code", 2).value_or("");
  const std::string covers = in.text("covers", 1, 20);
  if (const auto known = cap_covers_of(covers)) cap.covers = *known;
  else in.fail("covers", "unknown_value", "'" + covers + "' covers no payments");
  cap.attempts_max = in.integer("attempts_max", 0, 1'000);
  cap.window_hours = in.integer("window_hours", 0, 100'000);
  cap.source = in.text_or_none("source", k_source_max).value_or("");
  return cap;
}

Result<ChangeCaps> decode_caps(const Request& request) {
  ChangeCaps command;
  JsonReader in(request.body);
  command.version = in.integer("version", 0, INT64_MAX);
  for (JsonReader& one : in.objects("rows", k_rows_max)) {
    command.rows.push_back(cap_of(one));
    in.adopt(one);
  }
  command.reason = in.text("reason", 1, k_reason_max);
  if (auto error = in.finish()) return *error;
  return command;
}

Result<Reset> decode_reset(const Request& request) {
  Reset command;
  JsonReader in(request.body);
  command.version = in.integer("version", 0, INT64_MAX);
  command.reason = in.text("reason", 1, k_reason_max);
  if (auto error = in.finish()) return *error;
  return command;
}

json::object table_json(const CapTable& table, bool with_people) {
  json::object object{
      {"version", table.version},
      {"is_shipped", table.is_shipped},
      {"rows", store::caps_json(table.rows)},
      {"changed_by", nullptr},
      {"reason", nullptr},
      {"changed_at", table.created_at ? json::value(table.created_at->ms) : json::value(nullptr)}};
  if (with_people && !table.created_by.empty()) {
    object["changed_by"] = table.created_by;
    object["reason"] = table.reason;
  }
  return object;
}

// Who changed them and why is for people of the whole installation.
json::object page_json(Tx& tx, const Scope& scope) {
  const bool with_people = scope.everything();
  json::object page = table_json(caps_now(tx), with_people);
  page["shipped"] = store::caps_json(shipped_caps());
  json::array history;
  if (with_people)
    for (const CapTable& table : cap_history(tx)) history.push_back(table_json(table, true));
  page["history"] = std::move(history);
  return page;
}

class Api {
 public:
  explicit Api(Services services) : services_(std::move(services)) {}

  Task<Response> read(Request& request) const {
    auto query = [scope = request.actor.scope](Tx& tx) -> Result<json::object> {
      return page_json(tx, scope);
    };
    const auto body = co_await net::read(services_.db, request, std::move(query));
    if (!body) co_return net::to_problem(body.error(), request.request_id);
    co_return net::json_response(200, json::serialize(*body));
  }

  Task<Response> change(Request& request) const {
    auto command = decode_caps(request);
    if (!command) co_return net::to_problem(command.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [this, call, command = std::move(*command),
                   ask = gate::ask("change_retry_caps", request)](Tx& tx) -> Result<Outcome> {
      return gated(tx, call, ask, [&] { return change_caps(tx, call, command); });
    };
    co_return co_await answer(request, std::move(change));
  }

  Task<Response> reset(Request& request) const {
    auto command = decode_reset(request);
    if (!command) co_return net::to_problem(command.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [this, call, command = std::move(*command),
                   ask = gate::ask("reset_retry_caps", request)](Tx& tx) -> Result<Outcome> {
      return gated(tx, call, ask,
                   [&] { return reset_caps(tx, call, command.version, command.reason); });
    };
    co_return co_await answer(request, std::move(change));
  }

 private:
  template <class F>
  Result<Outcome> gated(Tx& tx, const Call& call, const gate::Ask& ask, F act) const {
    // Nobody is asked to agree to what the asker may not do.
    if (!call.actor.scope.everything()) return forbidden("routing:write");
    auto held = gate::hold(services_.gate, tx, call, ask);
    if (!held) return held.error();
    if (*held) return Outcome{std::move(*held), {}};
    const auto done = act();
    if (!done) return done.error();
    return Outcome{{}, page_json(tx, call.actor.scope)};
  }

  template <class F>
  Task<Response> answer(Request& request, F change) const {
    const auto outcome = co_await net::write(services_.db, request, std::move(change));
    co_return gate::answer(request, outcome, 200);
  }

  Services services_;
};

std::string line_of(const RetryCap& cap) {
  return fmt::format("{} in {} hours, {}", cap.attempts_max, cap.window_hours, word(cap.covers));
}

// One line per limit, as it holds before and after.
std::vector<gate::Figure> figures_of(Tx& tx) {
  std::vector<gate::Figure> figures;
  for (const RetryCap& cap : caps_now(tx).rows)
    figures.push_back({fmt::format("limit:{} {}{}{}, {} hours", cap.scheme, word(cap.kind),
                                   cap.code.empty() ? "" : " ", cap.code, cap.window_hours),
                       line_of(cap)});
  return figures;
}

Result<gate::Subject> describe(Tx& tx, const std::string& reason) {
  gate::Subject subject;
  subject.kind = "retry_caps";
  subject.label = "limits of the schemes";
  subject.target = "version " + std::to_string(caps_now(tx).version);
  subject.reason = reason;
  return subject;
}

gate::Done done(const CapTable& table) { return {"retry_caps", std::to_string(table.version)}; }

gate::Action change_action() {
  gate::Action action;
  action.key = "change_retry_caps";
  action.describe = [](Tx& tx, const Call&, const std::string& content) -> Result<gate::Subject> {
    const auto command = decode_caps(gate::thawed(content));
    if (!command) return command.error();
    return describe(tx, command->reason);
  };
  action.execute = [](Tx& tx, const Call& call, const std::string& content,
                      const gate::Consent&) -> Result<gate::Done> {
    const auto command = decode_caps(gate::thawed(content));
    if (!command) return command.error();
    const auto table = change_caps(tx, call, *command);
    if (!table) return table.error();
    return done(*table);
  };
  return action;
}

gate::Action reset_action() {
  gate::Action action;
  action.key = "reset_retry_caps";
  action.describe = [](Tx& tx, const Call&, const std::string& content) -> Result<gate::Subject> {
    const auto command = decode_reset(gate::thawed(content));
    if (!command) return command.error();
    return describe(tx, command->reason);
  };
  action.execute = [](Tx& tx, const Call& call, const std::string& content,
                      const gate::Consent&) -> Result<gate::Done> {
    const auto command = decode_reset(gate::thawed(content));
    if (!command) return command.error();
    const auto table = reset_caps(tx, call, command->version, command->reason);
    if (!table) return table.error();
    return done(*table);
  };
  return action;
}

}  // namespace

std::vector<net::Route> cap_routes(const Services& services) {
  using net::Method;
  const net::MemberRoutes<Api> row{std::make_shared<Api>(services), "routing:read",
                                   "routing:write"};
  std::vector<net::Route> routes{
      row(Method::get, "/api/retry_caps", "read_retry_caps", &Api::read),
      row(Method::put, "/api/retry_caps", "change_retry_caps", &Api::change),
      row(Method::post, "/api/retry_caps/reset", "reset_retry_caps", &Api::reset)};
  routes[1].level = routes[2].level = net::Level::l3;
  return routes;
}

std::vector<gate::Action> cap_actions() {
  std::vector<gate::Action> all{change_action(), reset_action()};
  for (gate::Action& action : all)
    action.figures = [](Tx& tx, const Call&, const std::string&) { return figures_of(tx); };
  return all;
}

}  // namespace bursar::routing
