// Office routes of invitations to further tenants: seen, accepted and declined by their person.
#include <boost/json/serialize.hpp>

#include "identity/http_parts.hpp"
#include "identity/invitation.hpp"

namespace bursar::identity {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;

json::object invitation_json(const Invitation& invitation, PlaceNames& names) {
  json::array roles;
  for (const Membership& membership : invitation.memberships) {
    json::object role{{"role_name", membership.role_name}};
    role["expires_at"] =
        membership.expires_at ? json::value(membership.expires_at->ms) : json::value();
    names.add(role, membership.place);
    roles.push_back(std::move(role));
  }
  return {{"user_id", invitation.id.text()},
          {"created_at", invitation.created_at.ms},
          {"roles", std::move(roles)}};
}

class Api {
 public:
  explicit Api(const Services& services) : services_(services) {}

  Task<Response> list(Request& request) const {
    auto load = [services = services_,
                 user = UserId{request.actor.key}](Tx& tx) -> Result<json::array> {
      PlaceNames names(services, tx);
      json::array rows;
      for (const Invitation& one : list_invitations(tx, user))
        rows.push_back(invitation_json(one, names));
      return rows;
    };
    auto rows = co_await net::read(services_.db, request, std::move(load));
    if (!rows) co_return net::to_problem(rows.error(), request.request_id);
    co_return net::json_response(200, json::serialize(json::object{{"rows", std::move(*rows)}}));
  }

  Task<Response> accept(Request& request) const {
    const auto id = UserId::parse(request.param("user_id"));
    if (!id) co_return net::to_problem(not_found("invitation"), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto record = [call, services = services_, id = *id](Tx& tx) -> Result<json::object> {
      const auto user = accept_invitation(tx, call, id);
      if (!user) return user.error();
      PlaceNames names(services, tx);
      return user_json(*user, names);
    };
    const auto body = co_await net::write(services_.db, request, std::move(record));
    if (!body) co_return net::to_problem(body.error(), request.request_id);
    co_return net::json_response(200, json::serialize(*body));
  }

  Task<Response> decline(Request& request) const {
    const auto id = UserId::parse(request.param("user_id"));
    if (!id) co_return net::to_problem(not_found("invitation"), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto record = [call, id = *id](Tx& tx) { return decline_invitation(tx, call, id); };
    const auto done = co_await net::write(services_.db, request, std::move(record));
    if (!done) co_return net::to_problem(done.error(), request.request_id);
    co_return net::no_content();
  }

 private:
  Services services_;
};

}  // namespace

std::vector<net::Route> invitation_routes(const Services& services) {
  using net::Level;
  using net::Method;
  const auto api = std::make_shared<Api>(services);
  const std::string base = "/api/account/invitations";
  return {office_route(Method::get, base, "list_own_invitations", "self", Level::l2,
                       [api](Request& request) { return api->list(request); }),
          office_route(Method::post, base + "/{user_id}/acceptance", "accept_invitation", "self",
                       Level::l3, [api](Request& request) { return api->accept(request); }),
          office_route(Method::del, base + "/{user_id}", "decline_invitation", "self", Level::l2,
                       [api](Request& request) { return api->decline(request); })};
}

}  // namespace bursar::identity
