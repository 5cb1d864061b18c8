// Office routes of feedback: anybody sends and reads their own, the operator reads and answers all.
#include <memory>

#include "idempotency/idempotency.hpp"
#include "net/await.hpp"
#include "net/json_reader.hpp"
#include "net/member_route.hpp"
#include "net/query_number.hpp"
#include "support/feedback.hpp"
#include "support/http_parts.hpp"

namespace bursar::support {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

constexpr std::int64_t k_limit_max = 200;

json::object feedback_json(const Feedback& one) {
  json::value answered_at(nullptr);
  if (one.answered_at) answered_at = one.answered_at->ms;
  return {{"feedback_id", one.id.text()},
          {"user_id", one.user.text()},
          {"user_name", one.user_name},
          {"kind", word(one.kind)},
          {"state", word(one.state)},
          {"section", one.section},
          {"text", one.text},
          {"answer", one.answer},
          {"answered_by", one.answered_by},
          {"created_at", one.created_at.ms},
          {"answered_at", answered_at},
          {"version", one.version}};
}

Result<void> take_word(ListFeedback& filter, const std::string& name, const std::string& value) {
  if (name == "state") {
    filter.state = feedback_state_of(value);
    if (!filter.state) return invalid(name, "out_of_range", "must be open, answered or closed");
  } else {
    filter.kind = feedback_kind_of(value);
    if (!filter.kind) return invalid(name, "out_of_range", "must be question, problem or idea");
  }
  return ok();
}

Result<ListFeedback> decode(const Request& request) {
  ListFeedback filter;
  for (const auto& [name, value] : request.query) {
    if (name == "limit") {
      const auto limit = net::whole_number(value, 1, k_limit_max);
      if (!limit) return invalid(name, "out_of_range", "must be from 1 to 200");
      filter.limit = *limit;
    } else if (name == "before") {
      const auto before = FeedbackId::parse(value);
      if (!before) return invalid(name, "invalid_id", "must be the id of a row");
      filter.before = *before;
    } else if (name == "state" || name == "kind") {
      if (const auto taken = take_word(filter, name, value); !taken) return taken.error();
    } else {
      return invalid(name, "unknown_field", "no such parameter");
    }
  }
  return filter;
}

class FeedbackApi {
 public:
  explicit FeedbackApi(Services services) : services_(std::move(services)) {}

  Task<Response> list(Request& request) const {
    auto filter = decode(request);
    if (!filter) co_return net::to_problem(filter.error(), request.request_id);
    co_return co_await page(request, std::move(*filter));
  }

  Task<Response> list_own(Request& request) const {
    auto filter = decode(request);
    if (!filter) co_return net::to_problem(filter.error(), request.request_id);
    filter->user = UserId{request.actor.key};
    co_return co_await page(request, std::move(*filter));
  }

  Task<Response> send(Request& request) const {
    SendFeedback command;
    net::JsonReader in(request.body);
    const auto kind = feedback_kind_of(in.text("kind", 1, 20));
    if (!kind) in.fail("kind", "out_of_range", "must be question, problem or idea");
    command.kind = kind.value_or(FeedbackKind::question);
    command.section = in.text("section", 1, 200);
    command.text = in.text("text", 1, 2'000);
    if (const auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    const Call call = services_.ports.call(request.actor);
    const auto token =
        idempotency::token(request.header("idempotency-key"),
                           {net::method_name(request.method), request.path, request.body});
    auto change = [call, command, token](Tx& tx) {
      return idempotency::once(
          tx, call, token, [&] { return send_feedback(tx, call, command); },
          [&](std::int64_t key) { return load_feedback(tx, FeedbackId{key}); });
    };
    const auto made = co_await net::write(services_.db, request, std::move(change));
    if (!made) co_return net::to_problem(made.error(), request.request_id);
    Response response = net::json_response(201, json::serialize(feedback_json(made->value)));
    if (made->replayed) response.with("Idempotent-Replayed", "true");
    co_return response;
  }

  Task<Response> answer(Request& request) const {
    AnswerFeedback command;
    const auto id = FeedbackId::parse(request.param("feedback_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    command.id = *id;
    net::JsonReader in(request.body);
    command.version = in.integer("version", 1, INT64_MAX);
    command.answer = in.text_or_none("answer", 2'000).value_or("");
    command.close = in.boolean("close", false);
    if (const auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [call, command](Tx& tx) { return answer_feedback(tx, call, command); };
    const auto one = co_await net::write(services_.db, request, std::move(change));
    if (!one) co_return net::to_problem(one.error(), request.request_id);
    co_return net::json_response(200, json::serialize(feedback_json(*one)));
  }

 private:
  Task<Response> page(Request& request, ListFeedback filter) const {
    const auto wanted = static_cast<std::size_t>(filter.limit++);  // one more tells of more
    auto query = [filter](Tx& tx) -> Result<std::vector<Feedback>> {
      return list_feedback(tx, filter);
    };
    auto rows = co_await net::read(services_.db, request, std::move(query));
    if (!rows) co_return net::to_problem(rows.error(), request.request_id);
    const bool has_older = rows->size() > wanted;
    if (has_older) rows->pop_back();
    json::array views;
    for (const Feedback& one : *rows) views.push_back(feedback_json(one));
    const json::object body{{"rows", std::move(views)}, {"has_older", has_older}};
    co_return net::json_response(200, json::serialize(body));
  }

  Services services_;
};

}  // namespace

std::vector<net::Route> feedback_routes(Services services) {
  using net::Method;
  const auto api = std::make_shared<FeedbackApi>(std::move(services));
  const net::MemberRoutes<FeedbackApi> all{api, "feedback:read", "feedback:answer"};
  const net::MemberRoutes<FeedbackApi> own{api, "self", "self"};
  const std::string base = "/api/feedback";
  std::vector<net::Route> routes{
      all(Method::get, base, "list_feedback", &FeedbackApi::list),
      own(Method::post, base, "send_feedback", &FeedbackApi::send),
      own(Method::get, base + "/mine", "list_own_feedback", &FeedbackApi::list_own),
      all(Method::post, base + "/{feedback_id}/answer", "answer_feedback", &FeedbackApi::answer),
  };
  routes[1].idempotent = true;
  return routes;
}

}  // namespace bursar::support
