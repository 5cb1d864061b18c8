// Office routes of companies and merchants: decode, one use case, encode.
#include "merchants/http.hpp"

#include <memory>

#include <boost/json.hpp>

#include "idempotency/idempotency.hpp"
#include "merchants/merchants.hpp"
#include "net/await.hpp"
#include "net/json_reader.hpp"
#include "net/query_number.hpp"

namespace bursar::merchants {
namespace {

namespace json = boost::json;
using idempotency::Made;
using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

constexpr std::size_t k_currencies_max = 40;
constexpr std::int64_t k_overdraft_max_minor = 1'000'000'000'000;

struct PricedMerchant {
  Merchant merchant;
  fees::Plan plan;
};

json::array parts_json(const fees::Price& price) {
  json::array parts;
  for (const fees::FixedPart& part : price.parts)
    parts.push_back(
        json::object{{"currency", part.currency.code()},
                     {"fixed_minor", part.fixed_minor},
                     {"min_minor", part.min_minor ? json::value(*part.min_minor) : json::value()},
                     {"max_minor", part.max_minor ? json::value(*part.max_minor) : json::value()}});
  return parts;
}

json::object plan_json(const fees::Plan& plan) {
  return {{"fee_plan_id", fees::FeePlanId{plan.key}.text()},
          {"name", plan.name},
          {"version", plan.version},
          {"sale_percent_ppm", plan.sale.percent_ppm},
          {"sale_parts", parts_json(plan.sale)},
          {"refund_percent_ppm", plan.refund.percent_ppm},
          {"refund_parts", parts_json(plan.refund)},
          {"payout_percent_ppm", plan.payout.percent_ppm},
          {"payout_parts", parts_json(plan.payout)},
          {"reserve_ppm", plan.reserve_ppm},
          {"reserve_days", plan.reserve_days},
          {"settle_days", plan.settle_days}};
}

json::object company_view(const Company& company) {
  return {{"company_id", company.id.text()},
          {"name", company.name},
          {"legal_name", company.legal_name},
          {"country", company.country},
          {"default_currency", company.default_currency.code()},
          {"time_zone", company.time_zone},
          {"state", word(company.state)},
          {"version", company.version},
          {"created_at", company.created_at.ms}};
}

json::object merchant_view(const PricedMerchant& priced) {
  const Merchant& merchant = priced.merchant;
  json::array currencies;
  for (const Currency& currency : merchant.allowed_currencies)
    currencies.emplace_back(currency.code());
  json::array methods;
  for (const std::string_view method : k_methods)
    if (merchant.takes(method)) methods.emplace_back(method);
  return {
      {"merchant_id", merchant.id.text()},
      {"company_id", merchant.company_id.text()},
      {"company_name", merchant.company_name},
      {"project_id", merchant.default_project_id.text()},
      {"name", merchant.name},
      {"legal_name", merchant.legal_name},
      {"mcc", merchant.mcc},
      {"statement_descriptor", merchant.statement_descriptor},
      {"website", merchant.website},
      {"settlement_currency", merchant.settlement_currency.code()},
      {"allowed_currencies", std::move(currencies)},
      {"fee_plan", plan_json(priced.plan)},
      {"refund_overdraft_minor", merchant.refund_overdraft_minor},
      {"capture_policy", word(merchant.policy.capture)},
      {"challenge_from_minor", merchant.policy.challenge_from_minor},
      {"exempt_below_minor", merchant.policy.exempt_below_minor},
      {"exempts_low_value", merchant.policy.exempts_low_value},
      {"methods", std::move(methods)},
      {"state", word(merchant.state)},
      {"archived_at", merchant.archived_at ? json::value(merchant.archived_at->ms) : json::value()},
      {"version", merchant.version},
      {"created_at", merchant.created_at.ms}};
}

PricedMerchant priced(Tx& tx, Instant now, Merchant merchant) {
  auto plan = fees::load_plan_at(tx, merchant.fee_plan_key, now);
  check(plan.has_value(), "a merchant's fee plan exists");
  return {std::move(merchant), std::move(*plan)};
}

Result<PricedMerchant> priced(Tx& tx, Instant now, Result<Merchant> merchant) {
  if (!merchant) return merchant.error();
  return priced(tx, now, std::move(*merchant));
}

// Currency codes of a list member; the first unknown one is the problem.
std::vector<Currency> currencies_of(net::JsonReader& in, std::string_view name) {
  std::vector<Currency> currencies;
  for (const std::string& code : in.texts(name, k_currencies_max, 4)) {
    const auto currency = Currency::parse(code);
    if (currency) currencies.push_back(*currency);
    else in.fail(name, currency.error().code, currency.error().message);
  }
  return currencies;
}

Currency currency_of(net::JsonReader& in, std::string_view name) {
  const std::string code = in.text(name, 3, 4);
  if (code.empty()) return {};
  const auto currency = Currency::parse(code);
  if (currency) return *currency;
  in.fail(name, currency.error().code, currency.error().message);
  return {};
}

Result<CreateMerchant> decode_create(const Request& request) {
  CreateMerchant command;
  net::JsonReader in(request.body);
  const std::string company = in.text("company_id", 1, 40);
  command.name = in.text("name", 1, 120);
  command.legal_name = in.text_or_none("legal_name", 200).value_or("");
  command.mcc = in.text_or_none("mcc", 4).value_or("");
  command.statement_descriptor = in.text_or_none("statement_descriptor", 22).value_or("");
  command.website = in.text_or_none("website", 300).value_or("");
  command.settlement_currency = currency_of(in, "settlement_currency");
  if (in.member("allowed_currencies") != nullptr)
    command.allowed_currencies = currencies_of(in, "allowed_currencies");
  if (auto error = in.finish()) return *error;
  const auto id = CompanyId::parse(company);
  if (!id) return id.error();
  command.company_id = *id;
  return command;
}

std::optional<MerchantState> state_of(std::string_view text) {
  for (const MerchantState state :
       {MerchantState::active, MerchantState::suspended, MerchantState::closed})
    if (word(state) == text) return state;
  return std::nullopt;
}

Result<UpdateMerchant> decode_update(const Request& request) {
  UpdateMerchant command;
  const auto id = MerchantId::parse(request.param("merchant_id"));
  if (!id) return id.error();
  command.id = *id;
  net::JsonReader in(request.body);
  command.version = in.integer("version", 1, INT64_MAX);
  command.name = in.text_or_none("name", 120);
  command.legal_name = in.text_or_none("legal_name", 200);
  command.mcc = in.text_or_none("mcc", 4);
  command.statement_descriptor = in.text_or_none("statement_descriptor", 22);
  command.website = in.text_or_none("website", 300);
  command.refund_overdraft_minor =
      in.integer_or_none("refund_overdraft_minor", 0, k_overdraft_max_minor);
  if (const auto policy = in.text_or_none("capture_policy", 20)) {
    command.capture_policy = capture_policy_of(*policy);
    if (!command.capture_policy)
      in.fail("capture_policy", "unknown_value",
              "must be automatic, hold_then_capture, hold_then_cancel or hold");
  }
  command.challenge_from_minor =
      in.integer_or_none("challenge_from_minor", 0, k_overdraft_max_minor);
  command.exempt_below_minor = in.integer_or_none("exempt_below_minor", 0, k_overdraft_max_minor);
  if (in.member("exempts_low_value") != nullptr)
    command.exempts_low_value = in.boolean("exempts_low_value", false);
  if (in.member("allowed_currencies") != nullptr)
    command.allowed_currencies = currencies_of(in, "allowed_currencies");
  if (in.member("methods") != nullptr) command.methods = in.texts("methods", k_methods.size(), 20);
  if (const auto state = in.text_or_none("state", 20)) {
    command.state = state_of(*state);
    if (!command.state) in.fail("state", "unknown_state", "must be active, suspended or closed");
  }
  if (auto error = in.finish()) return *error;
  return command;
}

struct MerchantAt {
  MerchantId id;
  std::int64_t version = 0;
};
Result<MerchantAt> decode_archive(const Request& request) {
  const auto id = MerchantId::parse(request.param("merchant_id"));
  if (!id) return id.error();
  net::JsonReader in(request.body);
  const std::int64_t version = in.integer("version", 1, INT64_MAX);
  if (auto error = in.finish()) return *error;
  return MerchantAt{*id, version};
}

Result<MerchantAt> decode_delete(const Request& request) {
  const auto id = MerchantId::parse(request.param("merchant_id"));
  if (!id) return id.error();
  const auto version = net::whole_number(request.query_value("version").value_or(""));
  if (!version) return invalid("version", "out_of_range", "must be the version that was read");
  return MerchantAt{*id, *version};
}

Result<ListMerchants> decode_list(const Request& request) {
  ListMerchants filter;
  for (const auto& [name, value] : request.query) {
    if (value.empty()) continue;
    if (name == "limit") {
      if (value.size() > 3 || value.find_first_not_of("0123456789") != std::string::npos ||
          std::stoi(value) < 1 || std::stoi(value) > 200)
        return invalid(name, "out_of_range", "must be from 1 to 200");
      filter.limit = std::stoi(value);
    } else if (name == "before") {
      const auto id = MerchantId::parse(value);
      if (!id) return invalid(name, "invalid_parameter", "must be an id");
      filter.after = *id;
    } else if (name == "company_id") {
      const auto id = CompanyId::parse(value);
      if (!id) return invalid(name, "invalid_parameter", "must be an id");
      filter.company_id = *id;
    } else if (name == "archived" && (value == "true" || value == "false")) {
      filter.archived = value == "true";
    } else if (name == "search" && value.size() <= 120) {
      filter.search = value;
    } else {
      return invalid(name, "unknown_parameter", "is not a parameter of this list");
    }
  }
  return filter;
}

idempotency::Token token_of(const Request& request) {
  return idempotency::token(request.header("idempotency-key"),
                            {net::method_name(request.method), request.path, request.body});
}

Response created(std::string body, bool replayed) {
  Response response = net::json_response(201, std::move(body));
  if (replayed) response.with("Idempotent-Replayed", "true");
  return response;
}

class Api {
 public:
  explicit Api(Services services) : services_(std::move(services)) {}

  Task<Response> list_companies(Request& request) const {
    auto query = [scope = request.actor.scope](Tx& tx) -> Result<std::vector<Company>> {
      return merchants::list_companies(tx, scope);
    };
    const auto rows = co_await net::read(services_.db, request, std::move(query));
    if (!rows) co_return net::to_problem(rows.error(), request.request_id);
    json::array views;
    for (const Company& company : *rows) views.push_back(company_view(company));
    co_return net::json_response(200, json::serialize(json::object{{"rows", std::move(views)}}));
  }

  Task<Response> create_company(Request& request) const {
    CreateCompany command;
    net::JsonReader in(request.body);
    command.name = in.text("name", 1, 120);
    command.legal_name = in.text_or_none("legal_name", 200).value_or("");
    command.country = in.text("country", 2, 2);
    command.default_currency = currency_of(in, "default_currency");
    command.time_zone = in.text_or_none("time_zone", 64).value_or("UTC");
    if (const auto error = in.finish()) co_return net::to_problem(*error, request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [call, command, token = token_of(request)](Tx& tx) {
      return idempotency::once(
          tx, call, token, [&] { return merchants::create_company(tx, call, command); },
          [&](std::int64_t key) { return load_company(tx, call.actor.scope, CompanyId{key}); });
    };
    const auto made = co_await net::write(services_.db, request, std::move(change));
    if (!made) co_return net::to_problem(made.error(), request.request_id);
    co_return created(json::serialize(company_view(made->value)), made->replayed);
  }

  Task<Response> list_merchants(Request& request) const {
    auto filter = decode_list(request);
    if (!filter) co_return net::to_problem(filter.error(), request.request_id);
    const std::int64_t limit = filter->limit;
    auto query = [scope = request.actor.scope, now = services_.ports.clock.now(),
                  filter = *filter](Tx& tx) -> Result<std::vector<PricedMerchant>> {
      std::vector<PricedMerchant> found;
      for (Merchant& merchant : merchants::list_merchants(tx, scope, filter))
        found.push_back(priced(tx, now, std::move(merchant)));
      return found;
    };
    filter->limit = limit + 1;  // one more row tells whether there is an older page
    auto rows = co_await net::read(services_.db, request, std::move(query));
    if (!rows) co_return net::to_problem(rows.error(), request.request_id);
    const bool has_older = rows->size() > static_cast<std::size_t>(limit);
    if (has_older) rows->pop_back();
    json::array views;
    for (const PricedMerchant& row : *rows) views.push_back(merchant_view(row));
    co_return net::json_response(
        200, json::serialize(json::object{{"rows", std::move(views)}, {"has_older", has_older}}));
  }

  Task<Response> read_merchant(Request& request) const {
    const auto id = MerchantId::parse(request.param("merchant_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    auto query = [scope = request.actor.scope, now = services_.ports.clock.now(),
                  id = *id](Tx& tx) { return priced(tx, now, load_merchant(tx, scope, id)); };
    const auto merchant = co_await net::read(services_.db, request, std::move(query));
    co_return answer(200, merchant, request);
  }

  Task<Response> create_merchant(Request& request) const {
    const auto command = decode_create(request);
    if (!command) co_return net::to_problem(command.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [call, command = *command,
                   token = token_of(request)](Tx& tx) -> Result<Made<PricedMerchant>> {
      auto made = idempotency::once(
          tx, call, token, [&] { return merchants::create_merchant(tx, call, command); },
          [&](std::int64_t key) { return load_merchant(tx, call.actor.scope, MerchantId{key}); });
      if (!made) return std::move(made).error();
      return Made<PricedMerchant>{priced(tx, call.now, std::move(made->value)), made->replayed};
    };
    const auto made = co_await net::write(services_.db, request, std::move(change));
    if (!made) co_return net::to_problem(made.error(), request.request_id);
    co_return created(json::serialize(merchant_view(made->value)), made->replayed);
  }

  Task<Response> update_merchant(Request& request) const {
    const auto command = decode_update(request);
    if (!command) co_return net::to_problem(command.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [call, command = *command](Tx& tx) {
      return priced(tx, call.now, merchants::update_merchant(tx, call, command));
    };
    const auto merchant = co_await net::write(services_.db, request, std::move(change));
    co_return answer(200, merchant, request);
  }

  Task<Response> archive_merchant(Request& request) const {
    const auto at = decode_archive(request);
    if (!at) co_return net::to_problem(at.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [call, at = *at](Tx& tx) {
      return priced(tx, call.now, merchants::archive_merchant(tx, call, at.id, at.version));
    };
    const auto merchant = co_await net::write(services_.db, request, std::move(change));
    co_return answer(200, merchant, request);
  }

  Task<Response> delete_merchant(Request& request) const {
    const auto at = decode_delete(request);
    if (!at) co_return net::to_problem(at.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [this, call, at = *at](Tx& tx) {
      return merchants::delete_merchant(tx, call, at.id, at.version, services_.forget);
    };
    const auto done = co_await net::write(services_.db, request, std::move(change));
    if (!done) co_return net::to_problem(done.error(), request.request_id);
    co_return net::no_content();
  }

  Task<Response> list_balances(Request& request) const {
    const auto id = MerchantId::parse(request.param("merchant_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    auto query = [this, scope = request.actor.scope,
                  id = *id](Tx& tx) -> Result<std::vector<Balance>> {
      const auto merchant = load_merchant(tx, scope, id);
      if (!merchant) return merchant.error();
      return services_.balances(tx, scope, id);
    };
    const auto rows = co_await net::read(services_.db, request, std::move(query));
    if (!rows) co_return net::to_problem(rows.error(), request.request_id);
    json::array views;
    for (const Balance& row : *rows)
      views.push_back(json::object{{"account", row.account},
                                   {"currency", row.currency.code()},
                                   {"balance_minor", row.balance_minor}});
    co_return net::json_response(200, json::serialize(json::object{{"rows", std::move(views)}}));
  }

 private:
  static Response answer(int status, const Result<PricedMerchant>& merchant,
                         const Request& request) {
    if (!merchant) return net::to_problem(merchant.error(), request.request_id);
    return net::json_response(status, json::serialize(merchant_view(*merchant)));
  }

  Services services_;
};

}  // namespace

std::vector<net::Route> routes(Services services) {
  using net::Method;
  const auto api = std::make_shared<Api>(std::move(services));
  const auto row = [](Method method, std::string path, std::string operation,
                      std::string permission, net::Handler handler) {
    const bool makes = method == Method::post && operation.starts_with("create_");
    return net::Route{.method = method,
                      .path = std::move(path),
                      .operation_id = std::move(operation),
                      .permission = std::move(permission),
                      .idempotent = makes,
                      .handler = std::move(handler)};
  };
  return {
      row(Method::get, "/api/companies", "list_companies", "companies:read",
          [api](Request& request) { return api->list_companies(request); }),
      row(Method::post, "/api/companies", "create_company", "companies:write",
          [api](Request& request) { return api->create_company(request); }),
      row(Method::get, "/api/merchants", "list_merchants", "merchants:read",
          [api](Request& request) { return api->list_merchants(request); }),
      row(Method::post, "/api/merchants", "create_merchant", "merchants:write",
          [api](Request& request) { return api->create_merchant(request); }),
      row(Method::get, "/api/merchants/{merchant_id}", "read_merchant", "merchants:read",
          [api](Request& request) { return api->read_merchant(request); }),
      row(Method::patch, "/api/merchants/{merchant_id}", "update_merchant", "merchants:write",
          [api](Request& request) { return api->update_merchant(request); }),
      row(Method::post, "/api/merchants/{merchant_id}/archive", "archive_merchant",
          "merchants:delete", [api](Request& request) { return api->archive_merchant(request); }),
      row(Method::del, "/api/merchants/{merchant_id}", "delete_merchant", "merchants:delete",
          [api](Request& request) { return api->delete_merchant(request); }),
      row(Method::get, "/api/merchants/{merchant_id}/balances", "list_balances", "ledger:read",
          [api](Request& request) { return api->list_balances(request); }),
  };
}

}  // namespace bursar::merchants
