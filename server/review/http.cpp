// Decode, use case, encode for findings.
#include "review/http.hpp"

#include <memory>

#include <boost/json.hpp>

#include "audit/audit.hpp"
#include "net/await.hpp"
#include "net/json_reader.hpp"
#include "net/query_number.hpp"

namespace bursar::review {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

constexpr std::int64_t k_limit_max = 200;

json::value text_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return json::value(text);
}

json::object finding_json(const Finding& finding) {
  json::array entries;
  for (const AuditId& id : finding.seen.entries) entries.emplace_back(id.text());
  json::object view{{"finding_id", finding.id.text()},
                    {"rule", word(finding.seen.rule)},
                    {"subject", finding.seen.subject},
                    {"company_id", text_or_null(finding.seen.company.text())},
                    {"count", finding.seen.count},
                    {"first_at", finding.seen.first_at.ms},
                    {"last_at", finding.seen.last_at.ms},
                    {"audit_ids", std::move(entries)},
                    {"state", word(finding.state)},
                    {"closed_by", text_or_null(finding.closed_by)},
                    {"closed_at", nullptr},
                    {"note", text_or_null(finding.note)},
                    {"version", finding.version}};
  if (finding.closed_at) view["closed_at"] = finding.closed_at->ms;
  return view;
}

std::optional<Error> read_filter(const std::string& name, const std::string& value,
                                 ListFindings& filter) {
  const auto wrong = [&](const char* want) { return invalid(name, "invalid_parameter", want); };
  if (name == "state") {
    filter.state = state_of(value);
    if (!filter.state) return wrong("must be open or closed");
  } else if (name == "rule") {
    filter.rule = rule_of(value);
    if (!filter.rule) return wrong("is not a known rule");
  } else if (name == "before") {
    const auto id = FindingId::parse(value);
    if (!id) return wrong("must be an id");
    filter.before = *id;
  } else if (name == "limit") {
    const auto limit = net::whole_number(value, 1, k_limit_max);
    if (!limit) return invalid(name, "out_of_range", "must be from 1 to 200");
    filter.limit = *limit;
  } else {
    return invalid(name, "unknown_parameter", "is not a parameter of this list");
  }
  return std::nullopt;
}

struct Close {
  std::int64_t version = 0;
  std::string note;
};

Result<Close> decode_close(const Request& request) {
  net::JsonReader in(request.body);
  Close close;
  close.version = in.integer("version", 1, INT64_MAX);
  close.note = in.text("note", 1, 1'000);
  if (auto problem = in.finish()) return *std::move(problem);
  return close;
}

class Api {
 public:
  explicit Api(Services services) : services_(std::move(services)) {}

  Task<Response> run(Request& request) const {
    net::JsonReader in(request.body);
    if (auto problem = in.finish()) co_return net::to_problem(*problem, request.request_id);
    co_await review_once(services_);
    auto record = [call = services_.ports.call(request.actor)](Tx& tx) -> Result<void> {
      audit::record(tx, call, {.action = "run_review", .subject_kind = "review"});
      return ok();
    };
    const auto recorded = co_await net::write(services_.db, request, std::move(record));
    if (!recorded) co_return net::to_problem(recorded.error(), request.request_id);
    co_return net::no_content();
  }

  Task<Response> list(Request& request) const {
    ListFindings filter;
    for (const auto& [name, value] : request.query) {
      if (value.empty()) continue;
      if (const auto error = read_filter(name, value, filter))
        co_return net::to_problem(*error, request.request_id);
    }
    const auto wanted = static_cast<std::size_t>(filter.limit++);  // one more tells of more
    auto query = [filter, scope = request.actor.scope](Tx& tx) -> Result<std::vector<Finding>> {
      return list_findings(tx, scope, filter);
    };
    auto found = co_await net::read(services_.db, request, std::move(query));
    if (!found) co_return net::to_problem(found.error(), request.request_id);
    const bool has_older = found->size() > wanted;
    if (has_older) found->pop_back();
    json::array rows;
    for (const Finding& finding : *found) rows.push_back(finding_json(finding));
    co_return net::json_response(
        200, json::serialize(json::object{{"rows", std::move(rows)}, {"has_older", has_older}}));
  }

  Task<Response> close(Request& request) const {
    const auto id = FindingId::parse(request.param("finding_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    const auto command = decode_close(request);
    if (!command) co_return net::to_problem(command.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [call, id = *id, command = *command](Tx& tx) {
      return close_finding(tx, call, id, command.version, command.note);
    };
    const auto closed = co_await net::write(services_.db, std::move(change));
    if (!closed) co_return net::to_problem(closed.error(), request.request_id);
    co_return net::json_response(200, json::serialize(finding_json(*closed)));
  }

 private:
  Services services_;
};

}  // namespace

Task<void> review_once(const Services& services) {
  const Call call = services.ports.call(services.reviewer);
  auto query = [call, around = services.around(call)](Tx& tx) { return look(tx, call, around); };
  auto seen = co_await net::read(services.db, std::move(query));
  if (!seen || seen->empty()) co_return;
  auto change = [call, sightings = *std::move(seen)](Tx& tx) {
    return raise_findings(tx, call, sightings);
  };
  (void)co_await net::write(services.db, std::move(change));
}

std::vector<net::Route> routes(Services services) {
  const auto api = std::make_shared<Api>(std::move(services));
  net::Route run{};
  run.method = net::Method::post;
  run.path = "/api/review_runs";
  run.operation_id = "run_review";
  run.permission = "audit:review";
  run.handler = [api](Request& request) { return api->run(request); };
  net::Route list{};
  list.method = net::Method::get;
  list.path = "/api/review_findings";
  list.operation_id = "list_review_findings";
  list.permission = "audit:read";
  list.handler = [api](Request& request) { return api->list(request); };
  net::Route close{};
  close.method = net::Method::post;
  close.path = "/api/review_findings/{finding_id}/close";
  close.operation_id = "close_review_finding";
  close.permission = "audit:review";
  close.handler = [api](Request& request) { return api->close(request); };
  return {list, close, run};
}

}  // namespace bursar::review
