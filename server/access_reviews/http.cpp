// Decode, use case, encode for reviews of access.
#include "access_reviews/http.hpp"

#include <memory>

#include <boost/json.hpp>

#include "audit/audit.hpp"
#include "net/await.hpp"
#include "net/json_reader.hpp"
#include "net/query_number.hpp"

namespace bursar::access_reviews {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;

constexpr std::int64_t k_limit_max = 200;
constexpr std::size_t k_note_max = 1'000;
constexpr std::size_t k_search_max = 100;
constexpr std::size_t k_id_max = 40;

json::value text_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return json::value(text);
}

json::value at_or_null(const std::optional<Instant>& at) {
  if (!at) return nullptr;
  return at->ms;
}

json::object review_json(const Review& review) {
  return {{"access_review_id", review.id.text()},
          {"state", word(review.state)},
          {"created_at", review.created_at.ms},
          {"created_by", review.created_by_name},
          {"signed_at", at_or_null(review.signed_at)},
          {"signed_by", text_or_null(review.signed_by_name)},
          {"note", text_or_null(review.note)},
          {"digest", text_or_null(review.digest)},
          {"version", review.version},
          {"undecided", review.counts.undecided},
          {"keep", review.counts.keep},
          {"remove", review.counts.remove}};
}

json::array words_json(std::string_view text) {
  json::array words;
  while (!text.empty()) {
    const std::string_view one = text.substr(0, text.find(' '));
    words.emplace_back(one);
    text.remove_prefix(std::min(text.size(), one.size() + 1));
  }
  return words;
}

json::object row_json(const Row& row) {
  const identity::AccessRow& held = row.held;
  return {{"row_id", row.id.text()},
          {"kind", identity::access_kind_name(held.kind)},
          {"user_id", text_or_null(held.user.text())},
          {"merchant_id", text_or_null(held.merchant.text())},
          {"holder", held.name},
          {"email", held.email},
          {"account_state", text_or_null(held.state)},
          {"title", held.title},
          {"place", row.place},
          {"rights", words_json(held.rights)},
          {"is_platform", held.is_platform},
          {"factors", words_json(held.factors)},
          {"granted_at", held.granted_at.ms},
          {"last_used_at", at_or_null(held.last_used_at)},
          {"expires_at", at_or_null(held.expires_at)},
          {"decision", word(row.decision)},
          {"note", text_or_null(row.note)},
          {"decided_by", text_or_null(row.decided_by)},
          {"decided_at", at_or_null(row.decided_at)},
          {"outcome", word(row.outcome)}};
}

std::optional<Error> read_filter(const std::string& name, const std::string& value,
                                 ListRows& filter) {
  const auto wrong = [&](const char* want) { return invalid(name, "invalid_parameter", want); };
  if (name == "kind") {
    filter.kind = kind_of(value);
    if (!filter.kind) return wrong("must be membership, api_key or api_token");
  } else if (name == "decision") {
    filter.decision = decision_of(value);
    if (!filter.decision) return wrong("must be undecided, keep or remove");
  } else if (name == "search") {
    if (value.size() > k_search_max) return wrong("has at most 100 bytes");
    filter.search = value;
  } else if (name == "before") {
    const auto id = RowId::parse(value);
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

Result<DecideRows> decode_decision(ReviewId review, const Request& request) {
  net::JsonReader in(request.body);
  DecideRows command;
  command.review = review;
  for (const std::string& text : in.texts("row_ids", k_decided_at_once, k_id_max)) {
    if (const auto id = RowId::parse(text)) command.rows.push_back(*id);
    else in.fail("row_ids", "invalid_parameter", "must be ids");
  }
  const auto decision = decision_of(in.text("decision", 1, 20));
  if (!decision) in.fail("decision", "invalid_parameter", "must be undecided, keep or remove");
  command.decision = decision.value_or(Decision::undecided);
  command.note = in.text_or_none("note", k_note_max).value_or("");
  if (auto problem = in.finish()) return *std::move(problem);
  return command;
}

class Api {
 public:
  explicit Api(Services services) : services_(std::move(services)) {}

  Task<Response> list(Request& request) const {
    auto query = [now = services_.ports.clock.now()](Tx& tx) -> Result<json::object> {
      json::array rows;
      for (const Review& review : list_reviews(tx)) rows.push_back(review_json(review));
      const Due next = due(tx, now);
      return json::object{{"rows", std::move(rows)},
                          {"due_at", next.due_at.ms},
                          {"is_due", next.is_due},
                          {"signed_at", at_or_null(next.signed_at)}};
    };
    const auto body = co_await net::read(services_.db, std::move(query));
    co_return answer(request, 200, body);
  }

  Task<Response> start(Request& request) const {
    net::JsonReader in(request.body);
    if (auto problem = in.finish()) co_return net::to_problem(*problem, request.request_id);
    const Call call = services_.ports.call(request.actor);
    const NameOf name_of = [this](Tx& tx, const identity::Place& place) { return name(tx, place); };
    auto change = [call, name_of](Tx& tx) -> Result<json::object> {
      const auto review = start_review(tx, call, name_of);
      if (!review) return review.error();
      return review_json(*review);
    };
    const auto body = co_await net::write(services_.db, std::move(change));
    co_return answer(request, 201, body);
  }

  Task<Response> read(Request& request) const {
    const auto id = ReviewId::parse(request.param("access_review_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    auto query = [id = *id](Tx& tx) -> Result<json::object> {
      const auto review = read_review(tx, id);
      if (!review) return review.error();
      return review_json(*review);
    };
    const auto body = co_await net::read(services_.db, std::move(query));
    co_return answer(request, 200, body);
  }

  Task<Response> rows(Request& request) const {
    const auto id = ReviewId::parse(request.param("access_review_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    ListRows filter;
    for (const auto& [name, value] : request.query) {
      if (value.empty()) continue;
      if (const auto error = read_filter(name, value, filter))
        co_return net::to_problem(*error, request.request_id);
    }
    const auto wanted = static_cast<std::size_t>(filter.limit++);  // one more tells of more
    auto query = [id = *id, filter, wanted](Tx& tx) -> Result<json::object> {
      if (const auto review = read_review(tx, id); !review) return review.error();
      auto found = list_rows(tx, id, filter);
      const bool has_older = found.size() > wanted;
      if (has_older) found.pop_back();
      json::array views;
      for (const Row& row : found) views.push_back(row_json(row));
      return json::object{{"rows", std::move(views)}, {"has_older", has_older}};
    };
    const auto body = co_await net::read(services_.db, std::move(query));
    co_return answer(request, 200, body);
  }

  Task<Response> decide(Request& request) const {
    const auto id = ReviewId::parse(request.param("access_review_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    const auto command = decode_decision(*id, request);
    if (!command) co_return net::to_problem(command.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [call, command = *command](Tx& tx) -> Result<json::object> {
      const auto review = decide_rows(tx, call, command);
      if (!review) return review.error();
      return review_json(*review);
    };
    const auto body = co_await net::write(services_.db, std::move(change));
    co_return answer(request, 200, body);
  }

  Task<Response> sign(Request& request) const {
    const auto id = ReviewId::parse(request.param("access_review_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    net::JsonReader in(request.body);
    SignReview command;
    command.review = *id;
    command.version = in.integer("version", 1, INT64_MAX);
    command.note = in.text_or_none("note", k_note_max).value_or("");
    if (auto problem = in.finish()) co_return net::to_problem(*problem, request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [call, command](Tx& tx) { return sign_review(tx, call, command); };
    const auto done = co_await net::write(services_.db, std::move(change));
    if (!done) co_return net::to_problem(done.error(), request.request_id);
    for (const std::string& public_id : done->revoked_keys) services_.on_key_changed(public_id);
    co_return net::json_response(200, json::serialize(review_json(done->review)));
  }

  // Reading the table goes on record before it leaves.
  Task<Response> take(Request& request) const {
    const auto id = ReviewId::parse(request.param("access_review_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto query = [call, id = *id](Tx& tx) -> Result<std::string> {
      const auto review = read_review(tx, id);
      if (!review) return review.error();
      audit::record(tx, call,
                    {.action = "export_access_review",
                     .subject_kind = "access_review",
                     .subject_id = id.text()});
      return export_csv(tx, *review);
    };
    const auto text = co_await net::write(services_.db, std::move(query));
    if (!text) co_return net::to_problem(text.error(), request.request_id);
    Response response;
    response.with("Content-Type", "text/csv; charset=utf-8")
        .with("Content-Disposition", "attachment; filename=\"access-" + id->text() + ".csv\"")
        .with("Cache-Control", "no-store");
    response.body = *text;
    co_return response;
  }

 private:
  std::string name(Tx& tx, const identity::Place& place) const {
    using identity::ScopeKind;
    if (place.kind == ScopeKind::installation) return "Whole installation";
    const auto known = services_.name_of(tx, place);
    return std::string(identity::scope_kind_name(place.kind)) + " " + known.value_or("(gone)");
  }

  Response answer(const Request& request, int status, const Result<json::object>& body) const {
    if (!body) return net::to_problem(body.error(), request.request_id);
    return net::json_response(status, json::serialize(*body));
  }

  Services services_;
};

net::Route route(net::Method method, std::string path, std::string operation,
                 net::Handler handler) {
  net::Route row{};
  row.method = method;
  row.path = "/api/access_reviews" + std::move(path);
  row.operation_id = std::move(operation);
  row.permission = method == net::Method::get ? "access_reviews:read" : "access_reviews:write";
  row.handler = std::move(handler);
  return row;
}

}  // namespace

std::vector<net::Route> routes(Services services) {
  using net::Method;
  const auto api = std::make_shared<Api>(std::move(services));
  const std::string one = "/{access_review_id}";
  return {
      route(Method::get, "", "list_access_reviews",
            [api](Request& request) { return api->list(request); }),
      route(Method::post, "", "start_access_review",
            [api](Request& request) { return api->start(request); }),
      route(Method::get, one, "read_access_review",
            [api](Request& request) { return api->read(request); }),
      route(Method::get, one + "/rows", "list_access_review_rows",
            [api](Request& request) { return api->rows(request); }),
      route(Method::post, one + "/decisions", "decide_access_rows",
            [api](Request& request) { return api->decide(request); }),
      route(Method::post, one + "/signature", "sign_access_review",
            [api](Request& request) { return api->sign(request); }),
      route(Method::get, one + "/export", "export_access_review",
            [api](Request& request) { return api->take(request); }),
  };
}

}  // namespace bursar::access_reviews
