// Office routes of projects: decode, one use case, encode.
#include <memory>

#include <boost/json.hpp>

#include "idempotency/idempotency.hpp"
#include "merchants/http.hpp"
#include "merchants/projects.hpp"
#include "net/await.hpp"
#include "net/json_reader.hpp"

namespace bursar::merchants {
namespace {

namespace json = boost::json;
using idempotency::Made;
using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

json::object project_view(const Project& project) {
  return {{"project_id", project.id.text()},
          {"number", project.number},
          {"name", project.name},
          {"merchant_id", project.merchant_id.text()},
          {"merchant_name", project.merchant_name},
          {"company_id", project.company_id.text()},
          {"is_default", project.is_default},
          {"version", project.version},
          {"created_at", project.created_at.ms}};
}

class Api {
 public:
  explicit Api(Services services) : services_(std::move(services)) {}

  Task<Response> list(Request& request) const {
    MerchantId merchant;
    for (const auto& [name, value] : request.query) {
      const auto id = MerchantId::parse(value);
      if (name != "merchant_id" || !id)
        co_return net::to_problem(invalid(name, "invalid_parameter", "is not a merchant's id"),
                                  request.request_id);
      merchant = *id;
    }
    auto query = [scope = request.actor.scope, merchant](Tx& tx) -> Result<std::vector<Project>> {
      return list_projects(tx, scope, merchant);
    };
    const auto rows = co_await net::read(services_.db, request, std::move(query));
    if (!rows) co_return net::to_problem(rows.error(), request.request_id);
    json::array views;
    for (const Project& project : *rows) views.push_back(project_view(project));
    co_return net::json_response(200, json::serialize(json::object{{"rows", std::move(views)}}));
  }

  Task<Response> create(Request& request) const {
    CreateProject command;
    const auto merchant = MerchantId::parse(request.param("merchant_id"));
    if (!merchant) co_return net::to_problem(merchant.error(), request.request_id);
    command.merchant = *merchant;
    net::JsonReader in(request.body);
    command.name = in.text("name", 1, 120);
    if (const auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    const Call call = services_.ports.call(request.actor);
    const auto token =
        idempotency::token(request.header("idempotency-key"),
                           {net::method_name(request.method), request.path, request.body});
    auto change = [call, command, token](Tx& tx) {
      return idempotency::once(
          tx, call, token, [&] { return create_project(tx, call, command); },
          [&](std::int64_t key) { return load_project(tx, call.actor.scope, ProjectId{key}); });
    };
    const auto made = co_await net::write(services_.db, request, std::move(change));
    if (!made) co_return net::to_problem(made.error(), request.request_id);
    Response response = net::json_response(201, json::serialize(project_view(made->value)));
    if (made->replayed) response.with("Idempotent-Replayed", "true");
    co_return response;
  }

  Task<Response> rename(Request& request) const {
    RenameProject command;
    const auto id = ProjectId::parse(request.param("project_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    command.id = *id;
    net::JsonReader in(request.body);
    command.version = in.integer("version", 1, INT64_MAX);
    command.name = in.text("name", 1, 120);
    if (const auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [call, command](Tx& tx) { return rename_project(tx, call, command); };
    const auto project = co_await net::write(services_.db, request, std::move(change));
    if (!project) co_return net::to_problem(project.error(), request.request_id);
    co_return net::json_response(200, json::serialize(project_view(*project)));
  }

 private:
  Services services_;
};

}  // namespace

std::vector<net::Route> project_routes(Services services) {
  using net::Method;
  const auto api = std::make_shared<Api>(std::move(services));
  return {
      {.method = Method::get,
       .path = "/api/projects",
       .operation_id = "list_projects",
       .permission = "projects:read",
       .handler = [api](Request& request) { return api->list(request); }},
      {.method = Method::post,
       .path = "/api/merchants/{merchant_id}/projects",
       .operation_id = "create_project",
       .permission = "merchants:write",
       .idempotent = true,
       .handler = [api](Request& request) { return api->create(request); }},
      {.method = Method::patch,
       .path = "/api/projects/{project_id}",
       .operation_id = "rename_project",
       .permission = "merchants:write",
       .handler = [api](Request& request) { return api->rename(request); }},
  };
}

}  // namespace bursar::merchants
