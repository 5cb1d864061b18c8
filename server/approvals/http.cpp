// Office routes of requests: the inbox, the badge, one request, and deciding about it.
#include "approvals/http.hpp"

#include <memory>

#include <boost/json.hpp>

#include "approvals/http_policies.hpp"
#include "approvals/http_view.hpp"
#include "identity/identity.hpp"
#include "net/await.hpp"
#include "net/json_reader.hpp"
#include "net/query_number.hpp"

namespace bursar::approvals {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;

constexpr std::int64_t k_limit_max = 200;
constexpr std::size_t k_word_max = 60;

std::optional<Tab> tab_of(std::string_view word) {
  if (word == "to_decide") return Tab::to_decide;
  if (word == "mine") return Tab::mine;
  if (word == "all") return Tab::all;
  return std::nullopt;
}

// One parameter of the list; nothing when it fits.
std::optional<Error> read_filter(const std::string& name, const std::string& value,
                                 ListApprovals& filter) {
  if (name == "limit") {
    const auto limit = net::whole_number(value, 1, k_limit_max);
    if (!limit) return invalid(name, "out_of_range", "must be from 1 to 200");
    filter.limit = *limit;
  } else if (name == "before") {
    const auto id = ApprovalId::parse(value);
    if (!id) return invalid(name, "invalid_parameter", "must be an id");
    filter.before = *id;
  } else if (name == "tab") {
    const auto tab = tab_of(value);
    if (!tab) return invalid(name, "invalid_parameter", "must be to_decide, mine or all");
    filter.tab = *tab;
  } else if (name == "state") {
    filter.state = state_of(value);
    if (!filter.state) return invalid(name, "invalid_parameter", "is not a state of a request");
  } else if (name == "kind" && value.size() <= k_word_max) {
    filter.kind = value;
  } else if (name == "subject_id" && value.size() <= k_word_max) {
    filter.subject_id = value;
  } else {
    return invalid(name, "unknown_parameter", "is not a parameter of this list");
  }
  return std::nullopt;
}

Result<ListApprovals> decode_list(const Request& request) {
  ListApprovals filter;
  for (const auto& [name, value] : request.query) {
    if (value.empty()) continue;
    if (auto error = read_filter(name, value, filter)) return std::move(*error);
  }
  return filter;
}

class Api {
 public:
  explicit Api(const Services& services) : services_(services) {}

  Task<Response> list(Request& request) const {
    auto filter = decode_list(request);
    if (!filter) co_return net::to_problem(filter.error(), request.request_id);
    const std::size_t wanted = static_cast<std::size_t>(filter->limit++);  // one more tells of more
    const Call call = services_.ports.call(request.actor);
    auto load = [call, services = services_, filter = *filter,
                 wanted](Tx& tx) -> Result<json::object> {
      auto approvals = list_approvals(tx, call, services.desk, filter);
      const bool has_older = approvals.size() > wanted;
      if (has_older) approvals.pop_back();
      PlaceNames names(services, tx);
      json::array rows;
      for (const Approval& approval : approvals)
        rows.push_back(row_json(approval, UserId{call.actor.key}, names));
      return json::object{{"rows", std::move(rows)}, {"has_older", has_older}};
    };
    const auto body = co_await net::read(services_.db, request, std::move(load));
    if (!body) co_return net::to_problem(body.error(), request.request_id);
    co_return net::json_response(200, json::serialize(*body));
  }

  Task<Response> count(Request& request) const {
    const Call call = services_.ports.call(request.actor);
    auto load = [call, &desk = services_.desk](Tx& tx) -> Result<Counts> {
      return count_approvals(tx, call, desk);
    };
    const auto counts = co_await net::read(services_.db, request, std::move(load));
    if (!counts) co_return net::to_problem(counts.error(), request.request_id);
    const json::object body{{"to_decide", counts->to_decide}, {"mine_open", counts->mine_open}};
    co_return net::json_response(200, json::serialize(body));
  }

  Task<Response> read(Request& request) const {
    const auto id = ApprovalId::parse(request.param("approval_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto load = [call, services = services_, id = *id](Tx& tx) -> Result<json::object> {
      const auto approval = read_approval(tx, call, id);
      if (!approval) return approval.error();
      return detail_json(tx, call, services, *approval);
    };
    const auto body = co_await net::read(services_.db, request, std::move(load));
    if (!body) co_return net::to_problem(body.error(), request.request_id);
    co_return net::json_response(200, json::serialize(*body));
  }

  using UseCase = Result<Decided> (*)(Tx&, const Call&, const Desk&, const Decide&);
  Task<Response> decide(Request& request, std::string operation, UseCase use_case) const {
    const auto id = ApprovalId::parse(request.param("approval_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    net::JsonReader in(request.body);
    Decide command;
    command.id = *id;
    command.content_hash = in.text("content_hash", 64, 64);
    command.reason = in.text_or_none("reason", 500).value_or("");
    if (const auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [call, services = services_, command, use_case](Tx& tx) -> Result<Settled> {
      auto decided = use_case(tx, call, services.desk, command);
      if (!decided) return decided.error();
      json::object body = detail_json(tx, call, services, decided->approval);
      return Settled{std::move(*decided), std::move(body)};
    };
    const auto settled = co_await net::write(services_.db, request, std::move(change));
    if (!settled) co_return co_await refuse(request, std::move(operation), settled.error());
    if (settled->decided.after_commit) settled->decided.after_commit();
    if (settled->decided.refusal)
      co_return net::to_problem(*settled->decided.refusal, request.request_id);
    co_return net::json_response(200, json::serialize(settled->body));
  }

  Task<Response> withdraw(Request& request) const {
    const auto id = ApprovalId::parse(request.param("approval_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [call, services = services_, id = *id](Tx& tx) -> Result<json::object> {
      const auto approval = approvals::withdraw(tx, call, services.desk, id);
      if (!approval) return approval.error();
      return detail_json(tx, call, services, *approval);
    };
    const auto body = co_await net::write(services_.db, request, std::move(change));
    if (!body) co_return net::to_problem(body.error(), request.request_id);
    co_return net::json_response(200, json::serialize(*body));
  }

 private:
  struct Settled {
    Decided decided;
    json::object body;
  };

  // Trying to decide what is not one's to decide is kept on record.
  Task<Response> refuse(Request& request, std::string operation, Error error) const {
    if (error.kind == ErrorKind::forbidden || error.code == "own_request" ||
        error.code == "same_person") {
      const Call call = services_.ports.call(request.actor);
      identity::Denial denial{std::move(operation), "approvals:decide", error.code};
      auto record = [call, denial](Tx& tx) { return identity::record_denial(tx, call, denial); };
      (void)co_await net::write(services_.db, std::move(record));
    }
    co_return net::to_problem(error, request.request_id);
  }

  Services services_;
};

}  // namespace

net::Route office_route(net::Method method, std::string path, std::string operation,
                        std::string permission, net::Level level, net::Handler handler) {
  net::Route route{};
  route.method = method;
  route.path = std::move(path);
  route.operation_id = std::move(operation);
  route.permission = std::move(permission);
  route.level = level;
  route.handler = std::move(handler);
  return route;
}

std::vector<net::Route> routes(const Services& services) {
  using net::Level;
  using net::Method;
  const auto api = std::make_shared<Api>(services);
  const std::string one = "/api/approvals/{approval_id}";
  // One's own requests are seen wherever they lie, others' by the right to do what they ask for:
  // that is looked up per request and not read from the scope of the route.
  std::vector<net::Route> all{
      office_route(Method::get, "/api/approvals", "list_approvals", "approvals:read", Level::l2,
                   [api](Request& request) { return api->list(request); }),
      office_route(Method::get, "/api/approvals/count", "count_approvals", "approvals:read",
                   Level::l2, [api](Request& request) { return api->count(request); }),
      office_route(Method::get, one, "read_approval", "approvals:read", Level::l2,
                   [api](Request& request) { return api->read(request); }),
      office_route(
          Method::post, one + "/approve", "approve_request", "approvals:decide", Level::l3,
          [api](Request& request) { return api->decide(request, "approve_request", &approve); }),
      // Stopping something is easy: no fresh confirmation.
      office_route(
          Method::post, one + "/reject", "reject_request", "approvals:decide", Level::l2,
          [api](Request& request) { return api->decide(request, "reject_request", &reject); }),
      office_route(Method::post, one + "/withdraw", "withdraw_request", "approvals:read", Level::l2,
                   [api](Request& request) { return api->withdraw(request); }),
  };
  for (net::Route& route : policy_routes(services)) all.push_back(std::move(route));
  return all;
}

}  // namespace bursar::approvals
