// Office routes of basic settings and of finding customers.
#include <array>
#include <memory>

#include "identity/identity.hpp"
#include "net/await.hpp"
#include "net/json_reader.hpp"
#include "support/http_parts.hpp"

namespace bursar::support {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

/// Settings of a merchant that are not basic: sent here, they are a question of rights.
constexpr std::array<std::string_view, 10> k_not_basic{
    "name",     "legal_name",         "mcc",   "statement_descriptor",   "website",
    "fee_plan", "allowed_currencies", "state", "refund_overdraft_minor", "settlement_currency"};

class Api {
 public:
  explicit Api(Services services) : services_(std::move(services)) {}

  Task<Response> read(Request& request) const {
    const auto id = MerchantId::parse(request.param("merchant_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    auto query = [scope = request.actor.scope, id = *id](Tx& tx) {
      return read_basic_settings(tx, scope, id);
    };
    const auto settings = co_await net::read(services_.db, request, std::move(query));
    if (!settings) co_return net::to_problem(settings.error(), request.request_id);
    co_return net::json_response(200, json::serialize(settings_json(*settings)));
  }

  Task<Response> update(Request& request) const {
    UpdateBasicSettings command;
    const auto id = MerchantId::parse(request.param("merchant_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    command.merchant = *id;
    net::JsonReader in(request.body);
    command.version = in.integer("version", 0, INT64_MAX);
    command.contact_name = in.text_or_none("contact_name", 120);
    command.contact_email = in.text_or_none("contact_email", 254);
    command.contact_phone = in.text_or_none("contact_phone", 20);
    if (in.member("notification_emails") != nullptr)
      command.notification_emails = in.texts("notification_emails", 20, 254);
    bool beyond = false;
    for (const std::string_view name : k_not_basic) beyond |= in.member(name) != nullptr;
    if (const auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    if (beyond) co_return co_await refuse_beyond(request, *id);
    const Call call = services_.ports.call(request.actor);
    auto change = [call, command](Tx& tx) { return update_basic_settings(tx, call, command); };
    const auto settings = co_await net::write(services_.db, request, std::move(change));
    if (!settings) co_return net::to_problem(settings.error(), request.request_id);
    co_return net::json_response(200, json::serialize(settings_json(*settings)));
  }

  Task<Response> find(Request& request) const {
    FindCustomers command;
    for (const auto& [name, value] : request.query) {
      if (value.empty()) continue;
      if (name == "search" && value.size() <= 254) {
        command.search = value;
      } else if (name == "merchant_id") {
        const auto id = MerchantId::parse(value);
        if (!id)
          co_return net::to_problem(invalid(name, "invalid_parameter", "must be an id"),
                                    request.request_id);
        command.merchant = *id;
      } else {
        co_return net::to_problem(
            invalid(name, "unknown_parameter", "is not a parameter of this list"),
            request.request_id);
      }
    }
    const Call call = services_.ports.call(request.actor);
    auto search = [call, command](Tx& tx) { return find_customers(tx, call, command); };
    const auto found = co_await net::write(services_.db, request, std::move(search));
    if (!found) co_return net::to_problem(found.error(), request.request_id);
    json::array rows;
    for (const Customer& customer : *found) rows.push_back(customer_json(customer));
    co_return net::json_response(200, json::serialize(json::object{{"rows", std::move(rows)}}));
  }

 private:
  Task<Response> refuse_beyond(const Request& request, MerchantId id) const {
    const Call call = services_.ports.call(request.actor);
    auto judge = [call, id](Tx& tx) -> Result<void> {
      const auto settings = read_basic_settings(tx, call.actor.scope, id);
      if (!settings) return settings.error();
      const UserId user{call.actor.key};
      const Scope whole = identity::scope_of(tx, user, "merchants:write", call.now);
      if (whole.contains(settings->company, id))
        return invalid("", "unknown_member", "this is changed with the merchant's other settings");
      return forbidden("merchants:write");
    };
    const auto judged = co_await net::read(services_.db, request, std::move(judge));
    const Error error = judged.error();
    if (error.kind == ErrorKind::forbidden) {
      const identity::Denial denial{"update_basic_settings", "merchants:write", error.code};
      auto note = [call, denial](Tx& tx) { return identity::record_denial(tx, call, denial); };
      (void)co_await net::write(services_.db, std::move(note));
    }
    co_return net::to_problem(error, request.request_id);
  }

  Services services_;
};

}  // namespace

std::vector<net::Route> basic_routes(Services services) {
  using net::Method;
  const auto api = std::make_shared<Api>(std::move(services));
  const std::string settings = "/api/merchants/{merchant_id}/basic_settings";
  return {
      {.method = Method::get,
       .path = settings,
       .operation_id = "read_basic_settings",
       .permission = "merchants:read",
       .handler = [api](Request& request) { return api->read(request); }},
      {.method = Method::patch,
       .path = settings,
       .operation_id = "update_basic_settings",
       .permission = "merchants:write_basic",
       .handler = [api](Request& request) { return api->update(request); }},
      {.method = Method::get,
       .path = "/api/customers",
       .operation_id = "find_customers",
       .permission = "customers:read",
       .handler = [api](Request& request) { return api->find(request); }},
  };
}

}  // namespace bursar::support
