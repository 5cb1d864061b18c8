// Office routes of memberships: give a role, set its end, take it away, move a person. Each carries
// the version of the person that was on the screen.
#include "identity/http_gated.hpp"
#include "identity/http_parts.hpp"

namespace bursar::identity {
namespace {

using net::Request;
using net::Response;
using net::Task;

class Api {
 public:
  explicit Api(const Services& services) : services_(services) {}

  Task<Response> change(Request& request, std::string operation, int status,
                        DecodePersonChange decode) const {
    auto change = decode(services_, request);
    if (!change) co_return net::to_problem(change.error(), request.request_id);
    co_return co_await change_person(services_, request, std::move(operation), status,
                                     std::move(*change));
  }

  Task<Response> end(Request& request) const {
    EndMembership command;
    const auto user = UserId::parse(request.param("user_id"));
    if (!user) co_return net::to_problem(user.error(), request.request_id);
    const auto membership = MembershipId::parse(request.param("membership_id"));
    if (!membership) co_return net::to_problem(membership.error(), request.request_id);
    const auto version =
        query_number("version", request.query_value("version").value_or(""), 1, INT64_MAX);
    if (!version) co_return net::to_problem(version.error(), request.request_id);
    command.user = *user;
    command.membership = *membership;
    command.version = *version;
    PersonChange change = [command](Tx& tx, const Call& call) {
      return end_membership(tx, call, command);
    };
    co_return co_await change_person(services_, request, "end_membership", 200, std::move(change));
  }

 private:
  Services services_;
};

}  // namespace

Result<PersonChange> decode_add_membership(const Services& services, const Request& request) {
  const auto user = UserId::parse(request.param("user_id"));
  if (!user) return user.error();
  net::JsonReader in(request.body);
  AddMembership command;
  command.user = *user;
  command.version = in.integer("version", 1, INT64_MAX);
  command.grant.role_key = in.text("role_key", 1, 60);
  command.grant.place = decode_place(in);
  command.grant.expires_at = decode_expiry(in);
  if (auto error = in.finish()) return *error;
  return PersonChange([command, services](Tx& tx, const Call& call) -> Result<User> {
    AddMembership placed = command;
    const auto place = resolve_place(services, tx, call.actor.scope, command.grant.place);
    if (!place) return place.error();
    placed.grant.place = *place;
    return add_membership(tx, call, placed);
  });
}

Result<PersonChange> decode_change_membership(const Services&, const Request& request) {
  ChangeMembership command;
  const auto user = UserId::parse(request.param("user_id"));
  if (!user) return user.error();
  const auto membership = MembershipId::parse(request.param("membership_id"));
  if (!membership) return membership.error();
  net::JsonReader in(request.body);
  command.user = *user;
  command.membership = *membership;
  command.version = in.integer("version", 1, INT64_MAX);
  command.expires_at = decode_expiry(in);
  if (auto error = in.finish()) return *error;
  return PersonChange(
      [command](Tx& tx, const Call& call) { return change_membership(tx, call, command); });
}

Result<PersonChange> decode_transfer(const Services& services, const Request& request) {
  const auto user = UserId::parse(request.param("user_id"));
  if (!user) return user.error();
  net::JsonReader in(request.body);
  TransferUser command;
  command.user = *user;
  command.version = in.integer("version", 1, INT64_MAX);
  for (const auto& [name, place] : {std::pair("from", &command.from), {"to", &command.to}}) {
    auto nested = in.object(name);
    if (!nested) {
      in.fail(name, "missing_member", "is missing");
      continue;
    }
    *place = decode_place(*nested);
    in.adopt(*nested);
  }
  if (auto error = in.finish()) return *error;
  return PersonChange([command, services](Tx& tx, const Call& call) -> Result<User> {
    TransferUser placed = command;
    for (Place* place : {&placed.from, &placed.to}) {
      const auto resolved = resolve_place(services, tx, call.actor.scope, *place);
      if (!resolved) return resolved.error();
      *place = *resolved;
    }
    return transfer_user(tx, call, placed);
  });
}

std::vector<net::Route> membership_routes(const Services& services) {
  using net::Level;
  using net::Method;
  const auto api = std::make_shared<Api>(services);
  const std::string base = "/api/users/{user_id}";
  return {
      office_route(Method::post, base + "/memberships", "add_membership", "users:write", Level::l3,
                   [api](Request& request) {
                     return api->change(request, "add_membership", 201, &decode_add_membership);
                   }),
      office_route(Method::patch, base + "/memberships/{membership_id}", "change_membership",
                   "users:write", Level::l3,
                   [api](Request& request) {
                     return api->change(request, "change_membership", 200,
                                        &decode_change_membership);
                   }),
      office_route(Method::del, base + "/memberships/{membership_id}", "end_membership",
                   "users:write", Level::l3, [api](Request& request) { return api->end(request); }),
      office_route(Method::post, base + "/transfer", "transfer_user", "users:write", Level::l3,
                   [api](Request& request) {
                     return api->change(request, "transfer_user", 200, &decode_transfer);
                   }),
  };
}

}  // namespace bursar::identity
