// Office routes of a merchant's API keys: list, create, rotate, revoke. The plain text leaves in
// the answer to create and rotate and nowhere else.
#include <boost/json/serialize.hpp>

#include "gate/http.hpp"
#include "identity/http_gated.hpp"
#include "identity/http_parts.hpp"
#include "net/json_reader.hpp"

namespace bursar::identity {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;

constexpr std::int64_t k_overlap_max_s = 7 * 24 * 3600;

class Api {
 public:
  Api(const Services& services, std::function<void(std::string_view)> on_key_changed)
      : services_(services), on_key_changed_(std::move(on_key_changed)) {}

  Task<Response> list(Request& request) const {
    const auto merchant = MerchantId::parse(request.param("merchant_id"));
    if (!merchant) co_return net::to_problem(merchant.error(), request.request_id);
    const Scope scope = request.actor.scope;
    const auto company_of = services_.company_of;
    auto load = [scope, merchant = *merchant, company_of,
                 now = services_.ports.clock.now()](Tx& tx) -> Result<std::vector<ApiKey>> {
      const auto company = company_of(tx, merchant);
      if (!company || !scope.touches(*company, merchant)) return not_found("merchant");
      return list_api_keys(tx, scope, merchant, now);
    };
    const auto keys = co_await net::read(services_.db, std::move(load));
    if (!keys) co_return net::to_problem(keys.error(), request.request_id);
    json::array rows;
    for (const ApiKey& key : *keys) rows.push_back(api_key_json(key));
    co_return net::json_response(200, json::serialize(json::object{{"rows", std::move(rows)}}));
  }

  Task<Response> create(Request& request) const {
    const auto command = decode_create_api_key(request);
    if (!command) co_return net::to_problem(command.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    const gate::Ask ask = gate::ask("create_api_key", request);
    const auto key = idempotency_of(request);
    struct Made {
      std::optional<gate::Held> held;
      std::optional<IssuedApiKey> issued;
    };
    auto record = [call, ask, key, services = services_,
                   command = *command](Tx& tx) -> Result<Made> {
      const auto before = idempotency::made_before(tx, call, key);
      if (!before) return before.error();
      if (*before != 0) {
        auto known = read_api_key(tx, call, command.merchant, ApiKeyId{*before});
        if (!known) return known.error();
        return Made{{}, IssuedApiKey{std::move(*known), {}, {}}};
      }
      auto held = gate::hold(services.gate, tx, call, ask);
      if (!held) return held.error();
      if (*held) return Made{std::move(*held), {}};
      auto issued = create_placed_key(services, tx, call, command);
      if (!issued) return issued.error();
      idempotency::keep(tx, call, key, issued->key.id.key);
      return Made{{}, std::move(*issued)};
    };
    const auto made = co_await net::write(services_.db, std::move(record));
    if (!made) co_return co_await refuse(services_, request, "create_api_key", made.error());
    if (made->held) co_return gate::held_response(*made->held);
    co_return shown_once(*made->issued);
  }

  Task<Response> update(Request& request) const {
    UpdateApiKey command;
    const auto merchant = MerchantId::parse(request.param("merchant_id"));
    if (!merchant) co_return net::to_problem(merchant.error(), request.request_id);
    const auto id = ApiKeyId::parse(request.param("api_key_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    net::JsonReader in(request.body);
    command.merchant = *merchant;
    command.id = *id;
    command.label = in.text_or_none("label", 80);
    if (in.member("allowed_addresses") != nullptr)
      command.allowed_addresses = in.texts("allowed_addresses", 50, 50);
    command.signing_key = in.text_or_none("signing_key", 400);
    if (const auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto record = [call, command](Tx& tx) { return update_api_key(tx, call, command); };
    const auto key = co_await net::write(services_.db, std::move(record));
    if (!key) co_return co_await refuse(services_, request, "update_api_key", key.error());
    on_key_changed_(key->public_id);
    co_return net::json_response(200, json::serialize(api_key_json(*key)));
  }

  Task<Response> rotate(Request& request) const {
    RotateApiKey command;
    const auto merchant = MerchantId::parse(request.param("merchant_id"));
    if (!merchant) co_return net::to_problem(merchant.error(), request.request_id);
    const auto id = ApiKeyId::parse(request.param("api_key_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    net::JsonReader in(request.body);
    command.merchant = *merchant;
    command.id = *id;
    command.overlap_s = in.integer("overlap_s", 0, k_overlap_max_s);
    if (const auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    const Call call = services_.ports.call(request.actor);
    const Settings& settings = services_.settings;
    const auto key = idempotency_of(request);
    auto record = [call, key, &settings, command](Tx& tx) -> Result<IssuedApiKey> {
      const auto before = idempotency::made_before(tx, call, key);
      if (!before) return before.error();
      if (*before != 0) {
        auto known = read_api_key(tx, call, command.merchant, ApiKeyId{*before});
        if (!known) return known.error();
        return IssuedApiKey{std::move(*known), {}, {}};
      }
      auto rotated = rotate_api_key(tx, call, settings, command);
      if (rotated) idempotency::keep(tx, call, key, rotated->key.id.key);
      return rotated;
    };
    const auto issued = co_await net::write(services_.db, std::move(record));
    if (!issued) co_return co_await refuse(services_, request, "rotate_api_key", issued.error());
    if (!issued->replaced_public_id.empty()) on_key_changed_(issued->replaced_public_id);
    co_return shown_once(*issued);
  }

  Task<Response> revoke(Request& request) const {
    const auto merchant = MerchantId::parse(request.param("merchant_id"));
    if (!merchant) co_return net::to_problem(merchant.error(), request.request_id);
    const auto id = ApiKeyId::parse(request.param("api_key_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto record = [call, merchant = *merchant, id = *id](Tx& tx) {
      return revoke_api_key(tx, call, merchant, id);
    };
    const auto key = co_await net::write(services_.db, std::move(record));
    if (!key) co_return co_await refuse(services_, request, "revoke_api_key", key.error());
    on_key_changed_(key->public_id);
    co_return net::json_response(200, json::serialize(api_key_json(*key)));
  }

 private:
  // A repeat finds the key without its text, which is kept nowhere.
  static Response shown_once(const IssuedApiKey& issued) {
    const bool replayed = issued.plain_text.empty();
    json::object body{{"api_key", api_key_json(issued.key)}, {"plain_text", nullptr}};
    if (!replayed) body["plain_text"] = issued.plain_text.reveal();
    Response response = net::json_response(201, json::serialize(body));
    if (replayed) response.with("Idempotent-Replayed", "true");
    return response;
  }

  Services services_;
  std::function<void(std::string_view)> on_key_changed_;
};

}  // namespace

Result<CreateApiKey> decode_create_api_key(const Request& request) {
  const auto merchant = MerchantId::parse(request.param("merchant_id"));
  if (!merchant) return merchant.error();
  net::JsonReader in(request.body);
  CreateApiKey command;
  command.merchant = *merchant;
  command.label = in.text("label", 1, 80);
  command.scopes = in.texts("scopes", 20, 60);
  command.expires_in_days = in.integer_or_none("expires_in_days", 1, 365);
  command.allowed_addresses = in.texts("allowed_addresses", 50, 50);
  if (const auto project = in.text_or_none("project_id", 40)) {
    if (const auto id = ProjectId::parse(*project)) command.project = *id;
    else in.fail("project_id", "invalid_parameter", "must be an id");
  }
  if (auto error = in.finish()) return *error;
  return command;
}

Result<IssuedApiKey> create_placed_key(const Services& services, Tx& tx, const Call& call,
                                       const CreateApiKey& command) {
  CreateApiKey placed = command;
  const auto company = services.company_of(tx, command.merchant);
  if (!company) return not_found("merchant");
  placed.company = *company;
  if (placed.project) {
    const auto place =
        services.project_place ? services.project_place(tx, placed.project) : std::nullopt;
    if (!place || place->merchant != placed.merchant) return not_found("project");
  }
  return create_api_key(tx, call, services.settings, placed);
}

std::vector<net::Route> api_key_routes(const Services& services,
                                       std::function<void(std::string_view)> on_key_changed) {
  using net::Level;
  using net::Method;
  const auto heard = on_key_changed ? std::move(on_key_changed) : [](std::string_view) {};
  const auto api = std::make_shared<Api>(services, heard);
  const auto row = [](Method method, std::string path, std::string operation, Level level,
                      net::Handler handler) {
    net::Route route{};
    route.method = method;
    route.path = std::move(path);
    route.operation_id = std::move(operation);
    route.permission = method == Method::get ? "api_keys:read" : "api_keys:write";
    route.level = level;
    route.handler = std::move(handler);
    return route;
  };
  const std::string base = "/api/merchants/{merchant_id}/api_keys";
  return {
      row(Method::get, base, "list_api_keys", Level::l2,
          [api](Request& request) { return api->list(request); }),
      row(Method::post, base, "create_api_key", Level::l3,
          [api](Request& request) { return api->create(request); }),
      row(Method::patch, base + "/{api_key_id}", "update_api_key", Level::l3,
          [api](Request& request) { return api->update(request); }),
      row(Method::post, base + "/{api_key_id}/rotation", "rotate_api_key", Level::l3,
          [api](Request& request) { return api->rotate(request); }),
      // Taking a key away must be quick in an emergency: no fresh confirmation.
      row(Method::del, base + "/{api_key_id}", "revoke_api_key", Level::l2,
          [api](Request& request) { return api->revoke(request); }),
  };
}

}  // namespace bursar::identity
