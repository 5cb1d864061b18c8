// Office routes of fee plans: decode, one use case, encode.
#include "fees/http.hpp"

#include <memory>

#include "base/check.hpp"
#include "fees/http_month.hpp"
#include "gate/http.hpp"
#include "idempotency/idempotency.hpp"
#include "net/await.hpp"
#include "net/member_route.hpp"

namespace bursar::fees {
namespace {

namespace json = boost::json;
using gate::Outcome;
using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

constexpr std::int64_t k_shown_payers = 50;

/// What the idempotency of a create keeps: the plan by its key.
struct MadePlan {
  FeePlanId id;
};

Result<json::object> page_of(Tx& tx, const Call& call, FeePlanId id) {
  const auto row = read_plan(tx, call, id);
  if (!row) return row.error();
  const auto versions = list_versions(tx, call, id);
  if (!versions) return versions.error();
  json::array all;
  for (const Plan& version : *versions) all.push_back(version_json(version));
  json::array payers;
  for (const Payer& payer : payers_of(tx, call.actor.scope, id, k_shown_payers))
    payers.push_back(payer_json(payer));
  json::object body = plan_row_json(*row);
  body["versions"] = std::move(all);
  body["payers"] = std::move(payers);
  return body;
}

Result<json::object> compared(Tx& tx, const Call& call, const Compare& command) {
  std::optional<Plan> plan = command.draft;
  if (command.id) {
    const auto row = read_plan(tx, call, command.id);
    if (!row) return row.error();
    if (!plan) plan = row->plan;
  }
  std::vector<Payer> payers;
  if (command.merchant) {
    auto payer = payer_of(tx, call, command.merchant);
    if (!payer) return payer.error();
    payers.push_back(std::move(*payer));
  } else {
    payers = payers_of(tx, call.actor.scope, command.id, k_payers_max);
  }
  check(plan.has_value(), "a comparison has a plan");
  return comparison_json(compare_month(tx, call, payers, *plan, k_asked_payments_max));
}

class Api {
 public:
  explicit Api(Services services) : services_(services) {}

  Task<Response> list(Request& request) const {
    const Call call = services_.ports.call(request.actor);
    auto query = [call](Tx& tx) -> Result<json::object> {
      json::array rows;
      for (const PlanInReach& row : list_plans(tx, call)) rows.push_back(plan_row_json(row));
      return json::object{{"rows", std::move(rows)}};
    };
    co_return co_await answer_read(request, std::move(query));
  }

  Task<Response> read(Request& request) const {
    const auto id = FeePlanId::parse(request.param("fee_plan_id"));
    if (!id) co_return net::to_problem(id.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto query = [call, id = *id](Tx& tx) { return page_of(tx, call, id); };
    co_return co_await answer_read(request, std::move(query));
  }

  Task<Response> create(Request& request) const {
    const auto command = decode_create(request);
    if (!command) co_return net::to_problem(command.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    const auto token =
        idempotency::token(request.header("idempotency-key"),
                           {net::method_name(request.method), request.path, request.body});
    auto change = [call, command = *command, token](Tx& tx) -> Result<Outcome> {
      const auto made = idempotency::once(
          tx, call, token,
          [&]() -> Result<MadePlan> {
            const auto plan = create_plan(tx, call, command.company, command.plan);
            if (!plan) return plan.error();
            return MadePlan{{plan->key}};
          },
          [&](std::int64_t key) -> Result<MadePlan> { return MadePlan{{key}}; });
      if (!made) return made.error();
      auto body = page_of(tx, call, made->value.id);
      if (!body) return body.error();
      return Outcome{{}, std::move(*body), made->replayed};
    };
    co_return co_await answer_write(request, 201, std::move(change));
  }

  Task<Response> save(Request& request) const {
    const auto plan = decode_save(request);
    if (!plan) co_return net::to_problem(plan.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [this, call, plan = *plan,
                   ask = gate::ask("save_fee_plan", request)](Tx& tx) -> Result<Outcome> {
      auto held = gate::hold(services_.gate, tx, call, ask);
      if (!held) return held.error();
      if (*held) return Outcome{std::move(*held), {}};
      const auto saved = save_version(tx, call, plan);
      if (!saved) return saved.error();
      auto body = page_of(tx, call, FeePlanId{saved->key});
      if (!body) return body.error();
      return Outcome{{}, std::move(*body)};
    };
    co_return co_await answer_write(request, 201, std::move(change));
  }

  Task<Response> assign(Request& request) const {
    const auto command = decode_assign(request);
    if (!command) co_return net::to_problem(command.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto change = [this, call, command = *command,
                   ask = gate::ask("assign_fee_plan", request)](Tx& tx) -> Result<Outcome> {
      auto held = gate::hold(services_.gate, tx, call, ask);
      if (!held) return held.error();
      if (*held) return Outcome{std::move(*held), {}};
      const auto merchant = merchants::assign_fee_plan(tx, call, command);
      if (!merchant) return merchant.error();
      return Outcome{{},
                     json::object{{"merchant_id", merchant->id.text()},
                                  {"fee_plan_id", command.plan.text()},
                                  {"version", merchant->version}}};
    };
    co_return co_await answer_write(request, 200, std::move(change));
  }

  Task<Response> calculate(Request& request) const {
    const auto command = decode_calculate(request);
    if (!command) co_return net::to_problem(command.error(), request.request_id);
    co_return net::json_response(200, json::serialize(calculation_json(*command)));
  }

  Task<Response> compare(Request& request) const {
    const auto command = decode_compare(request);
    if (!command) co_return net::to_problem(command.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    auto query = [call, command = *command](Tx& tx) { return compared(tx, call, command); };
    co_return co_await answer_read(request, std::move(query));
  }

 private:
  template <class F>
  Task<Response> answer_read(Request& request, F query) const {
    const auto body = co_await net::read(services_.db, request, std::move(query));
    if (!body) co_return net::to_problem(body.error(), request.request_id);
    co_return net::json_response(200, json::serialize(*body));
  }

  template <class F>
  Task<Response> answer_write(Request& request, int status, F change) const {
    const auto outcome = co_await net::write(services_.db, request, std::move(change));
    co_return gate::answer(request, outcome, status);
  }

  Services services_;
};

}  // namespace

std::vector<net::Route> routes(Services services) {
  using net::Method;
  const net::MemberRoutes<Api> row{std::make_shared<Api>(services), "fees:read", "fees:write"};
  const std::string all = "/api/fee_plans";
  const std::string one = all + "/{fee_plan_id}";
  std::vector<net::Route> routes{
      row(Method::get, all, "list_fee_plans", &Api::list),
      row(Method::post, all, "create_fee_plan", &Api::create),
      row(Method::get, one, "read_fee_plan", &Api::read),
      row(Method::post, one + "/versions", "save_fee_plan", &Api::save),
      row(Method::put, "/api/merchants/{merchant_id}/fee_plan", "assign_fee_plan", &Api::assign),
      row(Method::post, "/api/fee_calculations", "calculate_fee", &Api::calculate),
      row(Method::post, "/api/fee_comparisons", "compare_fees", &Api::compare)};
  routes[1].idempotent = true;
  // These two ask and change nothing.
  routes[5].permission = routes[6].permission = "fees:read";
  return routes;
}

}  // namespace bursar::fees
