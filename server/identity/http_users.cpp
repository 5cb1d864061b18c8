// Office routes of people: the list with its filters, creating with a temporary password, inviting.
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

constexpr std::int64_t k_limit_max = 200;
constexpr std::size_t k_search_max = 120;

std::optional<UserState> state_of(std::string_view word) {
  for (const UserState state :
       {UserState::invited, UserState::active, UserState::locked, UserState::disabled})
    if (user_state_name(state) == word) return state;
  return std::nullopt;
}

Error not_an_id(const std::string& name) {
  return invalid(name, "invalid_parameter", "must be an id");
}

template <class IdType>
std::optional<Error> read_id(const std::string& name, std::string_view value, IdType& id) {
  const auto parsed = IdType::parse(value);
  if (!parsed) return not_an_id(name);
  id = *parsed;
  return std::nullopt;
}

// One parameter of the list; nothing when it fits.
std::optional<Error> read_filter(const std::string& name, const std::string& value,
                                 ListUsers& filter) {
  const auto instant = [&](std::optional<Instant>& at) -> std::optional<Error> {
    const auto ms = query_number(name, value, 0, INT64_MAX / 2);
    if (!ms) return ms.error();
    at = Instant{*ms};
    return std::nullopt;
  };
  if (name == "before") return read_id(name, value, filter.before);
  if (name == "company_id") return read_id(name, value, filter.company);
  if (name == "merchant_id") return read_id(name, value, filter.merchant);
  if (name == "signed_in_since") return instant(filter.signed_in_since);
  if (name == "not_signed_in_since") return instant(filter.not_signed_in_since);
  if (name == "limit") {
    const auto limit = query_number(name, value, 1, k_limit_max);
    if (!limit) return limit.error();
    filter.limit = *limit;
  } else if (name == "search" && value.size() <= k_search_max) {
    filter.search = value;
  } else if (name == "role_key" && value.size() <= k_search_max) {
    filter.role_key = value;
  } else if (name == "state") {
    filter.state = state_of(value);
    if (!filter.state)
      return invalid(name, "invalid_parameter", "must be invited, active, locked or disabled");
  } else if (name == "second_factor" && (value == "on" || value == "off")) {
    filter.second_factor = value == "on";
  } else {
    return invalid(name, "unknown_parameter", "is not a parameter of this list");
  }
  return std::nullopt;
}

Result<ListUsers> decode_list(const Request& request) {
  ListUsers filter;
  for (const auto& [name, value] : request.query) {
    if (value.empty()) continue;
    if (auto error = read_filter(name, value, filter)) return std::move(*error);
  }
  return filter;
}

class Api {
 public:
  explicit Api(const Services& services) : services_(services) {}

  Task<Response> list(Request& request) const {
    auto filter = decode_list(request);
    if (!filter) co_return net::to_problem(filter.error(), request.request_id);
    const std::size_t wanted = static_cast<std::size_t>(filter->limit++);  // one more tells of more
    auto load = [services = services_, scope = request.actor.scope, filter = *filter, wanted,
                 now = services_.ports.clock.now()](Tx& tx) -> Result<json::object> {
      auto users = list_users(tx, scope, filter, now);
      const bool has_older = users.size() > wanted;
      if (has_older) users.pop_back();
      PlaceNames names(services, tx);
      json::array rows;
      for (const User& user : users) rows.push_back(user_json(user, names));
      return json::object{{"rows", std::move(rows)}, {"has_older", has_older}};
    };
    const auto body = co_await net::read(services_.db, std::move(load));
    if (!body) co_return net::to_problem(body.error(), request.request_id);
    co_return net::json_response(200, json::serialize(*body));
  }

  Task<Response> create(Request& request) const {
    net::JsonReader in(request.body);
    CreateUser command;
    command.email = in.text("email", 1, 254);
    command.name = in.text("name", 1, 120);
    command.role_key = in.text("role_key", 1, 60);
    command.place = decode_place(in);
    command.expires_at = decode_expiry(in);
    if (const auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    const Secret password = make_temporary_password(services_.ports.random);
    std::function<Result<PasswordHash>()> work = [this, password]() -> Result<PasswordHash> {
      return hash_password(services_.settings, services_.ports.random, password);
    };
    const auto hash = co_await prove<PasswordHash>(services_.pool, std::move(work));
    if (!hash) co_return net::to_problem(hash.error(), request.request_id);
    command.temporary_password = *hash;
    const Call call = services_.ports.call(request.actor);
    const gate::Ask ask = gate::ask("create_user", request);
    const auto key = idempotency_of(request);
    auto record = [call, ask, key, services = services_, command](Tx& tx) -> Result<Made> {
      if (auto before = made_before(services, tx, call, key)) return std::move(*before);
      auto held = gate::hold(services.gate, tx, call, ask);
      if (!held) return held.error();
      if (*held) return Made{std::move(*held), {}, {}};
      CreateUser placed = command;
      const auto place = resolve_place(services, tx, call.actor.scope, command.place);
      if (!place) return place.error();
      placed.place = *place;
      const auto user = create_user(tx, call, services.settings, placed);
      if (!user) return user.error();
      idempotency::keep(tx, call, key, user->id.key);
      PlaceNames names(services, tx);
      return Made{{}, user_json(*user, names), {}};
    };
    const auto made = co_await net::write(services_.db, std::move(record));
    if (!made) co_return co_await refuse(services_, request, "create_user", made.error());
    if (made->held) co_return gate::held_response(*made->held);
    json::object body{{"user", made->user}, {"temporary_password", nullptr}};
    if (!made->replayed_at) body["temporary_password"] = password.reveal();
    co_return created(body, made->replayed_at.has_value());
  }

  Task<Response> invite(Request& request) const {
    const auto command = decode_invite(request);
    if (!command) co_return net::to_problem(command.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    const gate::Ask ask = gate::ask("invite_user", request);
    const auto key = idempotency_of(request);
    auto record = [call, ask, key, services = services_,
                   command = *command](Tx& tx) -> Result<Made> {
      if (auto before = made_before(services, tx, call, key)) return std::move(*before);
      auto held = gate::hold(services.gate, tx, call, ask);
      if (!held) return held.error();
      if (*held) return Made{std::move(*held), {}, {}};
      auto invited = invite_placed(services, tx, call, command);
      if (!invited) return invited.error();
      idempotency::keep(tx, call, key, invited->user.id.key);
      PlaceNames names(services, tx);
      json::object user = user_json(invited->user, names);
      return Made{{}, std::move(user), std::move(*invited)};
    };
    const auto made = co_await net::write(services_.db, std::move(record));
    if (!made) co_return co_await refuse(services_, request, "invite_user", made.error());
    if (made->held) co_return gate::held_response(*made->held);
    json::object body = made->replayed_at ? handed_over_before(*made->replayed_at)
                                          : hand_over(LinkPurpose::invite, made->invited->link);
    body["user"] = made->user;
    co_return created(body, made->replayed_at.has_value());
  }

 private:
  /// A new account, or the approval that it waits for.
  struct Made {
    std::optional<gate::Held> held;
    json::object user;
    std::optional<InvitedUser> invited;
    std::optional<Instant> replayed_at = {};  ///< of a repeat: the end of the link made before
  };

  // What a repeated request made before, without what is shown once; nothing for a fresh one.
  static std::optional<Result<Made>> made_before(const Services& services, Tx& tx, const Call& call,
                                                 const idempotency::Token& key) {
    const auto before = idempotency::made_before(tx, call, key);
    if (!before) return Result<Made>(before.error());
    if (*before == 0) return std::nullopt;
    const auto person = read_person(tx, call, services.settings, UserId{*before});
    if (!person) return Result<Made>(person.error());
    PlaceNames names(services, tx);
    Made made{{}, user_json(person->user, names), {}};
    made.replayed_at = person->invitation_until.value_or(call.now);
    return Result<Made>(std::move(made));
  }

  static json::object handed_over_before(Instant expires_at) {
    return {{"link_path", nullptr}, {"link_expires_at", expires_at.ms}, {"is_delivered", false}};
  }

  static Response created(const json::object& body, bool replayed) {
    Response response = net::json_response(201, json::serialize(body));
    if (replayed) response.with("Idempotent-Replayed", "true");
    return response;
  }

  Services services_;
};

}  // namespace

Result<InviteUser> decode_invite(const Request& request) {
  net::JsonReader in(request.body);
  InviteUser command;
  command.email = in.text("email", 1, 254);
  command.name = in.text("name", 1, 120);
  command.grant.role_key = in.text("role_key", 1, 60);
  command.grant.place = decode_place(in);
  command.grant.expires_at = decode_expiry(in);
  if (auto error = in.finish()) return *error;
  return command;
}

Result<InvitedUser> invite_placed(const Services& services, Tx& tx, const Call& call,
                                  const InviteUser& command) {
  InviteUser placed = command;
  const auto place = resolve_place(services, tx, call.actor.scope, command.grant.place);
  if (!place) return place.error();
  placed.grant.place = *place;
  return invite_user(tx, call, services.settings, placed);
}

std::vector<net::Route> user_routes(const Services& services) {
  using net::Level;
  using net::Method;
  const auto api = std::make_shared<Api>(services);
  return {
      office_route(Method::get, "/api/users", "list_users", "users:read", Level::l2,
                   [api](Request& request) { return api->list(request); }),
      office_route(Method::post, "/api/users", "create_user", "users:write", Level::l3,
                   [api](Request& request) { return api->create(request); }),
      office_route(Method::post, "/api/users/invitations", "invite_user", "users:write", Level::l3,
                   [api](Request& request) { return api->invite(request); }),
  };
}

}  // namespace bursar::identity
