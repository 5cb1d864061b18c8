// Decode, use case, encode for what needs an answer.
#include "payments/http_exceptions.hpp"

#include <memory>

#include "net/await.hpp"
#include "net/json_reader.hpp"
#include "payments/http_exceptions_view.hpp"
#include "payments/http_manual_status.hpp"
#include "payments/http_reversal.hpp"

namespace bursar::payments {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

constexpr std::int64_t k_limit_max = 200;

Error wrong(const std::string& name, const char* message) {
  return invalid(name, "invalid_parameter", message);
}

template <class IdType>
std::optional<Error> read_id(const std::string& name, const std::string& value, IdType& id) {
  const auto parsed = IdType::parse(value);
  if (!parsed) return wrong(name, "must be an id");
  id = *parsed;
  return std::nullopt;
}

std::optional<Error> read_limit(const std::string& name, const std::string& value,
                                std::int64_t& limit) {
  const bool digits = value.size() <= 3 && value.find_first_not_of("0123456789") == value.npos;
  limit = digits ? std::stoll(value) : 0;
  if (limit < 1 || limit > k_limit_max)
    return invalid(name, "out_of_range", "must be from 1 to 200");
  return std::nullopt;
}

std::optional<Error> unknown(const std::string& name) {
  return invalid(name, "unknown_parameter", "is not a parameter of this list");
}

std::optional<Error> read_filter(const std::string& name, const std::string& value,
                                 ListExceptions& filter) {
  if (name == "limit") return read_limit(name, value, filter.limit);
  if (name == "before") return read_id(name, value, filter.before);
  if (name == "merchant_id") return read_id(name, value, filter.merchant);
  if (name == "payment_id") return read_id(name, value, filter.payment);
  if (name == "state") {
    filter.state = exception_state_of(value);
    if (!filter.state) return wrong(name, "must be open or resolved");
    return std::nullopt;
  }
  if (name != "kind") return unknown(name);
  filter.kind = exception_kind_of(value);
  if (!filter.kind) return wrong(name, "is not a known kind");
  return std::nullopt;
}

std::optional<Error> read_filter(const std::string& name, const std::string& value,
                                 ListUnanswered& filter) {
  if (name == "limit") return read_limit(name, value, filter.limit);
  if (name == "before") return read_id(name, value, filter.after);
  if (name == "merchant_id") return read_id(name, value, filter.merchant);
  if (name == "payment_id") return read_id(name, value, filter.payment);
  if (name != "age") return unknown(name);
  filter.at_least = answer_age_of(value);
  if (!filter.at_least) return wrong(name, "must be quarter_hour, hour or day");
  return std::nullopt;
}

template <class Filter>
Result<Filter> decode_filter(const Request& request) {
  Filter filter;
  for (const auto& [name, value] : request.query) {
    if (value.empty()) continue;
    if (auto error = read_filter(name, value, filter)) return *std::move(error);
  }
  return filter;
}

template <class Row, class Write>
std::string page_json(std::vector<Row> rows, std::size_t wanted, Write write) {
  const bool has_older = rows.size() > wanted;
  if (has_older) rows.pop_back();
  return json::serialize(json::object{{"rows", rows_json(rows, write)}, {"has_older", has_older}});
}

Result<ResolveException> decode_resolve(const Request& request) {
  const auto id = ExceptionId::parse(request.param("exception_id"));
  if (!id) return id.error();
  net::JsonReader in(request.body);
  ResolveException command;
  command.id = *id;
  command.version = in.integer("version", 1, INT64_MAX);
  const auto settled = settled_as_of(in.text("settled_as", 1, 40));
  if (!settled && !in.failed())
    in.fail("settled_as", "invalid_parameter",
            "must be accepted, returned, corrected or no_action");
  if (settled) command.settled_as = *settled;
  command.resolution = in.text("resolution", 1, 1'000);
  if (auto error = in.finish()) return *error;
  return command;
}

class Api {
 public:
  explicit Api(DeskServices services) : services_(services) {}

  Task<Response> unanswered(Request& request) const {
    auto filter = decode_filter<ListUnanswered>(request);
    if (!filter) co_return net::to_problem(filter.error(), request.request_id);
    const auto wanted = static_cast<std::size_t>(filter->limit++);  // one more tells of more
    auto query = [scope = request.actor.scope, filter = *filter, now = services_.ports.clock.now()](
                     Tx& tx) -> Result<std::vector<UnansweredOperation>> {
      return list_unanswered(tx, scope, now, filter);
    };
    auto rows = co_await net::read(services_.db, request, std::move(query));
    if (!rows) co_return net::to_problem(rows.error(), request.request_id);
    co_return net::json_response(200, page_json(*std::move(rows), wanted, unanswered_json));
  }

  Task<Response> sums(Request& request) const {
    auto query = [scope = request.actor.scope, now = services_.ports.clock.now()](
                     Tx& tx) -> Result<UnansweredSums> { return sum_unanswered(tx, scope, now); };
    const auto sums = co_await net::read(services_.db, request, std::move(query));
    if (!sums) co_return net::to_problem(sums.error(), request.request_id);
    co_return net::json_response(200, json::serialize(sums_json(*sums)));
  }

  Task<Response> list(Request& request) const {
    auto filter = decode_filter<ListExceptions>(request);
    if (!filter) co_return net::to_problem(filter.error(), request.request_id);
    const auto wanted = static_cast<std::size_t>(filter->limit++);
    auto query = [scope = request.actor.scope,
                  filter = *filter](Tx& tx) -> Result<std::vector<ExceptionCase>> {
      return list_exceptions(tx, scope, filter);
    };
    auto rows = co_await net::read(services_.db, request, std::move(query));
    if (!rows) co_return net::to_problem(rows.error(), request.request_id);
    co_return net::json_response(200, page_json(*std::move(rows), wanted, exception_json));
  }

  Task<Response> read(Request& request) const {
    const auto id = ExceptionId::parse(request.param("exception_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    auto query = [scope = request.actor.scope, id = *id](Tx& tx) {
      return load_exception(tx, scope, id);
    };
    const auto one = co_await net::read(services_.db, request, std::move(query));
    if (!one) co_return net::to_problem(one.error(), request.request_id);
    co_return net::json_response(200, json::serialize(exception_json(*one)));
  }

  Task<Response> resolve(Request& request) const {
    const auto command = decode_resolve(request);
    if (!command) co_return net::to_problem(command.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [call, command = *command](Tx& tx) {
      return resolve_exception(tx, call, command);
    };
    const auto one = co_await net::write(services_.db, request, std::move(change));
    if (!one) co_return net::to_problem(one.error(), request.request_id);
    co_return net::json_response(200, json::serialize(exception_json(*one)));
  }

  Task<Response> decisions(Request& request) const {
    const auto id = PaymentId::parse(request.param("payment_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    auto query = [scope = request.actor.scope,
                  id = *id](Tx& tx) -> Result<std::vector<ManualDecision>> {
      const auto payment = load_payment(tx, scope, id);
      if (!payment) return payment.error();
      return decisions_of(tx, id);
    };
    const auto rows = co_await net::read(services_.db, request, std::move(query));
    if (!rows) co_return net::to_problem(rows.error(), request.request_id);
    co_return net::json_response(
        200, json::serialize(json::object{{"rows", rows_json(*rows, decision_json)}}));
  }

 private:
  DeskServices services_;
};

}  // namespace

std::vector<net::Route> exception_routes(const DeskServices& services) {
  using net::Method;
  const auto api = std::make_shared<Api>(services);
  return {
      {.method = Method::get,
       .path = "/api/unanswered_operations",
       .operation_id = "list_unanswered_operations",
       .permission = "exceptions:read",
       .handler = [api](Request& request) { return api->unanswered(request); }},
      {.method = Method::get,
       .path = "/api/unanswered_sums",
       .operation_id = "read_unanswered_sums",
       .permission = "exceptions:read",
       .handler = [api](Request& request) { return api->sums(request); }},
      {.method = Method::get,
       .path = "/api/exceptions",
       .operation_id = "list_exceptions",
       .permission = "exceptions:read",
       .handler = [api](Request& request) { return api->list(request); }},
      {.method = Method::get,
       .path = "/api/exceptions/{exception_id}",
       .operation_id = "read_exception",
       .permission = "exceptions:read",
       .handler = [api](Request& request) { return api->read(request); }},
      {.method = Method::post,
       .path = "/api/exceptions/{exception_id}/resolve",
       .operation_id = "resolve_exception",
       .permission = "exceptions:resolve",
       .handler = [api](Request& request) { return api->resolve(request); }},
      {.method = Method::get,
       .path = "/api/payments/{payment_id}/decisions",
       .operation_id = "list_decisions",
       .permission = "payments:read",
       .handler = [api](Request& request) { return api->decisions(request); }},
      state_change_route(services),
      reversal_route(services),
  };
}

}  // namespace bursar::payments
