// Office routes of roles: the catalogue, the roles with what they may do, and changing one's own.
#include <boost/json/serialize.hpp>

#include "gate/http.hpp"
#include "identity/http_gated.hpp"
#include "identity/http_parts.hpp"

namespace bursar::identity {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;

constexpr std::size_t k_permissions_max = 200;
constexpr std::int64_t k_holders_max = 500;

json::array texts(const std::vector<std::string>& list) {
  json::array array;
  for (const auto& text : list) array.emplace_back(text);
  return array;
}

json::object role_json(const Role& role, PlaceNames& names) {
  json::object object;
  Place home;
  if (role.company) home = {ScopeKind::company, role.company, {}, {}};
  names.add(object, home);
  return {{"role_id", role.id.text()},
          {"key", role.key},
          {"name", role.name},
          {"description", role.description},
          {"is_built_in", role.built_in},
          {"company_id", object["company_id"]},
          {"company_name", object["company_name"]},
          {"permissions", texts(role.permissions)},
          {"holders", role.holders},
          {"version", role.version}};
}

json::object holder_json(const RoleHolder& holder, PlaceNames& names) {
  json::object object{
      {"user_id", holder.user.text()},
      {"name", holder.name},
      {"email", holder.email},
      {"state", user_state_name(holder.state)},
      {"expires_at", holder.expires_at ? json::value(holder.expires_at->ms) : json::value()}};
  names.add(object, holder.place);
  return object;
}

json::object permission_json(const Permission& permission) {
  return {{"key", permission.key},
          {"section", permission.section},
          {"label", permission.label},
          {"description", permission.description},
          {"moves_money", permission.moves_money},
          {"needs_second_factor", permission.needs_second_factor},
          {"needs_phone", permission.needs_phone},
          {"platform", permission.platform},
          {"at_project", permission.at_project}};
}

class Api {
 public:
  explicit Api(const Services& services) : services_(services) {}

  Task<Response> list_permissions(Request&) const {
    json::array rows;
    for (const Permission& permission : k_permissions) rows.push_back(permission_json(permission));
    co_return net::json_response(200, json::serialize(json::object{{"rows", std::move(rows)}}));
  }

  Task<Response> granters(Request& request) const {
    const std::string permission(request.param("permission"));
    const Permission* known = find_permission(permission);
    if (known == nullptr) co_return net::to_problem(not_found("permission"), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto load = [call, permission](Tx& tx) -> Result<Granters> {
      return who_can_grant(tx, UserId{call.actor.key}, permission, call.now);
    };
    const auto found = co_await net::read(services_.db, std::move(load));
    if (!found) co_return net::to_problem(found.error(), request.request_id);
    const json::object body{{"permission", permission},
                            {"label", known->label},
                            {"roles", texts(found->roles)},
                            {"people", texts(found->people)}};
    co_return net::json_response(200, json::serialize(body));
  }

  Task<Response> list(Request& request) const {
    auto load = [services = services_, scope = request.actor.scope](Tx& tx) -> Result<json::array> {
      PlaceNames names(services, tx);
      json::array rows;
      for (const Role& role : list_roles(tx, scope)) rows.push_back(role_json(role, names));
      return rows;
    };
    auto rows = co_await net::read(services_.db, std::move(load));
    if (!rows) co_return net::to_problem(rows.error(), request.request_id);
    co_return net::json_response(200, json::serialize(json::object{{"rows", std::move(*rows)}}));
  }

  Task<Response> read(Request& request) const {
    const auto id = RoleId::parse(request.param("role_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    auto load = [services = services_, scope = request.actor.scope,
                 id = *id](Tx& tx) -> Result<json::object> {
      const auto role = read_role(tx, scope, id);
      if (!role) return role.error();
      PlaceNames names(services, tx);
      return role_json(*role, names);
    };
    const auto body = co_await net::read(services_.db, std::move(load));
    if (!body) co_return net::to_problem(body.error(), request.request_id);
    co_return net::json_response(200, json::serialize(*body));
  }

  Task<Response> holders(Request& request) const {
    const auto id = RoleId::parse(request.param("role_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    auto load = [services = services_, scope = request.actor.scope, id = *id,
                 now = services_.ports.clock.now()](Tx& tx) -> Result<json::array> {
      const auto found = list_role_holders(tx, scope, id, now, k_holders_max);
      if (!found) return found.error();
      PlaceNames names(services, tx);
      json::array rows;
      for (const RoleHolder& holder : *found) rows.push_back(holder_json(holder, names));
      return rows;
    };
    auto rows = co_await net::read(services_.db, std::move(load));
    if (!rows) co_return net::to_problem(rows.error(), request.request_id);
    co_return net::json_response(200, json::serialize(json::object{{"rows", std::move(*rows)}}));
  }

  Task<Response> change(Request& request, std::string operation, int status,
                        DecodeRoleChange decode) const {
    const auto change = decode(services_, request);
    if (!change) co_return net::to_problem(change.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    const gate::Ask ask = gate::ask(operation, request);
    const bool creates = status == 201;
    const auto key = creates ? idempotency_of(request) : idempotency::Token{};
    auto record = [call, ask, key, services = services_,
                   change = *change](Tx& tx) -> Result<Changed> {
      const auto before = idempotency::made_before(tx, call, key);
      if (!before) return before.error();
      if (*before != 0) {
        const auto known = read_role(tx, call.actor.scope, RoleId{*before});
        if (!known) return known.error();
        PlaceNames names(services, tx);
        return Changed{{}, role_json(*known, names), true};
      }
      auto held = gate::hold(services.gate, tx, call, ask);
      if (!held) return held.error();
      if (*held) return Changed{std::move(*held), {}};
      const auto role = change(tx, call);
      if (!role) return role.error();
      idempotency::keep(tx, call, key, role->id.key);
      PlaceNames names(services, tx);
      return Changed{{}, role_json(*role, names)};
    };
    const auto changed = co_await net::write(services_.db, std::move(record));
    if (!changed)
      co_return co_await refuse(services_, request, std::move(operation), changed.error());
    if (changed->held) co_return gate::held_response(*changed->held);
    Response response = net::json_response(status, json::serialize(changed->role));
    if (changed->replayed) response.with("Idempotent-Replayed", "true");
    co_return response;
  }

  Task<Response> remove(Request& request) const {
    const auto id = RoleId::parse(request.param("role_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    const auto version =
        query_number("version", request.query_value("version").value_or(""), 1, INT64_MAX);
    if (!version) co_return net::to_problem(version.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto record = [call, id = *id, version = *version](Tx& tx) {
      return delete_role(tx, call, id, version);
    };
    const auto done = co_await net::write(services_.db, std::move(record));
    if (!done) co_return co_await refuse(services_, request, "delete_role", done.error());
    co_return net::no_content();
  }

 private:
  /// A role as it is now, or the approval that its change waits for.
  struct Changed {
    std::optional<gate::Held> held;
    json::object role;
    bool replayed = false;
  };

  Services services_;
};

}  // namespace

Result<RoleChange> decode_create_role(const Services& services, const Request& request) {
  net::JsonReader in(request.body);
  CreateRole command;
  command.name = in.text("name", 1, 60);
  command.description = in.text_or_none("description", 200).value_or("");
  command.permissions = in.texts("permissions", k_permissions_max, 60);
  const auto company = in.text_or_none("company_id", 40);
  if (auto error = in.finish()) return *error;
  if (company) {
    const auto id = CompanyId::parse(*company);
    if (!id) return id.error();
    command.company = *id;
  }
  return RoleChange([services, command](Tx& tx, const Call& call) -> Result<Role> {
    if (command.company) {
      const auto home = resolve_place(services, tx, call.actor.scope,
                                      {ScopeKind::company, command.company, {}, {}});
      if (!home) return home.error();
    }
    return create_role(tx, call, command);
  });
}

Result<RoleChange> decode_update_role(const Services&, const Request& request) {
  const auto id = RoleId::parse(request.param("role_id"));
  if (!id) return id.error();
  net::JsonReader in(request.body);
  UpdateRole command;
  command.id = *id;
  command.version = in.integer("version", 1, INT64_MAX);
  command.name = in.text_or_none("name", 60);
  command.description = in.text_or_none("description", 200);
  if (in.member("permissions") != nullptr)
    command.permissions = in.texts("permissions", k_permissions_max, 60);
  if (auto error = in.finish()) return *error;
  return RoleChange([command](Tx& tx, const Call& call) { return update_role(tx, call, command); });
}

std::vector<net::Route> role_routes(const Services& services) {
  using net::Level;
  using net::Method;
  const auto api = std::make_shared<Api>(services);
  const std::string one = "/api/roles/{role_id}";
  return {
      office_route(Method::get, "/api/permissions", "list_permissions", "roles:read", Level::l2,
                   [api](Request& request) { return api->list_permissions(request); }),
      // Everybody may ask who can help them on; the answer names colleagues only.
      office_route(Method::get, "/api/permissions/{permission}/granters", "list_granters", "self",
                   Level::l2, [api](Request& request) { return api->granters(request); }),
      office_route(Method::get, "/api/roles", "list_roles", "roles:read", Level::l2,
                   [api](Request& request) { return api->list(request); }),
      office_route(Method::get, one, "read_role", "roles:read", Level::l2,
                   [api](Request& request) { return api->read(request); }),
      office_route(Method::get, one + "/holders", "list_role_holders", "users:read", Level::l2,
                   [api](Request& request) { return api->holders(request); }),
      office_route(Method::post, "/api/roles", "create_role", "roles:write", Level::l3,
                   [api](Request& request) {
                     return api->change(request, "create_role", 201, &decode_create_role);
                   }),
      office_route(Method::patch, one, "update_role", "roles:write", Level::l3,
                   [api](Request& request) {
                     return api->change(request, "update_role", 200, &decode_update_role);
                   }),
      office_route(Method::del, one, "delete_role", "roles:write", Level::l3,
                   [api](Request& request) { return api->remove(request); }),
  };
}

}  // namespace bursar::identity
