// Freezing and thawing: one text form per request, whatever order its members came in.
#include "gate/http.hpp"

#include <algorithm>

#include <boost/json.hpp>

namespace bursar::gate {
namespace {

namespace json = boost::json;

json::value sorted(const json::value& value) {
  if (const auto* list = value.if_array()) {
    json::array out;
    for (const json::value& item : *list) out.push_back(sorted(item));
    return out;
  }
  const auto* object = value.if_object();
  if (object == nullptr) return value;
  std::vector<std::string> names;
  for (const auto& member : *object) names.emplace_back(member.key());
  std::sort(names.begin(), names.end());
  json::object out;
  for (const std::string& name : names) out.emplace(name, sorted(object->at(name)));
  return out;
}

}  // namespace

std::string frozen(const net::Request& request) {
  json::object params;
  for (const auto& [name, value] : request.params) params.emplace(name, value);
  json::object query;
  for (const auto& [name, value] : request.query) query.emplace(name, value);
  json::object content{{"params", std::move(params)}, {"query", std::move(query)}};
  if (!request.body.empty()) content.emplace("body", json::parse(request.body));
  const std::string_view key = request.header("idempotency-key");
  if (!key.empty()) content.emplace("key", key);
  return json::serialize(sorted(content));
}

net::Request thawed(const std::string& content) {
  const json::object object = json::parse(content).as_object();
  net::Request request;
  for (const auto& member : object.at("params").as_object())
    request.params.emplace(std::string(member.key()), member.value().as_string());
  for (const auto& member : object.at("query").as_object())
    request.query.emplace_back(member.key(), member.value().as_string());
  if (const auto* body = object.if_contains("body")) request.body = json::serialize(*body);
  if (const auto* key = object.if_contains("key"))
    request.headers.emplace_back("idempotency-key", key->as_string());
  return request;
}

Ask ask(std::string action, const net::Request& request) {
  return {std::move(action), frozen(request), std::string(request.header("idempotency-key"))};
}

net::Response held_response(const Held& held) {
  json::array deciders;
  for (const std::string& name : held.deciders) deciders.emplace_back(name);
  return net::json_response(
      202,
      json::serialize(json::object{{"approval", json::object{{"approval_id", held.approval_id},
                                                             {"kind", held.kind},
                                                             {"state", held.state},
                                                             {"needed", held.needed},
                                                             {"given", held.given},
                                                             {"expires_at", held.expires_at.ms},
                                                             {"deciders", std::move(deciders)}}}}));
}

net::Response answer(const net::Request& request, const Result<Outcome>& outcome, int status) {
  if (!outcome) return net::to_problem(outcome.error(), request.request_id);
  if (outcome->held) return held_response(*outcome->held);
  net::Response response = net::json_response(status, json::serialize(outcome->body));
  if (outcome->replayed) response.with("Idempotent-Replayed", "true");
  return response;
}

}  // namespace bursar::gate
