// Office routes of batches: decode, one use case or read, encode.
#include "batches/http.hpp"

#include <memory>

#include <boost/json.hpp>

#include "batches/file.hpp"
#include "batches/http_act.hpp"
#include "batches/http_files.hpp"
#include "batches/http_view.hpp"
#include "net/await.hpp"
#include "net/json_reader.hpp"
#include "net/query_number.hpp"

namespace bursar::batches {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;

constexpr std::int64_t k_limit_max = 200;
constexpr std::size_t k_text_max = 255;

std::optional<Error> read_filter(const std::string& name, const std::string& value,
                                 ListBatches& filter) {
  if (name == "limit") {
    const auto limit = net::whole_number(value, 1, k_limit_max);
    if (!limit) return invalid(name, "out_of_range", "must be from 1 to 200");
    filter.limit = *limit;
  } else if (name == "before") {
    const auto id = BatchId::parse(value);
    if (!id) return invalid(name, "invalid_parameter", "must be an id");
    filter.before = *id;
  } else if (name == "merchant_id") {
    const auto id = MerchantId::parse(value);
    if (!id) return invalid(name, "invalid_parameter", "must be an id");
    filter.merchant_id = *id;
  } else if (name == "kind") {
    filter.kind = kind_of(value);
    if (!filter.kind) return invalid(name, "invalid_parameter", "is not a kind of batch");
  } else if (name == "state") {
    filter.state = state_of(value);
    if (!filter.state) return invalid(name, "invalid_parameter", "is not a state of a batch");
  } else {
    return invalid(name, "unknown_parameter", "is not a parameter of this list");
  }
  return std::nullopt;
}

std::optional<Error> read_states(const std::string& value, ListItems& filter) {
  for (std::size_t at = 0; at <= value.size();) {
    const std::size_t end = std::min(value.find(',', at), value.size());
    const auto state = item_state_of(std::string_view(value).substr(at, end - at));
    if (!state) return invalid("state", "invalid_parameter", "is not a state of a line");
    filter.states.push_back(*state);
    at = end + 1;
  }
  return std::nullopt;
}

std::optional<Error> read_filter(const std::string& name, const std::string& value,
                                 ListItems& filter) {
  if (name == "limit") {
    const auto limit = net::whole_number(value, 1, k_limit_max);
    if (!limit) return invalid(name, "out_of_range", "must be from 1 to 200");
    filter.limit = *limit;
  } else if (name == "after" || name == "before") {
    const auto line = net::whole_number(value);
    if (!line) return invalid(name, "invalid_parameter", "must be the number of a line");
    (name == "after" ? filter.after : filter.before) = *line;
  } else if (name == "state") {
    return read_states(value, filter);
  } else if (name == "reference" && value.size() <= k_text_max) {
    filter.reference = value;
  } else {
    return invalid(name, "unknown_parameter", "is not a parameter of this list");
  }
  return std::nullopt;
}

template <class Filter>
Result<Filter> decode_filter(const Request& request, Filter filter) {
  for (const auto& [name, value] : request.query) {
    if (value.empty()) continue;
    if (auto error = read_filter(name, value, filter)) return std::move(*error);
  }
  return filter;
}

Result<ListItems> decode_items(const Request& request) {
  const auto id = BatchId::parse(request.param("batch_id"));
  if (!id) return id.error();
  ListItems filter;
  filter.id = *id;
  auto decoded = decode_filter(request, filter);
  if (decoded && decoded->after > 0 && decoded->before > 0)
    return invalid("before", "invalid_parameter", "and after cannot be given together");
  return decoded;
}

using Change = std::function<Result<Batch>(Tx&, const Call&, BatchId)>;

class Api {
 public:
  explicit Api(Services services) : services_(std::move(services)) {}

  Task<Response> list(Request& request) const {
    auto filter = decode_filter(request, ListBatches{});
    if (!filter) co_return net::to_problem(filter.error(), request.request_id);
    const auto wanted = static_cast<std::size_t>(filter->limit++);  // one more tells of more
    auto query = [scope = request.actor.scope, filter = *filter,
                  wanted](Tx& tx) -> Result<json::object> {
      auto rows = list_batches(tx, scope, filter);
      const bool has_older = rows.size() > wanted;
      if (has_older) rows.pop_back();
      json::array all;
      for (const BatchRow& row : rows) all.push_back(batch_json(row));
      return json::object{{"rows", std::move(all)}, {"has_older", has_older}};
    };
    const auto body = co_await net::read(services_.db, request, std::move(query));
    if (!body) co_return net::to_problem(body.error(), request.request_id);
    co_return net::json_response(200, json::serialize(*body));
  }

  Task<Response> read(Request& request) const {
    const auto id = BatchId::parse(request.param("batch_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    auto query = [scope = request.actor.scope, id = *id](Tx& tx) -> Result<json::object> {
      const auto row = read_batch(tx, scope, id);
      if (!row) return row.error();
      return detail_json(tx, *row);
    };
    const auto body = co_await net::read(services_.db, request, std::move(query));
    if (!body) co_return net::to_problem(body.error(), request.request_id);
    co_return net::json_response(200, json::serialize(*body));
  }

  Task<Response> items(Request& request) const {
    auto filter = decode_items(request);
    if (!filter) co_return net::to_problem(filter.error(), request.request_id);
    const auto wanted = static_cast<std::size_t>(filter->limit++);
    auto query = [scope = request.actor.scope, filter = *filter](Tx& tx) {
      return list_items(tx, scope, filter);
    };
    auto page = co_await net::read(services_.db, request, std::move(query));
    if (!page) co_return net::to_problem(page.error(), request.request_id);
    const bool has_more = page->size() > wanted;
    // Backwards the surplus line is the first.
    if (has_more && filter->before > 0) page->erase(page->begin());
    else if (has_more) page->pop_back();
    json::array rows;
    for (const Item& item : *page) rows.push_back(item_json(item));
    const json::object body{{"rows", std::move(rows)}, {"has_more", has_more}};
    co_return net::json_response(200, json::serialize(body));
  }

  /// One of the changes of state, for those who may do what the batch does.
  Task<Response> change(Request& request, Change use_case) const {
    const auto id = BatchId::parse(request.param("batch_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto body = [call, this, id = *id,
                 use_case = std::move(use_case)](Tx& tx) -> Result<json::object> {
      if (const auto may = load_permitted(services_, tx, call, id); !may) return may.error();
      if (const auto changed = use_case(tx, call, id); !changed) return changed.error();
      const auto row = read_batch(tx, call.actor.scope, id);
      if (!row) return row.error();
      return batch_json(*row);
    };
    const auto changed = co_await net::write(services_.db, request, std::move(body));
    if (!changed) co_return net::to_problem(changed.error(), request.request_id);
    services_.notify();
    co_return net::json_response(200, json::serialize(*changed));
  }

  /// The same for requests that say nothing beside their address.
  Task<Response> change_plainly(Request& request, Change use_case) const {
    net::JsonReader in(request.body.empty() ? "{}" : request.body);
    if (auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    co_return co_await change(request, std::move(use_case));
  }

  Task<Response> cancel(Request& request) const {
    net::JsonReader in(request.body);
    const std::string reason = in.text_or_none("reason", 200).value_or("");
    if (auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    Change cancel_it = [reason](Tx& tx, const Call& call, BatchId id) {
      return cancel_batch(tx, call, id, reason);
    };
    co_return co_await change(request, std::move(cancel_it));
  }

  const Services& services() const { return services_; }

 private:
  Services services_;
};

net::Route get_route(std::string path, std::string operation, net::Handler handler) {
  net::Route route{};
  route.method = net::Method::get;
  route.path = std::move(path);
  route.operation_id = std::move(operation);
  route.permission = "batches:read";
  route.handler = std::move(handler);
  return route;
}

net::Route post_route(std::string path, std::string operation, net::Handler handler) {
  net::Route route = get_route(std::move(path), std::move(operation), std::move(handler));
  route.method = net::Method::post;
  route.permission = "batches:run";
  return route;
}

}  // namespace

std::vector<net::Route> routes(Services services) {
  const auto api = std::make_shared<Api>(std::move(services));
  net::Route upload =
      post_route("/api/merchants/{merchant_id}/batches", "create_batch",
                 [api](Request& request) { return answer_upload(api->services(), request); });
  upload.body_max = k_file_bytes_max;
  net::Route confirm =
      post_route("/api/batches/{batch_id}/confirm", "confirm_batch",
                 [api](Request& request) { return answer_confirm(api->services(), request); });
  confirm.idempotent = true;
  return {
      std::move(upload),
      get_route("/api/batches", "list_batches",
                [api](Request& request) { return api->list(request); }),
      get_route("/api/batches/{batch_id}", "read_batch",
                [api](Request& request) { return api->read(request); }),
      get_route("/api/batches/{batch_id}/items", "list_batch_items",
                [api](Request& request) { return api->items(request); }),
      get_route("/api/batches/{batch_id}/result", "download_batch_result",
                [api](Request& request) { return answer_result(api->services(), request); }),
      get_route("/api/batch_templates/{kind}", "download_batch_template",
                [api](Request& request) { return answer_template(api->services(), request); }),
      std::move(confirm),
      post_route("/api/batches/{batch_id}/pause", "pause_batch",
                 [api](Request& request) { return api->change_plainly(request, pause_batch); }),
      post_route("/api/batches/{batch_id}/resume", "resume_batch",
                 [api](Request& request) { return api->change_plainly(request, resume_batch); }),
      post_route("/api/batches/{batch_id}/cancel", "cancel_batch",
                 [api](Request& request) { return api->cancel(request); })};
}

}  // namespace bursar::batches
