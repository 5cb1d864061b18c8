// Office routes of users: list those in scope, create one with a temporary password shown once.
#include <boost/json/serialize.hpp>

#include "identity/http_parts.hpp"
#include "net/json_reader.hpp"

namespace bursar::identity {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;

struct ListUsers {
  UserId after;
  std::int64_t limit = 50;
};

std::optional<std::int64_t> small_number(std::string_view text) {
  if (text.empty() || text.size() > 3 ||
      text.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  return std::stoll(std::string(text));
}

Result<ListUsers> decode_list(const Request& request) {
  ListUsers command;
  for (const auto& [name, value] : request.query) {
    if (name == "limit") {
      const auto limit = small_number(value);
      if (!limit || *limit < 1 || *limit > 200)
        return invalid(name, "out_of_range", "must be from 1 to 200");
      command.limit = *limit;
    } else if (name == "after") {
      const auto id = UserId::parse(value);
      if (!id) return invalid(name, "invalid_parameter", "must be an id");
      command.after = *id;
    } else {
      return invalid(name, "unknown_parameter", "is not a parameter of this list");
    }
  }
  return command;
}

// The place of the membership; which of the two ids it takes depends on the kind.
Place decode_place(net::JsonReader& in) {
  const std::string kind = in.text("scope_kind", 1, 20);
  const auto company = in.text_or_none("company_id", 40);
  const auto merchant = in.text_or_none("merchant_id", 40);
  Place place;
  if (kind == "installation" && !company && !merchant) return place;
  if (kind == "company" && company && !merchant) {
    place.kind = ScopeKind::company;
    if (const auto id = CompanyId::parse(*company)) place.company = *id;
    else in.fail("company_id", "invalid_parameter", "must be an id");
    return place;
  }
  if (kind == "merchant" && merchant && !company) {
    place.kind = ScopeKind::merchant;
    if (const auto id = MerchantId::parse(*merchant)) place.merchant = *id;
    else in.fail("merchant_id", "invalid_parameter", "must be an id");
    return place;
  }
  in.fail("scope_kind", "scope_invalid",
          "must be installation, company with company_id, or merchant with merchant_id");
  return place;
}

class Api {
 public:
  explicit Api(const Services& services) : services_(services) {}

  Task<Response> list(Request& request) const {
    const auto command = decode_list(request);
    if (!command) co_return net::to_problem(command.error(), request.request_id);
    const Scope scope = request.actor.scope;
    auto load = [scope, command = *command](Tx& tx) -> Result<std::vector<User>> {
      return list_users(tx, scope, command.after, command.limit + 1);
    };
    auto users = co_await net::read(services_.db, std::move(load));
    if (!users) co_return net::to_problem(users.error(), request.request_id);
    const bool has_more = users->size() > static_cast<std::size_t>(command->limit);
    if (has_more) users->pop_back();
    json::array rows;
    for (const User& user : *users) rows.push_back(user_json(user));
    co_return net::json_response(
        200, json::serialize(json::object{{"rows", std::move(rows)}, {"has_more", has_more}}));
  }

  Task<Response> create(Request& request) const {
    net::JsonReader in(request.body);
    CreateUser command;
    command.email = in.text("email", 1, 254);
    command.name = in.text("name", 1, 120);
    command.role_key = in.text("role_key", 1, 60);
    command.place = decode_place(in);
    if (const auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    const Secret password = make_temporary_password(services_.ports.random);
    const Settings& settings = services_.settings;
    std::function<Result<PasswordHash>()> work = [this, &settings,
                                                  password]() -> Result<PasswordHash> {
      return hash_password(settings, services_.ports.random, password);
    };
    const auto hash = co_await prove<PasswordHash>(services_.pool, std::move(work));
    if (!hash) co_return net::to_problem(hash.error(), request.request_id);
    command.temporary_password = *hash;
    const Call call = services_.ports.call(request.actor);
    const auto company_of = services_.company_of;
    auto record = [call, &settings, command, company_of](Tx& tx) -> Result<User> {
      CreateUser placed = command;
      if (placed.place.kind == ScopeKind::merchant) {
        const auto company = company_of(tx, placed.place.merchant);
        // Out of reach answers as absent: whose merchants exist is nobody else's business.
        if (!company || !call.actor.scope.contains(*company, placed.place.merchant))
          return not_found("merchant");
        placed.place.company = *company;
      }
      return create_user(tx, call, settings, placed);
    };
    const auto user = co_await net::write(services_.db, std::move(record));
    if (!user) co_return co_await refuse(services_, request, "create_user", user.error());
    json::object body{{"user", user_json(*user)}, {"temporary_password", password.reveal()}};
    co_return net::json_response(201, json::serialize(body));
  }

 private:
  Services services_;
};

}  // namespace

std::vector<net::Route> user_routes(const Services& services) {
  const auto api = std::make_shared<Api>(services);
  net::Route list{};
  list.method = net::Method::get;
  list.path = "/api/users";
  list.operation_id = "list_users";
  list.permission = "users:read";
  list.handler = [api](Request& request) { return api->list(request); };
  net::Route create{};
  create.method = net::Method::post;
  create.path = "/api/users";
  create.operation_id = "create_user";
  create.permission = "users:write";
  create.level = net::Level::l3;
  create.handler = [api](Request& request) { return api->create(request); };
  return {std::move(list), std::move(create)};
}

}  // namespace bursar::identity
