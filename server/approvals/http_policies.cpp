// Office routes of policies. A change of a policy is an act like any other: one decoder serves the
// route and whoever carries the act out later.
#include "approvals/http_policies.hpp"

#include <algorithm>
#include <memory>

#include <boost/json.hpp>

#include "approvals/http_view.hpp"
#include "gate/http.hpp"
#include "net/await.hpp"
#include "net/json_reader.hpp"
#include "net/query_number.hpp"

namespace bursar::approvals {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;

constexpr std::size_t k_list_max = 40;
constexpr std::int64_t k_amount_max_minor = 1'000'000'000'000'000;
constexpr std::int64_t k_minutes_max = 1'439;

/// Answers with the policy, or with nothing when it is gone.
using Change = std::function<Result<std::optional<Policy>>(Tx&, const Call&)>;

struct Decoded {
  PolicyId id;  ///< none for a policy to be made
  identity::Place place;
  std::string name;
  Change change;
};

// One that is no id names nothing: it is not found, as an absent one.
template <class IdType>
IdType id_in(net::JsonReader& in, std::string_view name) {
  const auto text = in.text_or_none(name, 40);
  if (!text) return {};
  const auto id = IdType::parse(*text);
  return id ? *id : IdType{-1};
}

identity::Place place_in(net::JsonReader& in) {
  identity::Place place;
  const std::string kind = in.text("scope_kind", 1, 20);
  place.company = id_in<CompanyId>(in, "company_id");
  place.merchant = id_in<MerchantId>(in, "merchant_id");
  if (kind == "installation") return {};
  if (kind == "company" && place.company) {
    place.kind = identity::ScopeKind::company;
    place.merchant = {};
  } else if (kind == "merchant" && place.merchant) {
    place.kind = identity::ScopeKind::merchant;
  } else if (!in.failed()) {
    in.fail("scope_kind", "scope_invalid",
            "must be installation, company with its id or merchant with its id");
  }
  return place;
}

std::vector<Threshold> thresholds_in(net::JsonReader& in) {
  std::vector<Threshold> thresholds;
  for (net::JsonReader& nested : in.objects("thresholds", k_list_max)) {
    const std::string code = nested.text("currency", 3, 4);
    const std::int64_t amount = nested.integer("amount_minor", 1, k_amount_max_minor);
    const auto currency = Currency::parse(code);
    if (currency) thresholds.push_back({*currency, amount});
    else nested.fail("currency", currency.error().code, currency.error().message);
    in.adopt(nested);
  }
  return thresholds;
}

std::optional<Hours> hours_in(net::JsonReader& in) {
  auto nested = in.object("hours");
  if (!nested) return std::nullopt;
  Hours hours;
  hours.days = nested->integer("days", 1, 127);
  hours.from_minute = nested->integer("from_minute", 0, k_minutes_max);
  hours.until_minute = nested->integer("until_minute", 0, k_minutes_max);
  in.adopt(*nested);
  return hours;
}

// Conditions and demands, which can be changed later as well.
void read_terms(net::JsonReader& in, Policy& policy) {
  policy.name = in.text("name", 1, 80);
  policy.is_active = in.boolean("is_active", true);
  policy.thresholds = thresholds_in(in);
  policy.older_than_days = in.integer_or_none("older_than_days", 0, 3'650).value_or(0);
  policy.requester_roles = in.texts("requester_roles", k_list_max, 60);
  std::sort(policy.requester_roles.begin(), policy.requester_roles.end());
  policy.hours = hours_in(in);
  policy.condition = in.text_or_none("condition", 4'000).value_or("");
  policy.approvers = in.integer("approvers", 1, 3);
  policy.expires_after_h = in.integer_or_none("expires_after_h", 1, 720).value_or(72);
}

// A merchant names its company itself; out of reach it does not exist.
Result<identity::Place> resolved(const Services& services, Tx& tx, identity::Place place) {
  if (!place.merchant) return place;
  const auto company = services.company_of(tx, place.merchant);
  if (!company || (place.company && place.company != *company)) return not_found("merchant");
  place.company = *company;
  return place;
}

Result<Decoded> decode_create(const Services& services, const Request& request) {
  net::JsonReader in(request.body);
  Policy policy;
  policy.kind = in.text("kind", 1, 40);
  policy.place = place_in(in);
  read_terms(in, policy);
  if (auto error = in.finish()) return *error;
  Change change = [policy, services](Tx& tx, const Call& call) -> Result<std::optional<Policy>> {
    Policy placed = policy;
    const auto place = resolved(services, tx, policy.place);
    if (!place) return place.error();
    placed.place = *place;
    if (placed.place.kind == identity::ScopeKind::company && !services.name_of(tx, placed.place))
      return not_found("company");
    auto made = create_policy(tx, call, services.desk, placed);
    if (!made) return made.error();
    return std::optional(std::move(*made));
  };
  return Decoded{{}, policy.place, policy.name, std::move(change)};
}

Result<Decoded> decode_update(const Services& services, const Request& request) {
  const auto id = PolicyId::parse(request.param("policy_id"));
  if (!id) return id.error();
  net::JsonReader in(request.body);
  Policy policy;
  policy.id = *id;
  policy.version = in.integer("version", 1, INT64_MAX);
  read_terms(in, policy);
  if (auto error = in.finish()) return *error;
  Change change = [policy, services](Tx& tx, const Call& call) -> Result<std::optional<Policy>> {
    auto changed = update_policy(tx, call, services.desk, policy);
    if (!changed) return changed.error();
    return std::optional(std::move(*changed));
  };
  return Decoded{*id, {}, policy.name, std::move(change)};
}

Result<Decoded> decode_delete(const Services&, const Request& request) {
  const auto id = PolicyId::parse(request.param("policy_id"));
  if (!id) return id.error();
  const auto version = net::whole_number(request.query_value("version").value_or(""));
  if (!version) return invalid("version", "out_of_range", "must be the version that was read");
  Change change = [id = *id, version = *version](
                      Tx& tx, const Call& call) -> Result<std::optional<Policy>> {
    if (auto gone = delete_policy(tx, call, id, version); !gone) return gone.error();
    return std::optional<Policy>{};
  };
  return Decoded{*id, {}, {}, std::move(change)};
}

using Decode = Result<Decoded> (*)(const Services&, const Request&);

Result<gate::Subject> describe(const Services& services, Decode decode, Tx& tx, const Call& call,
                               const std::string& content) {
  const Request request = gate::thawed(content);
  const auto decoded = decode(services, request);
  if (!decoded) return decoded.error();
  gate::Subject subject;
  subject.kind = "approval_policy";
  subject.label = decoded->name;
  identity::Place place = decoded->place;
  if (decoded->id) {
    const auto policy = read_policy(tx, call.actor.scope, decoded->id);
    if (!policy) return policy.error();
    subject.id = policy->id.text();
    subject.label = policy->name;
    subject.target = "policy " + std::to_string(policy->version);
    place = policy->place;
  } else {
    const auto whole = resolved(services, tx, place);
    if (!whole) return whole.error();
    place = *whole;
  }
  subject.company = place.company;
  subject.merchant = place.merchant;
  return subject;
}

std::string amounts_of(const Policy& policy) {
  std::string text;
  for (const Threshold& threshold : policy.thresholds)
    text.append(text.empty() ? "" : ", ")
        .append(to_text({threshold.amount_minor, threshold.currency}));
  return text;
}

std::vector<gate::Figure> figures_of(const Policy& policy, const std::string& prefix) {
  std::string roles;
  for (const std::string& role : policy.requester_roles)
    roles.append(roles.empty() ? "" : ", ").append(role);
  std::vector<gate::Figure> figures;
  const auto add = [&](const char* name, std::string value) {
    if (!value.empty()) figures.push_back({prefix + name, std::move(value)});
  };
  add("kind", policy.kind);
  add("name", policy.name);
  add("is_active", policy.is_active ? "yes" : "no");
  add("thresholds", amounts_of(policy));
  if (policy.older_than_days > 0) add("older_than_days", std::to_string(policy.older_than_days));
  add("requester_roles", roles);
  if (policy.hours)
    add("hours", std::to_string(policy.hours->days) + " " +
                     std::to_string(policy.hours->from_minute) + "-" +
                     std::to_string(policy.hours->until_minute));
  add("condition", policy.condition);
  add("approvers", std::to_string(policy.approvers));
  add("expires_after_h", std::to_string(policy.expires_after_h));
  return figures;
}

// A policy to be made is the one of the asker's place with the name that was frozen; a changed one
// is found by its id.
std::vector<gate::Figure> figures(const Services& services, Decode decode, Tx& tx, const Call& call,
                                  const std::string& content) {
  const Request request = gate::thawed(content);
  const auto decoded = decode(services, request);
  if (!decoded) return {};
  if (decoded->id) {
    const auto policy = read_policy(tx, call.actor.scope, decoded->id);
    return policy ? figures_of(*policy, "policy.") : std::vector<gate::Figure>{};
  }
  std::vector<gate::Figure> found;
  for (const Policy& policy : list_policies(tx, call.actor.scope, {}))
    if (policy.name == decoded->name) found = figures_of(policy, "policy.");
  return found;
}

gate::Action action_of(const Services& services, std::string key, Decode decode) {
  gate::Action action;
  action.key = std::move(key);
  action.kind = k_policy_change;
  action.permission = "approvals:configure";
  action.describe = [services, decode](Tx& tx, const Call& call, const std::string& content) {
    return describe(services, decode, tx, call, content);
  };
  action.figures = [services, decode](Tx& tx, const Call& call, const std::string& content) {
    return figures(services, decode, tx, call, content);
  };
  action.execute = [services, decode](Tx& tx, const Call& call, const std::string& content,
                                      const gate::Consent&) -> Result<gate::Done> {
    const auto decoded = decode(services, gate::thawed(content));
    if (!decoded) return decoded.error();
    const auto policy = decoded->change(tx, call);
    if (!policy) return policy.error();
    const std::string id = *policy ? (*policy)->id.text() : decoded->id.text();
    return gate::Done{"approval_policy", id, false, {}};
  };
  return action;
}

class Api {
 public:
  explicit Api(const Services& services) : services_(services) {}

  Task<Response> list(Request& request) const {
    const Call call = services_.ports.call(request.actor);
    auto load = [call, services = services_](Tx& tx) -> Result<json::object> {
      const Scope& scope = call.actor.scope;
      std::vector<CompanyId> companies = scope.companies();
      for (const MerchantId merchant : scope.merchants())
        if (const auto company = services.company_of(tx, merchant)) companies.push_back(*company);
      PlaceNames names(services, tx);
      json::array rows;
      for (const Policy& policy : list_policies(tx, scope, companies)) {
        const bool can_change = read_policy(tx, scope, policy.id).has_value();
        rows.push_back(policy_json(policy, can_change,
                                   people_who_decide(tx, services.desk, policy, call.now), names));
      }
      return json::object{{"rows", std::move(rows)},
                          {"kinds", kinds_json(services.desk)},
                          {"time_zone", services.time_zone}};
    };
    const auto body = co_await net::read(services_.db, request, std::move(load));
    if (!body) co_return net::to_problem(body.error(), request.request_id);
    co_return net::json_response(200, json::serialize(*body));
  }

  Task<Response> change(Request& request, std::string operation, int status, Decode decode) const {
    const auto decoded = decode(services_, request);
    if (!decoded) co_return net::to_problem(decoded.error(), request.request_id);
    const Call call = services_.ports.call(request.actor);
    const gate::Ask ask = gate::ask(std::move(operation), request);
    auto work = [call, ask, services = services_, decoded = *decoded](Tx& tx) -> Result<Outcome> {
      auto held = services.desk.hold(tx, call, ask);
      if (!held) return held.error();
      if (*held) return Outcome{std::move(*held), {}};
      const auto policy = decoded.change(tx, call);
      if (!policy) return policy.error();
      if (!*policy) return Outcome{};
      PlaceNames names(services, tx);
      return Outcome{{},
                     policy_json(**policy, true,
                                 people_who_decide(tx, services.desk, **policy, call.now), names)};
    };
    const auto outcome = co_await net::write(services_.db, request, std::move(work));
    if (!outcome) co_return net::to_problem(outcome.error(), request.request_id);
    if (outcome->held) co_return gate::held_response(*outcome->held);
    if (status == 204) co_return net::no_content();
    co_return net::json_response(status, json::serialize(outcome->body));
  }

 private:
  struct Outcome {
    std::optional<gate::Held> held;
    json::object body;
  };

  Services services_;
};

}  // namespace

std::vector<gate::Action> policy_actions(const Services& services) {
  return {action_of(services, "create_approval_policy", &decode_create),
          action_of(services, "update_approval_policy", &decode_update),
          action_of(services, "delete_approval_policy", &decode_delete)};
}

std::vector<net::Route> policy_routes(const Services& services) {
  using net::Level;
  using net::Method;
  const auto api = std::make_shared<Api>(services);
  const std::string base = "/api/approval_policies";
  const std::string one = base + "/{policy_id}";
  const std::string permission = "approvals:configure";
  return {
      office_route(Method::get, base, "list_approval_policies", permission, Level::l2,
                   [api](Request& request) { return api->list(request); }),
      office_route(Method::post, base, "create_approval_policy", permission, Level::l3,
                   [api](Request& request) {
                     return api->change(request, "create_approval_policy", 201, &decode_create);
                   }),
      office_route(Method::patch, one, "update_approval_policy", permission, Level::l3,
                   [api](Request& request) {
                     return api->change(request, "update_approval_policy", 200, &decode_update);
                   }),
      office_route(Method::del, one, "delete_approval_policy", permission, Level::l3,
                   [api](Request& request) {
                     return api->change(request, "delete_approval_policy", 204, &decode_delete);
                   }),
  };
}

}  // namespace bursar::approvals
